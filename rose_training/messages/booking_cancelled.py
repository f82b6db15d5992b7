"""To a school: the visit is called off."""

from sqlalchemy.orm import Session

from rose_training.adapters.calendar_files import Method
from rose_training.domain.bookings import BookingState
from rose_training.messages import booking_letters
from rose_training.messages.letter import Letter
from rose_training.models.outbox import OutboxMessage

KIND = "booking_cancelled"


def compose(session: Session, message: OutboxMessage) -> Letter | None:
    """Why, and what takes the entry out of the diary. A visit that was never confirmed is in no diary."""
    booking = booking_letters.wanted_booking(session, message, BookingState.CANCELLED)
    if booking is None:
        return None
    was_confirmed = message.payload.get("was_confirmed", True)
    words = "Cancelled: your {visit}" if was_confirmed else "Cancelled: your request for a ROSE visit"
    return booking_letters.letter(session, booking, kind=KIND, words=words, method=Method.CANCEL)
