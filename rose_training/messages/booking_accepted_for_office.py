"""To the office: a school says yes to the dates that are held."""

from sqlalchemy.orm import Session

from rose_training.domain.bookings import BookingState
from rose_training.messages import booking_letters
from rose_training.messages.letter import Letter
from rose_training.models.outbox import OutboxMessage

KIND = "booking_accepted_for_office"


def compose(session: Session, message: OutboxMessage) -> Letter | None:
    """What is still missing, and the page to confirm on. Not once it is confirmed or off."""
    booking = booking_letters.wanted_booking(session, message, BookingState.HELD)
    if booking is None or booking.accepted_at is None:
        return None
    return booking_letters.letter_to_office(session, booking, kind=KIND, words="Accepted, please confirm")
