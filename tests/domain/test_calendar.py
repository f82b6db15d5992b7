"""Weekly dates over real term dates, and over every calendar that can be thought of."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rose_training.domain.calendar import (
    WEEK,
    Closure,
    ClosureKind,
    TermDates,
    academic_year,
    hold_until,
    london,
    london_clock,
    london_day,
    weekly_dates,
)
from rose_training.domain.refusals import Refusal

TERMS_2025 = (
    TermDates(date(2025, 9, 3), date(2025, 10, 24), "Autumn 1", "2025/26"),
    TermDates(date(2025, 11, 4), date(2025, 12, 19), "Autumn 2", "2025/26"),
    TermDates(date(2026, 1, 6), date(2026, 2, 13), "Spring 1", "2025/26"),
    TermDates(date(2026, 2, 23), date(2026, 3, 27), "Spring 2", "2025/26"),
    TermDates(date(2026, 4, 15), date(2026, 5, 22), "Summer 1", "2025/26"),
    TermDates(date(2026, 6, 1), date(2026, 7, 17), "Summer 2", "2025/26"),
)
MAY_DAY = Closure(date(2026, 5, 4), ClosureKind.BANK_HOLIDAY, "Early May bank holiday")


def test_six_weeks_fit_into_a_half_term():
    proposal = weekly_dates(date(2026, 1, 8), 6, [], TERMS_2025)

    assert proposal.days == tuple(date(2026, 1, 8) + n * WEEK for n in range(6))
    assert proposal.fits
    assert proposal.sentence == "All 6 weeks fit before the break"
    assert proposal.skipped == proposal.warnings == ()


def test_weeks_with_exams_of_these_years_are_skipped_and_named():
    exams = Closure(date(2026, 1, 15), ClosureKind.EXAM, "Mock exams", ("10",))
    proposal = weekly_dates(date(2026, 1, 8), 5, [exams], TERMS_2025, years=["10", "11"])
    assert [(skip.day, skip.reason) for skip in proposal.skipped] == [(exams.day, "Mock exams")]
    assert weekly_dates(date(2026, 1, 8), 5, [exams], TERMS_2025, years=["9"]).skipped == ()
    assert weekly_dates(date(2026, 1, 8), 5, [exams], TERMS_2025).skipped == ()


def test_a_course_that_meets_the_break_goes_on_after_it_and_says_so():
    proposal = weekly_dates(date(2026, 2, 24), 6, [], TERMS_2025)

    assert proposal.sentence == "Only 5 of 6 weeks fit before the break"
    assert proposal.days[-1] == date(2026, 4, 21)
    assert [skip.reason for skip in proposal.skipped] == ["school holiday"] * 3


def test_a_bank_holiday_is_skipped_by_name():
    proposal = weekly_dates(date(2026, 4, 20), 4, [MAY_DAY], TERMS_2025)

    assert proposal.days == (
        date(2026, 4, 20),
        date(2026, 4, 27),
        date(2026, 5, 11),
        date(2026, 5, 18),
    )
    assert [(skip.day, skip.reason) for skip in proposal.skipped] == [(date(2026, 5, 4), "Early May bank holiday")]
    assert proposal.fits


def test_a_training_day_on_the_first_day_moves_the_start():
    training = Closure(date(2026, 6, 3), ClosureKind.TRAINING_DAY, "Staff training day")

    proposal = weekly_dates(date(2026, 6, 3), 6, [training], TERMS_2025)

    assert proposal.days[0] == date(2026, 6, 10)


def test_a_year_without_term_dates_is_warned_about():
    christmas = Closure(date(2026, 12, 25), ClosureKind.BANK_HOLIDAY, "Christmas Day")

    proposal = weekly_dates(date(2026, 12, 11), 3, [christmas], TERMS_2025)

    assert proposal.days == (date(2026, 12, 11), date(2026, 12, 18), date(2027, 1, 1))
    assert proposal.fit_before_break is None
    assert not proposal.fits
    assert "2026/27" in proposal.warnings[0]


def test_a_weekend_is_refused_by_name():
    with pytest.raises(Refusal, match="Saturday"):
        weekly_dates(date(2026, 1, 10), 6, [], [])


def test_a_course_that_fits_nowhere_is_refused():
    days = (date(2026, 1, 5) + n * WEEK for n in range(100))
    shut = [Closure(day, ClosureKind.CLOSED, "Closed") for day in days]

    with pytest.raises(Refusal, match="do not fit"):
        weekly_dates(date(2026, 1, 5), 6, shut, [])


weekdays = st.dates(date(2024, 1, 1), date(2029, 12, 31)).filter(lambda day: day.weekday() < 5)
closures = st.lists(
    st.builds(
        Closure,
        st.dates(date(2024, 1, 1), date(2030, 12, 31)),
        st.sampled_from([kind for kind in ClosureKind if kind is not ClosureKind.EXAM]),
        st.just("Closed"),
    ),
    max_size=60,
)
terms = st.lists(
    st.builds(
        lambda first, length: TermDates(first, first + timedelta(days=length), "Term", academic_year(first)),
        st.dates(date(2024, 1, 1), date(2030, 12, 31)),
        st.integers(20, 80),
    ),
    max_size=8,
)


@given(weekdays, st.integers(1, 8), closures, terms)
def test_weekly_dates_are_open_ordered_and_complete(first, weeks, shut, taught):
    try:
        proposal = weekly_dates(first, weeks, shut, taught)
    except Refusal:
        return  # every week is closed: the test above says when that happens

    assert len(proposal.days) == weeks
    assert all(day.weekday() == first.weekday() for day in proposal.days)
    assert not set(proposal.days) & {closure.day for closure in shut}
    # Every week from the first to the last is either taught or named as skipped.
    every_week = {first + n * WEEK for n in range((proposal.days[-1] - first).days // 7 + 1)}
    skipped = {skip.day for skip in proposal.skipped}
    assert set(proposal.days) | skipped == every_week
    assert not set(proposal.days) & skipped
    if proposal.fits:
        assert any(term.first <= proposal.days[0] and proposal.days[-1] <= term.last for term in taught)


@given(weekdays, st.times(time(8), time(20)))
def test_weekly_sessions_keep_the_time_on_the_wall(first, clock):
    moments = [london(first + n * WEEK, clock) for n in range(12)]

    assert {london_clock(moment) for moment in moments} == {clock}
    assert [london_day(moment) for moment in moments] == [first + n * WEEK for n in range(12)]


def test_the_clock_change_moves_the_moment_not_the_wall():
    before = london(date(2026, 3, 24), time(9, 30))
    after = london(date(2026, 3, 31), time(9, 30))

    assert before == datetime(2026, 3, 24, 9, 30, tzinfo=UTC)
    assert after == datetime(2026, 3, 31, 8, 30, tzinfo=UTC)


def test_an_hour_that_does_not_exist_is_refused():
    with pytest.raises(Refusal, match="clocks go forward"):
        london(date(2026, 3, 29), time(1, 30))


def test_the_academic_year_turns_on_the_first_of_september():
    assert academic_year(date(2026, 8, 31)) == "2025/26"
    assert academic_year(date(2026, 9, 1)) == "2026/27"
    assert academic_year(date(1999, 9, 1)) == "1999/00"


def test_a_hold_ends_at_noon_after_three_working_days():
    friday = datetime(2026, 5, 1, 15, 0, tzinfo=UTC)

    ends = hold_until(friday, [MAY_DAY])

    assert london_day(ends) == date(2026, 5, 7)
    assert london_clock(ends) == time(12)
