"""How long a journey takes: never shorter for being farther, never enough time for having less of it."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rose_training.domain.travel import UNKNOWN_JOURNEY, Pace, Point, Reach, journey, metres, minutes, reach

NORWICH, CROMER, THETFORD = Point(623000, 308500), Point(621900, 342000), Point(587000, 283000)
MINUTE = timedelta(minutes=1)

points = st.builds(Point, st.integers(540_000, 660_000), st.integers(270_000, 350_000))
gaps = st.integers(0, 400).map(lambda n: n * MINUTE)
paces = st.builds(
    Pace,
    kmh=st.integers(20, 100),
    winding=st.integers(100, 200).map(lambda percent: percent / 100),
    margin=st.integers(0, 60).map(lambda n: n * MINUTE),
)


def test_norwich_to_cromer_takes_about_an_hour():
    assert metres(NORWICH, CROMER) == pytest.approx(33_518, abs=1)
    assert minutes(NORWICH, CROMER) == 63
    assert minutes(NORWICH, CROMER, Pace(kmh=60, winding=1.0, margin=0 * MINUTE)) == 34


def test_nobody_knows_how_long_it_takes_to_an_unknown_place():
    assert journey(NORWICH, None) is None
    assert minutes(None, NORWICH) is None
    assert reach(UNKNOWN_JOURNEY, NORWICH, None) is Reach.IN_TIME
    assert reach(UNKNOWN_JOURNEY - MINUTE, None, NORWICH) is Reach.TIGHT


def test_what_a_fast_car_cannot_do_is_out_of_reach():
    assert reach(10 * MINUTE, CROMER, THETFORD) is Reach.OUT_OF_REACH
    assert reach(60 * MINUTE, CROMER, THETFORD) is Reach.TIGHT
    assert reach(150 * MINUTE, CROMER, THETFORD) is Reach.IN_TIME


@given(points, points, paces)
def test_there_and_back_take_the_same(one, other, pace):
    assert journey(one, other, pace) == journey(other, one, pace)


@given(points, points, gaps, gaps, paces)
def test_more_time_never_makes_a_journey_harder(one, other, gap, more, pace):
    assert reach(gap + more, one, other, pace) <= reach(gap, one, other, pace)


@given(points, points, st.integers(1, 3), gaps, paces)
def test_farther_never_makes_a_journey_easier(one, other, times, gap, pace):
    farther = Point(
        one.easting + (other.easting - one.easting) * times, one.northing + (other.northing - one.northing) * times
    )

    assert journey(one, farther, pace) >= journey(one, other, pace)
    assert reach(gap, one, farther, pace) >= reach(gap, one, other, pace)


@given(points, gaps, paces)
def test_next_door_only_the_margin_counts(one, gap, pace):
    assert journey(one, one, pace) == pace.margin
    assert reach(gap, one, one, pace) is (Reach.IN_TIME if gap >= pace.margin else Reach.TIGHT)
