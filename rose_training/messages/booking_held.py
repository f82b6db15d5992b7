"""To a school: we keep a date for you."""

from sqlalchemy.orm import Session

from rose_training.domain.bookings import BookingState
from rose_training.messages import booking_letters
from rose_training.messages.letter import Letter
from rose_training.models.bookings import Booking
from rose_training.models.outbox import OutboxMessage

KIND = "booking_held"


def compose(session: Session, message: OutboxMessage) -> Letter | None:
    """The dates and until when they are kept. Not when the hold has ended or was made anew."""
    booking = wanted_hold(session, message)
    if booking is None:
        return None
    return booking_letters.letter(
        session,
        booking,
        kind=KIND,
        words="Held for you: {visit}",
        message=message,
        accepted=booking.accepted_at is not None,
    )


def wanted_hold(session: Session, message: OutboxMessage) -> Booking | None:
    """The booking whose hold, with this very deadline, a letter is about."""
    booking = booking_letters.wanted_booking(session, message, BookingState.HELD)
    if booking is None or booking.held_until is None:
        return None
    return booking if message.payload.get("held_until") == booking.held_until.isoformat() else None
