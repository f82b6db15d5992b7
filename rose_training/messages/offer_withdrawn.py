"""To somebody whose offer the office has taken back: you keep your turn."""

from sqlalchemy.orm import Session

from rose_training.domain.registrations import RegistrationState
from rose_training.messages import place_letters
from rose_training.messages.letter import Letter
from rose_training.models.outbox import OutboxMessage
from rose_training.services import reserve_list

KIND = "offer_withdrawn"


def compose(session: Session, message: OutboxMessage) -> Letter | None:
    """That the place is no longer held, and their turn as it stands now; None when that is no longer so."""
    registration = place_letters.wanted_registration(session, message, RegistrationState.RESERVE)
    if registration is None or message.payload.get("sequence") != registration.calendar_sequence:
        return None
    return Letter(
        subject=place_letters.subject(registration.session, "Back on the reserve list"),
        template=KIND,
        facts=place_letters.facts(registration) | {"turn": reserve_list.turn(session, registration)},
    )
