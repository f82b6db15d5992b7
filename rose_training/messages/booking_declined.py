"""To a school: we cannot come."""

from sqlalchemy.orm import Session

from rose_training.domain.bookings import BookingState
from rose_training.messages import booking_letters
from rose_training.messages.letter import Letter
from rose_training.models.outbox import OutboxMessage

KIND = "booking_declined"


def compose(session: Session, message: OutboxMessage) -> Letter | None:
    """Why, and what else there is."""
    booking = booking_letters.wanted_booking(session, message, BookingState.DECLINED)
    if booking is None:
        return None
    return booking_letters.letter(
        session, booking, kind=KIND, words="About your request for a ROSE visit", message=message
    )
