"""When a facilitator works: weekly hours, and days of leave.

Days and hours are those of a clock in Norfolk. Nothing here refuses: a facilitator may come in on a free day if
they wish, so the office is told and decides.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import pairwise

from rose_training.domain.calendar import london_clock, london_day
from rose_training.domain.refusals import Refusal
from rose_training.domain.written_times import clock_time

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True, slots=True)
class WeeklyHours:
    """Hours in which somebody works every week. `weekday` is 0 for Monday to 6 for Sunday."""

    weekday: int
    starts: time
    ends: time


@dataclass(frozen=True, slots=True)
class Leave:
    """Days off, both included. `reason` is for the office alone and may be empty."""

    first: date
    last: date
    reason: str = ""

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    @property
    def days(self) -> str:
        """'on 3 May', 'from 3 to 7 May', 'from 30 April to 3 May 2027' in another month."""
        if self.first == self.last:
            return f"on {self.first.day} {self.first:%B}"
        if (self.first.year, self.first.month) == (self.last.year, self.last.month):
            return f"from {self.first.day} to {self.last.day} {self.last:%B}"
        return f"from {self.first.day} {self.first:%B} to {self.last.day} {self.last:%B %Y}"


USUAL = tuple(WeeklyHours(weekday, time(8), time(18)) for weekday in range(5))
"""Whoever has not said when they work: Monday to Friday, 8am to 6pm."""


@dataclass(frozen=True, slots=True)
class Availability:
    """Somebody's weekly hours and their leave in the days asked about."""

    hours: tuple[WeeklyHours, ...] = USUAL
    leave: tuple[Leave, ...] = ()

    def why_not(self, starts_at: datetime, ends_at: datetime) -> str | None:
        """Why this time does not suit, to follow a name: 'on leave from 3 to 7 May', 'does not work on Fridays'.

        None when it suits. Times that pass midnight never do.
        """
        day = london_day(starts_at)
        for away in self.leave:
            if day in away or london_day(ends_at) in away:
                return f"on leave {away.days}"
        begins, ends = london_clock(starts_at), london_clock(ends_at)
        hours = self.free(day)
        if not hours:
            return f"does not work on {WEEKDAYS[day.weekday()]}s"
        if london_day(ends_at) == day and any(first <= begins and ends <= last for first, last in hours):
            return None
        spans = " and ".join(f"from {clock_time(first)} to {clock_time(last)}" for first, last in hours)
        return f"works {spans} on {WEEKDAYS[day.weekday()]}s"

    def free(self, day: date) -> tuple[tuple[time, time], ...]:
        """The hours of this day in which somebody works, touching ones joined; nothing on a day of leave."""
        if any(day in away for away in self.leave):
            return ()
        return _joined((one.starts, one.ends) for one in self.hours if one.weekday == day.weekday())


def check_hours(hours: Iterable[WeeklyHours]) -> None:
    """Refuse hours that end before they start, and hours of one day that overlap."""
    ordered = sorted(hours, key=lambda one: (one.weekday, one.starts))
    for one in ordered:
        if one.starts >= one.ends:
            name = WEEKDAYS[one.weekday]
            raise Refusal("hours_order", f"On {name} the end must be later than the start", f"ends_{one.weekday}")
    for before, after in pairwise(ordered):
        if before.weekday == after.weekday and after.starts < before.ends:
            name = WEEKDAYS[after.weekday]
            raise Refusal("hours_overlap", f"On {name} the hours overlap", f"starts_{after.weekday}")


def check_leave(wanted: Leave, standing: Iterable[Leave], *, today: date) -> None:
    """Refuse leave that ends before it begins, is over, or overlaps leave that is entered already."""
    if wanted.last < wanted.first:
        raise Refusal("leave_order", "The last day must not be before the first day", "last")
    if wanted.last < today:
        raise Refusal("leave_over", "These days are over: enter days to come", "first")
    if (wanted.last - wanted.first).days > 366:
        raise Refusal("leave_long", "Enter a year at most: ring the office about a longer absence", "last")
    for one in standing:
        if one.first <= wanted.last and wanted.first <= one.last:
            raise Refusal("leave_overlap", f"Leave {one.days} is entered already", "first")


def _joined(spans: Iterable[tuple[time, time]]) -> tuple[tuple[time, time], ...]:
    joined: list[tuple[time, time]] = []
    for first, last in sorted(spans):
        if joined and first <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(last, joined[-1][1]))
        else:
            joined.append((first, last))
    return tuple(joined)
