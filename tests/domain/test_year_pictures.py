"""A school year at a glance."""

from datetime import date

from rose_training.domain.calendar import Closure, ClosureKind, SchoolCalendar, TermDates
from rose_training.domain.year_pictures import DaySort, span, year_picture, years_around

AUTUMN = TermDates(date(2026, 9, 3), date(2026, 10, 23), "Autumn 1", "2026/27")
CALENDAR = SchoolCalendar(
    (AUTUMN,),
    (
        Closure(date(2026, 9, 3), ClosureKind.TRAINING_DAY, "INSET"),
        Closure(date(2026, 9, 8), ClosureKind.EXAM, "Mocks", ("11",)),
        Closure(date(2026, 9, 3), ClosureKind.EXAM, "Mocks", ("11",)),
        Closure(date(2026, 12, 25), ClosureKind.BANK_HOLIDAY, "Christmas Day"),
    ),
)


def sorts(calendar=CALENDAR, year="2026/27"):
    return {
        day.day: day.sort
        for month in year_picture(calendar, year)
        for week in month.weeks
        for day in week
        if day is not None
    }


def test_every_day_of_the_year_is_there_once_in_whole_weeks():
    months = year_picture(CALENDAR, "2027/28")
    assert len(months) == 12
    assert all(len(week) == 7 for month in months for week in month.weeks)
    assert len(sorts(year="2027/28")) == 366
    assert (min(sorts()), max(sorts())) == span("2026/27")


def test_each_day_is_what_keeps_visitors_away_most():
    found = sorts()
    assert found[date(2026, 9, 2)] is DaySort.HOLIDAY
    assert found[date(2026, 9, 3)] is DaySort.TRAINING_DAY
    assert found[date(2026, 9, 4)] is DaySort.SCHOOL
    assert found[date(2026, 9, 5)] is DaySort.WEEKEND
    assert found[date(2026, 9, 8)] is DaySort.EXAM
    assert found[date(2026, 12, 25)] is DaySort.BANK_HOLIDAY


def test_a_year_without_terms_is_not_known():
    assert set(sorts(year="2028/29").values()) == {DaySort.WEEKEND, DaySort.UNKNOWN}


def test_the_years_that_people_look_at():
    assert years_around(date(2026, 8, 31)) == ("2024/25", "2025/26", "2026/27", "2027/28")
    assert years_around(date(2026, 9, 1))[1] == "2026/27"
