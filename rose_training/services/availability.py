"""When facilitators work: their weekly hours and their leave, kept by themselves or by the office."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, time, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, joinedload

from rose_training.domain.actors import Actor
from rose_training.domain.assignments import DELIVERS, AssignmentAnswer
from rose_training.domain.availability import USUAL, Availability, Leave, WeeklyHours, check_hours, check_leave
from rose_training.domain.calendar import london, london_day
from rose_training.domain.refusals import Refusal
from rose_training.domain.sessions import SessionState
from rose_training.domain.written_times import when
from rose_training.models.bookings import Booking
from rose_training.models.facilitators import FacilitatorHours, FacilitatorLeave
from rose_training.models.people import Facilitator
from rose_training.models.sessions import Assignment, TrainingSession
from rose_training.services import history

# Questions


def availability_of(
    session: Session, *, facilitator_ids: Iterable[int], first: date, last: date
) -> dict[int, Availability]:
    """When each of these works, with the leave that touches the days from `first` to `last`. Two queries."""
    ids = list(facilitator_ids)
    if not ids:
        return {}
    hours: dict[int, list[WeeklyHours]] = {}
    for row in session.scalars(
        select(FacilitatorHours)
        .where(FacilitatorHours.facilitator_id.in_(ids))
        .order_by(FacilitatorHours.weekday, FacilitatorHours.starts)
    ):
        hours.setdefault(row.facilitator_id, []).append(WeeklyHours(row.weekday, row.starts, row.ends))
    away: dict[int, list[Leave]] = {}
    for leave in session.scalars(
        select(FacilitatorLeave)
        .where(
            FacilitatorLeave.facilitator_id.in_(ids),
            FacilitatorLeave.first_on <= last,
            FacilitatorLeave.last_on >= first,
        )
        .order_by(FacilitatorLeave.first_on)
    ):
        away.setdefault(leave.facilitator_id, []).append(Leave(leave.first_on, leave.last_on, leave.reason or ""))
    return {one: Availability(hours=tuple(hours.get(one, USUAL)), leave=tuple(away.get(one, ()))) for one in ids}


def has_said_when(session: Session, *, facilitator_id: int) -> bool:
    """Whether hours are stored; otherwise the usual ones count."""
    return bool(
        session.scalar(select(FacilitatorHours.id).where(FacilitatorHours.facilitator_id == facilitator_id).limit(1))
    )


def leave_to_come(session: Session, *, facilitator_id: int, today: date) -> Sequence[FacilitatorLeave]:
    """Leave that is not over, the next first."""
    return session.scalars(
        select(FacilitatorLeave)
        .where(FacilitatorLeave.facilitator_id == facilitator_id, FacilitatorLeave.last_on >= today)
        .order_by(FacilitatorLeave.first_on)
    ).all()


def promised(
    session: Session,
    *,
    facilitator_id: int,
    first: date,
    last: date,
    answers: Collection[AssignmentAnswer] = DELIVERS,
) -> Sequence[TrainingSession]:
    """The sessions that somebody delivers on these days, the soonest first; asked ones too, unless left out."""
    return session.scalars(
        select(TrainingSession)
        .join(Assignment, Assignment.session_id == TrainingSession.id)
        .where(
            Assignment.facilitator_id == facilitator_id,
            Assignment.answer.in_(answers),
            TrainingSession.state == SessionState.SCHEDULED,
            TrainingSession.starts_at < london(last + timedelta(days=1), time(0)),
            TrainingSession.ends_at > london(first, time(0)),
        )
        .options(
            joinedload(TrainingSession.activity), joinedload(TrainingSession.booking).joinedload(Booking.organisation)
        )
        .order_by(TrainingSession.starts_at)
    ).all()


# Actions


def set_hours(session: Session, *, facilitator_id: int, hours: Sequence[WeeklyHours], by: Actor, at: datetime) -> None:
    """Replace somebody's weekly hours. Sessions already promised stay: the page says which lie outside."""
    if not hours:
        raise Refusal("no_hours", "Enter hours on one day at least, or ring the office if you stop")
    check_hours(hours)
    facilitator = lock(session, facilitator_id)
    session.execute(delete(FacilitatorHours).where(FacilitatorHours.facilitator_id == facilitator_id))
    session.add_all(
        FacilitatorHours(facilitator_id=facilitator_id, weekday=one.weekday, starts=one.starts, ends=one.ends)
        for one in hours
    )
    session.flush()
    history.record(
        session,
        subject=facilitator.person.reference,
        event="hours_changed",
        by=by,
        at=at,
        detail={"hours": [f"{one.weekday} {one.starts:%H:%M}-{one.ends:%H:%M}" for one in hours]},
    )


def take_leave(session: Session, *, facilitator_id: int, leave: Leave, by: Actor, at: datetime) -> FacilitatorLeave:
    """Enter days off. Refused when a session to come is promised on one of them: that one is handed over first.

    Raises a `Refusal` with the code `leave_promised` that names these sessions; `promised` gives them as rows.
    """
    facilitator = lock(session, facilitator_id)
    today = london_day(at)
    standing = [
        Leave(one.first_on, one.last_on) for one in leave_to_come(session, facilitator_id=facilitator_id, today=today)
    ]
    check_leave(leave, standing, today=today)
    stands = promised(session, facilitator_id=facilitator_id, first=max(leave.first, today), last=leave.last)
    given = [one for one in stands if one.starts_at >= at]
    if given:
        named = "; ".join(when(one.starts_at, one.ends_at) for one in given)
        raise Refusal(
            "leave_promised",
            f"{'A session is' if len(given) == 1 else 'Sessions are'} promised on these days: {named}. "
            "Somebody else has to take over first",
            "first",
        )
    row = FacilitatorLeave(
        facilitator_id=facilitator_id,
        first_on=leave.first,
        last_on=leave.last,
        reason=leave.reason.strip() or None,
        entered_at=at,
    )
    session.add(row)
    session.flush()
    _record(session, facilitator, "leave_entered", row, by=by, at=at)
    return row


def give_back_leave(session: Session, *, facilitator_id: int, leave_id: int, by: Actor, at: datetime) -> None:
    """Remove leave that was entered. Somebody else's, or one that is gone already, changes nothing."""
    facilitator = lock(session, facilitator_id)
    row = session.scalar(
        select(FacilitatorLeave).where(
            FacilitatorLeave.id == leave_id, FacilitatorLeave.facilitator_id == facilitator_id
        )
    )
    if row is None:
        return
    _record(session, facilitator, "leave_given_back", row, by=by, at=at)
    session.delete(row)
    session.flush()


def _record(
    session: Session, facilitator: Facilitator, event: str, row: FacilitatorLeave, *, by: Actor, at: datetime
) -> None:
    """The days alone: why somebody is away is not kept in the trail."""
    history.record(
        session,
        subject=facilitator.person.reference,
        event=event,
        by=by,
        at=at,
        detail={"first": row.first_on.isoformat(), "last": row.last_on.isoformat()},
    )


def lock(session: Session, facilitator_id: int) -> Facilitator:
    """The same row that giving somebody a session locks: a promise and leave for one day exclude each other."""
    return session.scalars(
        select(Facilitator)
        .where(Facilitator.id == facilitator_id)
        .with_for_update(of=Facilitator)
        .options(joinedload(Facilitator.person))
    ).one()
