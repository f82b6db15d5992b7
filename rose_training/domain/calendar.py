"""The school year: terms, days when nobody is in, and weekly dates that fit between them.

The academic year runs from 1 September to 31 August (§1.4 of the domain notes).
Days are plain dates; times on the wall are London's, and only `london` turns them
into moments.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from rose_training.domain.refusals import Refusal

LONDON = ZoneInfo("Europe/London")
WEEK = timedelta(days=7)
WEEKEND = "weekend"
"""The reason for a closed Saturday or Sunday."""
LOOK_AHEAD_WEEKS = 80
"""How far `weekly_dates` looks before it says that the course does not fit anywhere."""


class ClosureKind(StrEnum):
    """Why there are no lessons on one day."""

    BANK_HOLIDAY = "bank_holiday"
    TRAINING_DAY = "training_day"
    CLOSED = "closed"

    @property
    def label(self) -> str:
        """The words on pages."""
        return self.value.replace("_", " ")


@dataclass(frozen=True, slots=True, order=True)
class TermDates:
    """One stretch of teaching without a break: a half-term, first and last day included."""

    first: date
    last: date
    name: str
    academic_year: str

    def __post_init__(self) -> None:
        """Refuse a stretch that ends before it begins."""
        if self.last < self.first:
            raise Refusal(
                "term_dates",
                f"{self.name} {self.academic_year} ends before it begins",
            )

    def __contains__(self, day: date) -> bool:
        """Whether the day lies in this stretch."""
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True, order=True)
class Closure:
    """One day without lessons, such as a bank holiday or a staff training day."""

    day: date
    kind: ClosureKind
    title: str


def academic_year(day: date) -> str:
    """The label of the academic year that a day lies in, such as '2026/27'."""
    start = day.year if day.month >= 9 else day.year - 1
    return f"{start}/{(start + 1) % 100:02d}"


def london(day: date, clock: time) -> datetime:
    """The moment (UTC) when London's clocks show this time on this day.

    Raises a Refusal for the hour that does not exist when the clocks go forward.
    """
    wall = datetime.combine(day, clock.replace(tzinfo=None), tzinfo=LONDON)
    moment = wall.astimezone(UTC)
    if moment.astimezone(LONDON).replace(tzinfo=None) != wall.replace(tzinfo=None):
        raise Refusal(
            "no_such_time",
            f"The clocks go forward on {day:%-d %B %Y}: {clock:%H:%M} does not exist",
            "starts",
        )
    return moment


def london_day(moment: datetime) -> date:
    """The day it is in London at this moment."""
    return moment.astimezone(LONDON).date()


def london_clock(moment: datetime) -> time:
    """What London's clocks show at this moment."""
    return moment.astimezone(LONDON).time().replace(tzinfo=None)


@dataclass(frozen=True, slots=True)
class Skip:
    """A week left out of a course, and why."""

    day: date
    reason: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """Weekly dates for a course: what fits, what was skipped, and what is not known.

    `fit_before_break` counts the dates in the half-term of the first one; it is
    None where the term dates of the first day are not known.
    """

    days: tuple[date, ...]
    skipped: tuple[Skip, ...] = ()
    fit_before_break: int | None = None
    unknown_years: tuple[str, ...] = ()

    @property
    def fits(self) -> bool:
        """Whether the whole course lies in one half-term, as far as is known."""
        return self.fit_before_break == len(self.days)

    @property
    def sentence(self) -> str:
        """'All 6 weeks fit', 'Only 5 of 6 weeks fit before the break', or that nobody knows."""
        total = len(self.days)
        if self.fit_before_break is None:
            return "We do not know whether these weeks fit into one half-term"
        if self.fits:
            return f"All {total} weeks fit before the break"
        return f"Only {self.fit_before_break} of {total} weeks fit before the break"

    @property
    def warnings(self) -> tuple[str, ...]:
        """What to check with the school by telephone."""
        return tuple(
            f"Term dates for {year} are not in the calendar. Only weekends and bank holidays "
            "were skipped: check the dates with the school"
            for year in self.unknown_years
        )


