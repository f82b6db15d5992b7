"""What speaks against a date: the opposite for pupils and for staff, and never by the stretch of a course."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rose_training.domain.calendar import Closure, ClosureKind, SchoolCalendar, TermDates, london
from rose_training.domain.doubts import (
    Doubt,
    DoubtKind,
    Strength,
    calendar_doubts,
    in_order,
    sats_week,
)
from rose_training.domain.programme import Audience
from rose_training.domain.year_groups import YearGroup

TRAINING_DAY = date(2027, 4, 12)
SCHOOL = SchoolCalendar(
    terms=(TermDates(date(2027, 4, 12), date(2027, 7, 20), "Summer", "2026/27"),),
    closures=(
        Closure(TRAINING_DAY, ClosureKind.TRAINING_DAY, "Training day"),
        Closure(date(2027, 5, 3), ClosureKind.BANK_HOLIDAY, "Early May bank holiday"),
    ),
)
days = st.dates(date(2026, 9, 1), date(2028, 8, 31))


def about(day: date, audience: Audience = Audience.PUPILS, *years: YearGroup, clock: time = time(10)) -> list[Doubt]:
    return list(calendar_doubts(london(day, clock), calendar=SCHOOL, audience=audience, years=years))


def kinds(*args: object, **options: object) -> list[DoubtKind]:
    return [doubt.kind for doubt in about(*args, **options)]  # type: ignore[arg-type]


def test_a_training_day_is_bad_for_pupils_and_good_for_staff():
    (doubt,) = about(TRAINING_DAY)
    assert doubt.sentence == "Monday 12 April 2027: Training day: the school has no pupils in"
    assert not doubt.refused

    assert about(TRAINING_DAY, Audience.STAFF) == []


def test_on_a_school_day_it_is_the_other_way_round():
    tuesday = TRAINING_DAY + timedelta(days=1)

    assert about(tuesday) == []
    assert kinds(tuesday, Audience.STAFF) == [DoubtKind.LESSONS]
    assert about(tuesday, Audience.STAFF, clock=time(15, 30)) == []


@pytest.mark.parametrize("audience", list(Audience))
def test_a_bank_holiday_is_bad_for_everybody(audience):
    assert DoubtKind.CLOSED in kinds(date(2027, 5, 3), audience)


def test_professionals_come_in_the_school_holidays_too():
    holiday = date(2027, 8, 3)

    assert about(holiday, Audience.PROFESSIONALS) == []
    assert kinds(holiday) == [DoubtKind.CLOSED]


@pytest.mark.parametrize(("year", "monday"), [(2024, 13), (2025, 12), (2026, 11), (2027, 10), (2028, 8)])
def test_the_week_of_the_tests_in_year_6(year, monday):
    assert sats_week(year) == (date(year, 5, monday), date(year, 5, monday + 4))


def test_exams_stand_in_the_way_of_their_years_alone():
    in_sats, in_june = date(2027, 5, 12), date(2027, 6, 15)

    assert kinds(in_sats, Audience.PUPILS, YearGroup.YEAR_6) == [DoubtKind.EXAMS]
    assert kinds(in_june, Audience.PUPILS, YearGroup.YEAR_6) == []
    (doubt,) = about(in_june, Audience.PUPILS, YearGroup.YEAR_11, YearGroup.YEAR_13, YearGroup.YEAR_9)
    assert "Year 11 and Year 13 have exams" in doubt.sentence
    assert kinds(in_june, Audience.PUPILS, YearGroup.YEAR_9) == []
    assert kinds(in_june, Audience.PARENTS, YearGroup.YEAR_11) == []
    assert kinds(date(2027, 4, 29), Audience.PUPILS, YearGroup.YEAR_11) == []


def test_the_schools_own_exams_stand_in_the_way_of_pupils():
    day = date(2027, 4, 20)
    school = replace(SCHOOL, closures=(*SCHOOL.closures, Closure(day, ClosureKind.EXAM, "Mock exams", ("10",))))

    def said(audience: Audience, year: YearGroup) -> list[str]:
        found = calendar_doubts(london(day, time(10)), calendar=school, audience=audience, years=[year])
        return [doubt.sentence for doubt in found if doubt.kind is DoubtKind.EXAMS]

    assert said(Audience.PUPILS, YearGroup.YEAR_10) == ["Tuesday 20 April 2027: Mock exams at the school"]
    assert said(Audience.PUPILS, YearGroup.YEAR_8) == []
    assert said(Audience.STAFF, YearGroup.YEAR_10) == []


def test_a_year_without_term_dates_is_said():
    (doubt,) = about(date(2027, 9, 14))

    assert doubt.sentence.startswith("Term dates for 2027/28 are not in the calendar")


@given(days, st.sampled_from(list(Audience)), st.sets(st.sampled_from(list(YearGroup)), max_size=3))
def test_the_calendar_only_warns_and_always_names_a_day(day, audience, years):
    for doubt in about(day, audience, *years):
        assert doubt.strength is Strength.WARNED
        assert str(day.year) in doubt.sentence or doubt.kind is DoubtKind.UNKNOWN_TERMS


@given(days.filter(lambda day: day.weekday() < 5))
def test_no_weekday_without_lessons_is_missed_for_pupils(day):
    closed = SCHOOL.closed_because(day)

    assert (DoubtKind.CLOSED in kinds(day)) is (closed is not None)


def test_what_is_refused_stands_first_on_its_date_and_nothing_twice():
    early, late = london(date(2027, 5, 4), time(9)), london(date(2027, 5, 4), time(14))
    warned = Doubt(DoubtKind.JOURNEY, Strength.WARNED, early, "Little time")
    refused = Doubt(DoubtKind.LEAVE, Strength.REFUSED, early, "On leave")
    other = Doubt(DoubtKind.LEAVE, Strength.REFUSED, late, "On leave later")

    assert in_order([other, warned, refused, warned]) == (refused, warned, other)
