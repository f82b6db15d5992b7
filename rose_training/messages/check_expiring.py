"""To a facilitator: one of your dates runs out."""

from sqlalchemy.orm import Session

from rose_training.messages import check_letters
from rose_training.messages.letter import Letter
from rose_training.models.outbox import OutboxMessage

KIND = "check_expiring"


def compose(session: Session, message: OutboxMessage) -> Letter | None:
    """What to renew, until when, and what happens otherwise."""
    return check_letters.letter(session, message, kind=KIND, subject="A date to renew: ROSE training")
