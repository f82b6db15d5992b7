"""Which sessions a period holds, and which occasions are not among them and why.

Every figure begins here, so that no two of them can disagree about what took place.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, and_, case, exists, func, literal, or_, select
from sqlalchemy.orm import Session, aliased

from rose_training.domain.attendance import ATTENDED
from rose_training.domain.calendar import london_day
from rose_training.domain.impact import LeftOut
from rose_training.domain.periods import Period, year_of
from rose_training.domain.programme import Audience
from rose_training.domain.registrations import RegistrationState
from rose_training.domain.sessions import SessionState
from rose_training.models.attendance import AttendanceMark, Headcount
from rose_training.models.bookings import Booking
from rose_training.models.organisations import Organisation
from rose_training.models.programme import Activity
from rose_training.models.registrations import Registration
from rose_training.models.sessions import TrainingSession
from rose_training.services.impact.pages import Page, on_page, page_of

_booking, _activity = aliased(Booking, name="asked"), aliased(Activity, name="kind")

AUDIENCE = func.coalesce(
    select(_booking.audience)
    .where(_booking.id == TrainingSession.booking_id)
    .correlate(TrainingSession)
    .scalar_subquery(),
    select(_activity.audience)
    .where(_activity.id == TrainingSession.activity_id)
    .correlate(TrainingSession)
    .scalar_subquery(),
)
"""Whom a session was for: what the school asked for, or what the activity is."""

ADULT_TRAINING = (Audience.STAFF, Audience.PROFESSIONALS)
"""The audiences whose sessions train professionals."""


def within(period: Period) -> ColumnElement[bool]:
    """Whether a session began in the period, by its date in London."""
    return and_(
        TrainingSession.starts_at >= period.starts_at,
        TrainingSession.starts_at < period.ends_before,
    )


def is_held(period: Period) -> ColumnElement[bool]:
    """Whether a session of the period took place."""
    return and_(TrainingSession.state == SessionState.DELIVERED, within(period))


def held(period: Period) -> Subquery:
    """The sessions that took place in the period: one row each.

    Columns: `id`, `starts_at`, `booking_id`, `activity_id`, `audience`, `year` (in which its
    academic year began) and `group_key`. The sessions of one booking are one group of people; a
    session without a booking is a group of its own, told apart by the minus sign.

    It reads one table and sums nothing, so that the database can merge it into the question around
    it and find sessions by their index. Kept apart (WITH), it would be searched from end to end for
    every row that is joined to it.
    """
    return (
        select(
            TrainingSession.id,
            TrainingSession.starts_at,
            TrainingSession.booking_id,
            TrainingSession.activity_id,
            AUDIENCE.label("audience"),
            academic_year(period).label("year"),
            func.coalesce(TrainingSession.booking_id, -TrainingSession.id).label("group_key"),
        )
        .where(is_held(period))
        .subquery("held")
    )


def years_held(session: Session) -> list[int]:
    """The academic years in which anything took place, by the year in which each began, latest first."""
    delivered = TrainingSession.state == SessionState.DELIVERED
    earliest = session.scalar(select(func.min(TrainingSession.starts_at)).where(delivered))
    latest = session.scalar(select(func.max(TrainingSession.starts_at)).where(delivered))
    if earliest is None or latest is None:
        return []
    first, last = (year_of(london_day(moment)) for moment in (earliest, latest))
    sessions = held(Period.academic_year(first, years=last - first + 1))
    years = session.scalars(select(sessions.c.year).distinct())
    return sorted(years, reverse=True)


def attended() -> ColumnElement[bool]:
    """Whether a mark stands and says that somebody was there."""
    return and_(AttendanceMark.current, AttendanceMark.mark.in_(sorted(ATTENDED)))


def recorded(session_id: ColumnElement[int]) -> ColumnElement[bool]:
    """Whether a register was taken: a mark or a headcount stands for the session."""
    # Aliases of their own: the question around this one may read the same tables.
    mark, count = aliased(AttendanceMark), aliased(Headcount)
    return or_(
        exists().where(mark.session_id == session_id, mark.current),
        exists().where(count.session_id == session_id, count.current),
    )


def somebody_came(session_id: ColumnElement[int]) -> ColumnElement[bool]:
    """Whether the register says that anybody at all was there: a mark as attended, or a head counted."""
    mark, count = aliased(AttendanceMark), aliased(Headcount)
    return or_(
        exists().where(mark.session_id == session_id, mark.current, mark.mark.in_(sorted(ATTENDED))),
        exists().where(count.session_id == session_id, count.current, count.number > 0),
    )


class Missing(StrEnum):
    """Why a session in the period is in no figure."""

    CANCELLED = "cancelled"
    NOT_RECORDED = "not_recorded"
    NO_REGISTER = "no_register"
    NOBODY_CAME = "nobody_came"

    @property
    def reason(self) -> str:
        """Why, for the reader of a count."""
        return _REASONS[self]

    @property
    def label(self) -> str:
        """The words beside one session."""
        return _LABELS[self]


_REASONS = {
    Missing.CANCELLED: "sessions that were cancelled",
    Missing.NOT_RECORDED: "sessions whose day has passed but which nobody has recorded",
    Missing.NO_REGISTER: "sessions that took place without a register",
    Missing.NOBODY_CAME: "sessions whose register says that nobody was there",
}

_LABELS = {
    Missing.CANCELLED: "Cancelled",
    Missing.NOT_RECORDED: "Its day has passed, but nobody has recorded what became of it",
    Missing.NO_REGISTER: "It took place, but has no register",
    Missing.NOBODY_CAME: "Its register says that nobody was there",
}

Absences = Mapping[tuple[Audience, Missing], int]
"""How many sessions are missing, by their audience and the reason."""


def missing(at: datetime) -> ColumnElement[str | None]:
    """A `Missing` value for a session that is in no figure; NULL for one that is, or is to come."""
    return case(
        (TrainingSession.state == SessionState.CANCELLED, literal(Missing.CANCELLED.value)),
        (
            and_(
                TrainingSession.state == SessionState.SCHEDULED,
                TrainingSession.ends_at <= at,
            ),
            literal(Missing.NOT_RECORDED.value),
        ),
        (
            and_(
                TrainingSession.state == SessionState.DELIVERED,
                ~recorded(TrainingSession.id.expression),
            ),
            literal(Missing.NO_REGISTER.value),
        ),
        (
            and_(
                TrainingSession.state == SessionState.DELIVERED,
                ~somebody_came(TrainingSession.id.expression),
            ),
            literal(Missing.NOBODY_CAME.value),
        ),
    )


def count_missing(session: Session, *, period: Period, at: datetime) -> Absences:
    """Count the sessions of the period that are in no figure, by audience and reason."""
    why = missing(at).label("why")
    each = select(AUDIENCE.label("audience"), why).select_from(TrainingSession).where(within(period)).subquery()
    rows = session.execute(
        select(each.c.audience, each.c.why, func.count())
        .where(each.c.why.is_not(None))
        .group_by(each.c.audience, each.c.why)
    )
    return {(audience, Missing(reason)): number for audience, reason, number in rows}


@dataclass(frozen=True, slots=True)
class MissingRow:
    """One session of the period that is in no figure, and why."""

    reference: str
    activity: str
    organisation: str | None
    starts_at: datetime
    why: str | None
    """A value of `Missing`."""

    @property
    def label(self) -> str:
        """Why, in words."""
        return Missing(self.why).label if self.why else ""


def missing_rows(session: Session, *, period: Period, at: datetime, page: int | None) -> Page[MissingRow]:
    """The sessions that every figure of the period leaves out, in the order of their dates."""
    why = missing(at)
    each = (
        select(
            TrainingSession.reference,
            func.coalesce(TrainingSession.title, Activity.title),
            func.coalesce(Booking.snapshot_name, Organisation.name),
            TrainingSession.starts_at,
            why,
        )
        .join(Activity, Activity.id == TrainingSession.activity_id)
        .outerjoin(Booking, Booking.id == TrainingSession.booking_id)
        .outerjoin(Organisation, Organisation.id == Booking.organisation_id)
        .where(within(period), why.is_not(None))
    )
    total = session.scalar(select(func.count()).select_from(each.subquery())) or 0
    rows = session.execute(on_page(each.order_by(TrainingSession.starts_at, TrainingSession.id), page))
    return page_of((MissingRow(*row) for row in rows), page=page, total=total)


def left_out_sessions(absences: Absences, *audiences: Audience) -> tuple[LeftOut, ...]:
    """What a figure about these audiences leaves out: one line for each reason there is."""
    numbers = {reason: sum(absences.get((audience, reason), 0) for audience in audiences) for reason in Missing}
    return some(*((reason.reason, number) for reason, number in numbers.items()))


def places_without_attendance(
    session: Session, *, period: Period, audiences: Sequence[Audience]
) -> tuple[LeftOut, ...]:
    """Places at sessions that took place whose holders were marked away, or not marked at all."""
    took_place = held(period)
    mark = and_(AttendanceMark.registration_id == Registration.id, AttendanceMark.current)
    unmarked = AttendanceMark.id.is_(None) & (Registration.state == RegistrationState.CONFIRMED)
    away, forgotten = session.execute(
        select(
            func.sum(case((AttendanceMark.id.is_not(None) & ~attended(), 1), else_=0)),
            func.sum(case((unmarked, 1), else_=0)),
        )
        .select_from(Registration)
        .join(took_place, took_place.c.id == Registration.session_id)
        .outerjoin(AttendanceMark, mark)
        .where(took_place.c.audience.in_(audiences))
    ).one()
    return some(
        ("places whose holders were absent or excused", away),
        ("places whose holders have no mark in the register", forgotten),
    )


def tally(session: Session, statement: Select[Any, int]) -> dict[Any, int]:
    """What a statement of keys and sums says, as a dictionary of whole numbers."""
    return {key: int(number) for key, number in session.execute(statement)}


def some(*lines: tuple[str, int | None]) -> tuple[LeftOut, ...]:
    """The lines that count anything; a report does not list what did not happen."""
    return tuple(LeftOut(reason, number) for reason, number in lines if number)


def academic_year(period: Period) -> ColumnElement[int]:
    """The year in which a session's academic year began, without asking the database for zones."""
    *earlier, last = period.academic_years()
    latest = literal(year_of(last.first_day))
    if not earlier:
        return latest
    return case(
        *((TrainingSession.starts_at < year.ends_before, year_of(year.first_day)) for year in earlier),
        else_=latest,
    )
