"""Leafing: every day can be reached, forwards and backwards, in each view."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rose_training.domain.bookings import BookingState
from rose_training.domain.calendar import TermDates
from rose_training.domain.diary_pages import EARLIEST, LATEST, DiaryView, Standing, opened, standing
from rose_training.domain.sessions import SessionState

TERMS = (
    TermDates(date(2026, 9, 3), date(2026, 10, 23), "Autumn 1", "2026/27"),
    TermDates(date(2026, 11, 2), date(2026, 12, 18), "Autumn 2", "2026/27"),
)
days = st.dates(EARLIEST + timedelta(days=62), LATEST - timedelta(days=62))


@given(st.sampled_from(list(DiaryView)), days)
def test_the_day_asked_for_lies_open(view, day):
    page = opened(view, day, TERMS)

    assert page.first <= day <= page.last
    assert page.before < page.first or page.view is DiaryView.MONTH
    assert page.after > day
    assert page.before < day


@given(st.sampled_from(list(DiaryView)), days)
def test_there_and_back_again(view, day):
    page = opened(view, day, TERMS)
    there = opened(view, page.after, TERMS)

    assert there.first > page.first
    if view is not DiaryView.LIST:
        assert opened(view, there.before, TERMS).first == page.first


def test_a_month_is_shown_in_whole_weeks():
    page = opened(DiaryView.MONTH, date(2026, 11, 17), TERMS)

    assert (page.first, page.last) == (date(2026, 10, 26), date(2026, 12, 6))
    assert page.is_beside(date(2026, 10, 31))
    assert not page.is_beside(date(2026, 11, 1))
    assert page.name == "November 2026"


def test_a_list_is_a_half_term_and_leads_to_the_next():
    page = opened(DiaryView.LIST, date(2026, 9, 20), TERMS)

    assert (page.name, page.after) == ("Autumn 1 2026/27", date(2026, 11, 2))
    assert opened(DiaryView.LIST, page.after, TERMS).before == date(2026, 9, 3)
    assert opened(DiaryView.LIST, date(2026, 10, 28), TERMS).name == "October 2026"


@pytest.mark.parametrize("far", [date.min, date.max])
def test_the_end_of_time_is_not_reached(far):
    for view in DiaryView:
        opened(view, far, TERMS)


@pytest.mark.parametrize(
    ("session", "booking", "expected"),
    [
        (SessionState.SCHEDULED, None, Standing.OPEN),
        (SessionState.SCHEDULED, BookingState.HELD, Standing.HELD),
        (SessionState.SCHEDULED, BookingState.CONFIRMED, Standing.CONFIRMED),
        (SessionState.DELIVERED, BookingState.CONFIRMED, Standing.DELIVERED),
        (SessionState.CANCELLED, None, Standing.CANCELLED),
    ],
)
def test_how_a_session_stands(session, booking, expected):
    assert standing(session, booking) is expected
    assert expected.label
