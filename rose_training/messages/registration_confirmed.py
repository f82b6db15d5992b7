"""To a professional: you have a place."""

from sqlalchemy.orm import Session

from rose_training.adapters.calendar_files import Method
from rose_training.domain.registrations import RegistrationState
from rose_training.messages import party_letters, place_letters
from rose_training.messages.letter import Letter
from rose_training.models.outbox import OutboxMessage

KIND = "registration_confirmed"


def compose(session: Session, message: OutboxMessage) -> Letter | None:
    """What, when, where, the link to the place, and an entry for the diary."""
    registration = place_letters.wanted_registration(session, message, RegistrationState.CONFIRMED)
    if registration is None:
        return None
    return Letter(
        subject=place_letters.subject(registration.session, "Your place"),
        template=KIND,
        facts=place_letters.facts(registration)
        | party_letters.colleagues_of(session, registration)
        | {"asked_again": bool(message.payload.get("asked_again"))},
        calendar=place_letters.calendar_part(registration, Method.REQUEST),
    )
