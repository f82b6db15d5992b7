from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rose_training.domain.calendar import LONDON
from rose_training.domain.refusals import Refusal
from rose_training.domain.sessions import (
    Arrangement,
    SessionMode,
    SessionState,
    changed_parts,
    check_arrangement,
    check_breaks,
    check_capacity,
    check_may_change,
    learning_minutes,
    registration_closes_at,
)

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
BRIEFING = Arrangement(
    starts_at=datetime(2027, 3, 4, 10, tzinfo=UTC),
    ends_at=datetime(2027, 3, 4, 11, tzinfo=UTC),
    mode=SessionMode.IN_PERSON,
    place_name="The Charing Cross Centre",
)


def london(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=LONDON)


@pytest.mark.parametrize(
    ("starts", "closes"),
    [
        (london(2027, 3, 4, 10), london(2027, 3, 2, 10)),  # Thursday: Tuesday
        (london(2027, 3, 1, 10), london(2027, 2, 25, 10)),  # Monday: Thursday before
        (london(2027, 3, 30, 10), london(2027, 3, 24, 10)),  # Tuesday after Easter
        (london(2027, 3, 31, 14, 30), london(2027, 3, 25, 14, 30)),
    ],
)
def test_booking_closes_two_working_days_before_at_the_same_clock_time(starts, closes):
    easter = {date(2027, 3, 26), date(2027, 3, 29)}
    assert registration_closes_at(starts, days_off=easter) == closes


def test_the_close_of_booking_keeps_its_clock_time_when_the_clocks_change():
    after_the_change = datetime(2027, 3, 29, 9, tzinfo=UTC)  # 10:00 in London, a Monday
    closes = registration_closes_at(after_the_change)
    assert closes.astimezone(UTC) == datetime(2027, 3, 25, 10, tzinfo=UTC)


@given(st.integers(0, 4 * 365 * 24 * 60), st.integers(0, 10))
def test_booking_never_closes_after_the_start(minutes, days):
    starts = NOW + timedelta(minutes=minutes)
    assert registration_closes_at(starts, working_days=days) <= starts


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"starts_at": NOW}, "in_the_past", "starts_on"),
        ({"ends_at": BRIEFING.starts_at}, "ends_before_start", "end_time"),
        ({"ends_at": BRIEFING.starts_at + timedelta(hours=11)}, "too_long", "end_time"),
        ({"place_name": None}, "place_missing", "place_name"),
        ({"online_link": "http://example.org/room"}, "link_not_secure", "online_link"),
    ],
)
def test_an_impossible_arrangement_is_refused_beside_its_field(change, code, field):
    with pytest.raises(Refusal) as no:
        check_arrangement(replace(BRIEFING, **change), at=NOW)
    assert (no.value.code, no.value.field) == (code, field)


def test_an_online_session_needs_no_room_and_may_get_its_link_later():
    check_arrangement(replace(BRIEFING, mode=SessionMode.ONLINE, place_name=None), at=NOW)


def test_only_what_stands_in_a_diary_counts_as_a_change():
    assert changed_parts(BRIEFING, BRIEFING) == ()
    moved = replace(BRIEFING, ends_at=BRIEFING.ends_at + timedelta(minutes=30), postcode="NR1 1AA")
    assert changed_parts(BRIEFING, moved) == ("ends_at", "postcode")


@pytest.mark.parametrize("capacity", [-1, 0, 501])
def test_an_absurd_number_of_places_is_refused(capacity):
    with pytest.raises(Refusal) as no:
        check_capacity(capacity)
    assert no.value.code == "capacity_out_of_range"


def test_places_that_were_given_cannot_be_taken_back():
    check_capacity(12, places_taken=12)
    with pytest.raises(Refusal, match="12 people have a place or an offer of one"):
        check_capacity(11, places_taken=12)


@pytest.mark.parametrize(
    ("state", "starts_at", "code"),
    [
        (SessionState.CANCELLED, BRIEFING.starts_at, "cancelled"),
        (SessionState.DELIVERED, NOW, "started"),
        (SessionState.SCHEDULED, NOW, "started"),
    ],
)
def test_what_is_over_or_cancelled_stays_as_it_was(state, starts_at, code):
    with pytest.raises(Refusal) as no:
        check_may_change(state, starts_at=starts_at, at=NOW)
    assert no.value.code == code


def test_breaks_are_no_learning():
    assert learning_minutes(BRIEFING.starts_at, BRIEFING.ends_at, breaks=0) == 60
    assert learning_minutes(BRIEFING.starts_at, BRIEFING.ends_at, breaks=15) == 45


@pytest.mark.parametrize("breaks", [-1, 60, 61])
def test_breaks_leave_time_to_learn(breaks):
    check_breaks(59, length=timedelta(hours=1))
    with pytest.raises(Refusal) as no:
        check_breaks(breaks, length=timedelta(hours=1))
    assert (no.value.code, no.value.field) == ("breaks_too_long", "break_minutes")


def test_every_way_of_taking_part_has_words_for_the_reader():
    assert all(mode.label for mode in SessionMode)


def test_a_mark_from_the_morning_on_changes_nothing_before_the_start():
    check_may_change(SessionState.DELIVERED, starts_at=BRIEFING.starts_at, at=NOW)
