"""To somebody whose place a colleague takes over: it is theirs now, and the date leaves your diary."""

from sqlalchemy.orm import Session

from rose_training.adapters.calendar_files import Method
from rose_training.domain.registrations import RegistrationState
from rose_training.messages import place_letters
from rose_training.messages.letter import Letter
from rose_training.models.outbox import OutboxMessage
from rose_training.services import place_changes

KIND = "substituted_out"


def compose(session: Session, message: OutboxMessage) -> Letter | None:
    """Who comes instead, and a file that removes the entry from the diary of whoever had one."""
    registration = place_letters.wanted_registration(session, message, RegistrationState.SUBSTITUTED)
    if registration is None:
        return None
    had_a_place = registration.confirmed_at is not None
    return Letter(
        subject=place_letters.subject(registration.session, "A colleague comes instead of you"),
        template=KIND,
        facts=place_letters.facts(registration)
        | {
            "colleague": place_changes.successor_name(session, registration=registration),
            "had_a_place": had_a_place,
        },
        calendar=place_letters.calendar_part(registration, Method.CANCEL) if had_a_place else None,
    )
