"""To somebody who attended: your certificate, and a question how it was."""

from sqlalchemy.orm import Session

from rose_training.clock import now
from rose_training.domain.certificates import learning_time
from rose_training.domain.evaluations import EvaluationKind
from rose_training.messages import afterwards_letters, place_letters
from rose_training.messages.addresses import address_of
from rose_training.messages.letter import Letter
from rose_training.models.outbox import OutboxMessage
from rose_training.services import certificates, registrations

KIND = "certificate_issued"


def compose(session: Session, message: OutboxMessage) -> Letter | None:
    """The number and the link. Not when this certificate was replaced or withdrawn before it left."""
    certificate = certificates.current_of(session, reference=message.about, at=now())
    registration = registrations.by_reference(session, reference=message.about)
    if registration is None or certificate is None or certificate.number != message.payload.get("number"):
        return None
    mailed = [
        one.number
        for one in certificates.earlier_of(session, certificate=certificate)
        if certificates.was_mailed(session, one)
    ]
    return Letter(
        subject=place_letters.subject(registration.session, "Your certificate"),
        template=KIND,
        facts=afterwards_letters.facts(registration)
        | {
            "number": certificate.number,
            "on_certificate": certificate.name,
            "learning_time": learning_time(certificate.minutes),
            "instead_of": mailed[0] if mailed else None,
            "address": address_of(
                "public.certificate", token=afterwards_letters.certificate_token(registration.reference)
            ),
            "evaluation": afterwards_letters.evaluation_address(session, registration, EvaluationKind.STRAIGHT_AFTER),
        },
    )
