"""To somebody whose certificate no longer counts, because the register was corrected."""

from sqlalchemy.orm import Session

from rose_training.clock import now
from rose_training.messages import afterwards_letters, place_letters
from rose_training.messages.letter import Letter
from rose_training.models.outbox import OutboxMessage
from rose_training.services import certificates, registrations

KIND = "certificate_withdrawn"


def compose(session: Session, message: OutboxMessage) -> Letter | None:
    """Which number, and how to say that this is wrong. Not when they have a certificate again."""
    registration = registrations.by_reference(session, reference=message.about)
    if registration is None or certificates.current_of(session, reference=message.about, at=now()) is not None:
        return None
    return Letter(
        subject=place_letters.subject(registration.session, "About your certificate"),
        template=KIND,
        facts=afterwards_letters.facts(registration) | {"number": message.payload.get("number")},
    )
