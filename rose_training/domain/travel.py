"""From one place to the next: how far it is, and how long somebody needs to get there.

Places are points of the British National Grid, in metres. What is between them is estimated: the straight
line, made longer by a factor for winding roads, driven at an average speed, and a margin for parking, the
school's reception and carrying things in.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import IntEnum
from math import ceil, hypot

METRES_A_MINUTE_PER_KMH = 1000 / 60

FASTEST_KMH = 110
"""About the limit on a motorway. Who would have to be faster, on a straight line and without a margin, is not
late but in two places."""

UNKNOWN_JOURNEY = timedelta(minutes=30)
"""Between two different places of which one is unknown: less time than this is worth a warning."""


@dataclass(frozen=True, slots=True)
class Point:
    """A place on the British National Grid, in metres."""

    easting: int
    northing: int


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast our facilitators get about; each part is a setting."""

    kmh: int = 50
    """Average speed between two places in the county, in kilometres an hour."""
    winding: float = 1.3
    """How much longer the road is than the straight line."""
    margin: timedelta = timedelta(minutes=10)
    """For parking and signing in, on every journey."""


USUAL_PACE = Pace()


class Reach(IntEnum):
    """Whether the time between two engagements is enough for the journey."""

    IN_TIME = 0
    TIGHT = 1
    OUT_OF_REACH = 2


def metres(one: Point, other: Point) -> float:
    """The straight line between two points."""
    return hypot(one.easting - other.easting, one.northing - other.northing)


def journey(one: Point | None, other: Point | None, pace: Pace = USUAL_PACE) -> timedelta | None:
    """How long to allow between two different places, margin included; None when one of them is unknown.

    Whole minutes, rounded up.
    """
    if one is None or other is None:
        return None
    road = metres(one, other) * pace.winding
    return timedelta(minutes=ceil(road / (pace.kmh * METRES_A_MINUTE_PER_KMH))) + pace.margin


def minutes(one: Point | None, other: Point | None, pace: Pace = USUAL_PACE) -> int | None:
    """`journey` in whole minutes."""
    allowed = journey(one, other, pace)
    return None if allowed is None else allowed // timedelta(minutes=1)


def reach(gap: timedelta, one: Point | None, other: Point | None, pace: Pace = USUAL_PACE) -> Reach:
    """Whether `gap` is time enough to get from one place to another, different one."""
    if one is not None and other is not None:
        least = timedelta(minutes=metres(one, other) / (FASTEST_KMH * METRES_A_MINUTE_PER_KMH))
        if gap < least:
            return Reach.OUT_OF_REACH
    allowed = journey(one, other, pace)
    return Reach.TIGHT if gap < (UNKNOWN_JOURNEY if allowed is None else allowed) else Reach.IN_TIME
