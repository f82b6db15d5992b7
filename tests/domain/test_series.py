"""Which dates a series calls for, and where they go when schools are closed."""

from datetime import UTC, date, datetime, timedelta
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rose_training.domain.calendar import Closure, ClosureKind, SchoolCalendar, TermDates
from rose_training.domain.refusals import Refusal
from rose_training.domain.series import (
    NOTICE,
    Pattern,
    Turn,
    check_pattern,
    days_called_for,
    is_taken,
    next_turns,
    opens_at,
)

TERMS = (
    TermDates(date(2026, 11, 3), date(2026, 12, 18), "Autumn 2", "2026/27"),
    TermDates(date(2027, 1, 5), date(2027, 2, 12), "Spring 1", "2026/27"),
    TermDates(date(2027, 2, 22), date(2027, 3, 25), "Spring 2", "2026/27"),
    TermDates(date(2027, 4, 13), date(2027, 5, 28), "Summer 1", "2026/27"),
    TermDates(date(2027, 6, 7), date(2027, 7, 21), "Summer 2", "2026/27"),
)
MAY_DAY = Closure(date(2027, 5, 3), ClosureKind.BANK_HOLIDAY, "Early May bank holiday")
NORFOLK = SchoolCalendar(TERMS, (MAY_DAY,))


def turns(first_on: date, every_months: int = 3, *, number: int = 4, calendar: SchoolCalendar = NORFOLK):
    pattern = Pattern(first_on, every_months)
    return next_turns(pattern, after=first_on - timedelta(days=1), number=number, calendar=calendar)


def test_the_second_tuesday_of_every_third_month() -> None:
    pattern = Pattern(date(2026, 12, 8), 3)
    assert list(islice(days_called_for(pattern), 5)) == [
        date(2026, 12, 8),
        date(2027, 3, 9),
        date(2027, 6, 8),
        date(2027, 9, 14),
        date(2027, 12, 14),
    ]
    assert pattern.sentence == "The second Tuesday, every 3 months from December 2026"


def test_the_fifth_week_means_the_last() -> None:
    pattern = Pattern(date(2026, 9, 30), 1)
    assert list(islice(days_called_for(pattern), 4)) == [
        date(2026, 9, 30),
        date(2026, 10, 28),
        date(2026, 11, 25),
        date(2026, 12, 30),
    ]
    assert pattern.sentence == "The last Wednesday, every month from September 2026"


def test_a_day_in_the_holidays_moves_to_the_next_week_that_can_be_and_says_why() -> None:
    """The fifth Tuesday of March falls before Easter; two weeks later schools are open again."""
    first = turns(date(2027, 3, 30), number=1)[0]
    assert first == Turn(date(2027, 3, 30), date(2027, 4, 13), "school holiday")
    assert first.moved


def test_a_bank_holiday_moves_by_a_week_and_has_its_name() -> None:
    first = turns(date(2027, 5, 3), number=1)[0]
    assert (first.on, first.reason) == (date(2027, 5, 10), "Early May bank holiday")


def test_a_turn_that_finds_no_day_before_the_next_falls_out() -> None:
    """Monthly in summer: August would land where September's turn stands."""
    closed = SchoolCalendar(
        (*TERMS, TermDates(date(2027, 9, 3), date(2027, 10, 22), "Autumn 1", "2027/28")), (MAY_DAY,)
    )
    found = turns(date(2027, 7, 13), 1, number=2, calendar=closed)
    assert [(turn.called_for, turn.on) for turn in found] == [
        (date(2027, 7, 13), date(2027, 7, 13)),
        (date(2027, 8, 10), date(2027, 9, 7)),
    ]
    closed = SchoolCalendar(
        (*TERMS, TermDates(date(2027, 9, 10), date(2027, 10, 22), "Autumn 1", "2027/28")), (MAY_DAY,)
    )
    found = turns(date(2027, 7, 13), 1, number=2, calendar=closed)
    assert [turn.on for turn in found] == [date(2027, 7, 13), None, date(2027, 9, 14)]


def test_a_year_without_term_dates_says_so() -> None:
    found = turns(date(2026, 12, 8))
    assert [turn.unknown_year for turn in found] == [None, None, None, "2027/28"]


def test_a_calendar_in_which_nothing_is_open_ends_all_the_same() -> None:
    shut = SchoolCalendar((TermDates(date(2026, 9, 1), date(2026, 9, 1), "A day", "2026/27"),))
    found = turns(date(2026, 12, 8), 1, number=3, calendar=shut)
    assert all(turn.on is None for turn in found[:8])
    assert len(found) < 20


def test_a_turn_is_known_by_the_day_called_for_even_after_the_rhythm_moved_a_little() -> None:
    published = {date(2027, 3, 9)}
    wednesdays = Pattern(date(2026, 12, 9), 3)
    assert is_taken(Turn(date(2027, 3, 10), date(2027, 3, 10)), published=published, pattern=wednesdays)
    assert not is_taken(Turn(date(2027, 6, 9), date(2027, 6, 9)), published=published, pattern=wednesdays)


@pytest.mark.parametrize(
    ("pattern", "code"),
    [
        (Pattern(date(2026, 12, 12), 3), "weekend"),
        (Pattern(date(2026, 12, 8), 0), "every_months"),
        (Pattern(date(2026, 12, 8), 13), "every_months"),
        (Pattern(date(2026, 12, 1), 3), "first_too_soon"),
    ],
)
def test_a_rhythm_that_leads_nowhere_is_refused(pattern: Pattern, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        check_pattern(pattern, today=date(2026, 11, 21), new=True)
    assert refused.value.code == code


def test_a_series_that_runs_may_have_begun_long_ago() -> None:
    check_pattern(Pattern(date(2024, 12, 10), 3), today=date(2026, 11, 21), new=False)


def test_booking_opens_at_nine_in_norfolk_in_summer_and_in_winter() -> None:
    assert opens_at(date(2027, 6, 8), 30) == datetime(2027, 5, 9, 8, tzinfo=UTC)
    assert opens_at(date(2027, 3, 9), 30) == datetime(2027, 2, 7, 9, tzinfo=UTC)
    assert opens_at(date(2027, 3, 9), None) is None


@given(
    first_on=st.dates(date(2024, 1, 1), date(2030, 12, 31)).filter(lambda day: day.weekday() < 5),
    every_months=st.integers(1, 12),
    number=st.integers(1, 12),
    shut=st.sets(st.dates(date(2024, 1, 1), date(2044, 12, 31)), max_size=60),
)
def test_whatever_is_shut_dates_keep_their_weekday_stay_apart_and_never_fall_on_a_closed_day(
    first_on: date, every_months: int, number: int, shut: set[date]
) -> None:
    calendar = SchoolCalendar(closures=tuple(Closure(day, ClosureKind.BANK_HOLIDAY, "") for day in shut))
    pattern = Pattern(first_on, every_months)
    found = next_turns(pattern, after=first_on - NOTICE, number=number, calendar=calendar)
    days = [turn.on for turn in found if turn.on is not None]
    assert len(days) == number
    assert days == sorted(set(days))
    assert all(day.weekday() == first_on.weekday() and day not in shut for day in days)
    assert all(turn.reason for turn in found if turn.on != turn.called_for)
    # Asking again from later on gives the same turns: the rule has no memory.
    again = next_turns(pattern, after=found[0].called_for, number=number, calendar=calendar)
    assert again[: number - 1] == tuple(turn for turn in found[1:])[: number - 1]
