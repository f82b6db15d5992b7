"""Who delivers what and when, and what stands in the way of promising more."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from rose_training.domain.assignments import DELIVERS, AssignmentAnswer
from rose_training.domain.calendar import london, london_day
from rose_training.domain.diary import Engagement
from rose_training.models.people import Facilitator, Person
from rose_training.models.sessions import Assignment
from rose_training.services import engagements
from rose_training.services.assignments import assign, assign_each, clash_refusal, release
from rose_training.services.doubts import doubts, impossible

__all__ = [
    "assign",
    "assign_each",
    "assigned_to",
    "clash_refusal",
    "doubts",
    "engagements_on",
    "facilitators",
    "impossible",
    "release",
]


# Questions


def facilitators(session: Session, *, active_only: bool = True) -> Sequence[Facilitator]:
    """Those who deliver sessions, by name."""
    wanted = select(Facilitator).join(Facilitator.person).options(joinedload(Facilitator.person)).order_by(Person.name)
    if active_only:
        wanted = wanted.where(Facilitator.active)
    return session.scalars(wanted).all()


def assigned_to(
    session: Session, *, session_ids: Iterable[int], answers: Collection[AssignmentAnswer] = DELIVERS
) -> Mapping[int, tuple[Facilitator, ...]]:
    """Who delivers each session, by the session's id, in one query; whoever is only asked too, unless left out."""
    rows = session.execute(
        select(Assignment.session_id, Facilitator)
        .join(Assignment.facilitator)
        .join(Facilitator.person)
        .options(joinedload(Facilitator.person))
        .where(Assignment.session_id.in_(list(session_ids)), Assignment.answer.in_(answers))
        .order_by(Assignment.session_id, Person.name)
    )
    found: dict[int, tuple[Facilitator, ...]] = {}
    for session_id, facilitator in rows:
        found[session_id] = (*found.get(session_id, ()), facilitator)
    return found


def engagements_on(
    session: Session,
    *,
    facilitator_ids: Iterable[int],
    days: Iterable[date],
    besides_booking_id: int | None = None,
) -> Mapping[int, tuple[Engagement, ...]]:
    """What each facilitator has on these days in Norfolk, by the facilitator's id. One query."""
    asked = sorted(set(days))
    those = set(asked)
    if not asked:
        return {}
    diaries = engagements.of_facilitators(
        session,
        facilitator_ids=facilitator_ids,
        wanted=[Engagement(london(asked[0], time(0)), london(asked[-1] + timedelta(days=1), time(0)))],
        besides_booking_id=besides_booking_id,
    )
    return {
        facilitator_id: tuple(one for one in engaged if london_day(one.starts_at) in those)
        for (facilitator_id, _), engaged in diaries.items()
    }
