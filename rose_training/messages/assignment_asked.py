"""To a facilitator: can you deliver this?"""

from sqlalchemy.orm import Session

from rose_training.messages import assignment_letters
from rose_training.messages.addresses import address_of
from rose_training.messages.letter import Letter
from rose_training.models.outbox import OutboxMessage
from rose_training.services import assignments

KIND = "assignment_asked"


def compose(session: Session, message: OutboxMessage) -> Letter | None:
    """The dates and the page to answer on. Not when they have been answered or taken away in the meantime."""
    facilitator = assignment_letters.facilitator_of(session, message)
    if facilitator is None or not assignments.is_asked(session, facilitator_id=facilitator.id, about=message.about):
        return None
    return Letter(
        subject=f"Can you come on {assignment_letters.first_day(message)}? ({message.about})",
        template=KIND,
        facts=assignment_letters.facts(session, message, facilitator)
        | {"address": address_of("facilitator.answer", reference=message.about)},
    )
