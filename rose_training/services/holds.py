"""A hold while it lasts: the school says yes to it, the office gives it more time.

A yes keeps the dates in the diary until the office has confirmed. It confirms at once where nothing is
left to decide: everything declared, no targeted course, and a booker whom the school's bookings are open
to already. To anybody else the address in the request is only what somebody typed, and confirming opens
the school's pages to it (decision 15).
"""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from rose_training.domain.actors import Actor
from rose_training.domain.bookings import HOLD_REMINDER, BookingState
from rose_training.domain.permissions import Role
from rose_training.domain.refusals import Refusal
from rose_training.domain.written_times import when
from rose_training.models.bookings import Booking
from rose_training.models.people import Person, RoleGrant
from rose_training.services import booking_plans, bookings, history, hold_news, outbox


def accept(session: Session, booking: Booking, *, office: str, by: Actor, at: datetime) -> bool:
    """The school says yes to what is held; answers whether the booking is confirmed with that.

    Saying yes twice is saying it once. Raises a Refusal when nothing is held any more.
    """
    bookings.lock(session, booking)
    if booking.state is BookingState.CONFIRMED:
        return True
    if booking.state is not BookingState.HELD or booking.held_until is None:
        raise Refusal("not_held", "We no longer hold these dates. Ring the office, and we find others.")
    if booking.accepted_at is not None:
        return False
    if booking.held_until <= at:
        raise Refusal(
            "hold_over", "The time for which we held these dates is over. Ring the office: they may still be free."
        )
    booking.accepted_at = at
    session.flush()
    history.record(session, subject=booking.reference, event="accepted", by=by, at=at)
    if _nothing_is_left_to_decide(session, booking) and _confirmed(session, booking, by=by, at=at):
        return True
    outbox.queue(
        session,
        kind="booking_accepted_for_office",
        to=office,
        about=booking.reference,
        occasion=f"{booking.reference}/accepted/{booking.held_until.isoformat()}",
        at=at,
    )
    return False


def extend(
    session: Session,
    booking: Booking,
    *,
    until: datetime,
    by: Actor,
    at: datetime,
    note: str = "",
    remind_before: timedelta = HOLD_REMINDER,
) -> None:
    """Give the school more time to answer, and tell it. Raises a Refusal beside `until`."""
    bookings.lock(session, booking)
    if booking.state is not BookingState.HELD or booking.held_until is None:
        raise Refusal("not_held", f"This booking is {booking.state.value}: nothing is held")
    if until <= max(booking.held_until, at):
        raise Refusal("not_longer", f"Enter a day later than {when(booking.held_until)}", "until")
    begins = min(training.starts_at for training in booking_plans.live_sessions(session, booking))
    if until > begins:
        raise Refusal("too_long", f"The first date is {when(begins)}: the school must answer before", "until")
    booking.held_until = until
    session.flush()
    history.record(
        session, subject=booking.reference, event="hold_extended", by=by, at=at, detail={"until": until.isoformat()}
    )
    hold_news.tell(session, booking, remind_before=remind_before, note=note, at=at)


def _nothing_is_left_to_decide(session: Session, booking: Booking) -> bool:
    if booking.organisation_id is None or booking.activity.targeted or bookings.facts(session, booking).missing:
        return False
    known = (
        select(RoleGrant.id)
        .join(Person, Person.id == RoleGrant.person_id)
        .where(
            Person.email == booking.booker_email,
            RoleGrant.role == Role.SCHOOL_BOOKER,
            RoleGrant.organisation_id == booking.organisation_id,
            RoleGrant.ended_at.is_(None),
        )
    )
    return session.scalar(known) is not None


def _confirmed(session: Session, booking: Booking, *, by: Actor, at: datetime) -> bool:
    """Confirm; should a rule say no, the yes is kept and the office decides."""
    try:
        with session.begin_nested():
            booking_plans.confirm_as_held(session, booking, cards=None, by=by, at=at)
    except Refusal:
        session.refresh(booking)
        return False
    return True
