"""To everybody registered: the date, time or place has changed."""

from sqlalchemy.orm import Session

from rose_training.adapters.calendar_files import Method
from rose_training.domain.registrations import RegistrationState
from rose_training.messages import place_letters
from rose_training.messages.letter import Letter
from rose_training.models.outbox import OutboxMessage

KIND = "session_changed"


def compose(session: Session, message: OutboxMessage) -> Letter | None:
    """The arrangement as it is now; None when a later change has its own letter."""
    registration = place_letters.wanted_registration(
        session, message, RegistrationState.CONFIRMED, RegistrationState.RESERVE, RegistrationState.OFFERED
    )
    if registration is None or message.payload.get("sequence") != registration.calendar_sequence:
        return None
    has_place = registration.state is RegistrationState.CONFIRMED
    return Letter(
        subject=place_letters.subject(registration.session, "Changed arrangements"),
        template=KIND,
        facts=place_letters.facts(registration) | {"until": registration.offered_until},
        calendar=place_letters.calendar_part(registration, Method.REQUEST) if has_place else None,
    )
