"""Children and young people, counted by head or by card and never by name; parents and carers, by head or by name."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, Subquery, case, func, literal, select
from sqlalchemy.orm import Session

from rose_training.domain.attendance import HeadcountAudience
from rose_training.domain.impact import Figure, FigureKey, Part
from rose_training.domain.impact_definitions import DEFINITIONS
from rose_training.domain.periods import Period, year_of
from rose_training.domain.programme import Audience
from rose_training.models.attendance import AttendanceMark, Headcount
from rose_training.models.bookings import Booking
from rose_training.models.organisations import Organisation
from rose_training.models.programme import Activity
from rose_training.models.registrations import Registration
from rose_training.models.sessions import TrainingSession
from rose_training.services.impact.occasions import (
    Absences,
    attended,
    held,
    left_out_sessions,
    places_without_attendance,
    some,
    tally,
)
from rose_training.services.impact.pages import Page, on_page, page_of


@dataclass(frozen=True, slots=True)
class GroupRow:
    """One group behind a figure; `people` of all rows add up to those reached."""

    reference: str
    """Of the booking, or of the session when it was open to all."""
    booked: bool
    organisation: str | None
    activity: str
    first_at: datetime
    last_at: datetime
    sessions: int
    people: int
    attendances: int
    listed: bool
    """Counted by the marks of a register (the cards of young people, the names of parents) and not by head."""


def children_figures(session: Session, *, period: Period, absences: Absences) -> tuple[Figure, Figure]:
    """Children and young people reached, and their attendances."""
    reached, attendances, by_card, beside_cards = _totals(session, groups(period, HeadcountAudience.PUPIL))
    left_out = left_out_sessions(absences, Audience.PUPILS)
    doubled = some(("young people counted by head at sessions where their cards were marked", beside_cards))
    return (
        Figure(
            DEFINITIONS[FigureKey.CHILDREN_REACHED],
            reached,
            left_out + some(("cards that were marked, but never as attended", _unused(session, period))) + doubled,
            parts=(
                Part("In groups counted by head", reached - by_card),
                Part("Cards of six-week courses", by_card),
            ),
        ),
        Figure(DEFINITIONS[FigureKey.CHILDREN_ATTENDANCES], attendances, left_out + doubled),
    )


def parents_figures(session: Session, *, period: Period, absences: Absences) -> tuple[Figure]:
    """Parents and carers reached: by head, and by name where they signed up."""
    reached, _, by_name, beside_names = _totals(session, groups(period, HeadcountAudience.PARENT_CARER))
    figure = Figure(
        DEFINITIONS[FigureKey.PARENTS_REACHED],
        reached,
        left_out_sessions(absences, Audience.PARENTS)
        + places_without_attendance(session, period=period, audiences=[Audience.PARENTS])
        + some(("parents and carers counted by head at sessions where their names were taken", beside_names)),
        parts=(
            Part("In groups counted by head", reached - by_name),
            Part("By name, each person once", by_name),
        ),
    )
    return (figure,)


def children_by_year(session: Session, *, period: Period) -> list[tuple[Period, int]]:
    """Children and young people reached in each academic year of the period.

    The years do not add up to the period: a group that came in two of them is in both.
    """
    each = groups(period, HeadcountAudience.PUPIL, by_year=True)
    reached = tally(session, select(each.c.year, func.sum(each.c.people)).group_by(each.c.year))
    return [(year, reached.get(year_of(year.first_day), 0)) for year in period.academic_years()]


def group_rows(session: Session, *, period: Period, audience: HeadcountAudience, page: int | None) -> Page[GroupRow]:
    """The groups behind a figure, one page of them, in the order in which they began."""
    each = groups(period, audience)
    statement = (
        select(
            func.coalesce(Booking.reference, TrainingSession.reference),
            Booking.id.is_not(None),
            func.coalesce(Booking.snapshot_name, Organisation.name, Booking.organisation_described),
            Activity.title,
            each.c.first_at,
            each.c.last_at,
            each.c.sessions,
            each.c.people,
            each.c.attendances,
            each.c.marked > 0,
        )
        .select_from(each)
        .outerjoin(Booking, Booking.id == each.c.group_key)
        .outerjoin(Organisation, Organisation.id == Booking.organisation_id)
        .outerjoin(TrainingSession, TrainingSession.id == -each.c.group_key)
        .join(
            Activity,
            Activity.id == func.coalesce(Booking.activity_id, TrainingSession.activity_id),
        )
        .order_by(each.c.first_at, each.c.group_key)
    )
    summed = ("sessions", "people", "attendances")
    total, *sums = session.execute(
        select(func.count(), *(func.coalesce(func.sum(each.c[one]), 0) for one in summed))
    ).one()
    rows = (GroupRow(*row) for row in session.execute(on_page(statement, page)))
    return page_of(rows, page=page, total=total, sums=dict(zip(summed, map(int, sums), strict=True)))


def groups(period: Period, audience: HeadcountAudience, *, by_year: bool = False) -> Subquery:
    """The groups that took part: one row each, or one for each academic year.

    Columns: `group_key`, `year` (when `by_year`), `sessions`, `first_at`, `last_at`, `people`
    (the largest headcount of any session, or the different cards that were used, or the parents
    who are on a register by name for the first time), `attendances`, `listed` (the part of
    `people` that come from a register), `marked` (1 when there is one) and `beside` (headcounts
    left out because the same audience was marked at the same session).
    """
    keys = ("group_key", "year") if by_year else ("group_key",)
    heads = _heads(period, audience)
    marks = {HeadcountAudience.PUPIL: _cards, HeadcountAudience.PARENT_CARER: _names}[audience](period, keys)
    each = _sessions(heads.union_all(marks).subquery("lines"), keys)
    own = [each.c[key] for key in keys]
    sums = (
        select(
            *own,
            func.count().label("sessions"),
            func.min(each.c.starts_at).label("first_at"),
            func.max(each.c.starts_at).label("last_at"),
            func.coalesce(func.max(case((each.c.marked == 0, each.c.heads))), 0).label("largest"),
            func.sum(case((each.c.marked == 0, each.c.heads), else_=each.c.attended)).label("attendances"),
            func.sum(each.c.newcomers).label("listed"),
            func.max(each.c.marked).label("marked"),
            func.sum(case((each.c.marked == 0, 0), else_=each.c.heads)).label("beside"),
        )
        .group_by(*own)
        .subquery("sums")
    )
    people = case((sums.c.listed > 0, sums.c.listed), else_=sums.c.largest)
    return select(*sums.c, people.label("people")).where(sums.c.attendances > 0).subquery("groups")


def _heads(period: Period, audience: HeadcountAudience) -> Select[Any]:
    """The headcounts for one audience: a line for each year group at each session."""
    took_place = held(period)
    nothing = literal(0)
    return (
        select(
            took_place.c.group_key,
            took_place.c.year,
            took_place.c.id.label("session_id"),
            took_place.c.starts_at,
            Headcount.number.label("heads"),
            nothing.label("marked"),
            nothing.label("attended"),
            nothing.label("newcomer"),
        )
        .join(took_place, took_place.c.id == Headcount.session_id)
        .where(Headcount.current, Headcount.audience == audience)
    )


def _cards(period: Period, keys: Sequence[str]) -> Select[Any]:
    """The marks of cards in lines of the same shape; `newcomer` is 1 the first time a card attends."""
    took_place = held(period)
    came = case((attended(), 1), else_=0)
    turn = func.row_number().over(
        partition_by=(*(took_place.c[key] for key in keys), AttendanceMark.card_id, came),
        order_by=(took_place.c.starts_at, took_place.c.id),
    )
    return (
        select(
            took_place.c.group_key,
            took_place.c.year,
            took_place.c.id,
            took_place.c.starts_at,
            literal(0),
            literal(1),
            came,
            case((turn == 1, came), else_=0),
        )
        .join(took_place, took_place.c.id == AttendanceMark.session_id)
        .where(AttendanceMark.current, AttendanceMark.card_id.is_not(None))
    )


def _names(period: Period, keys: Sequence[str]) -> Select[Any]:
    """Parents and carers who signed up and came, in lines of the same shape (§9.3: "named sign-up optional").

    A person is new once in the period (or the year), at their first session, whichever it was: so
    the rows of sessions add up to different people. Those who were away make no line, and a
    register on which nobody came does not stand in the way of a headcount.
    """
    took_place = held(period)
    once = [took_place.c[key] for key in keys if key != "group_key"]
    turn = func.row_number().over(
        partition_by=(Registration.person_id, *once), order_by=(took_place.c.starts_at, took_place.c.id)
    )
    return (
        select(
            took_place.c.group_key,
            took_place.c.year,
            took_place.c.id,
            took_place.c.starts_at,
            literal(0),
            literal(1),
            literal(1),
            case((turn == 1, 1), else_=0),
        )
        .join(AttendanceMark, AttendanceMark.session_id == took_place.c.id)
        .join(Registration, Registration.id == AttendanceMark.registration_id)
        .where(attended(), took_place.c.audience == Audience.PARENTS)
    )


def _sessions(lines: Subquery, keys: Sequence[str]) -> Subquery:
    """The lines added up for each session; `marked` is 1 where there is a register."""
    own = [lines.c[key] for key in keys]
    return (
        select(
            *own,
            lines.c.starts_at,
            func.sum(lines.c.heads).label("heads"),
            func.max(lines.c.marked).label("marked"),
            func.sum(lines.c.attended).label("attended"),
            func.sum(lines.c.newcomer).label("newcomers"),
        )
        .group_by(*own, lines.c.session_id, lines.c.starts_at)
        .subquery("each_session")
    )


def _totals(session: Session, each: Subquery) -> tuple[int, int, int, int]:
    """People, attendances, those of a register among the people, headcounts beside a register."""
    columns = (each.c.people, each.c.attendances, each.c.listed, each.c.beside)
    row = session.execute(select(*(func.coalesce(func.sum(one), 0) for one in columns))).one()
    people, attendances, listed, beside = (int(one) for one in row)
    return people, attendances, listed, beside


def _unused(session: Session, period: Period) -> int:
    """Cards that have marks in the period, none of which says that somebody was there."""
    took_place = held(period)
    each = (
        select(AttendanceMark.card_id)
        .join(took_place, took_place.c.id == AttendanceMark.session_id)
        .where(AttendanceMark.current, AttendanceMark.card_id.is_not(None))
        .group_by(AttendanceMark.card_id)
        .having(func.sum(case((attended(), 1), else_=0)) == 0)
        .subquery()
    )
    return session.scalar(select(func.count()).select_from(each)) or 0
