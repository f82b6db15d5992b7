"""To somebody who took the place that was held for them: it is yours."""

from sqlalchemy.orm import Session

from rose_training.adapters.calendar_files import Method
from rose_training.domain.registrations import RegistrationState
from rose_training.messages import place_letters
from rose_training.messages.letter import Letter
from rose_training.models.outbox import OutboxMessage

KIND = "place_freed"


def compose(session: Session, message: OutboxMessage) -> Letter | None:
    """The good news, how to give the place back, and an entry for the diary."""
    registration = place_letters.wanted_registration(session, message, RegistrationState.CONFIRMED)
    if registration is None:
        return None
    return Letter(
        subject=place_letters.subject(registration.session, "You now have a place"),
        template=KIND,
        facts=place_letters.facts(registration),
        calendar=place_letters.calendar_part(registration, Method.REQUEST),
    )
