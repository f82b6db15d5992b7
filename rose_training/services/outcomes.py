"""What became of the places at open sessions (questions only). The rule is `domain.outcomes`."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session, joinedload

from rose_training.domain.attendance import Mark
from rose_training.domain.calendar import ClosureKind
from rose_training.domain.outcomes import (
    AgencyAttendance,
    Outcome,
    Place,
    by_agency,
    late_from,
    minutes_there,
    outcome_of,
)
from rose_training.domain.periods import Period
from rose_training.domain.registrations import RegistrationState
from rose_training.domain.sessions import SessionState, learning_minutes
from rose_training.models.attendance import AttendanceMark
from rose_training.models.calendar import ClosureDay
from rose_training.models.organisations import Organisation
from rose_training.models.registrations import Registration
from rose_training.models.sessions import TrainingSession

NO_ORGANISATION = "No organisation given"


@dataclass(frozen=True, slots=True)
class PlaceOutcome:
    """One registration, what the register says of it, and what that comes to. `minutes` they were there."""

    registration: Registration
    mark: Mark | None
    minutes: int | None
    outcome: Outcome | None


def of_session(session: Session, *, training: TrainingSession, late_days: int) -> list[PlaceOutcome]:
    """Every registration of an open session with what became of it, by name. Two queries."""
    return _judged(session, Registration.session_id == training.id, late_days=late_days)


def page_of_session(
    session: Session, *, training: TrainingSession, late_days: int, offset: int, limit: int
) -> tuple[list[PlaceOutcome], int]:
    """One page of the places of a delivered session that came to something, by name, and how many there are.

    Three queries. A mark always comes to something, without one only a place that was passed on or given up.
    """
    gave_up = and_(Registration.state == RegistrationState.CANCELLED, Registration.confirmed_at.is_not(None))
    settled = or_(Registration.state == RegistrationState.SUBSTITUTED, gave_up, AttendanceMark.id.is_not(None))
    wanted = (
        select(Registration.id)
        .outerjoin(AttendanceMark, _IS_ITS_MARK)
        .where(Registration.session_id == training.id, settled)
    )
    total = session.scalar(select(func.count()).select_from(wanted.subquery())) or 0
    ids = wanted.order_by(func.lower(Registration.name), Registration.id).offset(offset).limit(limit)
    return _judged(session, Registration.id.in_(ids), late_days=late_days), total


def tallies(session: Session, *, trainings: Collection[TrainingSession], late_days: int) -> dict[int, Counter[Outcome]]:
    """How many places of each session came to what, by the id of the session. Two queries, however many."""
    found: dict[int, Counter[Outcome]] = {one.id: Counter() for one in trainings}
    for one in _judged(session, Registration.session_id.in_(list(found)), late_days=late_days):
        if one.outcome is not None:
            found[one.registration.session_id][one.outcome] += 1
    return found


def of_registrations(
    session: Session, *, registrations: Iterable[Registration], late_days: int
) -> dict[int, PlaceOutcome]:
    """The same for some registrations, by their id. Two queries."""
    ids = [one.id for one in registrations]
    if not ids:
        return {}
    return {one.registration.id: one for one in _judged(session, Registration.id.in_(ids), late_days=late_days)}


def of_person(session: Session, *, person_id: int, late_days: int) -> dict[int, Outcome]:
    """What became of somebody's own places, by the id of the registration. Two queries."""
    judged = _judged(session, Registration.person_id == person_id, late_days=late_days)
    return {one.registration.id: one.outcome for one in judged if one.outcome is not None}


def of_agencies(session: Session, *, period: Period, late_days: int) -> list[AgencyAttendance]:
    """The outcomes of a period by organisation, for the coordinator alone. Two queries, columns only."""
    rows = session.execute(
        select(
            func.coalesce(Organisation.name, Registration.organisation_described, NO_ORGANISATION),
            Registration.state,
            AttendanceMark.mark,
            AttendanceMark.minutes,
            TrainingSession.starts_at,
            TrainingSession.ends_at,
            TrainingSession.break_minutes,
            TrainingSession.registration_closes_at,
            Registration.confirmed_at,
            Registration.cancelled_at,
        )
        .select_from(Registration)
        .join(TrainingSession, TrainingSession.id == Registration.session_id)
        .outerjoin(AttendanceMark, _IS_ITS_MARK)
        .outerjoin(Organisation, Organisation.id == Registration.organisation_id)
        .where(
            TrainingSession.booking_id.is_(None),
            TrainingSession.state == SessionState.DELIVERED,
            TrainingSession.starts_at >= period.starts_at,
            TrainingSession.starts_at < period.ends_before,
        )
    )
    days_off = _bank_holidays(session)
    found: list[tuple[str, Outcome]] = []
    for name, state, mark, minutes, starts_at, ends_at, breaks, closes_at, confirmed_at, cancelled_at in rows:
        place = Place(
            state=state,
            mark=mark,
            minutes=minutes,
            length=learning_minutes(starts_at, ends_at, breaks=breaks),
            had_a_place=confirmed_at is not None,
            cancelled_at=cancelled_at,
            late_from=late_from(starts_at, closes_at=closes_at, working_days=late_days, days_off=days_off),
        )
        outcome = outcome_of(place)
        if outcome is not None:
            found.append((name, outcome))
    return by_agency(found)


_IS_ITS_MARK = and_(
    AttendanceMark.registration_id == Registration.id,
    AttendanceMark.session_id == Registration.session_id,
    AttendanceMark.current,
)


def _judged(session: Session, condition: ColumnElement[bool], *, late_days: int) -> list[PlaceOutcome]:
    rows = session.execute(
        select(Registration, AttendanceMark)
        .outerjoin(AttendanceMark, _IS_ITS_MARK)
        .where(condition)
        .options(joinedload(Registration.organisation), joinedload(Registration.session))
        .order_by(func.lower(Registration.name), Registration.id)
    ).all()
    days_off = _bank_holidays(session)
    return [_judge(registration, mark, late_days, days_off) for registration, mark in rows]


def _judge(
    registration: Registration, mark: AttendanceMark | None, late_days: int, days_off: Collection[date]
) -> PlaceOutcome:
    training = registration.session
    said, minutes = (mark.mark, mark.minutes) if mark else (None, None)
    place = Place(
        state=registration.state,
        mark=said,
        minutes=minutes,
        length=training.minutes,
        had_a_place=registration.confirmed_at is not None,
        cancelled_at=registration.cancelled_at,
        late_from=late_from(
            training.starts_at, closes_at=training.registration_closes_at, working_days=late_days, days_off=days_off
        ),
        called_off=training.state is SessionState.CANCELLED,
    )
    return PlaceOutcome(registration, said, minutes_there(said, minutes, training.minutes), outcome_of(place))


def _bank_holidays(session: Session) -> frozenset[date]:
    closed = select(ClosureDay.on).where(
        ClosureDay.kind == ClosureKind.BANK_HOLIDAY, ClosureDay.organisation_id.is_(None)
    )
    return frozenset(session.scalars(closed))
