"""To a professional: your session is coming up. The last one before it carries what is needed to get in."""

from sqlalchemy.orm import Session

from rose_training.domain.registrations import RegistrationState
from rose_training.messages import place_letters, reminder_hours
from rose_training.messages.letter import Letter
from rose_training.models.outbox import OutboxMessage

KIND = "reminder_place"


def compose(session: Session, message: OutboxMessage) -> Letter | None:
    """The arrangement as it stands. Not once it has moved, is off, or the hour for this reminder is over."""
    registration = place_letters.wanted_registration(session, message, RegistrationState.CONFIRMED)
    if registration is None or not reminder_hours.still_fits(message, registration.session):
        return None
    last = bool(message.payload.get("last"))
    return Letter(
        subject=place_letters.subject(registration.session, "Coming up" if last else "A reminder"),
        template=KIND,
        facts=place_letters.facts(registration) | {"last": last},
    )
