"""To the office: a facilitator's check or training runs out."""

from sqlalchemy.orm import Session

from rose_training.messages import check_letters
from rose_training.messages.addresses import address_of
from rose_training.messages.letter import Letter
from rose_training.models.outbox import OutboxMessage

KIND = "check_expiring_for_office"


def compose(session: Session, message: OutboxMessage) -> Letter | None:
    """Whose, what, until when, and the page where the new date is entered."""
    return check_letters.letter(
        session,
        message,
        kind=KIND,
        subject="A facilitator's date to renew",
        address=address_of("office.facilitator", reference=message.about),
    )
