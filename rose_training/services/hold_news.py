"""What a school and the office hear of a hold: until when, that it runs out soon, that it has run out."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from rose_training.domain.visit_plans import VisitPlan
from rose_training.models.bookings import Booking
from rose_training.services import bookings, outbox


def tell(session: Session, booking: Booking, *, remind_before: timedelta, at: datetime, note: str = "") -> None:
    """Tell the booker until when the dates are held, and remind them in time.

    Both letters know their deadline: one that has moved meanwhile does not leave. A hold so short
    that the reminder would come at once has none.
    """
    if booking.held_until is None:
        return
    until = booking.held_until.isoformat()
    occasion = f"{until}/{at.isoformat(timespec='seconds')}"
    payload = {"held_until": until}
    bookings.tell_booker(
        session, booking, kind="booking_held", occasion=f"held/{occasion}", payload=payload, note=note, at=at
    )
    remind_at = booking.held_until - remind_before
    if remind_at > at and not booking.accepted_at:
        bookings.tell_booker(
            session,
            booking,
            kind="booking_hold_reminder",
            occasion=f"hold-reminder/{occasion}",
            payload=payload,
            due_at=remind_at,
            at=at,
        )


def tell_lapsed(
    session: Session,
    booking: Booking,
    *,
    ended: datetime | None,
    plan: VisitPlan | None,
    office: str | None,
    at: datetime,
) -> None:
    """Tell the booker and the office that a hold has run out, and which dates it was."""
    occasion = f"lapsed/{ended.isoformat() if ended else ''}"
    payload = {"dates": [meeting.starts_at.isoformat() for meeting in plan.meetings] if plan else []}
    bookings.tell_booker(session, booking, kind="booking_hold_lapsed", occasion=occasion, payload=payload, at=at)
    if office:
        outbox.queue(
            session,
            kind="booking_hold_lapsed_for_office",
            to=office,
            about=booking.reference,
            occasion=f"{booking.reference}/{occasion}",
            payload=payload,
            at=at,
        )
