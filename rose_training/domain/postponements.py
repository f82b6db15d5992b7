"""One week of a course at another time: the later ones follow, or the others stay where they are.

Each meeting keeps its weekday, its time on the wall and its length. The order of time is the order of
the weeks: what is postponed past the last week becomes the last week.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC

from rose_training.domain.calendar import LOOK_AHEAD_WEEKS, WEEK, SchoolCalendar, london, london_clock, london_day
from rose_training.domain.refusals import Refusal
from rose_training.domain.weekly import Meeting


@dataclass(frozen=True, slots=True)
class Moved:
    """One session before and after: the number of the week that it was and is, and its times."""

    old_week: int
    old: Meeting
    week: int
    new: Meeting

    @property
    def is_moved(self) -> bool:
        """Whether its time is another one."""
        return self.old != self.new


def later_ones_follow(meetings: Sequence[Meeting], week: int, calendar: SchoolCalendar) -> tuple[Moved, ...]:
    """Week number `week` (1 is the first) and all later ones a week on, past weeks in which their day is closed."""
    found: list[Moved] = []
    for number, meeting in enumerate(meetings, start=1):
        new = meeting
        if number >= week:
            earliest = found[-1].new.starts_at if found else meeting.starts_at
            new = (
                next(
                    (
                        later
                        for later in (_later(meeting, weeks) for weeks in range(1, LOOK_AHEAD_WEEKS))
                        if later.starts_at > earliest and calendar.closed_because(london_day(later.starts_at)) is None
                    ),
                    None,
                )
                or _nowhere()
            )
        found.append(Moved(number, meeting, number, new))
    return tuple(found)


def others_stay(meetings: Sequence[Meeting], week: int, instead: Meeting) -> tuple[Moved, ...]:
    """Week number `week` at another time, before or after the rest; the weeks are numbered anew, by date.

    Raises a Refusal when it stays where it was or falls onto another week. Field: `day`.
    """
    if instead == meetings[week - 1]:
        raise Refusal("same_time", "Choose another day or hour than the present one", "day")
    rest = [(number, one, one) for number, one in enumerate(meetings, start=1) if number != week]
    if any(instead.starts_at < other.ends_at and other.starts_at < instead.ends_at for _, other, _ in rest):
        raise Refusal("overlap", "Another week of this course is at that time", "day")
    in_order = sorted([*rest, (week, meetings[week - 1], instead)], key=lambda one: one[2].starts_at)
    return tuple(Moved(old_week, old, number, new) for number, (old_week, old, new) in enumerate(in_order, start=1))


def after_the_rest(meetings: Sequence[Meeting], week: int, calendar: SchoolCalendar) -> Meeting:
    """Where week number `week` may go when the others stay: its own weekday and hour, after the last of them."""
    last = max(one.starts_at for one in meetings)
    return (
        next(
            (
                later
                for later in (_later(meetings[week - 1], weeks) for weeks in range(1, LOOK_AHEAD_WEEKS))
                if later.starts_at > last and calendar.closed_because(london_day(later.starts_at)) is None
            ),
            None,
        )
        or _nowhere()
    )


def _nowhere() -> Meeting:
    raise Refusal("no_room", "The school's calendar has no room for the weeks that move", "how")


def _later(meeting: Meeting, weeks: int) -> Meeting:
    """The same length at the same time on the wall, so many weeks later."""
    begins = london(london_day(meeting.starts_at) + weeks * WEEK, london_clock(meeting.starts_at))
    return Meeting(begins, begins + (meeting.ends_at.astimezone(UTC) - meeting.starts_at.astimezone(UTC)))
