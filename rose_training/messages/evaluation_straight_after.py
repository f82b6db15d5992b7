"""To somebody who was there for a part and gets no certificate: how was it?"""

from sqlalchemy.orm import Session

from rose_training.domain.evaluations import EvaluationKind
from rose_training.domain.outcomes import Outcome
from rose_training.messages import afterwards_letters, place_letters
from rose_training.messages.letter import Letter
from rose_training.models.outbox import OutboxMessage

KIND = "evaluation_straight_after"


def compose(session: Session, message: OutboxMessage) -> Letter | None:
    """The link to the form. Whoever attended in full finds it in the letter with their certificate."""
    found = afterwards_letters.found(session, message)
    if found is None or found[1] is not Outcome.PARTLY:
        return None
    registration = found[0]
    address = afterwards_letters.evaluation_address(session, registration, EvaluationKind.STRAIGHT_AFTER)
    if address is None:
        return None
    return Letter(
        subject=place_letters.subject(registration.session, "Tell us how it was"),
        template=KIND,
        facts=afterwards_letters.facts(registration) | {"address": address},
    )
