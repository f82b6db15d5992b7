"""Sessions to come that need a facilitator: what the office sees to first (questions only).

Nobody was asked, or whoever was asked has declined: the school was promised a visit all the same.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session, joinedload

from rose_training.domain.assignments import DELIVERS, AssignmentAnswer, Staffing
from rose_training.domain.sessions import SessionState
from rose_training.models.bookings import Booking
from rose_training.models.sessions import Assignment, TrainingSession
from rose_training.services import assignments

SHOWN = 5
"""So many stand above the inbox; the diary has the rest."""


@dataclass(frozen=True, slots=True)
class Unstaffed:
    """A booking or an open session, by the first of its sessions that needs somebody; who declined, by name."""

    training: TrainingSession
    sessions: int
    declined_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Work:
    """The first of them, those that somebody declined foremost, then the soonest; and how many there are."""

    rows: Sequence[Unstaffed]
    total: int


def work(session: Session, *, at: datetime, limit: int = SHOWN) -> Work:
    """What needs a facilitator. Three queries, whatever the number of sessions."""
    light = session.execute(
        select(TrainingSession.id, TrainingSession.booking_id, _has(AssignmentAnswer.DECLINED).label("declined"))
        .where(*_to_come(at), ~_has(*DELIVERS))
        .order_by(TrainingSession.starts_at, TrainingSession.id)
    )
    groups: dict[tuple[str, int], list[tuple[int, bool]]] = {}
    for id_, booking_id, declined in light:
        whose = ("session", id_) if booking_id is None else ("booking", booking_id)
        groups.setdefault(whose, []).append((id_, bool(declined)))
    foremost = sorted(groups.values(), key=lambda group: not any(declined for _, declined in group))[:limit]
    firsts = [group[0][0] for group in foremost]
    found = {
        row.id: row
        for row in session.scalars(
            select(TrainingSession)
            .where(TrainingSession.id.in_(firsts))
            .options(
                joinedload(TrainingSession.activity),
                joinedload(TrainingSession.booking).joinedload(Booking.organisation),
            )
        )
    }
    asked = assignments.of_sessions(session, session_ids=[id_ for group in foremost for id_, _ in group])
    rows = [
        Unstaffed(
            found[group[0][0]],
            len(group),
            tuple(dict.fromkeys(one.facilitator.person.name for id_, _ in group for one in asked.get(id_, ()))),
        )
        for group in foremost
    ]
    return Work(rows, len(groups))


def of_bookings(session: Session, *, booking_ids: Collection[int], at: datetime) -> dict[int, Staffing]:
    """How the sessions to come of each booking stand; a booking without any is left out. One query."""
    worst = func.max(
        case(
            (_has(*DELIVERS), case((_has(AssignmentAnswer.ASKED), 1), else_=0)),
            (_has(AssignmentAnswer.DECLINED), 3),
            else_=2,
        )
    )
    rows = session.execute(
        select(TrainingSession.booking_id, worst)
        .where(TrainingSession.booking_id.in_(booking_ids), *_to_come(at))
        .group_by(TrainingSession.booking_id)
    )
    order = (Staffing.SETTLED, Staffing.ASKED, Staffing.NEEDED, Staffing.DECLINED)
    return {booking_id: order[number] for booking_id, number in rows if booking_id is not None}


def count_unanswered(session: Session, *, at: datetime) -> int:
    """How many sessions to come wait for the answer of somebody who was asked. One query."""
    asked = select(func.count(TrainingSession.id)).where(*_to_come(at), _has(AssignmentAnswer.ASKED))
    return session.scalar(asked) or 0


def _to_come(at: datetime) -> tuple[ColumnElement[bool], ...]:
    return TrainingSession.state == SessionState.SCHEDULED, TrainingSession.starts_at > at


def _has(*answers: AssignmentAnswer) -> ColumnElement[bool]:
    """Whether somebody who was asked has given one of these answers."""
    return (
        select(Assignment.id)
        .where(Assignment.session_id == TrainingSession.id, Assignment.answer.in_(answers))
        .correlate(TrainingSession)
        .exists()
    )
