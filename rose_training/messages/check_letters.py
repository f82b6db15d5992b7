"""What the letters about dates that run out share."""

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from rose_training.clock import now
from rose_training.domain.calendar import london_day
from rose_training.domain.vetting import expiring
from rose_training.messages.letter import Letter
from rose_training.models.outbox import OutboxMessage
from rose_training.services import people, vetting

LONG = 10_000


def letter(session: Session, message: OutboxMessage, *, kind: str, subject: str, **facts: Any) -> Letter | None:
    """What runs out and when, as it stands now; None once it was renewed or the person has left."""
    person = people.person(session, message.about)
    facilitator = people.facilitator_of(session, person.id) if person is not None else None
    if person is None or facilitator is None or not facilitator.active:
        return None
    seen = vetting.vetting_of(session, facilitator_ids=[facilitator.id])[facilitator.id]
    due_on = date.fromisoformat(str(message.payload["on"]))
    for due in expiring(seen, on=london_day(now()), within=LONG):
        if (due.what, due.on) == (message.payload["what"], due_on):
            return Letter(
                subject=subject,
                template=kind,
                facts={"name": person.name, "due": due.name, "due_on": due.on, "over": due.days < 0, **facts},
            )
    return None
