"""The letters that a change would send, before anything is changed.

The change is made in a transaction that is rolled back, and the letters are composed in between by what
composes them when they leave. So what the office sees first cannot differ from what the school reads.
"""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from rose_training.database import rehearsal
from rose_training.domain.written_times import when
from rose_training.messages.catalogue import write
from rose_training.messages.letter import Letter
from rose_training.messages.rendering import Words, render
from rose_training.models.outbox import OutboxMessage


@dataclass(frozen=True)
class Rehearsed:
    """A letter that would leave: its words, and the dates in the calendar file that it carries."""

    to: str
    words: Words
    file_name: str | None
    dates: tuple[str, ...]


def rehearse(about: str, act: Callable[[Session], object], *, first_to: str) -> tuple[Rehearsed, ...]:
    """The letters about this reference that `act` would send at once, those to `first_to` first.

    Whatever `act` refuses is raised as it would be. Nothing is kept, sent or counted.
    """
    with rehearsal() as session:
        newest = session.scalar(select(func.max(OutboxMessage.id))) or 0
        act(session)
        session.flush()
        queued = session.scalars(
            select(OutboxMessage)
            .where(
                OutboxMessage.id > newest,
                OutboxMessage.about == about,
                OutboxMessage.due_at <= OutboxMessage.queued_at,
            )
            .order_by(OutboxMessage.id)
        ).all()
        found = [(message.to, letter) for message in queued if (letter := write(session, message)) is not None]
        return tuple(_shown(to, letter) for to, letter in sorted(found, key=lambda pair: pair[0] != first_to))


def _shown(to: str, letter: Letter) -> Rehearsed:
    dates = letter.facts.get("dates", ()) if letter.calendar else ()
    return Rehearsed(
        to=to,
        words=render(letter),
        file_name=letter.calendar.file_name if letter.calendar else None,
        dates=tuple(when(one.starts_at, one.ends_at) for one in dates),
    )
