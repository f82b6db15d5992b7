"""People counted without names: by audience, and pupils by year group. Corrections keep the old number."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from rose_training.domain.actors import Actor
from rose_training.domain.attendance import HeadcountAudience, RowOutcome, check_may_record, settle
from rose_training.domain.year_groups import YearGroup
from rose_training.models.attendance import Headcount
from rose_training.models.sessions import TrainingSession
from rose_training.services import delivery, history

Line = tuple[HeadcountAudience, YearGroup | None]
"""What one number counts: an audience, and the year group of pupils."""


@dataclass(frozen=True)
class Sent:
    """A number that came back, and the version of its line on that page."""

    number: int
    shown: int


@dataclass(frozen=True)
class Conflict:
    """A line that somebody else counted after the page was opened; nothing was stored for it."""

    line: Line
    stored: Headcount
    wanted: int


@dataclass(frozen=True)
class Recorded:
    """What became of the numbers that were sent."""

    saved: int
    conflicts: tuple[Conflict, ...]


Counts = Mapping[Line, tuple[Headcount, ...]]
"""Every number of each line, oldest first; the last one counts."""


def counts_of(session: Session, *, training: TrainingSession) -> Counts:
    """All numbers of a session, corrected ones included. One query."""
    counts: dict[Line, list[Headcount]] = defaultdict(list)
    for one in session.scalars(
        select(Headcount)
        .where(Headcount.session_id == training.id)
        .order_by(Headcount.id)
        .execution_options(populate_existing=True)
    ):
        counts[one.audience, YearGroup(one.year_group) if one.year_group else None].append(one)
    return {line: tuple(numbers) for line, numbers in counts.items()}


def record_headcount(
    session: Session, *, training: TrainingSession, sent: Mapping[Line, Sent], by: Actor, at: datetime
) -> Recorded:
    """Store the numbers that were sent and note that the session took place.

    A corrected number stays, with who and when; a line that somebody else has counted since it
    was shown is left alone and handed back. Raises `Refusal` when the session was cancelled or has
    not come yet.
    """
    training = delivery.lock(session, training)
    check_may_record(state=training.state, starts_at=training.starts_at, at=at)
    stored = counts_of(session, training=training)
    saved: dict[Line, int] = {}
    conflicts: list[Conflict] = []
    for line, new in sent.items():
        before = stored.get(line, ())
        old = before[-1].number if before else None
        was = before[new.shown - 1].number if 0 < new.shown <= len(before) else None
        outcome = settle(shown=new.shown, stored=len(before), was=was, old=old, new=new.number)
        if outcome is RowOutcome.SAVED:
            saved[line] = new.number
        elif outcome is RowOutcome.CONFLICT:
            conflicts.append(Conflict(line, before[-1], new.number))
    _store(session, training, saved, stored, by=by, at=at)
    return Recorded(len(saved), tuple(conflicts))


def _store(
    session: Session,
    training: TrainingSession,
    numbers: Mapping[Line, int],
    stored: Counts,
    *,
    by: Actor,
    at: datetime,
) -> None:
    if not numbers:
        return
    replaced = [stored[line][-1] for line in numbers if line in stored]
    if replaced:
        session.execute(
            update(Headcount)
            .where(Headcount.id.in_([one.id for one in replaced]))
            .values(current=False)
            .execution_options(synchronize_session=False)
        )
    session.add_all(
        Headcount(
            session_id=training.id,
            audience=audience,
            year_group=year.value if year else None,
            number=number,
            current=True,
            counted_at=at,
            counted_by_id=by.person_id,
            counted_by=by.label,
        )
        for (audience, year), number in numbers.items()
    )
    history.record(
        session,
        subject=training.reference,
        event="headcount_recorded",
        by=by,
        at=at,
        detail={"lines": len(numbers), "corrections": len(replaced)},
    )
    delivery.mark_delivered(session, training=training, by=by, at=at)
    session.flush()
