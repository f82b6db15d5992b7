"""When somebody works, in words, and what cannot be entered."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rose_training.domain.availability import (
    USUAL,
    Availability,
    Leave,
    WeeklyHours,
    check_hours,
    check_leave,
)
from rose_training.domain.calendar import london
from rose_training.domain.refusals import Refusal

MONDAY = date(2027, 5, 3)
FRIDAY = MONDAY + timedelta(days=4)


def span(day: date, first: int, last: int) -> tuple[datetime, datetime]:
    return london(day, time(first)), london(day, time(last))


def test_whoever_says_nothing_works_the_usual_week() -> None:
    assert Availability().hours == USUAL
    assert Availability().why_not(*span(MONDAY, 8, 18)) is None
    assert Availability().why_not(*span(MONDAY + timedelta(days=5), 9, 10)) == "does not work on Saturdays"
    assert Availability().why_not(*span(MONDAY, 18, 20)) == "works from 8am to 6pm on Mondays"


def test_the_reason_reads_after_a_name() -> None:
    away = Availability(leave=(Leave(MONDAY, FRIDAY),))
    assert away.why_not(*span(MONDAY, 9, 10)) == "on leave from 3 to 7 May"
    assert away.free(MONDAY) == ()
    assert away.why_not(*span(MONDAY + timedelta(days=7), 9, 10)) is None


@pytest.mark.parametrize(
    ("leave", "words"),
    [
        (Leave(MONDAY, MONDAY), "on 3 May"),
        (Leave(date(2027, 4, 30), MONDAY), "from 30 April to 3 May 2027"),
    ],
)
def test_days_of_leave_in_words(leave: Leave, words: str) -> None:
    assert leave.days == words


def test_touching_hours_are_one_stretch() -> None:
    split = Availability(hours=(WeeklyHours(0, time(9), time(12)), WeeklyHours(0, time(12), time(15))))
    assert split.free(MONDAY) == ((time(9), time(15)),)
    assert split.why_not(*span(MONDAY, 11, 14)) is None


def test_the_hours_are_those_of_the_clock_in_summer_and_in_winter() -> None:
    mornings = Availability(hours=(WeeklyHours(0, time(9), time(12)),))
    for monday in (date(2027, 1, 11), date(2027, 7, 12)):
        assert mornings.why_not(*span(monday, 9, 12)) is None
        assert mornings.why_not(*span(monday, 8, 10)) is not None


@pytest.mark.parametrize(
    ("hours", "code"),
    [
        ([WeeklyHours(0, time(12), time(9))], "hours_order"),
        ([WeeklyHours(0, time(9), time(9))], "hours_order"),
        ([WeeklyHours(0, time(9), time(12)), WeeklyHours(0, time(11), time(15))], "hours_overlap"),
    ],
)
def test_hours_that_cannot_be(hours: list[WeeklyHours], code: str) -> None:
    with pytest.raises(Refusal) as refused:
        check_hours(hours)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        (Leave(FRIDAY, MONDAY), "leave_order"),
        (Leave(date(2027, 1, 1), date(2027, 1, 2)), "leave_over"),
        (Leave(MONDAY, MONDAY + timedelta(days=400)), "leave_long"),
        (Leave(FRIDAY, FRIDAY + timedelta(days=3)), "leave_overlap"),
    ],
)
def test_leave_that_cannot_be(wanted: Leave, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        check_leave(wanted, [Leave(FRIDAY, FRIDAY)], today=MONDAY)
    assert refused.value.code == code


def test_leave_beside_leave() -> None:
    check_leave(Leave(MONDAY, FRIDAY), [Leave(FRIDAY + timedelta(days=1), FRIDAY + timedelta(days=9))], today=MONDAY)


hours = st.builds(
    lambda weekday, first, length: WeeklyHours(weekday, time(first), time(first + length)),
    st.integers(0, 6),
    st.integers(0, 21),
    st.integers(1, 2),
)


@given(st.lists(hours, max_size=8), st.integers(0, 6), st.integers(0, 21), st.integers(1, 2))
def test_a_time_suits_exactly_when_it_lies_in_a_free_stretch(
    week: list[WeeklyHours], weekday: int, first: int, length: int
) -> None:
    known, day = Availability(hours=tuple(week)), MONDAY + timedelta(days=weekday)
    inside = any(one <= time(first) and time(first + length) <= other for one, other in known.free(day))
    assert (known.why_not(*span(day, first, first + length)) is None) is inside
