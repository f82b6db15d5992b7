"""Everything that was ever done with an organisation: under all its numbers, and with all its teams."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session, joinedload

from rose_training.domain.attendance import ATTENDED, HeadcountAudience
from rose_training.domain.calendar import london_day
from rose_training.domain.completion import OF_SIX, weeks_needed
from rose_training.domain.organisations import Sector
from rose_training.domain.periods import Period, year_label, year_of
from rose_training.domain.permissions import Role
from rose_training.domain.sessions import SessionState
from rose_training.models.attendance import AttendanceMark
from rose_training.models.bookings import Booking, Cohort, CohortCard
from rose_training.models.calendar import ClosureDay
from rose_training.models.history import HistoryEntry
from rose_training.models.merges import OrganisationMerge
from rose_training.models.organisations import Organisation
from rose_training.models.outbox import OutboxMessage
from rose_training.models.people import RoleGrant
from rose_training.models.programme import Activity
from rose_training.models.registrations import Registration
from rose_training.models.sessions import TrainingSession
from rose_training.models.site import SiteSetting
from rose_training.services.completion import WEEKS_SETTING
from rose_training.services.impact.occasions import held
from rose_training.services.impact.people import groups

SHOWN = 25
"""Rows on a page of each list."""


class Part(StrEnum):
    """The lists of the record."""

    BOOKINGS = "bookings"
    SESSIONS = "sessions"
    COURSES = "courses"
    STAFF = "staff"
    ACCESS = "access"
    CLOSURES = "closures"
    MAILS = "mails"
    HISTORY = "history"

    @property
    def label(self) -> str:
        """The words a reader sees."""
        return _LABELS[self]


_LABELS = {
    Part.BOOKINGS: "Bookings",
    Part.SESSIONS: "Sessions",
    Part.COURSES: "Courses",
    Part.STAFF: "Places on our sessions",
    Part.ACCESS: "People with access",
    Part.CLOSURES: "Closed days and exam days",
    Part.MAILS: "E-mails",
    Part.HISTORY: "What has changed",
}


@dataclass(frozen=True, slots=True)
class YearRow:
    """One academic year: sessions that took place, and young people who came."""

    label: str
    sessions: int
    young_people: int


@dataclass(frozen=True, slots=True)
class CourseRow:
    """A course of several weeks: how many of its cards completed it."""

    booking: str
    cohort: str
    title: str
    first_at: datetime
    cards: int
    completed: int


@dataclass(frozen=True, slots=True)
class Totals:
    """What all of it comes to."""

    bookings: int
    sessions: int
    young_people: int
    attendances: int
    places: int
    places_attended: int
    with_access: int
    years: Sequence[YearRow]

    @property
    def session_bars(self) -> list[dict[str, object]]:
        """The years with a session as bars of a chart: sessions."""
        return [{"label": year.label, "value": year.sessions} for year in self.years if year.sessions]

    @property
    def young_people_bars(self) -> list[dict[str, object]]:
        """The same years: young people."""
        return [{"label": year.label, "value": year.young_people} for year in self.years if year.sessions]


def counted_together(session: Session, organisation: Organisation) -> list[int]:
    """The rows that are one body: a school under all its numbers, an agency with its teams."""
    if organisation.sector is Sector.SCHOOL_OR_COLLEGE:
        same = select(Organisation.id).where(Organisation.continuity_key == organisation.continuity_key)
        return list(session.scalars(same.order_by(Organisation.id)))
    whole = select(Organisation.id).where(Organisation.id == organisation.id).cte("whole", recursive=True)
    teams = (
        select(Organisation.id)
        .join(whole, whole.c.id == Organisation.parent_id)
        .where(~Organisation.reportable, Organisation.merged_into_id.is_(None))
    )
    return list(session.scalars(select(whole.union(teams).c.id)))


def totals(session: Session, ids: Sequence[int], *, at: datetime) -> Totals:
    """The sums, and the years one by one. Eight queries, however much there is."""
    delivered = (
        select(func.count(), func.min(TrainingSession.starts_at))
        .join(Booking, Booking.id == TrainingSession.booking_id)
        .where(Booking.organisation_id.in_(ids), TrainingSession.state == SessionState.DELIVERED)
    )
    sessions, earliest = session.execute(delivered).one()
    people, attendances, years = 0, 0, []
    if earliest is not None:
        first, last = year_of(london_day(earliest)), year_of(london_day(at))
        period = Period.academic_year(first, years=max(last - first, 0) + 1)
        people, attendances = _reached(session, ids, period)
        years = _years(session, ids, period)
    attended = select(func.count(AttendanceMark.id)).join(
        Registration, Registration.id == AttendanceMark.registration_id
    )
    return Totals(
        bookings=_count(session, select(func.count(Booking.id)).where(Booking.organisation_id.in_(ids))),
        sessions=sessions,
        young_people=people,
        attendances=attendances,
        places=_count(session, select(func.count(Registration.id)).where(Registration.organisation_id.in_(ids))),
        places_attended=_count(
            session,
            attended.where(
                Registration.organisation_id.in_(ids),
                AttendanceMark.current,
                AttendanceMark.mark.in_(sorted(ATTENDED)),
            ),
        ),
        with_access=_count(session, select(func.count(RoleGrant.id)).where(_live_access(ids))),
        years=years,
    )


def part(
    session: Session, organisation: Organisation, ids: Sequence[int], *, which: Part, page: int = 1
) -> tuple[Sequence[Any], int]:
    """One page of one list, the latest first, and how many rows it has in all."""
    if which is Part.COURSES:
        return _courses(session, ids, page)
    statement = _STATEMENTS[which](session, organisation, ids)
    in_all = session.scalar(select(func.count()).select_from(statement.order_by(None).subquery())) or 0
    return session.scalars(statement.offset((page - 1) * SHOWN).limit(SHOWN)).all(), in_all


def _bookings(_session: Session, _organisation: Organisation, ids: Sequence[int]) -> Select[Any]:
    return (
        select(Booking)
        .options(joinedload(Booking.activity), joinedload(Booking.organisation))
        .where(Booking.organisation_id.in_(ids))
        .order_by(Booking.requested_at.desc(), Booking.id.desc())
    )


def _sessions(_session: Session, _organisation: Organisation, ids: Sequence[int]) -> Select[Any]:
    return (
        select(TrainingSession)
        .join(Booking, Booking.id == TrainingSession.booking_id)
        .options(joinedload(TrainingSession.activity))
        .where(Booking.organisation_id.in_(ids))
        .order_by(TrainingSession.starts_at.desc(), TrainingSession.id.desc())
    )


def _staff(_session: Session, _organisation: Organisation, ids: Sequence[int]) -> Select[Any]:
    return (
        select(Registration)
        .options(joinedload(Registration.session).joinedload(TrainingSession.activity))
        .where(Registration.organisation_id.in_(ids))
        .order_by(Registration.registered_at.desc(), Registration.id.desc())
    )


def _access(_session: Session, _organisation: Organisation, ids: Sequence[int]) -> Select[Any]:
    return (
        select(RoleGrant)
        .options(joinedload(RoleGrant.person))
        .where(RoleGrant.organisation_id.in_(ids), RoleGrant.role == Role.SCHOOL_BOOKER)
        .order_by(RoleGrant.ended_at.is_not(None), RoleGrant.id.desc())
    )


def _closures(_session: Session, _organisation: Organisation, ids: Sequence[int]) -> Select[Any]:
    return select(ClosureDay).where(ClosureDay.organisation_id.in_(ids)).order_by(ClosureDay.on.desc(), ClosureDay.id)


def _mails(_session: Session, _organisation: Organisation, ids: Sequence[int]) -> Select[Any]:
    about = select(Booking.reference).where(Booking.organisation_id.in_(ids))
    return select(OutboxMessage).where(OutboxMessage.about.in_(about)).order_by(OutboxMessage.id.desc())


def _history(session: Session, organisation: Organisation, ids: Sequence[int]) -> Select[Any]:
    merged = select(OrganisationMerge.loser_id).where(
        OrganisationMerge.winner_id == organisation.id, OrganisationMerge.undone_at.is_(None)
    )
    subjects = select(Organisation.reference).where(or_(Organisation.id.in_(ids), Organisation.id.in_(merged)))
    return select(HistoryEntry).where(HistoryEntry.subject.in_(subjects)).order_by(HistoryEntry.id.desc())


_STATEMENTS = {
    Part.BOOKINGS: _bookings,
    Part.SESSIONS: _sessions,
    Part.STAFF: _staff,
    Part.ACCESS: _access,
    Part.CLOSURES: _closures,
    Part.MAILS: _mails,
    Part.HISTORY: _history,
}


def _courses(session: Session, ids: Sequence[int], page: int) -> tuple[list[CourseRow], int]:
    """Courses with a cohort, and how many of its cards attended enough different weeks. Four queries."""
    of_body = Booking.organisation_id.in_(ids)
    in_all = _count(
        session, select(func.count(Cohort.id)).join(Booking, Booking.id == Cohort.booking_id).where(of_body)
    )
    first_at = func.min(TrainingSession.starts_at)
    rows = session.execute(
        select(Cohort.id, Cohort.reference, Booking.reference, Activity.title, Activity.weeks, Cohort.size, first_at)
        .join(Booking, Booking.id == Cohort.booking_id)
        .join(Activity, Activity.id == Booking.activity_id)
        .join(TrainingSession, TrainingSession.booking_id == Booking.id)
        .where(of_body, TrainingSession.state != SessionState.CANCELLED)
        .group_by(Cohort.id, Cohort.reference, Booking.reference, Activity.title, Activity.weeks, Cohort.size)
        .order_by(first_at.desc(), Cohort.id)
        .offset((page - 1) * SHOWN)
        .limit(SHOWN)
    ).all()
    week = func.coalesce(TrainingSession.catches_up_week, TrainingSession.week_number, 1)
    attended = session.execute(
        select(CohortCard.cohort_id, CohortCard.id, func.count(week.distinct()))
        .join(AttendanceMark, AttendanceMark.card_id == CohortCard.id)
        .join(TrainingSession, TrainingSession.id == AttendanceMark.session_id)
        .where(
            CohortCard.cohort_id.in_([row[0] for row in rows]),
            AttendanceMark.current,
            AttendanceMark.mark.in_(sorted(ATTENDED)),
            TrainingSession.state != SessionState.CANCELLED,
        )
        .group_by(CohortCard.cohort_id, CohortCard.id)
    ).all()
    kept = session.scalar(select(SiteSetting.value).where(SiteSetting.key == WEEKS_SETTING))
    of_six = int(kept) if kept else OF_SIX
    found = [
        CourseRow(
            booking,
            cohort,
            title,
            starts_at,
            size,
            sum(of == row_id and number >= weeks_needed(weeks, of_six=of_six) for of, _, number in attended),
        )
        for row_id, cohort, booking, title, weeks, size, starts_at in rows
    ]
    return found, in_all


def _reached(session: Session, ids: Sequence[int], period: Period) -> tuple[int, int]:
    each = groups(period, HeadcountAudience.PUPIL)
    row = session.execute(
        select(func.coalesce(func.sum(each.c.people), 0), func.coalesce(func.sum(each.c.attendances), 0))
        .select_from(each)
        .join(Booking, Booking.id == each.c.group_key)
        .where(Booking.organisation_id.in_(ids))
    ).one()
    return int(row[0]), int(row[1])


def _years(session: Session, ids: Sequence[int], period: Period) -> list[YearRow]:
    """Each academic year since the first session, also those without any. Two queries."""
    each, took_place = groups(period, HeadcountAudience.PUPIL, by_year=True), held(period)
    people = {
        year: int(number)
        for year, number in session.execute(
            select(each.c.year, func.sum(each.c.people))
            .join(Booking, Booking.id == each.c.group_key)
            .where(Booking.organisation_id.in_(ids))
            .group_by(each.c.year)
        )
    }
    sessions: dict[int, int] = dict(
        session.execute(
            select(took_place.c.year, func.count())
            .join(Booking, Booking.id == took_place.c.booking_id)
            .where(Booking.organisation_id.in_(ids))
            .group_by(took_place.c.year)
        ).all()
    )
    starts = [year_of(year.first_day) for year in period.academic_years()]
    return [YearRow(year_label(start), sessions.get(start, 0), people.get(start, 0)) for start in starts]


def _live_access(ids: Sequence[int]) -> Any:
    return RoleGrant.organisation_id.in_(ids) & (RoleGrant.role == Role.SCHOOL_BOOKER) & RoleGrant.ended_at.is_(None)


def _count(session: Session, statement: Select[Any]) -> int:
    return session.scalar(statement) or 0
