"""The office's diary as it is read: sessions day by day, with leave, holidays and each school's own days."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, false, select
from sqlalchemy.orm import Session

from rose_training.domain.assignments import AssignmentAnswer
from rose_training.domain.availability import Leave
from rose_training.domain.bookings import BookingState
from rose_training.domain.calendar import SchoolCalendar, london, london_day
from rose_training.domain.diary_pages import Standing, standing
from rose_training.domain.programme import ProgrammeKey
from rose_training.domain.sessions import SessionState
from rose_training.models.bookings import Booking
from rose_training.models.facilitators import FacilitatorLeave
from rose_training.models.organisations import Organisation
from rose_training.models.people import Facilitator, Person
from rose_training.models.programme import Activity, Programme
from rose_training.models.sessions import Assignment, TrainingSession
from rose_training.services import offered_hours
from rose_training.services.offered_hours import OfferedHour
from rose_training.services.school_days import own_days


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the reader wants to see; None: everything. Cancelled sessions only when asked for."""

    facilitator_id: int | None = None
    standing: Standing | None = None
    programme: ProgrammeKey | None = None


@dataclass(frozen=True, slots=True)
class Deliverer:
    """Who delivers a session, and what they said when they were asked."""

    facilitator_id: int
    name: str
    answer: AssignmentAnswer


@dataclass(frozen=True, slots=True)
class Line:
    """One session in the diary. `booking` is the reference of the booking, None of an open session.

    An offered date stands there too, until the school has chosen: it has no reference of its own.
    """

    reference: str
    starts_at: datetime
    ends_at: datetime
    title: str
    week: int | None
    place: str | None
    school: str | None
    booking: str | None
    standing: Standing
    held_until: datetime | None
    delivered_by: tuple[Deliverer, ...] = ()
    declined_by: tuple[str, ...] = ()

    def needs_somebody(self, at: datetime) -> bool:
        """Whether a session to come has nobody who delivers it."""
        return not self.delivered_by and self.movable(at)

    def movable(self, at: datetime) -> bool:
        """Whether it can still be moved."""
        unmoved = (Standing.OFFERED, Standing.CANCELLED, Standing.DELIVERED)
        return self.starts_at > at and self.standing not in unmoved


@dataclass(frozen=True, slots=True)
class Away:
    """Somebody's leave, as far as it lies open."""

    facilitator_id: int
    name: str
    days: Leave


