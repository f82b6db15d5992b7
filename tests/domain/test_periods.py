"""Periods: whole days in London, and the names of years."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rose_training.domain.periods import EVALUATION, Period, year_label, year_of
from rose_training.domain.refusals import Refusal

SUMMER_NIGHT = datetime(2012, 8, 31, 23, 30, tzinfo=UTC)
"""Half past midnight on 1 September in London."""


def test_the_evaluation_runs_from_september_2011_to_august_2014() -> None:
    assert Period.of_days(date(2011, 9, 1), date(2014, 8, 31)) == EVALUATION
    assert EVALUATION.last_day == date(2014, 8, 31)


def test_a_period_ends_at_midnight_in_london_not_in_greenwich() -> None:
    year = Period.academic_year(2011)
    assert year.starts_at == datetime(2011, 8, 31, 23, tzinfo=UTC)
    assert not year.holds(SUMMER_NIGHT)
    assert Period.academic_year(2012).holds(SUMMER_NIGHT)
    assert year.holds(SUMMER_NIGHT - timedelta(minutes=31))


def test_winter_days_begin_at_midnight_in_greenwich() -> None:
    assert Period.of_days(date(2020, 1, 1), date(2020, 1, 1)).starts_at == datetime(2020, 1, 1, tzinfo=UTC)


@given(st.integers(0, int((EVALUATION.ends_before - EVALUATION.starts_at).total_seconds()) - 1))
def test_each_moment_belongs_to_exactly_one_of_the_years(seconds: int) -> None:
    moment = EVALUATION.starts_at + timedelta(seconds=seconds)
    assert sum(year.holds(moment) for year in EVALUATION.academic_years()) == 1


def test_the_years_of_a_period_are_cut_to_it() -> None:
    assert list(EVALUATION.academic_years()) == [Period.academic_year(y) for y in (2011, 2012, 2013)]
    odd = Period.of_days(date(2012, 8, 15), date(2012, 9, 15))
    assert [year.days for year in odd.academic_years()] == [
        "15 August 2012 to 31 August 2012",
        "1 September 2012 to 15 September 2012",
    ]


@pytest.mark.parametrize(
    ("first", "last", "label"),
    [
        (date(2011, 9, 1), date(2012, 8, 31), "Academic year 2011/12"),
        (date(2011, 9, 1), date(2014, 8, 31), "September 2011 to August 2014"),
        (date(2020, 1, 1), date(2020, 12, 31), "Calendar year 2020"),
        (date(2020, 3, 1), date(2020, 3, 1), "1 March 2020 to 1 March 2020"),
        (date(2011, 9, 1), date(2011, 10, 2), "1 September 2011 to 2 October 2011"),
    ],
)
def test_a_period_has_the_name_people_use(first: date, last: date, label: str) -> None:
    assert Period.of_days(first, last).label == label


def test_the_academic_year_turns_on_the_first_of_september() -> None:
    assert year_of(date(2012, 8, 31)) == 2011
    assert year_of(date(2012, 9, 1)) == 2012
    assert year_label(2011) == "2011/12"
    assert year_label(2099) == "2099/00"


def test_a_period_that_ends_before_it_begins_is_refused_beside_the_last_day() -> None:
    with pytest.raises(Refusal) as refused:
        Period.of_days(date(2012, 9, 1), date(2012, 8, 31))
    assert (refused.value.code, refused.value.field) == ("ends_before_start", "last_day")


def test_a_year_from_before_the_charity_began_is_refused() -> None:
    with pytest.raises(Refusal) as refused:
        Period.of_days(date(201, 9, 1), date(2014, 8, 31))
    assert (refused.value.code, refused.value.field) == ("too_early", "first_day")


def test_a_year_of_another_century_is_refused() -> None:
    with pytest.raises(Refusal) as refused:
        Period.of_days(date(2011, 9, 1), date(9999, 12, 31))
    assert (refused.value.code, refused.value.field) == ("too_late", "last_day")


def test_a_period_has_at_least_one_day() -> None:
    with pytest.raises(ValueError, match="at least one day"):
        Period(date(2012, 9, 1), date(2012, 9, 1))
