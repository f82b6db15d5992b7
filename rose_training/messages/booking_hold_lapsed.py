"""To a school: we no longer keep a date for you."""

from sqlalchemy.orm import Session

from rose_training.domain.bookings import BookingState
from rose_training.messages import booking_letters
from rose_training.messages.letter import Letter
from rose_training.models.outbox import OutboxMessage

KIND = "booking_hold_lapsed"


def compose(session: Session, message: OutboxMessage) -> Letter | None:
    """Which dates they were, and that the request goes on. Not once something else was arranged."""
    booking = booking_letters.wanted_booking(session, message, BookingState.REQUESTED)
    if booking is None:
        return None
    return booking_letters.letter(
        session,
        booking,
        kind=KIND,
        words="No longer held: your ROSE visit",
        message=message,
        lapsed=booking_letters.moments(message.payload.get("dates")),
    )
