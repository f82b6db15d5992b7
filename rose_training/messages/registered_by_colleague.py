"""To somebody whom a colleague registered: what for, by whom, and how to change it."""

from sqlalchemy.orm import Session

from rose_training.adapters.calendar_files import Method
from rose_training.domain.registrations import RegistrationState
from rose_training.messages import place_letters
from rose_training.messages.letter import Letter
from rose_training.models.outbox import OutboxMessage

KIND = "registered_by_colleague"


def compose(session: Session, message: OutboxMessage) -> Letter | None:
    """A place with an entry for the diary, or a turn on the reserve list without one."""
    registration = place_letters.wanted_registration(
        session, message, RegistrationState.CONFIRMED, RegistrationState.RESERVE
    )
    if registration is None or registration.party is None:
        return None
    has_place = registration.state is RegistrationState.CONFIRMED
    return Letter(
        subject=place_letters.subject(
            registration.session, "Your place" if has_place else "You are on the reserve list"
        ),
        template=KIND,
        facts=place_letters.facts(registration) | {"lead": registration.party.lead_name},
        calendar=place_letters.calendar_part(registration, Method.REQUEST) if has_place else None,
    )