@dataclass(frozen=True, slots=True)
class Day:
    """One day: what takes place, who is away, and why schools are closed."""

    on: date
    lines: tuple[Line, ...] = ()
    away: tuple[Away, ...] = ()
    closed: str | None = None
    """Why no school has lessons; None on weekends too."""
    begins: str | None = None
    """The half-term that begins on this day."""
    own_days: tuple[str, ...] = ()
    """What schools have by themselves near a session of ours: 'Hethersett Academy: Training day'."""

    @property
    def sessions(self) -> int:
        """How many take place, what is only offered left out."""
        return sum(line.standing is not Standing.OFFERED for line in self.lines)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to say about it."""
        return not (self.lines or self.away or self.closed or self.begins or self.own_days)


def days(
    session: Session, *, first: date, last: date, calendar: SchoolCalendar, chosen: Chosen | None = None
) -> tuple[Day, ...]:
    """Every day from `first` to `last`, both included. Six queries, however full the diary is."""
    chosen = chosen or Chosen()
    rows = _sessions(session, first=first, last=last, chosen=chosen)
    asked = _asked(session, [row.id for row in rows])
    lines = defaultdict(list)
    for line in (_line(row, asked.get(row.id, ())) for row in rows):
        lines[london_day(line.starts_at)].append(line)
    for line in _offered(session, first=first, last=last, chosen=chosen):
        lines[london_day(line.starts_at)].append(line)
    away = _leave(session, first=first, last=last, facilitator_id=chosen.facilitator_id)
    own = own_days(session, near=_schools(rows), first=first, last=last, calendar=calendar)
    begins = {term.first: f"{term.name} begins" for term in calendar.terms}
    return tuple(
        Day(
            on=on,
            lines=tuple(sorted(lines[on], key=lambda line: line.starts_at)),
            away=tuple(one for one in away if on in one.days),
            closed=calendar.closed_because(on) if on.weekday() < 5 else None,
            begins=begins.get(on),
            own_days=own.get(on, ()),
        )
        for on in (first + timedelta(days=n) for n in range((last - first).days + 1))
    )


def _sessions(session: Session, *, first: date, last: date, chosen: Chosen) -> Sequence[Any]:
    """The sessions of these days as plain rows."""
    wanted = (
        select(
            TrainingSession.id,
            TrainingSession.reference,
            TrainingSession.starts_at,
            TrainingSession.ends_at,
            TrainingSession.title.label("own_title"),
            TrainingSession.week_number,
            TrainingSession.place_name,
            TrainingSession.state,
            Activity.title,
            Booking.reference.label("booking"),
            Booking.state.label("booking_state"),
            Booking.held_until,
            Booking.organisation_id,
            Booking.organisation_described,
            Organisation.name.label("school"),
        )
        .join(TrainingSession.activity)
        .outerjoin(TrainingSession.booking)
        .outerjoin(Booking.organisation)
        .where(
            TrainingSession.starts_at >= london(first, time(0)),
            TrainingSession.starts_at < london(last + timedelta(days=1), time(0)),
            *_standing_is(chosen.standing),
        )
        .order_by(TrainingSession.starts_at, TrainingSession.id)
    )
    if chosen.programme is not None:
        wanted = wanted.join(Programme, Programme.id == Activity.programme_id).where(Programme.key == chosen.programme)
    if chosen.facilitator_id is not None:
        theirs = select(Assignment.session_id).where(
            Assignment.facilitator_id == chosen.facilitator_id, Assignment.answer != AssignmentAnswer.DECLINED
        )
        wanted = wanted.where(TrainingSession.id.in_(theirs))
    return session.execute(wanted).all()


def _standing_is(wanted: Standing | None) -> tuple[ColumnElement[bool], ...]:
    """The same as `domain.diary_pages.standing`, for the database."""
    match wanted:
        case None:
            return (TrainingSession.state != SessionState.CANCELLED,)
        case Standing.CANCELLED | Standing.DELIVERED:
            return (TrainingSession.state == SessionState(wanted.value),)
        case Standing.OFFERED:
            return (false(),)
        case Standing.OPEN:
            return (TrainingSession.state == SessionState.SCHEDULED, TrainingSession.booking_id.is_(None))
        case Standing.HELD:
            return (TrainingSession.state == SessionState.SCHEDULED, Booking.state == BookingState.HELD)
        case _:
            return (TrainingSession.state == SessionState.SCHEDULED, Booking.state != BookingState.HELD)


def _line(row: Any, asked: tuple[Deliverer, ...]) -> Line:
    return Line(
        reference=row.reference,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        title=row.own_title or row.title,
        week=row.week_number,
        place=row.place_name,
        school=row.school or row.organisation_described,
        booking=row.booking,
        standing=standing(row.state, row.booking_state),
        held_until=row.held_until,
        delivered_by=tuple(one for one in asked if one.answer is not AssignmentAnswer.DECLINED),
        declined_by=tuple(one.name for one in asked if one.answer is AssignmentAnswer.DECLINED),
    )


def _offered(session: Session, *, first: date, last: date, chosen: Chosen) -> Sequence[Line]:
    """Dates of open counter-offers as lines, where the reader wants to see them."""
    if chosen.standing not in (None, Standing.OFFERED):
        return []
    since, until = london(first, time(0)), london(last + timedelta(days=1), time(0))
    return [
        _offered_line(hour)
        for hour in offered_hours.between(session, since=since, until=until)
        if london_day(hour.starts_at) >= first
        and chosen.facilitator_id in (None, hour.offered.facilitator_id)
        and chosen.programme in (None, hour.booking.activity.programme.key)
    ]


def _offered_line(hour: OfferedHour) -> Line:
    school = hour.booking.organisation
    name = school.name if school else hour.booking.organisation_described
    person = hour.offered.facilitator.person
    return Line(
        reference="",
        starts_at=hour.starts_at,
        ends_at=hour.ends_at,
        title=hour.booking.activity.title,
        week=hour.week,
        place=name,
        school=name,
        booking=hour.booking.reference,
        standing=Standing.OFFERED,
        held_until=hour.offered.offer.until,
        delivered_by=(Deliverer(hour.offered.facilitator_id, person.name, AssignmentAnswer.ACCEPTED),),
    )


def _asked(session: Session, session_ids: Sequence[int]) -> Mapping[int, tuple[Deliverer, ...]]:
    rows = session.execute(
        select(Assignment.session_id, Assignment.facilitator_id, Person.name, Assignment.answer)
        .join(Assignment.facilitator)
        .join(Facilitator.person)
        .where(Assignment.session_id.in_(session_ids))
        .order_by(Person.name)
    )
    found: dict[int, tuple[Deliverer, ...]] = {}
    for session_id, facilitator_id, name, answer in rows:
        found[session_id] = (*found.get(session_id, ()), Deliverer(facilitator_id, name, answer))
    return found


def _schools(rows: Iterable[Any]) -> Mapping[int, Sequence[date]]:
    """The days on which we are at each school."""
    near: dict[int, list[date]] = defaultdict(list)
    for row in rows:
        if row.organisation_id is not None:
            near[row.organisation_id].append(london_day(row.starts_at))
    return near


def _leave(session: Session, *, first: date, last: date, facilitator_id: int | None) -> tuple[Away, ...]:
    wanted = (
        select(FacilitatorLeave.facilitator_id, Person.name, FacilitatorLeave.first_on, FacilitatorLeave.last_on)
        .join(Facilitator, Facilitator.id == FacilitatorLeave.facilitator_id)
        .join(Facilitator.person)
        .where(FacilitatorLeave.first_on <= last, FacilitatorLeave.last_on >= first)
        .order_by(Person.name)
    )
    if facilitator_id is not None:
        wanted = wanted.where(FacilitatorLeave.facilitator_id == facilitator_id)
    return tuple(Away(whose, name, Leave(begins, ends)) for whose, name, begins, ends in session.execute(wanted))


@dataclass(frozen=True, slots=True)
class WeekRow:
    """A week of one facilitator, or of the sessions that nobody delivers yet (`name` None)."""

    name: str | None
    cells: tuple[tuple[Line, ...], ...]
    away: tuple[bool, ...]


def week_rows(opened: Sequence[Day], facilitators: Iterable[Facilitator]) -> tuple[WeekRow, ...]:
    """The same days with a row for everybody who delivers, and a last one for what still needs somebody."""
    names = {one.id: one.person.name for one in facilitators}
    names |= {by.facilitator_id: by.name for day in opened for line in day.lines for by in line.delivered_by}
    rows = [
        WeekRow(
            name,
            cells=tuple(
                tuple(line for line in day.lines if any(by.facilitator_id == whose for by in line.delivered_by))
                for day in opened
            ),
            away=tuple(any(one.facilitator_id == whose for one in day.away) for day in opened),
        )
        for whose, name in sorted(names.items(), key=lambda item: item[1].casefold())
    ]
    nobody = tuple(tuple(line for line in day.lines if not line.delivered_by) for day in opened)
    if any(nobody):
        rows.append(WeekRow(None, nobody, tuple(False for _ in opened)))
    return tuple(rows)
