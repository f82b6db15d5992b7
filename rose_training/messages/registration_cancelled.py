"""To a professional: your place is cancelled, by you, by the office, or because the session is off."""

from sqlalchemy.orm import Session

from rose_training.adapters.calendar_files import Method
from rose_training.domain.registrations import RegistrationState
from rose_training.domain.sessions import SessionState
from rose_training.messages import place_letters
from rose_training.messages.letter import Letter
from rose_training.models.outbox import OutboxMessage
from rose_training.services import registrations

KIND = "registration_cancelled"


def compose(session: Session, message: OutboxMessage) -> Letter | None:
    """The confirmation, with a file that removes the entry from the diary of whoever had one."""
    registration = registrations.by_reference(session, reference=message.about)
    if registration is None or registration.state is not RegistrationState.CANCELLED:
        return None
    training = registration.session
    called_off = training.state is SessionState.CANCELLED
    had_a_place = registration.confirmed_at is not None
    return Letter(
        subject=place_letters.subject(training, _news(called_off=called_off, had_a_place=had_a_place)),
        template=KIND,
        facts=place_letters.facts(registration)
        | {
            "called_off": called_off,
            "had_a_place": had_a_place,
            "reason": training.cancelled_reason if called_off else registration.cancelled_reason,
        },
        calendar=place_letters.calendar_part(registration, Method.CANCEL) if had_a_place else None,
    )


def _news(*, called_off: bool, had_a_place: bool) -> str:
    if called_off:
        return "Session cancelled"
    return "Your place is cancelled" if had_a_place else "You have left the reserve list"
