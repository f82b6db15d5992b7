"""Whether somebody may be sent, and when they are warned."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rose_training.domain.refusals import Refusal
from rose_training.domain.vetting import (
    Vetting,
    VettingState,
    check_vetting,
    expiring,
    review_due_after,
    warning_step,
)

TODAY = date(2026, 11, 17)
FINE = Vetting(
    enhanced_dbs=True,
    barred_list=True,
    issued_on=date(2024, 1, 8),
    reviewed_on=date(2025, 1, 8),
    review_due=date(2028, 1, 8),
    trained_on=date(2025, 9, 1),
    training_until=date(2027, 9, 1),
)


def test_a_check_counts_on_its_last_day_and_not_after() -> None:
    assert FINE.why_not(date(2027, 9, 1)) is None
    assert FINE.why_not(date(2027, 9, 2)) == "the safeguarding training counts until 1 Sep 2027"
    later = replace(FINE, training_until=date(2030, 9, 1))
    assert later.why_not(date(2028, 1, 9)) == "the DBS check was due for review by 8 Jan 2028"


@pytest.mark.parametrize(
    ("missing", "why"),
    [
        (Vetting(), "no enhanced DBS check is recorded"),
        (replace(FINE, enhanced_dbs=False), "no enhanced DBS check is recorded"),
        (replace(FINE, review_due=None), "no enhanced DBS check is recorded"),
        (replace(FINE, trained_on=None, training_until=None), "no safeguarding training is recorded"),
    ],
)
def test_what_is_missing_is_said(missing: Vetting, why: str) -> None:
    assert missing.why_not(TODAY) == why
    assert missing.state(TODAY, warn_days=60) is VettingState.MISSING


def test_the_state_in_words() -> None:
    assert FINE.state(TODAY, warn_days=60) is VettingState.FINE
    assert FINE.state(date(2027, 7, 3), warn_days=60) is VettingState.DUE_SOON
    assert FINE.state(date(2027, 9, 2), warn_days=60) is VettingState.EXPIRED


@pytest.mark.parametrize(
    ("days", "step"), [(61, None), (60, 60), (31, 60), (30, 30), (8, 30), (7, 7), (0, 7), (-1, 0), (-90, 0)]
)
def test_one_warning_at_each_step(days: int, step: int | None) -> None:
    assert warning_step(days, (60, 30, 7)) == step


@given(st.integers(-400, 400))
def test_what_is_warned_of_is_what_runs_out_soon(days: int) -> None:
    seen = replace(FINE, review_due=TODAY + timedelta(days=days), training_until=TODAY + timedelta(days=400))
    found = expiring(seen, on=TODAY, within=60)
    assert bool(found) is (days <= 60)
    assert all(one.what == "check" and one.days == days for one in found)


def test_a_review_falls_due_on_the_same_day_years_later() -> None:
    assert review_due_after(date(2026, 11, 17), years=3) == date(2029, 11, 17)
    assert review_due_after(date(2024, 2, 29), years=3) == date(2027, 2, 28)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"issued_on": None, "review_due": None, "reviewed_on": None}, "issued_on"),
        ({"enhanced_dbs": False}, "barred_list"),
        ({"issued_on": date(2026, 11, 18)}, "issued_on"),
        ({"reviewed_on": date(2023, 1, 1)}, "reviewed_on"),
        ({"review_due": date(2025, 1, 8)}, "review_due"),
        ({"trained_on": None}, "trained_on"),
        ({"training_until": None}, "training_until"),
        ({"training_until": date(2025, 9, 1)}, "training_until"),
        ({"induction_on": date(2027, 1, 1)}, "induction_on"),
    ],
)
def test_dates_that_cannot_be(wrong: dict[str, object], field: str) -> None:
    with pytest.raises(Refusal) as refused:
        check_vetting(replace(FINE, **wrong), today=TODAY)  # type: ignore[arg-type]
    assert refused.value.field == field


def test_nothing_seen_may_be_written_down() -> None:
    check_vetting(Vetting(), today=TODAY)
    check_vetting(FINE, today=TODAY)
