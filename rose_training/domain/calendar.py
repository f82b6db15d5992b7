"""The school year: terms, days when nobody is in, and weekly dates that fit between them.

The academic year runs from 1 September to 31 August (§1.4 of the domain notes).
Days are plain dates; times on the wall are London's, and only `london` turns them
into moments.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from itertools import pairwise
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
    EXAM = "exam"
    """Lessons go on, but some school years cannot be asked for."""

    @property
    def label(self) -> str:
        """The words on pages."""
        return self.value.replace("_", " ")


@dataclass(frozen=True, slots=True)
class Layer:
    """Whose dates: a school's own, those of a local authority (its three-digit code), or everybody's.

    The county is a model; schools and trusts may set their own dates (§1.4 of the domain notes).
    """

    la_code: str | None = None
    organisation_id: int | None = None


EVERYBODY = Layer()


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

    @property
    def in_words(self) -> str:
        """'3 September to 24 October 2025'."""
        since = f"{self.first:%-d %B}" if self.first.year == self.last.year else f"{self.first:%-d %B %Y}"
        return f"{since} to {self.last:%-d %B %Y}"

    def __contains__(self, day: date) -> bool:
        """Whether the day lies in this stretch."""
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True, order=True)
class Closure:
    """One day without lessons, such as a bank holiday or a staff training day; or a day of exams.

    `years` are the codes of the school years that sit exams; none means all of them.
    """

    day: date
    kind: ClosureKind
    title: str
    years: tuple[str, ...] = ()

    def concerns(self, years: Collection[str]) -> bool:
        """Whether these exams are of one of these school years."""
        return not self.years or not set(self.years).isdisjoint(years)


def check_terms(terms: Iterable[TermDates]) -> None:
    """Refuse stretches of one calendar that overlap or lie outside their academic year.

    Raises a Refusal with the code `terms_overlap` or `wrong_year`.
    """
    in_order = sorted(terms)
    for term in in_order:
        if academic_year(term.first) != term.academic_year or academic_year(term.last) != term.academic_year:
            raise Refusal(
                "wrong_year", f"{term.name}, {term.in_words}, is not in the school year {term.academic_year}", "first"
            )
    for before, after in pairwise(in_order):
        if after.first <= before.last:
            raise Refusal(
                "terms_overlap",
                f"{after.name}, {after.in_words}, overlaps {before.name}, {before.in_words}",
                "first",
            )


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
        """Index the closed days; exams close no school."""
        closed = {one.day: one for one in self.closures if one.kind is not ClosureKind.EXAM}
        object.__setattr__(self, "_by_day", closed)

    def knows(self, day: date) -> bool:
        """Whether the term dates of this day's academic year are known."""
        year = academic_year(day)
        return any(academic_year(term.first) == year for term in self.terms)

    def term_of(self, day: date) -> TermDates | None:
        """The stretch of teaching that a day lies in."""
        return next((term for term in self.terms if day in term), None)

    def exams_on(self, day: date, *, years: Collection[str] = ()) -> Closure | None:
        """The school's exams on a day, where they concern one of these school years; none given: any."""
        return next(
            (
                one
                for one in self.closures
                if one.kind is ClosureKind.EXAM and one.day == day and (not years or one.concerns(years))
            ),
            None,
        )

    def closed_because(self, day: date, *, years: Collection[str] = ()) -> str | None:
        """Why there are no lessons on a day, or no time for visitors where `years` sit exams; else None."""
        if day.weekday() >= 5:
            return WEEKEND
        closure = self._by_day.get(day)
        if closure is not None:
            return closure.title or closure.kind.label
        if self.knows(day) and self.term_of(day) is None:
            return "school holiday"
        exams = self.exams_on(day, years=years) if years else None
        return (exams.title or "exams") if exams else None

    def next_open_day(self, since: date) -> date:
        """The first day from `since` on that is a school day, as far as is known."""
        days = (since + timedelta(days=n) for n in range(366))
        return next((day for day in days if self.closed_because(day) is None), since)


def weekly_dates(
    first: date,
    weeks: int,
    closures: Iterable[Closure],
    terms: Iterable[TermDates],
    *,
    years: Collection[str] = (),
) -> Proposal:
    """The first `weeks` school days that fall on the weekday of `first`, from it onwards.

    Weeks in holidays, on bank holidays, on the school's own closed days and on
    days of exams of one of these `years` (their codes) are skipped and named.
    In a year whose term dates are not known only bank holidays are skipped, and
    the proposal says so. Raises a Refusal for a first day on a weekend and for a
    course that fits nowhere.
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
        reason = calendar.closed_because(day, years=years)
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
