"""To somebody who did not come: no blame, the next date, and a way to say that they were there."""

from sqlalchemy.orm import Session

from rose_training.domain.outcomes import Outcome
from rose_training.messages import afterwards_letters, place_letters
from rose_training.messages.addresses import address_of
from rose_training.messages.letter import Letter
from rose_training.models.outbox import OutboxMessage

KIND = "session_missed"


def compose(session: Session, message: OutboxMessage) -> Letter | None:
    """The next dates. Not when the register was corrected in the meantime."""
    found = afterwards_letters.found(session, message)
    if found is None or found[1] is not Outcome.DID_NOT_ATTEND:
        return None
    registration = found[0]
    return Letter(
        subject=place_letters.subject(registration.session, "We missed you"),
        template=KIND,
        facts=afterwards_letters.facts(registration)
        | {
            "next_dates": [
                (one, address_of("public.open_session", reference=one.reference))
                for one in afterwards_letters.next_dates(session, registration)
            ],
            "whats_on": address_of("public.whats_on"),
        },
    )
