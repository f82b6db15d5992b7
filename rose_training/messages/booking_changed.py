"""To a school: your visit has moved."""

from sqlalchemy.orm import Session

from rose_training.adapters.calendar_files import Method
from rose_training.domain.bookings import BookingState
from rose_training.messages import booking_letters
from rose_training.messages.letter import Letter
from rose_training.models.outbox import OutboxMessage

KIND = "booking_changed"


def compose(session: Session, message: OutboxMessage) -> Letter | None:
    """The dates as they are now, and the same calendar entry with a higher sequence. Only the latest change leaves."""
    booking = booking_letters.wanted_booking(session, message, BookingState.CONFIRMED)
    if booking is None or message.payload.get("sequence") != booking.calendar_sequence:
        return None
    return booking_letters.letter(
        session, booking, kind=KIND, words="Changed: your {visit}", method=Method.REQUEST, message=message
    )
