"""A school asks to move what stands: the states of its wish, and what may be asked.

A year later it asks for the same again: `year_later` moves the days by whole weeks.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum
from itertools import islice

from rose_training.domain.bookings import BookingState
from rose_training.domain.calendar import SchoolCalendar
from rose_training.domain.refusals import Refusal

WEEKS_OF_A_YEAR = 52
NEAREST = tuple(sorted(range(-6, 53), key=lambda weeks: (abs(weeks), -weeks)))
"""Weeks to try around the same week of next year, the nearest first; later rather than earlier."""


class WishState(StrEnum):
    """Where a wish to move stands."""

    WAITING = "waiting"
    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """The words on pages."""
        return {
            WishState.WAITING: "Waiting for our answer",
            WishState.GRANTED: "Moved",
            WishState.REFUSED: "Not possible",
            WishState.WITHDRAWN: "Taken back",
        }[self]


def check_may_ask(state: BookingState) -> None:
    """Refuse a wish to move what has no date that stands, or has ended."""
    if state not in (BookingState.HELD, BookingState.CONFIRMED):
        raise Refusal("booking_state", f"This booking is {state.value}: there is no date to move")


def check_reason(reason: str) -> None:
    """Refuse a wish without its reason: the office weighs it against what it has promised to others."""
    if not reason:
        raise Refusal("reason_missing", "Enter why you would like to move it", "reason")


def year_later(days: Iterable[date], calendar: SchoolCalendar, *, earliest: date) -> tuple[date, ...]:
    """The same weekdays a year later: each day moved by whole weeks to the nearest school day from `earliest` on.

    An anniversary that has just passed, or that is too near to prepare, becomes a later day of the same year. A visit
    of long ago moves by as many years as it takes. A weekday stays a weekday, so that the lesson stays the lesson;
    two days never become one; where no day is left, none is named.
    """
    found: list[date] = []
    for day in sorted(set(days)):
        base = day + timedelta(weeks=WEEKS_OF_A_YEAR)
        while base + timedelta(weeks=WEEKS_OF_A_YEAR // 2) < earliest:
            base += timedelta(weeks=WEEKS_OF_A_YEAR)
        tried = (base + timedelta(weeks=weeks) for weeks in NEAREST)
        free = (one for one in tried if one >= earliest and one not in found and _is_open(one, calendar))
        found += islice(free, 1)
    return tuple(found)


def _is_open(day: date, calendar: SchoolCalendar) -> bool:
    """An evening for parents may lie on a Saturday: then the weekend is no reason."""
    return day.weekday() >= 5 or calendar.closed_because(day) is None
