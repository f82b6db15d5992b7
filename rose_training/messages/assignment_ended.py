"""To a facilitator: these dates are not yours any more."""

from sqlalchemy.orm import Session

from rose_training.messages import assignment_letters
from rose_training.messages.letter import Letter
from rose_training.models.outbox import OutboxMessage

KIND = "assignment_ended"


def compose(session: Session, message: OutboxMessage) -> Letter | None:
    """Which dates, and whether they are cancelled for everybody or only not theirs."""
    facilitator = assignment_letters.facilitator_of(session, message)
    if facilitator is None:
        return None
    cancelled = bool(message.payload["cancelled"])
    words = "Cancelled" if cancelled else "Not needed any more"
    return Letter(
        subject=f"{words}: {assignment_letters.first_day(message)} ({message.about})",
        template=KIND,
        facts=assignment_letters.facts(session, message, facilitator) | {"cancelled": cancelled},
    )
