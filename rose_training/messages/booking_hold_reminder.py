"""To a school: the time for which we keep a date runs out soon."""

from sqlalchemy.orm import Session

from rose_training.messages import booking_letters
from rose_training.messages.booking_held import wanted_hold
from rose_training.messages.letter import Letter
from rose_training.models.outbox import OutboxMessage

KIND = "booking_hold_reminder"


def compose(session: Session, message: OutboxMessage) -> Letter | None:
    """The dates, until when, and the page to say yes on. Not once the school has answered or the time has moved."""
    booking = wanted_hold(session, message)
    if booking is None or booking.accepted_at is not None:
        return None
    return booking_letters.letter(session, booking, kind=KIND, words="Please answer: {visit}", message=message)
