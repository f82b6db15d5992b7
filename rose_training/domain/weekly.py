"""A six-week course as calendar programs see it: one weekly pattern, its gaps and its moved weeks."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
WEEK = timedelta(weeks=1)


@dataclass(frozen=True)
class Meeting:
    """One dated delivery, from `starts_at` to `ends_at`, both aware."""

    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class WeeklyPattern:
    """`count` weekly slots of `minutes` from `first_slot`, in London wall-clock time.

    `moved` maps a slot to the meeting that takes its place; a slot in `skipped` has no meeting;
    every other slot is a meeting as the pattern says.
    """

    first_slot: datetime
    minutes: int
    count: int
    skipped: tuple[datetime, ...]
    moved: dict[datetime, Meeting]


def weekly_pattern(meetings: Sequence[Meeting]) -> WeeklyPattern:
    """The weekly pattern behind `meetings` (at least one, in any order).

    The usual weekday, hour and length are those that most meetings share. Each meeting belongs to
    the slot of its own calendar week, because some programs refuse to move one occurrence past its
    neighbour; a second meeting in the same week takes the next slot that is free.
    """
    in_order = sorted((_in_london(m) for m in meetings), key=lambda m: m.starts_at)
    weekday, hour, minute, minutes = Counter(_habit(m) for m in in_order).most_common(1)[0][0]

    def slot_in_week_of(moment: datetime) -> datetime:
        day = moment + timedelta(days=weekday - moment.weekday())
        return day.replace(hour=hour, minute=minute, second=0, microsecond=0)

    taken: dict[datetime, Meeting] = {}
    for meeting in in_order:
        slot = slot_in_week_of(meeting.starts_at)
        while slot in taken:
            slot += WEEK
        taken[slot] = meeting

    first, last = min(taken), max(taken)
    slots = [first + WEEK * n for n in range((last.date() - first.date()).days // 7 + 1)]
    return WeeklyPattern(
        first_slot=first,
        minutes=minutes,
        count=len(slots),
        skipped=tuple(slot for slot in slots if slot not in taken),
        moved={
            slot: meeting
            for slot, meeting in sorted(taken.items())
            if (meeting.starts_at, _minutes(meeting)) != (slot, minutes)
        },
    )


def _in_london(meeting: Meeting) -> Meeting:
    return Meeting(meeting.starts_at.astimezone(LONDON), meeting.ends_at.astimezone(LONDON))


def _minutes(meeting: Meeting) -> int:
    # Subtracting two times of the same zone would compare wall clocks; the length is real time.
    return int((meeting.ends_at.timestamp() - meeting.starts_at.timestamp()) // 60)


def _habit(meeting: Meeting) -> tuple[int, int, int, int]:
    start = meeting.starts_at
    return start.weekday(), start.hour, start.minute, _minutes(meeting)
