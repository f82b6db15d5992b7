"""To a manager: who of your team is booked, and how that stands now."""

from sqlalchemy.orm import Session

from rose_training.messages.letter import Letter
from rose_training.messages.party_letters import about_party
from rose_training.models.outbox import OutboxMessage

KIND = "manager_copy"


def compose(session: Session, message: OutboxMessage) -> Letter | None:
    """Names, date and place. No link: the places are not the manager's to change, nor to join."""
    return about_party(session, message, with_link=False)
