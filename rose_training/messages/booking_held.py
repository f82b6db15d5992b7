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
    booking = booking_letters.wanted_booking(session, message, BookingState.HELD)
    if booking is None or message.payload.get("held_until") != _deadline(booking):
        return None
    return booking_letters.letter(session, booking, kind=KIND, words="Held for you: {visit}")


def _deadline(booking: Booking) -> str | None:
    return booking.held_until.isoformat() if booking.held_until else None
