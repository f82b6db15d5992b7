"""To somebody who asked to be told: the dates that are new."""

from sqlalchemy.orm import Session

from rose_training.clock import now
from rose_training.messages.addresses import address_of
from rose_training.messages.letter import Letter
from rose_training.messages.next_dates_letters import leave_address
from rose_training.models.outbox import OutboxMessage
from rose_training.services import next_dates

KIND = "next_dates_news"


def compose(session: Session, message: OutboxMessage) -> Letter | None:
    """The new dates that are still on, and how to leave. None once none is, or the address has left."""
    wish = next_dates.by_reference(session, reference=message.about)
    if wish is None or wish.confirmed_at is None or wish.left_at is not None:
        return None
    references = [str(one) for one in _listed(message.payload.get("dates"))]
    dates = next_dates.new_dates(session, references=references, at=now())
    if not dates:
        return None
    leave = leave_address(wish.reference)
    return Letter(
        subject="A new date: ROSE training" if len(dates) == 1 else f"{len(dates)} new dates: ROSE training",
        template=KIND,
        facts={
            "dates": [
                {
                    "title": one.title or one.activity.title,
                    "starts_at": one.starts_at,
                    "ends_at": one.ends_at,
                    "where": one.place_name if one.mode.has_a_room and one.place_name else one.mode.label,
                    "address": address_of("public.open_session", reference=one.reference),
                }
                for one in dates
            ],
            "leave": leave,
        },
        unsubscribe=leave,
    )


def _listed(value: object) -> list[object]:
    return list(value) if isinstance(value, list | tuple) else []
