"""To a school, the working day before: we are coming, and this is what helps."""

from sqlalchemy.orm import Session

from rose_training.clock import now
from rose_training.domain.bookings import BookingState
from rose_training.domain.sessions import is_ahead
from rose_training.messages import booking_letters, reminder_hours
from rose_training.messages.letter import Letter
from rose_training.models.outbox import OutboxMessage
from rose_training.services import bookings

KIND = "reminder_visit"


def compose(session: Session, message: OutboxMessage) -> Letter | None:
    """This one date with its place and contacts. Not once it has moved or is off."""
    booking = booking_letters.wanted_booking(session, message, BookingState.CONFIRMED)
    if booking is None:
        return None
    training = next(
        (one for one in bookings.sessions_of(session, booking) if one.reference == message.payload.get("session")), None
    )
    if training is None or not is_ahead(training.state, starts_at=training.starts_at, at=now()):
        return None
    if not reminder_hours.still_fits(message, training):
        return None
    return booking_letters.letter(session, booking, kind=KIND, words="We are coming: {visit}", only=training)
