"""Nobody is in two rooms at once, and nobody is blocked between two weeks."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from rose_training.domain.diary import (
    Engagement,
    clashes,
    hard_to_reach,
    overlapping,
)

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
