"""To a professional: your name is corrected, and so is the entry in your diary."""

from sqlalchemy.orm import Session

from rose_training.adapters.calendar_files import Method
from rose_training.domain.registrations import LIVE, RegistrationState
from rose_training.messages import place_letters
from rose_training.messages.letter import Letter
from rose_training.models.outbox import OutboxMessage

KIND = "name_corrected"


def compose(session: Session, message: OutboxMessage) -> Letter | None:
    """The place under the right name; None when a later change has its own letter."""
    registration = place_letters.wanted_registration(session, message, *LIVE)
    if registration is None or message.payload.get("sequence") != registration.calendar_sequence:
        return None
    has_place = registration.state is RegistrationState.CONFIRMED
    return Letter(
        subject=place_letters.subject(registration.session, "Your name is corrected"),
        template=KIND,
        facts=place_letters.facts(registration),
        calendar=place_letters.calendar_part(registration, Method.REQUEST) if has_place else None,
    )
