"""To somebody who did not answer an offer in time: the place has gone on, and how to join again."""

from sqlalchemy.orm import Session

from rose_training.clock import now
from rose_training.domain.registrations import RegistrationState
from rose_training.messages import place_letters
from rose_training.messages.addresses import address_of
from rose_training.messages.letter import Letter
from rose_training.models.outbox import OutboxMessage
from rose_training.services import registrations

KIND = "offer_lapsed"


def compose(session: Session, message: OutboxMessage) -> Letter | None:
    """What happened and where to register anew; None when they have, or the session is off or over."""
    registration = place_letters.wanted_registration(session, message, RegistrationState.CANCELLED)
    if registration is None:
        return None
    training = registration.session
    if registrations.live_registration(session, training, registration.person) is not None:
        return None
    return Letter(
        subject=place_letters.subject(training, "The place was not held any longer"),
        template=KIND,
        facts=place_letters.facts(registration)
        | {
            "page": address_of("public.open_session", reference=training.reference),
            "open": registrations.takes_bookings(training, at=now()),
        },
    )
