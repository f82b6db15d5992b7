"""Double booking: nobody can be in two rooms at once.

Compared are the hours of single sessions, never the dates from the first to the
last week of a course: between two Tuesdays a facilitator is free.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from rose_training.domain.written_times import when

TRAVEL = timedelta(minutes=30)
"""Less time than this between two different places is worth a warning."""


@dataclass(frozen=True, slots=True)
class Engagement:
    """Time that somebody is asked for, or has already promised: [starts_at, ends_at)."""

    starts_at: datetime
    ends_at: datetime
    label: str = ""
    place: str = ""

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


@dataclass(frozen=True, slots=True)
class Clash:
    """A wanted time and the engagement that stands in its way."""

    wanted: Engagement
    engaged: Engagement


def clashes(wanted: Iterable[Engagement], engaged: Iterable[Engagement]) -> tuple[Clash, ...]:
    """Every pair of a wanted and an engaged time that overlap, in order of time."""
    taken = list(engaged)
    found = [Clash(want, has) for want in wanted for has in taken if want.overlaps(has)]
    return tuple(sorted(found, key=lambda c: (c.wanted.starts_at, c.engaged.starts_at)))


def overlapping(wanted: Iterable[Engagement]) -> tuple[Clash, ...]:
    """Pairs among the wanted times themselves that overlap, each pair once."""
    times = sorted(wanted, key=lambda want: (want.starts_at, want.ends_at))
    return tuple(
        Clash(later, earlier)
        for position, earlier in enumerate(times)
        for later in times[position + 1 :]
        if earlier.overlaps(later)
    )


def hard_to_reach(wanted: Iterable[Engagement], engaged: Iterable[Engagement]) -> tuple[Clash, ...]:
    """Pairs that do not overlap but leave too little time to get from place to place."""
    taken = list(engaged)
    return tuple(
        Clash(want, has)
        for want in wanted
        for has in taken
        if not want.overlaps(has) and want.place.casefold() != has.place.casefold() and want.gap_to(has) < TRAVEL
    )
