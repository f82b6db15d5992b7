"""One week postponed: the later ones follow, or the others stay."""

import itertools
from datetime import UTC, date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rose_training.domain.calendar import Closure, ClosureKind, SchoolCalendar, TermDates, london_clock, london_day
from rose_training.domain.course_choices import meeting_on
from rose_training.domain.postponements import after_the_rest, later_ones_follow, others_stay
from rose_training.domain.refusals import Refusal
from rose_training.domain.weekly import Meeting

THURSDAY = date(2026, 1, 8)
CALENDAR = SchoolCalendar(
    (
        TermDates(date(2026, 1, 6), date(2026, 2, 13), "Spring 1", "2025/26"),
        TermDates(date(2026, 2, 23), date(2026, 3, 27), "Spring 2", "2025/26"),
        TermDates(date(2026, 4, 15), date(2026, 5, 22), "Summer 1", "2025/26"),
    )
)
SIX = tuple(meeting_on(THURSDAY + timedelta(weeks=n), time(10), 60) for n in range(6))


def days(moved):
    return [london_day(one.new.starts_at) for one in moved]


def test_the_later_ones_follow_and_skip_the_holiday():
    moved = later_ones_follow(SIX, 4, CALENDAR)

    assert days(moved)[:3] == [date(2026, 1, 8), date(2026, 1, 15), date(2026, 1, 22)]
    assert days(moved)[3:] == [date(2026, 2, 5), date(2026, 2, 12), date(2026, 2, 26)]
    assert [one.is_moved for one in moved] == [False] * 3 + [True] * 3


def test_a_week_on_a_day_of_its_own_keeps_it():
    friday = meeting_on(date(2026, 1, 23), time(14), 90)
    moved = later_ones_follow((*SIX[:2], friday, *SIX[3:]), 3, CALENDAR)

    assert moved[2].new == meeting_on(date(2026, 1, 30), time(14), 90)
    assert days(moved)[3] == date(2026, 2, 5)


def test_the_others_stay_and_the_weeks_are_numbered_anew():
    instead = after_the_rest(SIX, 2, CALENDAR)
    moved = others_stay(SIX, 2, instead)

    assert london_day(instead.starts_at) == date(2026, 2, 26)
    assert [(one.old_week, one.week) for one in moved] == [(1, 1), (3, 2), (4, 3), (5, 4), (6, 5), (2, 6)]
    assert [one.is_moved for one in moved] == [False] * 5 + [True]


def test_it_may_go_before_the_rest_too():
    earlier = meeting_on(date(2026, 1, 7), time(10), 60)
    assert others_stay(SIX, 3, earlier)[0].old_week == 3


def test_the_same_time_and_the_time_of_another_week_are_refused():
    with pytest.raises(Refusal, match="than the present one"):
        others_stay(SIX, 2, SIX[1])
    with pytest.raises(Refusal, match="Another week"):
        others_stay(SIX, 2, meeting_on(london_day(SIX[4].starts_at), time(10, 30), 60))


def test_no_room_anywhere_is_said():
    shut = tuple(Closure(THURSDAY + timedelta(weeks=n), ClosureKind.CLOSED, "Closed") for n in range(1, 200))
    for ask in (later_ones_follow, after_the_rest):
        with pytest.raises(Refusal, match="no room"):
            ask(SIX, 6, SchoolCalendar(closures=shut))


starts = st.lists(st.integers(0, 250), min_size=1, max_size=8, unique=True).map(sorted)
shut_days = st.sets(st.integers(0, 300), max_size=40)


@given(starts, shut_days, st.data())
def test_whatever_the_calendar_nothing_is_lost_and_the_order_stays(offsets, shut, data):
    monday = date(2026, 9, 7)
    meetings = tuple(
        meeting_on(day, time(10), 60) for n in offsets if (day := monday + timedelta(days=n)).weekday() < 5
    )
    if not meetings:
        return
    week = data.draw(st.integers(1, len(meetings)))
    closures = tuple(Closure(monday + timedelta(days=n), ClosureKind.CLOSED, "Closed") for n in shut)
    calendar = SchoolCalendar(closures=closures)

    moved = later_ones_follow(meetings, week, calendar)

    new = [one.new for one in moved]
    assert len(new) == len(meetings)
    assert new[: week - 1] == list(meetings[: week - 1])
    assert all(one.starts_at < later.starts_at for one, later in itertools.pairwise(new))
    for one in moved[week - 1 :]:
        gap = london_day(one.new.starts_at) - london_day(one.old.starts_at)
        assert gap >= timedelta(weeks=1)
        assert gap.days % 7 == 0
        assert calendar.closed_because(london_day(one.new.starts_at)) is None
        assert london_clock(one.new.starts_at) == time(10)
        assert one.new.ends_at - one.new.starts_at == timedelta(hours=1)


@given(st.integers(1, 6), st.integers(1, 300), st.integers(8, 16))
def test_when_the_others_stay_they_do(week, offset, hour):
    day = THURSDAY + timedelta(days=offset)
    start = meeting_on(day, time(hour), 60).starts_at.astimezone(UTC)
    instead = Meeting(start, start + timedelta(hours=1))
    try:
        moved = others_stay(SIX, week, instead)
    except Refusal:
        return
    assert {one.new for one in moved} == ({*SIX} - {SIX[week - 1]}) | {instead}
    assert [one.week for one in moved] == [1, 2, 3, 4, 5, 6]
    assert all(one.new.starts_at < later.new.starts_at for one, later in itertools.pairwise(moved))
