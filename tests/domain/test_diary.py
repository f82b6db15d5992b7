"""Nobody is in two rooms at once, and nobody is blocked between two weeks."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rose_training.domain.calendar import LONDON
from rose_training.domain.diary import (
    Engagement,
    clashes,
    hard_to_reach,
    out_of_reach,
    overlapping,
)
from rose_training.domain.travel import Point, Reach

TUESDAY = datetime(2026, 1, 6, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def hour_from(start: datetime, place: str = "") -> Engagement:
    return Engagement(start, start + HOUR, place=place)


def test_the_days_between_two_weeks_of_a_course_are_free():
    course = [hour_from(TUESDAY + n * timedelta(days=7)) for n in range(6)]

    assert clashes([hour_from(TUESDAY + timedelta(days=1))], course) == ()


def test_one_session_may_begin_when_the_other_ends():
    assert clashes([hour_from(TUESDAY + HOUR)], [hour_from(TUESDAY)]) == ()


def test_an_overlap_is_named_on_both_sides():
    mine = hour_from(TUESDAY + HOUR / 2)
    theirs = hour_from(TUESDAY)

    (clash,) = clashes([mine], [theirs])

    assert (clash.wanted, clash.engaged) == (mine, theirs)


def test_wanted_times_may_not_overlap_each_other():
    assert len(overlapping([hour_from(TUESDAY), hour_from(TUESDAY)])) == 1
    assert overlapping([hour_from(TUESDAY), hour_from(TUESDAY + HOUR)]) == ()


def test_two_places_need_time_to_travel():
    first = hour_from(TUESDAY, "Thetford")

    assert hard_to_reach([hour_from(TUESDAY + HOUR, "Cromer")], [first])
    assert not hard_to_reach([hour_from(TUESDAY + HOUR, "thetford")], [first])
    assert not hard_to_reach([hour_from(TUESDAY + 2 * HOUR, "Cromer")], [first])


def test_within_one_school_nobody_travels():
    hall = Engagement(TUESDAY, TUESDAY + HOUR, place="Main hall", school=7)
    library = Engagement(TUESDAY + HOUR, TUESDAY + 2 * HOUR, place="Library", school=7)
    online = Engagement(TUESDAY + HOUR, TUESDAY + 2 * HOUR, place="", school=7)

    assert not hard_to_reach([library], [hall])
    assert hard_to_reach([online], [hall])


def test_what_nobody_could_drive_is_named_by_itself():
    cromer = Engagement(TUESDAY, TUESDAY + HOUR, place="Cromer", point=Point(621900, 342000))
    soon = TUESDAY + HOUR + timedelta(minutes=10)
    thetford = Engagement(soon, soon + HOUR, place="Thetford", point=Point(587000, 283000))
    norwich = Engagement(soon + HOUR / 2, soon + 2 * HOUR, place="Norwich", point=Point(623000, 308500))

    assert len(hard_to_reach([thetford, norwich], [cromer])) == 2
    (never,) = out_of_reach([thetford, norwich], [cromer])
    assert never.wanted == thetford


@pytest.mark.parametrize(("month", "day"), [(3, 28), (10, 25)])
def test_the_night_when_the_clocks_change_counts_real_time(month, day):
    """2027 and 2026: an hour is gone, or comes twice; what overlaps is decided by moments."""
    year = 2027 if month == 3 else 2026
    before = datetime(year, month, day, 0, 30, tzinfo=LONDON).astimezone(UTC)
    after = datetime(year, month, day, 3, 0, tzinfo=LONDON).astimezone(UTC)
    real = timedelta(minutes=90) if month == 3 else timedelta(minutes=210)

    evening, morning = Engagement(before, before + HOUR), Engagement(after, after + HOUR)

    assert after - before == real
    assert morning.gap_to(evening) == real - HOUR
    assert not evening.overlaps(morning)


moments = st.integers(0, 50).map(lambda n: TUESDAY + n * timedelta(minutes=15))
engagements = st.builds(
    lambda start, quarters: Engagement(start, start + quarters * timedelta(minutes=15)),
    moments,
    st.integers(1, 12),
)


def quarters(engagement: Engagement) -> set[datetime]:
    """The beginnings of the quarters of an hour that an engagement needs."""
    quarter = timedelta(minutes=15)
    length = int((engagement.ends_at - engagement.starts_at) / quarter)
    return {engagement.starts_at + n * quarter for n in range(length)}


@given(engagements, engagements)
def test_two_times_clash_exactly_when_they_share_a_quarter(one, other):
    assert bool(clashes([one], [other])) is bool(quarters(one) & quarters(other))
    assert one.overlaps(other) is other.overlaps(one)


@given(engagements, engagements)
def test_an_end_is_not_part_of_the_hour(one, other):
    touching = Engagement(one.ends_at, one.ends_at + (other.ends_at - other.starts_at))

    assert not one.overlaps(touching)
    assert one.overlaps(Engagement(one.ends_at - timedelta(minutes=1), touching.ends_at))


placed = st.builds(
    lambda one, place, easting, school: Engagement(
        one.starts_at,
        one.ends_at,
        place=place,
        school=school,
        point=None if easting is None else Point(easting, 300_000),
    ),
    engagements,
    st.sampled_from(["", "Cromer", "Thetford"]),
    st.none() | st.integers(540_000, 660_000),
    st.none() | st.integers(1, 2),
)


@given(placed, placed)
def test_who_is_asked_first_makes_no_difference(one, other):
    assert one.reach_of(other) is other.reach_of(one)
    assert bool(hard_to_reach([one], [other])) is bool(hard_to_reach([other], [one]))


@given(st.lists(placed, max_size=5), st.lists(placed, max_size=5))
def test_every_pair_is_free_tight_or_named_as_a_clash(wanted, engaged):
    named = {(one.wanted, one.engaged) for one in clashes(wanted, engaged)}
    tight = {(one.wanted, one.engaged) for one in hard_to_reach(wanted, engaged)}

    assert not named & tight
    for want in wanted:
        for has in engaged:
            if (want, has) not in named | tight:
                assert want.reach_of(has) is Reach.IN_TIME
            if want.overlaps(has):
                assert (want, has) in named


@given(st.integers(0, 5), st.integers(1, 6), st.integers(0, 23))
def test_a_course_is_never_one_long_stretch(first, days_later, hour):
    """Whatever lies between two weeks is free, on every day and at every hour."""
    course = [hour_from(TUESDAY + n * timedelta(days=7)) for n in range(6)]
    between = hour_from(TUESDAY.replace(hour=hour) + timedelta(days=7 * first + days_later))

    assert clashes([between], course) == ()
