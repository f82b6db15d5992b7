"""To somebody who registered colleagues and does not come: who is booked, and the link to change it."""

from sqlalchemy.orm import Session

from rose_training.messages.letter import Letter
from rose_training.messages.party_letters import about_party
from rose_training.models.outbox import OutboxMessage

KIND = "party_arranged"


def compose(session: Session, message: OutboxMessage) -> Letter | None:
    """The list as it stands, and the way to cancel, to send somebody else and to correct a name."""
    return about_party(session, message, with_link=True)
