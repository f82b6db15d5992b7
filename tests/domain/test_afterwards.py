"""When the letters leave, across a change of the clocks too."""

from datetime import UTC, datetime, timedelta

import pytest

from config import Settings, SettingsError
from rose_training.domain.afterwards import Timing

ENDS = datetime(2026, 10, 24, 14, 0, tzinfo=UTC)
"""A Saturday, 3pm in Norfolk; the clocks go back that night."""

TIMING = Timing()


def test_who_did_not_come_hears_the_next_morning_at_nine_in_norfolk() -> None:
    due = TIMING.missed_mail_at(ends_at=ENDS, taken_at=ENDS + timedelta(minutes=5))
    assert due == datetime(2026, 10, 25, 9, 0, tzinfo=UTC)


def test_a_register_taken_days_later_counts_from_then() -> None:
    due = TIMING.missed_mail_at(ends_at=ENDS, taken_at=ENDS + timedelta(days=3))
    assert due == datetime(2026, 10, 28, 9, 0, tzinfo=UTC)


def test_the_certificate_leaves_an_hour_after_the_end_or_the_register() -> None:
    assert TIMING.certificate_mail_at(ends_at=ENDS, taken_at=ENDS - timedelta(hours=1)) == ENDS + timedelta(hours=1)
    taken = ENDS + timedelta(hours=4)
    assert TIMING.certificate_mail_at(ends_at=ENDS, taken_at=taken) == taken + timedelta(hours=1)


def test_eight_weeks_later_at_nine() -> None:
    assert TIMING.eight_weeks_at(ends_at=ENDS) == datetime(2026, 12, 19, 9, 0, tzinfo=UTC)


def test_after_a_fortnight_nobody_is_asked_any_more() -> None:
    assert not TIMING.is_too_late(ends_at=ENDS, taken_at=ENDS + timedelta(days=14))
    assert TIMING.is_too_late(ends_at=ENDS, taken_at=ENDS + timedelta(days=15))


def test_an_hour_that_no_clock_has_is_refused_at_the_start() -> None:
    with pytest.raises(SettingsError, match="AFTERWARDS_HOUR is 24"):
        Settings.read({"AFTERWARDS_HOUR": "24"}, secret_key="for tests only, and long enough for them")
