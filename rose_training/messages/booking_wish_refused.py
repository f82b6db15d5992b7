"""To a school: the booking cannot be moved as it asked, and stays as it is."""

from dataclasses import replace

from sqlalchemy.orm import Session

from rose_training.domain.bookings import BookingState
from rose_training.messages import booking_letters
from rose_training.messages.letter import Letter
from rose_training.models.outbox import OutboxMessage

KIND = "booking_wish_refused"


def compose(session: Session, message: OutboxMessage) -> Letter | None:
    """Why, and what stands. Not once the booking has ended."""
    booking = booking_letters.wanted_booking(session, message, BookingState.HELD, BookingState.CONFIRMED)
    if booking is None:
        return None
    written = booking_letters.letter(session, booking, kind=KIND, words="Not moved: your {visit}")
    return replace(written, facts={**written.facts, "reason": str(message.payload.get("answer", ""))})
