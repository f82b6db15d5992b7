"""To the next on the reserve list: a place is held for you until a stated moment."""

from sqlalchemy.orm import Session

from rose_training.clock import now
from rose_training.domain.registrations import Attends, RegistrationState
from rose_training.messages import place_letters
from rose_training.messages.letter import Letter
from rose_training.models.outbox import OutboxMessage
from rose_training.models.registrations import Registration
from rose_training.services import reserve_list

KIND = "place_offered"


def compose(session: Session, message: OutboxMessage) -> Letter | None:
    """The offer, its deadline and where to answer; None once it is answered, over, or told anew.

    No entry for the diary: there is no place yet.
    """
    registration = place_letters.wanted_registration(session, message, RegistrationState.OFFERED)
    if registration is None or message.payload.get("sequence") != registration.calendar_sequence:
        return None
    until = registration.offered_until
    if until is None or until <= now():
        return None
    together = reserve_list.companions(session, registration)
    return Letter(
        subject=place_letters.subject(registration.session, "A place is held for you"),
        template=KIND,
        facts=place_letters.facts(registration)
        | {"until": until, "people": len(together), "kind": _kind(registration)},
    )


def _kind(registration: Registration) -> str:
    """' online' or ' in the room' where the session has places of both kinds, otherwise nothing."""
    if registration.session.online_capacity is None:
        return ""
    return " online" if registration.attends is Attends.ONLINE else " in the room"
