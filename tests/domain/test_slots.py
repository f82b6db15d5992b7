"""Days on which we could come: the school is open, and somebody works there and is free."""

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rose_training.domain.availability import Availability, Leave, WeeklyHours
from rose_training.domain.bookings import PartOfDay
from rose_training.domain.calendar import Closure, ClosureKind, SchoolCalendar, TermDates, london
from rose_training.domain.diary import Engagement
from rose_training.domain.hosts import HostKind
from rose_training.domain.programme import Audience
from rose_training.domain.slots import Asked, Diary, Slot, days_shown, has_time, parts_on, read_slot, slots_among

THURSDAY = date(2027, 1, 14)
OPEN = SchoolCalendar()
PUPILS = Asked(Audience.PUPILS, HostKind.SCHOOL, 60)
LONG = Asked(Audience.PUPILS, HostKind.SCHOOL, 400)


def engaged(start, end, day=THURSDAY):
    return Engagement(london(day, start), london(day, end))


def test_a_slot_is_read_back_and_nonsense_is_none():
    slot = Slot(THURSDAY, PartOfDay.MORNING)

    assert read_slot(slot.key) == slot
    assert slot.label == "Thursday 14 January, morning"
    assert [read_slot(key) for key in ("", "2027-01-14", "2027-01-14/noon", "soon/morning")] == [None] * 4


def test_somebody_free_has_time_and_somebody_on_leave_has_none():
    assert has_time(Diary(Availability()), THURSDAY, PartOfDay.MORNING, PUPILS)
    away = Availability(leave=(Leave(THURSDAY, THURSDAY),))
    assert not has_time(Diary(away), THURSDAY, PartOfDay.MORNING, PUPILS)
    mornings = Availability(hours=(WeeklyHours(3, time(8), time(12)),))
    assert not has_time(Diary(mornings), THURSDAY, PartOfDay.AFTERNOON, PUPILS)
    assert not has_time(Diary(Availability()), THURSDAY, PartOfDay.EVENING, PUPILS)


@pytest.mark.parametrize(
    ("busy", "free"),
    [
        ([(time(9), time(10))], True),  # 10:45 to 12:00 is left
        ([(time(10), time(11))], False),  # 15 minutes before the journey, 15 after
        ([(time(14), time(15))], True),
        ([(time(12), time(13))], True),  # away from 11:15
        ([(time(9), time(10)), (time(11, 30), time(12))], False),
    ],
)
def test_a_journey_before_and_after_what_is_promised(busy, free):
    diary = Diary(Availability(), tuple(engaged(*one) for one in busy))

    assert has_time(diary, THURSDAY, PartOfDay.MORNING, PUPILS) is free


def test_a_long_session_needs_the_whole_part_of_the_day():
    assert has_time(Diary(Availability()), THURSDAY, PartOfDay.MORNING, LONG)
    assert not has_time(Diary(Availability(), (engaged(time(9), time(9, 15)),)), THURSDAY, PartOfDay.MORNING, LONG)


def test_pupils_are_met_in_lessons_and_adults_after_them():
    assert parts_on(THURSDAY, PUPILS, OPEN) == (PartOfDay.MORNING, PartOfDay.AFTERNOON)
    staff = Asked(Audience.STAFF, HostKind.SCHOOL, 90)
    assert parts_on(THURSDAY, staff, OPEN) == (PartOfDay.AFTER_SCHOOL,)
    club = Asked(Audience.PUPILS, HostKind.YOUTH_GROUP, 60)
    assert PartOfDay.EVENING in parts_on(THURSDAY, club, OPEN)
    assert parts_on(THURSDAY + timedelta(days=2), club, OPEN) == ()


def test_a_training_day_is_closed_for_pupils_and_the_best_day_for_staff():
    training = SchoolCalendar(closures=(Closure(THURSDAY, ClosureKind.TRAINING_DAY, "Staff day"),))

    assert parts_on(THURSDAY, PUPILS, training) == ()
    assert PartOfDay.MORNING in parts_on(THURSDAY, Asked(Audience.STAFF, HostKind.SCHOOL, 90), training)


def test_holidays_are_left_out_for_schools_and_not_for_youth_clubs():
    terms = SchoolCalendar(terms=(TermDates(date(2026, 9, 3), date(2026, 12, 18), "Autumn", "2026/27"),))

    assert parts_on(THURSDAY, PUPILS, terms) == ()
    assert parts_on(THURSDAY, Asked(Audience.PUPILS, HostKind.YOUTH_GROUP, 60), terms)


def test_the_days_begin_after_the_notice_in_working_days():
    days = days_shown(THURSDAY, OPEN, notice=2)

    assert days[0] == date(2027, 1, 18)
    assert len(days) == 70


@given(st.lists(st.tuples(st.integers(8, 16), st.integers(1, 3)), max_size=4), st.integers(15, 180))
def test_a_slot_never_lies_on_what_somebody_has_promised_all_morning(busy, minutes):
    diary = Diary(Availability(), tuple(engaged(time(start), time(min(start + hours, 19))) for start, hours in busy))
    found = slots_among([THURSDAY], {THURSDAY: {1: diary}}, Asked(Audience.PUPILS, HostKind.SCHOOL, minutes), OPEN)

    free = slots_among([THURSDAY], {THURSDAY: {1: Diary(Availability())}}, PUPILS, OPEN)
    assert set(found) <= set(free)
    if any(start <= 9 and start + hours >= 12 for start, hours in busy):
        assert Slot(THURSDAY, PartOfDay.MORNING) not in found
    assert slots_among([THURSDAY], {}, PUPILS, OPEN) == ()
