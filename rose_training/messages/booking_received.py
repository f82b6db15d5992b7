"""To a school: we have your request."""

from sqlalchemy.orm import Session

from rose_training.domain.bookings import BookingState
from rose_training.messages import booking_letters
from rose_training.messages.letter import Letter
from rose_training.models.outbox import OutboxMessage

KIND = "booking_received"


def compose(session: Session, message: OutboxMessage) -> Letter | None:
    """What was asked for, what happens next, and the link to it. Not once the booking has been answered otherwise."""
    booking = booking_letters.wanted_booking(session, message, BookingState.REQUESTED, BookingState.HELD)
    if booking is None:
        return None
    return booking_letters.letter(session, booking, kind=KIND, words="We have your request for a ROSE visit")
