"""To somebody who comes instead of a colleague: you have their place, or their turn."""

from sqlalchemy.orm import Session

from rose_training.adapters.calendar_files import Method
from rose_training.domain.registrations import LIVE, RegistrationState
from rose_training.messages import place_letters
from rose_training.messages.letter import Letter
from rose_training.models.outbox import OutboxMessage
from rose_training.services import place_changes

KIND = "substituted_in"


def compose(session: Session, message: OutboxMessage) -> Letter | None:
    """What, when, where, for whom, and an entry for the diary of whoever has a place."""
    registration = place_letters.wanted_registration(session, message, *LIVE)
    if registration is None:
        return None
    has_place = registration.state is RegistrationState.CONFIRMED
    return Letter(
        subject=place_letters.subject(registration.session, "You come instead of a colleague"),
        template=KIND,
        facts=place_letters.facts(registration)
        | {
            "instead_of": place_changes.predecessor_name(session, registration=registration),
            "offered_until": registration.offered_until,
        },
        calendar=place_letters.calendar_part(registration, Method.REQUEST) if has_place else None,
    )
