"""To a facilitator: your dates are others now."""

from sqlalchemy.orm import Session

from rose_training.messages import assignment_letters
from rose_training.messages.addresses import address_of
from rose_training.messages.letter import Letter
from rose_training.models.outbox import OutboxMessage
from rose_training.services import assignments

KIND = "assignment_changed"


def compose(session: Session, message: OutboxMessage) -> Letter | None:
    """All dates as they are after the change, and whether they are asked about again. Not once they are off."""
    facilitator = assignment_letters.facilitator_of(session, message)
    if facilitator is None or not assignments.delivers(session, facilitator_id=facilitator.id, about=message.about):
        return None
    asked = assignments.is_asked(session, facilitator_id=facilitator.id, about=message.about)
    page = address_of("facilitator.answer", reference=message.about) if asked else address_of("facilitator.sessions")
    return Letter(
        subject=f"Changed: your dates from {assignment_letters.first_day(message)} ({message.about})",
        template=KIND,
        facts=assignment_letters.facts(session, message, facilitator) | {"asked": asked, "address": page},
    )
