"""To the office: a hold has run out, the diary is free."""

from sqlalchemy.orm import Session

from rose_training.domain.bookings import BookingState
from rose_training.messages import booking_letters
from rose_training.messages.letter import Letter
from rose_training.models.outbox import OutboxMessage

KIND = "booking_hold_lapsed_for_office"


def compose(session: Session, message: OutboxMessage) -> Letter | None:
    """Whose it was, and whom to ring. Not once the booking has been answered again."""
    booking = booking_letters.wanted_booking(session, message, BookingState.REQUESTED)
    if booking is None:
        return None
    return booking_letters.letter_to_office(
        session,
        booking,
        kind=KIND,
        words="A hold ran out",
        lapsed=booking_letters.moments(message.payload.get("dates")),
    )
