"""Leafing through the diary: months, weeks, half-terms, and how a session stands on its page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from rose_training.domain.bookings import BookingState
from rose_training.domain.calendar import WEEK, TermDates
from rose_training.domain.sessions import SessionState
from rose_training.domain.written_times import month as month_name

EARLIEST, LATEST = date(2007, 1, 1), date(2099, 12, 31)
"""The charity's services began in 2007; further away lies nothing but slips of the keyboard."""


class DiaryView(StrEnum):
    """How much of the diary is open."""

    MONTH = "month"
    WEEK = "week"
    LIST = "list"

    @property
    def label(self) -> str:
        """The word on the page."""
        return self.value.capitalize()


class Standing(StrEnum):
    """How a session stands: the word that a line of the diary carries."""

    OFFERED = "offered"
    HELD = "held"
    CONFIRMED = "confirmed"
    OPEN = "open"
    DELIVERED = "delivered"
    CANCELLED = "cancelled"

    @property
    def label(self) -> str:
        """The words on the page."""
        return {"offered": "Offered, not chosen yet", "open": "Open to book", "held": "Date held"}.get(
            self.value, self.value.capitalize()
        )


def standing(session: SessionState, booking: BookingState | None) -> Standing:
    """How a session stands, from its own state and that of its booking; None: people register themselves."""
    if session is not SessionState.SCHEDULED:
        return Standing(session.value)
    if booking is None:
        return Standing.OPEN
    return Standing.HELD if booking is BookingState.HELD else Standing.CONFIRMED


@dataclass(frozen=True, slots=True)
class Opened:
    """The days that lie open, first and last included, and where one leafs to from here."""

    view: DiaryView
    on: date
    first: date
    last: date
    name: str
    before: date
    after: date

    def is_beside(self, day: date) -> bool:
        """Whether a day only fills up the first or last week of a month."""
        return self.view is DiaryView.MONTH and day.month != self.on.month


def opened(view: DiaryView, on: date, terms: Sequence[TermDates]) -> Opened:
    """The week, the month in whole weeks, or as a list the half-term, around a day.

    A list of a day in the holidays, or in a year without term dates, is that of its month.
    """
    on = min(max(on, EARLIEST), LATEST)
    if view is DiaryView.WEEK:
        monday = _monday(on)
        sunday = monday + timedelta(days=6)
        return Opened(view, on, monday, sunday, f"Week of {monday.day} {month_name(monday)}", on - WEEK, on + WEEK)
    first, last = _month(on)
    if view is DiaryView.MONTH:
        whole = _monday(first), _monday(last) + timedelta(days=6)
        return Opened(view, on, *whole, month_name(on), first - timedelta(days=1), last + timedelta(days=1))
    term = next((one for one in terms if on in one), None)
    if term is None:
        return Opened(view, on, first, last, month_name(on), first - timedelta(days=1), last + timedelta(days=1))
    before = max((one.first for one in terms if one.last < term.first), default=term.first - timedelta(days=1))
    after = min((one.first for one in terms if one.first > term.last), default=term.last + timedelta(days=1))
    return Opened(view, on, term.first, term.last, f"{term.name} {term.academic_year}", before, after)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _month(day: date) -> tuple[date, date]:
    first = day.replace(day=1)
    return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
