"""Requests that ask for the same: found, compared, and put together."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from rose_training.domain.actors import Actor
from rose_training.domain.booking_duplicates import EVERYBODYS, Asked, why_alike
from rose_training.domain.bookings import DUPLICATE_WINDOW, BookingState, ClosingReason, EndedBy
from rose_training.domain.refusals import Refusal
from rose_training.models.bookings import Booking, PreferredDate
from rose_training.services import booking_plans, bookings, history

NOTES_LENGTH = 2000
"""What the notes of a booking hold."""


@dataclass(frozen=True, slots=True)
class Alike:
    """Another open booking that probably asks for the same, why, and what it wishes for."""

    booking: Booking
    why: str
    wishes: tuple[PreferredDate, ...]


# Questions


def alike(session: Session, found: Collection[Booking]) -> Mapping[int, tuple[Alike, ...]]:
    """For each of these bookings, by id, the open ones that are probably the same. Two queries at most."""
    asking = [one for one in found if one.state.is_open]
    if not asking:
        return {}
    candidates = session.scalars(
        select(Booking)
        .options(joinedload(Booking.activity), joinedload(Booking.organisation))
        .where(
            Booking.state.in_(bookings.OPEN_STATES),
            Booking.requested_at.between(
                min(one.requested_at for one in asking) - DUPLICATE_WINDOW,
                max(one.requested_at for one in asking) + DUPLICATE_WINDOW,
            ),
            or_(
                Booking.organisation_id.in_({one.organisation_id for one in asking if one.organisation_id}),
                Booking.booker_email.in_({one.booker_email for one in asking}),
                *(
                    Booking.booker_email.endswith(f"@{domain}", autoescape=True)
                    for domain in sorted({one.booker_email.rpartition("@")[2] for one in asking} - EVERYBODYS)
                ),
            ),
        )
        .order_by(Booking.requested_at, Booking.id)
    ).all()
    wishes = _wishes(session, {one.id for one in (*asking, *candidates)})
    known = {one.id: _asked(one, wishes.get(one.id, ())) for one in (*asking, *candidates)}
    return {
        one.id: tuple(
            Alike(other, why, wishes.get(other.id, ()))
            for other in candidates
            if other.id != one.id and (why := why_alike(known[one.id], known[other.id]))
        )
        for one in asking
    }


def likely(session: Session, booking: Booking) -> Sequence[Alike]:
    """The same for one booking."""
    return alike(session, [booking]).get(booking.id, ())


def attached_to(session: Session, booking: Booking) -> Sequence[Booking]:
    """The requests that ended because this one asks for the same. One query."""
    return session.scalars(
        select(Booking).where(Booking.duplicate_of_id == booking.id).order_by(Booking.requested_at)
    ).all()


# Actions


def attach(session: Session, booking: Booking, *, to: Booking, by: Actor, at: datetime) -> None:
    """End a request as a duplicate of a booking that goes on, and tell its booker the reference from now on.

    Its wishes enter the history of the other, its notes the notes of the other. Raises a Refusal when
    one of them has been answered meanwhile.
    """
    for one in sorted((booking, to), key=lambda each: each.id):
        bookings.lock(session, one)
    if booking.id == to.id:
        raise Refusal("same_booking", "Choose another booking than this one")
    if booking.state not in (BookingState.REQUESTED, BookingState.HELD):
        raise Refusal("booking_state", f"This booking is {booking.state.value} and stays as it is")
    if not to.state.is_open:
        raise Refusal("booking_closed", f"{to.reference} is {to.state.value}: nothing can be attached to it")
    if booking.state is BookingState.HELD:
        booking_plans.give_back(session, booking, by=by, at=at)
    wishes = _wishes(session, {booking.id}).get(booking.id, ())
    bookings.move(
        session,
        booking,
        to=BookingState.DECLINED,
        reason=f"{ClosingReason.DUPLICATE.label}: {to.reference}",
        closing=ClosingReason.DUPLICATE,
        ended_by=EndedBy.OTHER,
        by=by,
        at=at,
    )
    booking.duplicate_of_id = to.id
    if booking.notes:
        added = f"From {booking.reference}: {booking.notes}"
        to.notes = "\n".join(part for part in (to.notes, added) if part)[:NOTES_LENGTH]
    session.flush()
    history.record(session, subject=booking.reference, event="attached", by=by, at=at, detail={"to": to.reference})
    history.record(
        session,
        subject=to.reference,
        event="duplicate_attached",
        by=by,
        at=at,
        detail={
            "from": booking.reference,
            "wishes": [f"{wish.on.isoformat()} {wish.part.value}" for wish in wishes],
            "expected_number": booking.expected_number,
        },
    )
    bookings.tell_booker(session, booking, kind="booking_attached", occasion="attached", at=at)


def _wishes(session: Session, ids: Collection[int]) -> dict[int, tuple[PreferredDate, ...]]:
    found: dict[int, tuple[PreferredDate, ...]] = {}
    rows = session.scalars(select(PreferredDate).where(PreferredDate.booking_id.in_(ids)).order_by(PreferredDate.rank))
    for row in rows:
        found[row.booking_id] = (*found.get(row.booking_id, ()), row)
    return found


def _asked(booking: Booking, wishes: Collection[PreferredDate]) -> Asked:
    return Asked(
        organisation_id=booking.organisation_id,
        described=booking.organisation.name if booking.organisation else booking.organisation_described or "",
        email=booking.booker_email,
        activity_id=booking.activity_id,
        days=frozenset(wish.on for wish in wishes),
        requested_at=booking.requested_at,
        years=frozenset(booking.year_groups),
    )
