"""A booking that ended is asked for again: a new request with new dates, linked both ways."""

from collections.abc import Sequence
from datetime import datetime
from uuid import uuid4

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from rose_training.domain.actors import Actor
from rose_training.domain.bookings import BookingState, check_preferred_dates
from rose_training.domain.calendar import london_day
from rose_training.domain.programme import Audience
from rose_training.domain.references import new_reference
from rose_training.domain.refusals import Refusal
from rose_training.domain.visit_requests import Wish
from rose_training.models.bookings import Booking, Declaration, PreferredDate
from rose_training.models.visit_answers import BookingNeed
from rose_training.services import bookings, calendar, history

AGAIN = (BookingState.DECLINED, BookingState.CANCELLED)
"""What has ended without a visit."""

LEFT_BEHIND = frozenset(
    {
        "id",
        "reference",
        "state",
        "requested_at",
        "held_until",
        "reason",
        "closing_reason",
        "ended_by",
        "accepted_at",
        "duplicate_of_id",
        "rebooked_from_id",
        "by_telephone",
        "calendar_uid",
        "calendar_sequence",
        "snapshot_name",
        "snapshot_urn",
        "snapshot_setting_kind",
        "snapshot_district",
    }
)
"""What belongs to the booking that ended; everything else the school need not tell us twice."""


def rebook(session: Session, booking: Booking, *, wishes: Sequence[Wish], by: Actor, at: datetime) -> Booking:
    """A new request with the same answers, contacts and declarations, and other dates. The booker is told.

    Raises a Refusal for dates that cannot be, for a booking that has not ended, for an activity or a school that is
    no longer on offer, and when it has been asked for again already and that request is still open.
    """
    bookings.lock(session, booking)
    if booking.state not in AGAIN or booking.duplicate_of_id is not None:
        raise Refusal("not_ended", "Only a booking that was declined or cancelled is asked for again")
    again = session.scalar(
        select(Booking.reference).where(Booking.rebooked_from_id == booking.id, Booking.state.in_(bookings.OPEN_STATES))
    )
    if again:
        raise Refusal("rebooked_already", f"This has been asked for again as {again}")
    _check_still_offered(booking)
    check_preferred_dates(
        [wish.day for wish in wishes],
        today=london_day(at),
        bank_holidays=calendar.bank_holidays(session, since=london_day(at)),
        weekends=booking.audience not in (Audience.PUPILS, Audience.STAFF),
    )
    told = {column.key for column in inspect(Booking).column_attrs} - LEFT_BEHIND
    again_booking = Booking(
        **{name: getattr(booking, name) for name in told},
        reference=_unused_reference(session),
        state=BookingState.REQUESTED,
        requested_at=at,
        rebooked_from_id=booking.id,
        calendar_uid=f"bkg-{uuid4().hex}@rose-training",
        calendar_sequence=0,
    )
    session.add(again_booking)
    session.flush()
    session.add_all(
        PreferredDate(
            booking_id=again_booking.id, rank=rank, on=wish.day, part=wish.part, time_wished=wish.time or None
        )
        for rank, wish in enumerate(wishes, start=1)
    )
    _copy_answers(session, booking, again_booking)
    session.flush()
    history.record(
        session,
        subject=again_booking.reference,
        event="rebooked_from",
        by=by,
        at=at,
        detail={"from": booking.reference},
    )
    history.record(
        session, subject=booking.reference, event="rebooked", by=by, at=at, detail={"as": again_booking.reference}
    )
    bookings.tell_booker(session, again_booking, kind="booking_received", occasion="requested", at=at)
    return again_booking


def asked_again_as(session: Session, booking: Booking) -> Sequence[Booking]:
    """The requests that ask again for this one. One query."""
    return session.scalars(select(Booking).where(Booking.rebooked_from_id == booking.id).order_by(Booking.id)).all()


def _check_still_offered(booking: Booking) -> None:
    activity, school = booking.activity, booking.organisation
    if not (activity.published and activity.bookable):
        raise Refusal("activity_gone", "This activity is no longer on offer: take a new request for another one")
    if school is not None and not school.status.is_offered:
        raise Refusal("school_closed", f"{school.name} is no longer open: take a new request for what followed it")


def _copy_answers(session: Session, old: Booking, new: Booking) -> None:
    session.add_all(
        Declaration(booking_id=new.id, kind=row.kind, answer=row.answer, detail=row.detail, given_at=row.given_at)
        for row in session.scalars(select(Declaration).where(Declaration.booking_id == old.id))
    )
    session.add_all(
        BookingNeed(booking_id=new.id, kind=row.kind, number=row.number)
        for row in session.scalars(select(BookingNeed).where(BookingNeed.booking_id == old.id))
    )


def _unused_reference(session: Session) -> str:
    while session.scalar(select(Booking.id).where(Booking.reference == (reference := new_reference()))):
        pass
    return reference
