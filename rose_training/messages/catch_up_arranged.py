"""To a school: we come once more, for those who missed a week of the course."""

from sqlalchemy.orm import Session

from rose_training.messages import course_letters
from rose_training.messages.letter import Letter
from rose_training.models.outbox import OutboxMessage

KIND = "catch_up_arranged"


def compose(session: Session, message: OutboxMessage) -> Letter | None:
    """When, for which week, and the same calendar entry with one date more."""
    booking = course_letters.latest(session, message)
    training = course_letters.catch_up(session, booking, message) if booking else None
    if booking is None or training is None:
        return None
    return course_letters.letter(
        session, booking, kind=KIND, words="One more date: your {visit}", facts=course_letters.catch_up_facts(training)
    )
