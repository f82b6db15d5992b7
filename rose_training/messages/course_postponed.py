"""To a school: a week of the course has moved, and perhaps those after it."""

from datetime import datetime

from sqlalchemy.orm import Session

from rose_training.messages import course_letters
from rose_training.messages.letter import Letter
from rose_training.models.outbox import OutboxMessage

KIND = "course_postponed"


def compose(session: Session, message: OutboxMessage) -> Letter | None:
    """What moved from where to where, all dates, and the same calendar entry with a higher sequence."""
    booking = course_letters.latest(session, message)
    if booking is None:
        return None
    pairs = message.payload.get("moved")
    moves = [(_moment(old), _moment(new)) for old, new in pairs] if isinstance(pairs, list) else []
    return course_letters.letter(session, booking, kind=KIND, words="Changed: your {visit}", facts={"moves": moves})


def _moment(written: str) -> datetime:
    return datetime.fromisoformat(written)
