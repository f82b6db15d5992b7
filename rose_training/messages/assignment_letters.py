"""What the letters to a facilitator about their dates share: which dates, where, and where to answer.

Nothing here names the topic of a targeted course: inboxes are seen by many.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy.orm import Session

from rose_training.domain.written_times import day
from rose_training.messages.addresses import address_of
from rose_training.messages.booking_letters import school_name
from rose_training.models.outbox import OutboxMessage
from rose_training.models.people import Facilitator
from rose_training.services import bookings, sessions


def facilitator_of(session: Session, message: OutboxMessage) -> Facilitator | None:
    """Who the letter is to, while they still deliver sessions."""
    found = session.get(Facilitator, message.payload["facilitator"])
    return found if found is not None and found.active else None


@dataclass(frozen=True)
class Meeting:
    """One date as the letter writes it."""

    starts_at: datetime
    ends_at: datetime
    where: str


def facts(session: Session, message: OutboxMessage, facilitator: Facilitator) -> dict[str, Any]:
    """The dates that went along with the intent, and what they are for now."""
    booking = bookings.by_reference(session, reference=message.about)
    return what_for(session, message) | {
        "name": facilitator.person.name,
        "dates": dates_of(message),
        "held_until": booking.held_until if booking is not None else None,
        "address": address_of("facilitator.sessions"),
        "diary": address_of("facilitator.calendar"),
    }


def dates_of(message: OutboxMessage) -> list[Meeting]:
    """The dates that went along with the intent, the soonest first."""
    kept = cast("list[tuple[str, str, str]]", message.payload["dates"])
    return [
        Meeting(datetime.fromisoformat(starts), datetime.fromisoformat(ends), place) for starts, ends, place in kept
    ]


def what_for(session: Session, message: OutboxMessage) -> dict[str, Any]:
    """Reference, activity and school; the code alone of a targeted course."""
    booking = bookings.by_reference(session, reference=message.about)
    if booking is not None:
        return {"reference": message.about, "what": booking.activity.neutral_name, "school": school_name(booking)}
    training = sessions.open_session(session, reference=message.about)
    what = (training.title or training.activity.title) if training is not None else "ROSE training"
    return {"reference": message.about, "what": what, "school": ""}


def first_day(message: OutboxMessage) -> str:
    """'Tuesday 2 March 2027': the day that the subject names."""
    return day(dates_of(message)[0].starts_at)
