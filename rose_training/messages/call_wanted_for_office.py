"""To the office: somebody would like to be rung before they ask for a session."""

from sqlalchemy.orm import Session

from rose_training.messages.letter import Letter
from rose_training.models.outbox import OutboxMessage

KIND = "call_wanted_for_office"


def compose(session: Session, message: OutboxMessage) -> Letter | None:
    """Who, where and about what, as they typed it."""
    asked = message.payload
    return Letter(
        subject="Please ring somebody about a session",
        template=KIND,
        facts={
            "name": asked["caller"],
            "caller_school": asked["school"],
            "ring_number": asked["number"],
            "ring_when": asked["when"],
            "question": asked["question"],
        },
    )
