"""What is asked for when the dates of a course are proposed, whose diaries are looked at, and what comes of it."""

from bisect import bisect_left
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from rose_training.domain.availability import Availability
from rose_training.domain.calendar import Skip, london, london_day
from rose_training.domain.diary import Engagement
from rose_training.domain.weekly import Meeting
from rose_training.domain.written_times import clock_time


class ChoiceKind(StrEnum):
    """How a choice differs from what was asked for."""

    AS_ASKED = "as_asked"
    EARLIER = "earlier"
    OTHER_HOUR = "other_hour"
    TWICE_IN_ONE_WEEK = "twice_in_one_week"
    AFTER_THE_BREAK = "after_the_break"
    NEXT_HALF_TERM = "next_half_term"


def meeting_on(day: date, starts: time, minutes: int) -> Meeting:
    """A session of so many minutes that begins when London's clocks show `starts` on this day."""
    begins = london(day, starts)
    return Meeting(begins, begins + timedelta(minutes=minutes))


@dataclass(frozen=True, slots=True)
class CourseWish:
    """What is asked for: the first day and hour of so many weekly sessions, none before `earliest`.

    `years` are the codes of the school years that come: on days of their exams there is no session.
    """

    first: date
    starts: time
    weeks: int
    minutes: int
    earliest: date
    years: tuple[str, ...] = ()


@dataclass(frozen=True)
class FacilitatorDiary:
    """What one facilitator has promised, and when they work at all; None: whenever they are asked.

    The engagements of one person never overlap (the database sees to it), so one look finds the clash.
    """

    facilitator_id: int
    name: str
    engaged: tuple[Engagement, ...] = ()
    availability: Availability | None = None
    _ends: list[datetime] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Put the engagements in order of time, to be searched."""
        object.__setattr__(self, "engaged", tuple(sorted(self.engaged, key=lambda one: one.starts_at)))
        object.__setattr__(self, "_ends", [one.ends_at for one in self.engaged])

    def why_not(self, meeting: Meeting) -> str | None:
        """'Ada Smith is at Hethersett Academy', or None when they can come."""
        place = bisect_left(self._ends, meeting.starts_at)
        for one in self.engaged[place : place + 2]:
            if one.starts_at < meeting.ends_at and meeting.starts_at < one.ends_at:
                return f"{self.name} is {one.label}" if one.label else f"{self.name} is somewhere else"
        if self.availability is not None:
            away = self.availability.why_not(meeting.starts_at, meeting.ends_at)
            if away:
                return f"{self.name} is {away}" if away.startswith("on leave") else f"{self.name} {away}"
        return None


@dataclass(frozen=True, slots=True)
class Choice:
    """All the dates of a course, one way of arranging it.

    `before_break` counts those in the half-term of the first one, None where its term is not known;
    `facilitator_id` is somebody who is free at all of them, None where no diary was looked at.
    """

    kind: ChoiceKind
    meetings: tuple[Meeting, ...]
    skipped: tuple[Skip, ...] = ()
    before_break: int | None = None
    facilitator_id: int | None = None
    facilitator: str = ""

    @property
    def days(self) -> tuple[date, ...]:
        """The days in Norfolk."""
        return tuple(london_day(meeting.starts_at) for meeting in self.meetings)

    @property
    def fits(self) -> bool:
        """Whether all of it lies in one half-term, as far as is known."""
        return self.before_break == len(self.meetings)

    @property
    def title(self) -> str:
        """The choice in a few words, for its button."""
        first = self.meetings[0].starts_at
        at = f"{london_day(first):%A} at {clock_time(first)}"
        return {
            ChoiceKind.AS_ASKED: f"Weekly on {at}",
            ChoiceKind.EARLIER: f"Start earlier, on {london_day(first):%-d %B}",
            ChoiceKind.OTHER_HOUR: f"Another day or hour: {at}",
            ChoiceKind.TWICE_IN_ONE_WEEK: f"From {london_day(first):%-d %B}, with two sessions in one week",
            ChoiceKind.AFTER_THE_BREAK: "Go on after the break",
            ChoiceKind.NEXT_HALF_TERM: f"Start after the break, on {london_day(first):%-d %B}",
        }[self.kind]


@dataclass(frozen=True, slots=True)
class CourseProposal:
    """What was asked for, as far as it fits, and the choices where it does not."""

    asked: Choice
    choices: tuple[Choice, ...]
    unknown_years: tuple[str, ...]

    @property
    def fits(self) -> bool:
        """Whether what was asked for lies in one half-term."""
        return self.asked.fits

    @property
    def sentence(self) -> str:
        """'All 6 weeks fit before the break', 'Only 5 of 6 weeks fit before the break', or that nobody knows."""
        total = len(self.asked.meetings)
        if self.asked.before_break is None:
            return "We do not know whether these weeks fit into one half-term"
        if self.fits:
            return f"All {total} weeks fit before the break"
        return f"Only {self.asked.before_break} of {total} weeks fit before the break"

    @property
    def warnings(self) -> tuple[str, ...]:
        """What to check with the school by telephone."""
        return tuple(
            f"Term dates for {year} are not in the calendar. Only weekends and closed days that we know of "
            "were left out: check the dates with the school"
            for year in self.unknown_years
        )
