"""Reminders are offsets: they move with the date, and a late one is better not sent."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config import Settings, SettingsError
from rose_training.domain.calendar import LONDON
from rose_training.domain.reminders import due, reminders_of

BRIEFING = datetime(2026, 12, 8, 14, tzinfo=UTC)
"""A Tuesday afternoon."""
DAYS = (7, 1)


def hours(starts_at: datetime, **more: object) -> list[str]:
    found = reminders_of(starts_at, **{"days": DAYS, **more})  # type: ignore[arg-type]
    return [f"{one.due_at:%a %d %b %H:%M}" for one in found]


def test_a_week_and_a_day_before_at_nine_in_the_morning() -> None:
    assert hours(BRIEFING) == ["Tue 01 Dec 09:00", "Mon 07 Dec 09:00"]


def test_the_reminder_moves_with_the_date() -> None:
    """amy#2092: an event moved and its scheduled mail did not."""
    assert hours(BRIEFING + timedelta(days=2)) == ["Thu 03 Dec 09:00", "Wed 09 Dec 09:00"]


@pytest.mark.parametrize("starts_at", [datetime(2027, 3, 31, 9, tzinfo=UTC), datetime(2026, 10, 27, 9, tzinfo=UTC)])
def test_nine_stays_nine_across_a_clock_change(starts_at: datetime) -> None:
    """mod_attendance#896: hours that shift in March and October."""
    assert {one.due_at.astimezone(LONDON).hour for one in reminders_of(starts_at, days=DAYS)} == {9}


def test_a_school_is_reminded_on_its_last_working_day() -> None:
    monday = datetime(2026, 12, 7, 10, tzinfo=UTC)
    assert hours(monday, days=(1,), working=True) == ["Fri 04 Dec 09:00"]
    assert hours(monday, days=(1,), working=True, days_off={date(2026, 12, 4)}) == ["Thu 03 Dec 09:00"]


def test_only_the_nearest_carries_what_is_needed_to_get_in() -> None:
    assert [one.last for one in reminders_of(BRIEFING, days=DAYS)] == [False, True]


def test_late_by_two_days_it_is_not_sent_any_more() -> None:
    week = datetime(2026, 12, 1, 9, tzinfo=UTC)
    both = reminders_of(BRIEFING, days=DAYS)
    assert due(both, at=week - timedelta(seconds=1)) is None
    assert due(both, at=week) is both[0]
    assert due(both, at=week + timedelta(hours=47)) is both[0]
    assert due(both, at=week + timedelta(hours=48)) is None
    assert due(both, at=BRIEFING - timedelta(seconds=1)) is both[1]
    assert due(both, at=BRIEFING) is None


def test_none_when_none_are_wanted() -> None:
    assert reminders_of(BRIEFING, days=()) == []


@given(
    starts_at=st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    days=st.sets(st.integers(1, 60), min_size=1),
    working=st.booleans(),
    after=st.timedeltas(timedelta(days=-150), timedelta(days=1)),
)
def test_never_two_at_one_moment_and_never_after_the_start(
    starts_at: datetime, days: set[int], working: bool, after: timedelta
) -> None:
    found = reminders_of(starts_at, days=days, working=working)
    at = starts_at + after
    live = [one for one in found if one.due_at <= at < one.useful_until]
    assert len(live) <= 1
    assert all(one.due_at < starts_at and one.useful_until <= starts_at for one in found)
    assert [one.days for one in found] == sorted(days, reverse=True)


def test_the_setting_is_checked_at_the_start() -> None:
    made = Settings.read({"REMINDER_DAYS": "14, 7 1"}, secret_key="for tests only, and long enough for them")
    assert made.for_flask()["REMINDER_DAYS"] == (14, 7, 1)
    with pytest.raises(SettingsError, match="REMINDER_DAYS is 'a week'"):
        Settings.read({"REMINDER_DAYS": "a week"})
