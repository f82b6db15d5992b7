"""To somebody who was there eight weeks ago: what have you done differently?"""

from sqlalchemy.orm import Session

from rose_training.domain.evaluations import EvaluationKind
from rose_training.messages import afterwards_letters, place_letters
from rose_training.messages.letter import Letter
from rose_training.models.outbox import OutboxMessage

KIND = "evaluation_eight_weeks"


def compose(session: Session, message: OutboxMessage) -> Letter | None:
    """Three questions. Not when they have answered, or were not there after all."""
    found = afterwards_letters.found(session, message)
    if found is None or found[1] is None or not found[1].was_there:
        return None
    registration = found[0]
    address = afterwards_letters.evaluation_address(session, registration, EvaluationKind.EIGHT_WEEKS)
    if address is None:
        return None
    return Letter(
        subject=place_letters.subject(registration.session, "Three questions, eight weeks later"),
        template=KIND,
        facts=afterwards_letters.facts(registration) | {"address": address},
    )
