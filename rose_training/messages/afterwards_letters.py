"""What the letters after a session share: their links, their facts, and what became of the place."""

from typing import Any

from flask import current_app
from sqlalchemy.orm import Session

from rose_training.adapters import tokens
from rose_training.clock import now
from rose_training.domain.evaluations import EvaluationKind
from rose_training.domain.outcomes import LATE_CANCEL_DAYS, Outcome
from rose_training.messages.addresses import address_of, office_address
from rose_training.models.outbox import OutboxMessage
from rose_training.models.registrations import Registration
from rose_training.services import evaluations, outcomes, registrations, whats_on

CERTIFICATE = "certificate"
EVALUATION = "evaluation"
"""What the tokens are made for: one opens a certificate, the other a form, and neither a place."""

NEXT_DATES = 3


def certificate_token(reference: str) -> str:
    """The token in the link to somebody's certificate; it outlives corrections, as it names the registration."""
    return tokens.sign(CERTIFICATE, reference, key=_key())


def reference_of_certificate(token: str) -> str | None:
    """The registration whose certificate a token opens, or None when it was not made by us."""
    return tokens.read(CERTIFICATE, token, key=_key())


def evaluation_token(reference: str, kind: EvaluationKind) -> str:
    """The token in the link to a form."""
    return tokens.sign(EVALUATION, f"{kind.value}/{reference}", key=_key())


def evaluation_of(token: str) -> tuple[str, EvaluationKind] | None:
    """The registration and the form that a token opens, or None when it was not made by us."""
    value = tokens.read(EVALUATION, token, key=_key())
    if value is None:
        return None
    kind, _, reference = value.partition("/")
    return (reference, EvaluationKind(kind)) if kind in set(EvaluationKind) else None


def found(session: Session, message: OutboxMessage) -> tuple[Registration, Outcome | None] | None:
    """The registration that a letter is about, and what became of it by what the register says now."""
    registration = registrations.by_reference(session, reference=message.about)
    if registration is None:
        return None
    judged = outcomes.of_registrations(session, registrations=[registration], late_days=LATE_CANCEL_DAYS)
    return registration, judged[registration.id].outcome


def facts(registration: Registration) -> dict[str, Any]:
    """What every letter afterwards says: to whom, what, when, and whom to ask."""
    training = registration.session
    return {
        "name": registration.name,
        "title": training.title or training.activity.title,
        "starts_at": training.starts_at,
        "ends_at": training.ends_at,
        "office_email": office_address(),
        "office_mailto": f"mailto:{office_address()}",
    }


def evaluation_address(session: Session, registration: Registration, kind: EvaluationKind) -> str | None:
    """The address of a form that waits for this person's answer; None when they were not asked or have answered."""
    asked = evaluations.invitation(session, reference=registration.reference, kind=kind)
    if asked is None or asked.answered:
        return None
    return address_of("public.evaluation", token=evaluation_token(registration.reference, kind))


def next_dates(session: Session, registration: Registration) -> list[whats_on.OpenDate]:
    """The next dates of the same activity that take bookings."""
    to_come = whats_on.dates_of(session, activity_id=registration.session.activity_id, at=now())
    return [one for one in to_come if one.takes_bookings][:NEXT_DATES]


def _key() -> str:
    key: str = current_app.config["SECRET_KEY"]
    return key