@dataclass(frozen=True, slots=True)
class SchoolCalendar:
    """The terms and closures that apply to one school."""

    terms: tuple[TermDates, ...] = ()
    closures: tuple[Closure, ...] = ()
    _by_day: Mapping[date, Closure] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Index the closures by day."""
        object.__setattr__(self, "_by_day", {closure.day: closure for closure in self.closures})

    def knows(self, day: date) -> bool:
        """Whether the term dates of this day's academic year are known."""
        year = academic_year(day)
        return any(academic_year(term.first) == year for term in self.terms)

    def term_of(self, day: date) -> TermDates | None:
        """The stretch of teaching that a day lies in."""
        return next((term for term in self.terms if day in term), None)

    def closed_because(self, day: date) -> str | None:
        """Why there are no lessons on a day, or None on a school day."""
        if day.weekday() >= 5:
            return WEEKEND
        closure = self._by_day.get(day)
        if closure is not None:
            return closure.title or closure.kind.label
        if self.knows(day) and self.term_of(day) is None:
            return "school holiday"
        return None

    def next_open_day(self, since: date) -> date:
        """The first day from `since` on that is a school day, as far as is known."""
        days = (since + timedelta(days=n) for n in range(366))
        return next((day for day in days if self.closed_because(day) is None), since)


def weekly_dates(
    first: date,
    weeks: int,
    closures: Iterable[Closure],
    terms: Iterable[TermDates],
) -> Proposal:
    """The first `weeks` school days that fall on the weekday of `first`, from it onwards.

    Weeks in holidays, on bank holidays and on the school's own closed days are
    skipped and named. In a year whose term dates are not known only bank holidays
    are skipped, and the proposal says so. Raises a Refusal for a first day on a
    weekend and for a course that fits nowhere.
    """
    if weeks < 1:
        raise Refusal("weeks", "A course has at least one week", "weeks")
    if first.weekday() >= 5:
        raise Refusal(
            "weekend",
            f"{first:%-d %B %Y} is a {first:%A}: choose a school day",
            "first",
        )
    calendar = SchoolCalendar(tuple(terms), tuple(closures))
    days: list[date] = []
    skipped: list[Skip] = []
    for week in range(LOOK_AHEAD_WEEKS):
        day = first + week * WEEK
        reason = calendar.closed_because(day)
        if reason is None:
            days.append(day)
        else:
            skipped.append(Skip(day, reason))
        if len(days) == weeks:
            return _proposal(days, skipped, calendar)
    raise Refusal(
        "no_room",
        f"{weeks} weekly dates do not fit into the school's calendar",
        "first",
    )


def _proposal(days: list[date], skipped: list[Skip], calendar: SchoolCalendar) -> Proposal:
    term = calendar.term_of(days[0])
    asked_about = sorted([*days, *(skip.day for skip in skipped)])
    unknown = dict.fromkeys(academic_year(day) for day in asked_about if not calendar.knows(day))
    return Proposal(
        days=tuple(days),
        skipped=tuple(skipped),
        fit_before_break=None if term is None else sum(day in term for day in days),
        unknown_years=tuple(unknown),
    )


def hold_until(at: datetime, closures: Iterable[Closure], *, working_days: int = 3) -> datetime:
    """Noon in London, so many working days after `at`: 'held for you until Friday 12:00'."""
    return london(working_day_after(london_day(at), working_days, closures), time(12))


def working_day_after(day: date, working_days: int, closures: Iterable[Closure]) -> date:
    """The day that is so many working days after this one."""
    calendar = SchoolCalendar(closures=tuple(closures))
    left = working_days
    while left:
        day += timedelta(days=1)
        if calendar.closed_because(day) is None:
            left -= 1
    return day
