"""To a professional: you are on the reserve list."""

from sqlalchemy.orm import Session

from rose_training.domain.registrations import RegistrationState
from rose_training.messages import party_letters, place_letters
from rose_training.messages.letter import Letter
from rose_training.models.outbox import OutboxMessage
from rose_training.services import registrations

KIND = "registration_reserve"


def compose(session: Session, message: OutboxMessage) -> Letter | None:
    """Their turn as it stands now. No entry for the diary: they have no place yet."""
    registration = place_letters.wanted_registration(session, message, RegistrationState.RESERVE)
    if registration is None:
        return None
    turn = registrations.turn_on_reserve_list(session, registration=registration)
    return Letter(
        subject=place_letters.subject(registration.session, "You are on the reserve list"),
        template=KIND,
        facts=place_letters.facts(registration)
        | party_letters.colleagues_of(session, registration)
        | {"turn": turn, "asked_again": bool(message.payload.get("asked_again"))},
    )
