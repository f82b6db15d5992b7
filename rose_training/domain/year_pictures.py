"""A school year at a glance: twelve months of days, each with what it is."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from rose_training.domain.calendar import ClosureKind, SchoolCalendar


class DaySort(StrEnum):
    """What a day is, for the picture: the value is its CSS class."""

    WEEKEND = "weekend"
    SCHOOL = "school"
    HOLIDAY = "holiday"
    UNKNOWN = "unknown"
    BANK_HOLIDAY = "bank_holiday"
    TRAINING_DAY = "training_day"
    CLOSED = "closed"
    EXAM = "exam"

    @property
    def letter(self) -> str:
        """The sign under the number, so that colour is not the only difference."""
        return _LETTERS.get(self, "")

    @property
    def label(self) -> str:
        """The words of the key."""
        return _WORDS[self]


_LETTERS = {
    DaySort.HOLIDAY: "H",
    DaySort.BANK_HOLIDAY: "B",
    DaySort.TRAINING_DAY: "T",
    DaySort.CLOSED: "C",
    DaySort.EXAM: "E",
}
_WORDS = {
    DaySort.WEEKEND: "Weekend",
    DaySort.SCHOOL: "School day",
    DaySort.HOLIDAY: "School holiday",
    DaySort.UNKNOWN: "Not known",
    DaySort.BANK_HOLIDAY: "Bank holiday",
    DaySort.TRAINING_DAY: "Training day",
    DaySort.CLOSED: "Closed",
    DaySort.EXAM: "Exams",
}


@dataclass(frozen=True, slots=True)
class PictureDay:
    """One day of the picture."""

    day: date
    sort: DaySort


@dataclass(frozen=True, slots=True)
class PictureMonth:
    """One month: weeks from Monday to Sunday, None where the week reaches into another month."""

    first: date
    weeks: tuple[tuple[PictureDay | None, ...], ...]


def year_picture(calendar: SchoolCalendar, year: str) -> tuple[PictureMonth, ...]:
    """September to August of an academic year such as '2026/27'."""
    start = int(year[:4])
    months = [date(start, month, 1) for month in range(9, 13)] + [date(start + 1, month, 1) for month in range(1, 9)]
    kinds = {one.day: one.kind for one in sorted(calendar.closures, key=lambda one: one.kind is not ClosureKind.EXAM)}
    return tuple(_month(calendar, kinds, first) for first in months)


def years_around(today: date, *, before: int = 1, after: int = 2) -> tuple[str, ...]:
    """The academic years that people look at: the last, this one and the next ones."""
    this = today.year if today.month >= 9 else today.year - 1
    return tuple(f"{start}/{(start + 1) % 100:02d}" for start in range(this - before, this + after + 1))


def span(year: str) -> tuple[date, date]:
    """The first and last day of an academic year."""
    start = int(year[:4])
    return date(start, 9, 1), date(start + 1, 8, 31)


def _month(calendar: SchoolCalendar, kinds: dict[date, ClosureKind], first: date) -> PictureMonth:
    days: list[PictureDay | None] = [None] * first.weekday()
    day = first
    while day.month == first.month:
        days.append(PictureDay(day, _sort(calendar, kinds, day)))
        day += timedelta(days=1)
    days += [None] * (-len(days) % 7)
    return PictureMonth(first, tuple(tuple(days[n : n + 7]) for n in range(0, len(days), 7)))


def _sort(calendar: SchoolCalendar, kinds: dict[date, ClosureKind], day: date) -> DaySort:
    if day.weekday() >= 5:
        return DaySort.WEEKEND
    kind = kinds.get(day)
    if kind is not None and kind is not ClosureKind.EXAM:
        return DaySort(kind.value)
    if not calendar.knows(day):
        return DaySort.UNKNOWN
    if calendar.term_of(day) is None:
        return DaySort.HOLIDAY
    return DaySort.EXAM if kind is ClosureKind.EXAM else DaySort.SCHOOL
