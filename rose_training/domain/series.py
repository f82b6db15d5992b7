"""Dates that come round: which days a series calls for, and where a day goes that cannot be.

A series calls for the same weekday of the month every so many months: the second Tuesday, or the
last one. A day in the school holidays or on a bank holiday moves on by whole weeks to the next day
that can be; a turn that finds none before the next one falls out. Each turn keeps the day that the
series called for as its name, wherever the session ends up, so that nothing is published twice
(quarterly series: §8 of the domain notes).
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import count

from rose_training.domain.calendar import WEEK, SchoolCalendar, academic_year, london
from rose_training.domain.refusals import Refusal

NOTICE = timedelta(days=14)
"""A date that is nearer than this is not published by itself: nobody could plan for it."""

OPENS_AT = time(9)
"""The hour on a clock in Norfolk at which booking opens, when it opens on a day of its own."""

DAYS_OF_A_MONTH = 30
MOST_DATES_AHEAD = 12


@dataclass(frozen=True, slots=True)
class Pattern:
    """How often a series comes round, from its first date on."""

    first_on: date
    every_months: int

    @property
    def sentence(self) -> str:
        """'The second Tuesday, every 3 months from December 2026'."""
        often = "every month" if self.every_months == 1 else f"every {self.every_months} months"
        return f"The {_ordinal(self.first_on)} {self.first_on:%A}, {often} from {self.first_on:%B %Y}"


@dataclass(frozen=True, slots=True)
class Turn:
    """One time round. `on` is None when no day can be found before the next turn.

    `reason` says why it is not on the day that was called for. `unknown_year` is the school year
    whose term dates nobody has entered, so that only weekends and bank holidays were looked at.
    """

    called_for: date
    on: date | None
    reason: str | None = None
    unknown_year: str | None = None

    @property
    def moved(self) -> bool:
        """Whether it takes place on another day than the one called for."""
        return self.on is not None and self.on != self.called_for


def check_pattern(pattern: Pattern, *, today: date, new: bool) -> None:
    """Refuse a rhythm that leads nowhere.

    Raises `Refusal` with the code `every_months`, `weekend` or `first_too_soon`. The first date of a
    series that runs already may lie in the past.
    """
    if not 1 <= pattern.every_months <= 12:
        raise Refusal("every_months", "The months between two dates must be between 1 and 12", "every_months")
    if pattern.first_on.weekday() >= 5:
        raise Refusal(
            "weekend",
            f"{pattern.first_on:%-d %B %Y} is a {pattern.first_on:%A}: choose a day from Monday to Friday",
            "first_on",
        )
    if new and pattern.first_on < today + NOTICE:
        raise Refusal(
            "first_too_soon",
            f"The first date must be {today + NOTICE:%-d %B %Y} or later, so that people have time to book",
            "first_on",
        )


def days_called_for(pattern: Pattern) -> Iterator[date]:
    """The days of a series from the first on, without an end: the same weekday of the month.

    A first date in the fifth week of its month means the last such weekday of each month.
    """
    yield pattern.first_on
    week = (pattern.first_on.day - 1) // 7
    for number in count(1):
        months = pattern.first_on.month - 1 + number * pattern.every_months
        first_of_month = date(pattern.first_on.year + months // 12, months % 12 + 1, 1)
        first = first_of_month + timedelta(days=(pattern.first_on.weekday() - first_of_month.weekday()) % 7)
        wanted = first + week * WEEK
        yield wanted if wanted.month == first.month else wanted - WEEK


def next_turns(pattern: Pattern, *, after: date, number: int, calendar: SchoolCalendar) -> tuple[Turn, ...]:
    """The turns after a day, until `number` of them have a date; those that fall out stand between."""
    found: list[Turn] = []
    days = days_called_for(pattern)
    called_for = next(days)
    for following in days:
        if called_for > after:
            found.append(_placed(called_for, following, calendar))
        if sum(turn.on is not None for turn in found) >= number or len(found) > number + MOST_DATES_AHEAD:
            break
        called_for = following
    return tuple(found)


def is_taken(turn: Turn, *, published: Collection[date], pattern: Pattern) -> bool:
    """Whether this turn was published before, by the days that the published ones were called for.

    Days less than half a period apart are the same turn: after the office has moved the rhythm from
    Tuesdays to Wednesdays, the Wednesday beside a published Tuesday is not one more date.
    """
    half = timedelta(days=pattern.every_months * DAYS_OF_A_MONTH / 2)
    return any(abs(turn.called_for - day) < half for day in published)


def opens_at(on: date, opens_days: int | None) -> datetime | None:
    """The moment at which booking opens; None means as soon as the date is published."""
    return None if opens_days is None else london(on - timedelta(days=opens_days), OPENS_AT)


def _placed(called_for: date, following: date, calendar: SchoolCalendar) -> Turn:
    reason = calendar.closed_because(called_for)
    day = called_for
    while day < following and calendar.closed_because(day) is not None:
        day += WEEK
    if day >= following:
        return Turn(called_for, None, reason)
    return Turn(called_for, day, reason, None if calendar.knows(day) else academic_year(day))


def _ordinal(day: date) -> str:
    return ("first", "second", "third", "fourth", "last")[(day.day - 1) // 7]
