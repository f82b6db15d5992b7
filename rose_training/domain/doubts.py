"""What speaks against a date: said before anything is saved, and refused where it cannot be.

Refused is what cannot happen: a facilitator in two places, on leave, or farther away than anybody can
drive. Everything else is a reason to look again, in a sentence with its date (§1.4 of the domain notes).
Each session is looked at by itself; the weeks between two sessions of a course are nobody's.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from rose_training.domain.calendar import (
    WEEKEND,
    ClosureKind,
    SchoolCalendar,
    academic_year,
    london_clock,
    london_day,
)
from rose_training.domain.programme import Audience
from rose_training.domain.written_times import clock_time
from rose_training.domain.written_times import day as written_day
from rose_training.domain.year_groups import YearGroup

LESSONS_BEGIN, LESSONS_END = time(9), time(15, 15)
"""A usual school day: between these hours staff are in class (§1.4)."""

EXAM_YEARS = frozenset({YearGroup.YEAR_11, YearGroup.YEAR_13})
EXAMS_BEGIN = (5, 1)
"""Years 11 and 13 are not to be had from May to the end of the school year (§1.4)."""
EXAM_YEAR_ENDS = (8, 31)


class DoubtKind(StrEnum):
    """What it is about."""

    ELSEWHERE = "elsewhere"
    LEAVE = "leave"
    JOURNEY = "journey"
    HOURS = "hours"
    CLOSED = "closed"
    LESSONS = "lessons"
    EXAMS = "exams"
    UNKNOWN_TERMS = "unknown_terms"
    SAME_SCHOOL = "same_school"


class Strength(StrEnum):
    """Whether it can be done all the same."""

    REFUSED = "refused"
    WARNED = "warned"


@dataclass(frozen=True, slots=True)
class Doubt:
    """One reason against one session; `wanted_at` is when that session would start."""

    kind: DoubtKind
    strength: Strength
    wanted_at: datetime
    sentence: str

    @property
    def refused(self) -> bool:
        """Whether it cannot be done."""
        return self.strength is Strength.REFUSED


def in_order(found: Iterable[Doubt]) -> tuple[Doubt, ...]:
    """By date, what is refused before what is only warned of; the same sentence once."""
    ordered = sorted(found, key=lambda one: (one.wanted_at, not one.refused, one.sentence))
    by_sentence: dict[str, Doubt] = {}
    for one in ordered:
        by_sentence.setdefault(one.sentence, one)
    return tuple(by_sentence.values())


def calendar_doubts(
    starts_at: datetime,
    *,
    calendar: SchoolCalendar,
    audience: Audience,
    years: Collection[YearGroup] = (),
) -> Iterator[Doubt]:
    """What the calendar of a school says against one session there.

    A training day is bad for pupils and the best day for staff, so the two are warned in opposite
    directions; professionals from elsewhere mind neither, only bank holidays and weekends.
    """
    day = london_day(starts_at)
    closed = _closed_for(day, calendar, audience)
    if closed:
        yield _warned(DoubtKind.CLOSED, starts_at, f"{written_day(day)}: {closed}")
    elif audience is not Audience.PROFESSIONALS and not calendar.knows(day):
        sentence = f"Term dates for {academic_year(day)} are not in the calendar: check the dates with the school"
        yield _warned(DoubtKind.UNKNOWN_TERMS, starts_at, sentence)
    if audience is Audience.STAFF and _lessons_are_on(starts_at, calendar):
        sentence = (
            f"{written_day(day)}, {clock_time(starts_at)}: lessons are on, and staff are in class. "
            "A training day or the time after school suits them better"
        )
        yield _warned(DoubtKind.LESSONS, starts_at, sentence)
    exams = _exams(day, calendar, years) if audience is Audience.PUPILS else None
    if exams:
        yield _warned(DoubtKind.EXAMS, starts_at, f"{written_day(day)}: {exams}")


def sats_week(year: int) -> tuple[date, date]:
    """Monday and Friday of the week of the Year 6 tests: the one with the second Monday in May."""
    first = date(year, 5, 1)
    monday = first + timedelta(days=(-first.weekday()) % 7 + 7)
    return monday, monday + timedelta(days=4)


def _closed_for(day: date, calendar: SchoolCalendar, audience: Audience) -> str | None:
    kinds = {closure.kind: closure for closure in calendar.closures if closure.day == day}
    if audience is Audience.PROFESSIONALS:
        holiday = kinds.get(ClosureKind.BANK_HOLIDAY)
        return WEEKEND if day.weekday() >= 5 else holiday.title if holiday else None
    training_day = kinds.get(ClosureKind.TRAINING_DAY)
    if training_day is not None:
        title = training_day.title or training_day.kind.label
        return None if audience is Audience.STAFF else f"{title}: the school has no pupils in"
    return calendar.closed_because(day)


def _lessons_are_on(starts_at: datetime, calendar: SchoolCalendar) -> bool:
    day = london_day(starts_at)
    return (
        LESSONS_BEGIN <= london_clock(starts_at) < LESSONS_END
        and calendar.knows(day)
        and calendar.closed_because(day) is None
    )


def _exams(day: date, calendar: SchoolCalendar, years: Collection[YearGroup]) -> str | None:
    own = calendar.exams_on(day, years=[year.value for year in years])
    if own is not None:
        return f"{own.title or 'exams'} at the school"
    if YearGroup.YEAR_6 in years:
        first, last = sats_week(day.year)
        if first <= day <= last:
            return "Year 6 has its national tests (SATs) in this week"
    sitting = sorted(EXAM_YEARS & set(years), key=list(YearGroup).index)
    if sitting and EXAMS_BEGIN <= (day.month, day.day) <= EXAM_YEAR_ENDS:
        named = " and ".join(year.label for year in sitting)
        return f"{named} {'has' if len(sitting) == 1 else 'have'} exams from May on and cannot be asked for"
    return None


def _warned(kind: DoubtKind, wanted_at: datetime, sentence: str) -> Doubt:
    return Doubt(kind, Strength.WARNED, wanted_at, sentence)
