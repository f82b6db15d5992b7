"""A course as one weekly pattern with its gaps and its moved weeks."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from rose_training.domain.weekly import LONDON, WEEK, Meeting, weekly_pattern


def meeting(month: int, day: int, hour: int = 14, minutes: int = 60) -> Meeting:
    starts_at = datetime(2027, month, day, hour, tzinfo=LONDON).astimezone(UTC)
    return Meeting(starts_at, starts_at + timedelta(minutes=minutes))


def slot(month: int, day: int, hour: int = 14) -> datetime:
    return datetime(2027, month, day, hour, tzinfo=LONDON)


def test_six_plain_weeks_have_neither_gaps_nor_moves() -> None:
    pattern = weekly_pattern([meeting(1, day) for day in (5, 12, 19, 26)])

    assert (pattern.first_slot, pattern.count, pattern.minutes) == (slot(1, 5), 4, 60)
    assert (pattern.skipped, pattern.moved) == ((), {})


def test_the_wall_clock_stays_over_the_march_change() -> None:
    pattern = weekly_pattern([meeting(3, 23), meeting(3, 30)])

    assert pattern.moved == {}


def test_the_wall_clock_stays_over_the_october_change() -> None:
    pattern = weekly_pattern([meeting(10, 26), meeting(11, 2)])

    assert pattern.moved == {}


def test_a_holiday_week_is_skipped() -> None:
    pattern = weekly_pattern([meeting(2, 9), meeting(2, 23), meeting(3, 2)])

    assert pattern.skipped == (slot(2, 16),)
    assert pattern.count == 4


def test_a_week_on_another_day_belongs_to_its_own_week() -> None:
    friday = meeting(1, 15, 10)
    pattern = weekly_pattern([meeting(1, 5), friday, meeting(1, 19)])

    assert pattern.skipped == ()
    assert pattern.moved[slot(1, 12)].starts_at == friday.starts_at


def test_a_longer_week_is_an_override() -> None:
    pattern = weekly_pattern([meeting(1, 5), meeting(1, 12, minutes=90), meeting(1, 19)])

    assert list(pattern.moved) == [slot(1, 12)]


def test_two_meetings_in_one_week_take_two_slots() -> None:
    pattern = weekly_pattern([meeting(1, 5), meeting(1, 12), meeting(1, 14), meeting(2, 2)])

    assert pattern.moved[slot(1, 19)].starts_at == slot(1, 14)
    assert pattern.skipped == (slot(1, 26),)


@given(st.sets(st.integers(0, 400), min_size=1, max_size=12))
def test_no_meeting_is_lost_or_doubled(days: set[int]) -> None:
    start = datetime(2026, 9, 7, 13, 30, tzinfo=LONDON)
    meetings = [Meeting(start + timedelta(days=n), start + timedelta(days=n, hours=1)) for n in days]

    pattern = weekly_pattern(meetings)

    length = timedelta(minutes=pattern.minutes)
    slots = {pattern.first_slot + WEEK * n for n in range(pattern.count)}
    plain = slots - set(pattern.skipped) - set(pattern.moved)
    shown = [Meeting(at, at + length) for at in plain] + list(pattern.moved.values())
    assert sorted(m.starts_at for m in shown) == sorted(m.starts_at for m in meetings)
