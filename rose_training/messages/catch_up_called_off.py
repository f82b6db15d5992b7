"""To a school: the catch-up session is cancelled, the course stays."""

from sqlalchemy.orm import Session

from rose_training.messages import course_letters
from rose_training.messages.letter import Letter
from rose_training.models.outbox import OutboxMessage

KIND = "catch_up_called_off"


def compose(session: Session, message: OutboxMessage) -> Letter | None:
    """Which date it was, those that stay, and the same calendar entry without it."""
    booking = course_letters.latest(session, message)
    training = course_letters.catch_up(session, booking, message) if booking else None
    if booking is None or training is None:
        return None
    return course_letters.letter(
        session, booking, kind=KIND, words="Changed: your {visit}", facts=course_letters.catch_up_facts(training)
    )
