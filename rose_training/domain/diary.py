"""Double booking: nobody can be in two rooms at once, and a journey takes its time.

Compared are the hours of single sessions, never the dates from the first to the
last week of a course: between two Tuesdays a facilitator is free.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from rose_training.domain.travel import USUAL_PACE, Pace, Point, Reach, reach
from rose_training.domain.written_times import when


@dataclass(frozen=True, slots=True)
class Engagement:
    """Time that somebody is asked for, or has already promised: [starts_at, ends_at).

    `place` is its name, empty online; `postcode` and `point` say where that is, as far as anybody
    knows; `school` is the id of the organisation it is for.
    """

    starts_at: datetime
    ends_at: datetime
    label: str = ""
    place: str = ""
    postcode: str | None = None
    school: int | None = None
    point: Point | None = None

    @property
    def sentence(self) -> str:
        """'Thursday 14 January 2027, 10am to 11am, at Hethersett Academy'."""
        return f"{when(self.starts_at, self.ends_at)}, {self.label}"

    def overlaps(self, other: "Engagement") -> bool:
        """Whether both need the same minute. One may begin when the other ends."""
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at

    def gap_to(self, other: "Engagement") -> timedelta:
        """The time between the end of the earlier and the beginning of the later one."""
        return max(self.starts_at, other.starts_at) - min(self.ends_at, other.ends_at)

    def same_place(self, other: "Engagement") -> bool:
        """Whether nobody has to travel between the two: one name, or one school and both in a room."""
        if self.place.casefold() == other.place.casefold():
            return True
        both_in_a_room = bool(self.place and other.place)
        return both_in_a_room and self.school is not None and self.school == other.school

    def reach_of(self, other: "Engagement", pace: Pace = USUAL_PACE) -> Reach:
        """Whether somebody can get from the earlier of the two to the later one in time."""
        if self.overlaps(other):
            return Reach.OUT_OF_REACH
        if self.same_place(other):
            return Reach.IN_TIME
        return reach(self.gap_to(other), self.point, other.point, pace)


@dataclass(frozen=True, slots=True)
class Clash:
    """A wanted time and the engagement that stands in its way."""

    wanted: Engagement
    engaged: Engagement


def clashes(wanted: Iterable[Engagement], engaged: Iterable[Engagement]) -> tuple[Clash, ...]:
    """Every pair of a wanted and an engaged time that overlap, in order of time."""
    taken = list(engaged)
    return _in_order(Clash(want, has) for want in wanted for has in taken if want.overlaps(has))


def overlapping(wanted: Iterable[Engagement]) -> tuple[Clash, ...]:
    """Pairs among the wanted times themselves that overlap, each pair once."""
    times = sorted(wanted, key=lambda want: (want.starts_at, want.ends_at))
    return tuple(
        Clash(later, earlier)
        for position, earlier in enumerate(times)
        for later in times[position + 1 :]
        if earlier.overlaps(later)
    )


def hard_to_reach(
    wanted: Iterable[Engagement], engaged: Iterable[Engagement], pace: Pace = USUAL_PACE
) -> tuple[Clash, ...]:
    """Pairs that do not overlap but leave too little time to get from place to place, or none at all."""
    return _journeys(wanted, engaged, pace, {Reach.TIGHT, Reach.OUT_OF_REACH})


def out_of_reach(wanted: Iterable[Engagement], engaged: Iterable[Engagement]) -> tuple[Clash, ...]:
    """Pairs that do not overlap and that nobody could travel between in time, however fast."""
    return _journeys(wanted, engaged, USUAL_PACE, {Reach.OUT_OF_REACH})


def _journeys(
    wanted: Iterable[Engagement], engaged: Iterable[Engagement], pace: Pace, reaches: set[Reach]
) -> tuple[Clash, ...]:
    taken = list(engaged)
    return _in_order(
        Clash(want, has)
        for want in wanted
        for has in taken
        if not want.overlaps(has) and want.reach_of(has, pace) in reaches
    )


def _in_order(found: Iterable[Clash]) -> tuple[Clash, ...]:
    return tuple(sorted(found, key=lambda clash: (clash.wanted.starts_at, clash.engaged.starts_at)))
