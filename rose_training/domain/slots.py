"""Parts of days on which we could come: the school is open, and somebody is there and free.

A slot is an invitation to ask, never a promise: two schools may be shown the same one, and the first to
be confirmed has it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice

from rose_training.domain.availability import Availability
from rose_training.domain.bookings import PartOfDay
from rose_training.domain.calendar import WEEK, ClosureKind, SchoolCalendar, london_clock, london_day, working_day_after
from rose_training.domain.diary import Engagement
from rose_training.domain.hosts import HostKind
from rose_training.domain.programme import Audience
from rose_training.domain.travel import USUAL_PACE, Pace, Point, journey

WEEKS_SHOWN = 10
"""How far ahead slots are worked out; later days are asked for as wishes."""
WEEKS_CLOSED = 8
"""A course may be interrupted for so many weeks: more than the longest holidays."""
JOURNEY = timedelta(minutes=45)
"""Kept free before and after what somebody has promised where it is not known how far it is."""

_HOURS: Mapping[PartOfDay, tuple[time, time]] = {
    PartOfDay.MORNING: (time(9), time(12)),
    PartOfDay.AFTERNOON: (time(12, 30), time(15, 30)),
    PartOfDay.AFTER_SCHOOL: (time(15, 15), time(18)),
    PartOfDay.EVENING: (time(18), time(20, 30)),
}
_LESSONS = (PartOfDay.MORNING, PartOfDay.AFTERNOON)
_AFTER_LESSONS = (PartOfDay.AFTER_SCHOOL, PartOfDay.EVENING)
_PARTS: Mapping[Audience, tuple[PartOfDay, ...]] = {
    Audience.STAFF: (PartOfDay.AFTER_SCHOOL,),
    Audience.PARENTS: (PartOfDay.MORNING, *_AFTER_LESSONS),
}


@dataclass(frozen=True, slots=True, order=True)
class Slot:
    """One part of one day."""

    day: date
    part: PartOfDay

    @property
    def key(self) -> str:
        """What stands in a form: '2027-01-14/morning'."""
        return f"{self.day.isoformat()}/{self.part.value}"

    @property
    def label(self) -> str:
        """'Thursday 14 January, morning'."""
        return f"{self.day:%A} {self.day.day} {self.day:%B}, {self.part.label.lower()}"


@dataclass(frozen=True, slots=True)
class Diary:
    """One facilitator: the hours they work, and what they have promised."""

    availability: Availability
    engaged: tuple[Engagement, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """What the slots are for."""

    audience: Audience
    host: HostKind
    minutes: int
    weeks: int = 1
    """Six for a course: it needs the same hour in each of them."""
    school: int | None = None
    point: Point | None = None
    """Whose visit it is and where, as far as that is known: for the journeys."""
    pace: Pace = USUAL_PACE


def read_slot(key: str) -> Slot | None:
    """The slot behind what a form sent, None for nonsense."""
    day, _, part = key.partition("/")
    try:
        return Slot(date.fromisoformat(day), PartOfDay(part))
    except ValueError:
        return None


def days_shown(today: date, calendar: SchoolCalendar, *, notice: int) -> tuple[date, ...]:
    """The days to choose from: from so many working days ahead, for ten weeks."""
    first = working_day_after(today, max(notice, 1), calendar.closures)
    return tuple(first + timedelta(days=n) for n in range(WEEKS_SHOWN * 7))


def days_looked_at(shown: Sequence[date], asked: Asked) -> tuple[date, ...]:
    """The days to choose from, and those on which the later weeks of a course may fall."""
    further = (asked.weeks - 1 + WEEKS_CLOSED) * 7 if asked.weeks > 1 else 0
    return (*shown, *(shown[-1] + timedelta(days=n) for n in range(1, further + 1)))


def parts_on(day: date, asked: Asked, calendar: SchoolCalendar) -> tuple[PartOfDay, ...]:
    """The parts of this day on which these people can be met; none where nobody is in."""
    if not asked.host.is_school:
        closed = day.weekday() >= 5 or _is(day, ClosureKind.BANK_HOLIDAY, calendar)
        return () if closed else (*_LESSONS, *_AFTER_LESSONS)
    if asked.audience is Audience.STAFF and day.weekday() < 5 and _is(day, ClosureKind.TRAINING_DAY, calendar):
        return _LESSONS  # the best day for staff, and closed for pupils
    return () if calendar.closed_because(day) is not None else _PARTS.get(asked.audience, _LESSONS)


def _is(day: date, kind: ClosureKind, calendar: SchoolCalendar) -> bool:
    return any(one.day == day and one.kind is kind for one in calendar.closures)


def slots_among(
    days: Iterable[date], diaries: Mapping[date, Mapping[int, Diary]], asked: Asked, calendar: SchoolCalendar
) -> tuple[Slot, ...]:
    """The parts of these days in which at least one facilitator of the day has the time, in order.

    Of a course the first weeks: the same facilitator has the time in all of its weeks, one after the other
    without those in which nobody can be met. `diaries` has each day's facilitators by a number of their own.
    """
    free: dict[tuple[date, PartOfDay], frozenset[int]] = {}

    def who_is_free(day: date, part: PartOfDay) -> frozenset[int]:
        if (day, part) not in free:
            free[day, part] = frozenset(
                one for one, diary in diaries.get(day, {}).items() if has_time(diary, day, part, asked)
            )
        return free[day, part]

    return tuple(
        Slot(day, part)
        for day in days
        for part in parts_on(day, asked, calendar)
        if frozenset.intersection(*(who_is_free(week, part) for week in _weeks_from(day, part, asked, calendar)))
    )


def _weeks_from(day: date, part: PartOfDay, asked: Asked, calendar: SchoolCalendar) -> list[date]:
    """The days of a course that begins on this one; the weeks in which nobody can be met are left out."""
    after = (day + WEEK * week for week in range(1, asked.weeks + WEEKS_CLOSED))
    return [day, *islice((one for one in after if part in parts_on(one, asked, calendar)), asked.weeks - 1)]


def has_time(diary: Diary, day: date, part: PartOfDay, asked: Asked) -> bool:
    """Whether this facilitator works, and is free, for long enough in this part of the day.

    A session longer than the part of the day needs the whole of it.
    """
    first, last = _HOURS[part]
    whole = datetime.combine(day, last) - datetime.combine(day, first)
    needed = min(timedelta(minutes=asked.minutes), whole)
    taken = sorted(_taken(diary.engaged, day, asked))
    for starts, ends in diary.availability.free(day):
        begins = datetime.combine(day, max(starts, first))
        stops = datetime.combine(day, min(ends, last))
        for busy_from, busy_to in taken:
            if busy_to <= begins or busy_from >= stops:
                continue
            if busy_from - begins >= needed:
                return True
            begins = max(begins, busy_to)
        if stops - begins >= needed:
            return True
    return False


def _taken(engaged: Iterable[Engagement], day: date, asked: Asked) -> Iterable[tuple[datetime, datetime]]:
    """What is promised on this day, by London's clock, with the journeys from and to whoever asks."""
    for one in engaged:
        if london_day(one.starts_at) == day:
            way = _way(one, asked)
            starts = datetime.combine(day, london_clock(one.starts_at)) - way
            ends = datetime.combine(london_day(one.ends_at), london_clock(one.ends_at)) + way
            yield starts, ends


def _way(one: Engagement, asked: Asked) -> timedelta:
    """None within one school, by the distance where both places are known, else what is usual."""
    if one.place and one.school is not None and one.school == asked.school:
        return timedelta()
    known = journey(one.point, asked.point, asked.pace) if one.place else None
    return JOURNEY if known is None else known
