"""Which days a report is about: whole days in London, and the years in which people think."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from rose_training.domain.calendar import LONDON
from rose_training.domain.refusals import Refusal

FIRST_MONTH_OF_THE_YEAR = 9
"""An academic year is 1 September to 31 August (§1.4 of the domain notes)."""

EARLIEST_DAY, LATEST_DAY = date(2007, 1, 1), date(2099, 12, 31)
"""The charity's services began in 2007; days before that or in another century are slips of the keyboard."""


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """Whole days in London, from `first_day` up to, but not with, `day_after`.

    Half open inside; people read and type the last day, which is part of it (§9.2).
    """

    first_day: date
    day_after: date

    def __post_init__(self) -> None:
        if self.day_after <= self.first_day:
            raise ValueError("a period has at least one day")

    @classmethod
    def of_days(cls, first_day: date, last_day: date) -> "Period":
        """From the first to the last day, both included.

        Raises `Refusal` with the code `ends_before_start`, `too_early` or `too_late`.
        """
        if first_day < EARLIEST_DAY:
            raise Refusal("too_early", f"The first day must be {EARLIEST_DAY.year} or later", "first_day")
        if last_day > LATEST_DAY:
            raise Refusal("too_late", f"The last day must be {LATEST_DAY.year} or earlier", "last_day")
        if last_day < first_day:
            raise Refusal("ends_before_start", "The last day must not be before the first day", "last_day")
        return cls(first_day, last_day + timedelta(days=1))

    @classmethod
    def academic_year(cls, start: int, years: int = 1) -> "Period":
        """`years` academic years, the first of which begins in September of `start`."""
        return cls(
            date(start, FIRST_MONTH_OF_THE_YEAR, 1),
            date(start + years, FIRST_MONTH_OF_THE_YEAR, 1),
        )

    @property
    def last_day(self) -> date:
        """The last day that belongs to the period."""
        return self.day_after - timedelta(days=1)

    @property
    def starts_at(self) -> datetime:
        """The first moment, in UTC: midnight in London on the first day."""
        return _london_midnight(self.first_day)

    @property
    def ends_before(self) -> datetime:
        """The first moment that no longer belongs, in UTC."""
        return _london_midnight(self.day_after)

    def holds(self, moment: datetime) -> bool:
        """Whether something at this aware moment belongs, by its date in London."""
        return self.starts_at <= moment < self.ends_before

    @property
    def label(self) -> str:
        """The name people use: "2011/12", "calendar year 2020", or the two days."""
        years = _whole_academic_years(self)
        if years == 1:
            return f"Academic year {year_label(self.first_day.year)}"
        if years:
            return f"September {self.first_day.year} to August {self.last_day.year}"
        if self == Period(date(self.first_day.year, 1, 1), date(self.first_day.year + 1, 1, 1)):
            return f"Calendar year {self.first_day.year}"
        return self.days

    @property
    def days(self) -> str:
        """The two days in full: "1 September 2011 to 31 August 2014"."""
        return f"{_in_full(self.first_day)} to {_in_full(self.last_day)}"

    def academic_years(self) -> Iterator["Period"]:
        """The academic years that the period touches, each cut to the part inside it."""
        for start in range(year_of(self.first_day), year_of(self.last_day) + 1):
            year = Period.academic_year(start)
            yield Period(max(self.first_day, year.first_day), min(self.day_after, year.day_after))


EVALUATION = Period.academic_year(2011, years=3)
"""The three years of the charity's own evaluation, September 2011 to August 2014."""


def year_of(day: date) -> int:
    """The calendar year in which the academic year of this day began."""
    return day.year if day.month >= FIRST_MONTH_OF_THE_YEAR else day.year - 1


def year_label(start: int) -> str:
    """An academic year's short name: 2011 becomes "2011/12"."""
    return f"{start}/{(start + 1) % 100:02}"


def _london_midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=LONDON).astimezone(UTC)


def _whole_academic_years(period: Period) -> int:
    """How many whole academic years the period is; 0 when it is something else."""
    starts = year_of(period.first_day)
    years = period.day_after.year - starts
    return years if years > 0 and period == Period.academic_year(starts, years) else 0


def _in_full(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
