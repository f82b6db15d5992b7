"""When people are reminded of what they are coming to.

A reminder is an offset, never a date: it is worked out from the start of the session each time, so
that it moves when the session moves (indico's reminders; amy#2092 shows what happens otherwise).
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from rose_training.domain.calendar import LONDON, london_day

MORNING = time(9)
"""On a clock in Norfolk: early enough to ring the office the same day."""

LATENESS = timedelta(days=2)
"""How late a reminder may still leave, for example after the mail server was down over a weekend."""


@dataclass(frozen=True, order=True)
class Reminder:
    """One reminder of one session: its hour, and until when it is still of use (aware, UTC or London)."""

    due_at: datetime
    useful_until: datetime
    days: int
    last: bool
    """The nearest to the session: it carries what is needed to get in."""


def reminders_of(
    starts_at: datetime, *, days: Collection[int], working: bool = False, days_off: Collection[date] = frozenset()
) -> list[Reminder]:
    """The reminders of a session that starts at `starts_at` (aware), earliest first.

    Each leaves at nine in the morning so many `days` before (1 or more; working days, without weekends
    and `days_off`, when `working`). It is of use for two days, at most until the next one is due, and
    the last until the session begins.
    """
    offsets = sorted(set(days), reverse=True)
    if not offsets:
        return []
    hours = [
        datetime.combine(_day_before(london_day(starts_at), number, working, days_off), MORNING, tzinfo=LONDON)
        for number in offsets
    ]
    ends = [*hours[1:], starts_at]
    return [
        Reminder(due_at=hour, useful_until=min(hour + LATENESS, end), days=number, last=number == offsets[-1])
        for number, hour, end in zip(offsets, hours, ends, strict=True)
    ]


def due(reminders: Collection[Reminder], *, at: datetime) -> Reminder | None:
    """The reminder that should leave now, if there is one: at most one at any moment."""
    return next((one for one in reminders if one.due_at <= at < one.useful_until), None)


def furthest(days: Collection[int]) -> timedelta:
    """How far ahead sessions have to be looked at: working days stretch over weekends and Christmas."""
    return timedelta(days=2 * max(days, default=0) + 14)


def _day_before(day: date, number: int, working: bool, days_off: Collection[date]) -> date:
    if not working:
        return day - timedelta(days=number)
    while number:
        day -= timedelta(days=1)
        if day.weekday() < 5 and day not in days_off:
            number -= 1
    return day
