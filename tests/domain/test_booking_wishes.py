"""Asking to move, and asking for the same again a year later."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rose_training.domain.booking_wishes import WishState, check_may_ask, check_reason, year_later
from rose_training.domain.bookings import BookingState
from rose_training.domain.calendar import Closure, ClosureKind, SchoolCalendar, TermDates
from rose_training.domain.refusals import Refusal

TODAY = date(2026, 11, 17)
NEXT_YEAR = SchoolCalendar(
    terms=(
        TermDates(date(2026, 9, 3), date(2026, 10, 23), "Autumn 1", "2026/27"),
        TermDates(date(2027, 1, 5), date(2027, 2, 12), "Spring 1", "2026/27"),
        TermDates(date(2027, 2, 22), date(2027, 3, 25), "Spring 2", "2026/27"),
    ),
    closures=(Closure(date(2027, 1, 15), ClosureKind.TRAINING_DAY, "Training day"),),
)


def test_only_a_date_that_stands_can_be_moved():
    for state in BookingState:
        if state in (BookingState.HELD, BookingState.CONFIRMED):
            check_may_ask(state)
        else:
            with pytest.raises(Refusal):
                check_may_ask(state)


def test_a_wish_needs_a_reason():
    with pytest.raises(Refusal) as no:
        check_reason("")
    assert no.value.field == "reason"


def test_a_year_later_it_is_the_same_weekday():
    assert year_later([date(2026, 1, 21)], NEXT_YEAR, earliest=TODAY) == (date(2027, 1, 20),)


def test_a_closed_day_moves_on_by_a_week():
    assert year_later([date(2026, 1, 16)], NEXT_YEAR, earliest=TODAY) == (date(2027, 1, 22),)


def test_a_holiday_is_left_out_to_the_nearest_side():
    assert year_later([date(2026, 2, 18)], NEXT_YEAR, earliest=TODAY) == (date(2027, 2, 24),)


def test_a_visit_of_long_ago_comes_to_lie_ahead():
    assert year_later([date(2021, 3, 3)], NEXT_YEAR, earliest=TODAY)[0] >= TODAY


def test_an_anniversary_too_near_to_prepare_moves_on():
    tomorrow_a_year_ago = date(2025, 11, 19)
    assert year_later([tomorrow_a_year_ago], NEXT_YEAR, earliest=date(2026, 12, 1)) == (date(2027, 1, 6),)


def test_an_anniversary_just_past_becomes_a_later_day_of_the_same_year():
    assert year_later([date(2025, 9, 23)], NEXT_YEAR, earliest=date(2026, 12, 1)) == (date(2027, 1, 5),)


@given(st.lists(st.dates(date(2015, 1, 1), date(2027, 12, 31)), min_size=1, max_size=6, unique=True))
def test_weekdays_stay_and_no_two_days_become_one(days):
    moved = year_later(days, NEXT_YEAR, earliest=TODAY)
    assert len(set(moved)) == len(moved) == len(days)
    assert [day.weekday() for day in moved] == [day.weekday() for day in sorted(days)]
    assert all(day >= TODAY for day in moved)


def test_states_have_words():
    assert {state.label for state in WishState} == {"Waiting for our answer", "Moved", "Not possible", "Taken back"}
