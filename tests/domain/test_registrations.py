from datetime import UTC, datetime, timedelta

import pytest

from rose_training.domain.refusals import Refusal
from rose_training.domain.registrations import (
    RegistrationState,
    check_may_cancel,
    check_may_register,
    check_may_switch,
    check_takes_people,
)
from rose_training.domain.sessions import SessionMode, SessionState

START = datetime(2027, 3, 4, 10, tzinfo=UTC)
CLOSES = datetime(2027, 3, 2, 10, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def test_booking_is_open_until_the_very_moment_it_closes():
    open_session = {
        "state": SessionState.SCHEDULED,
        "starts_at": START,
        "registration_opens_at": CLOSES - timedelta(days=30),
        "registration_closes_at": CLOSES,
    }
    check_may_register(**open_session, at=CLOSES - timedelta(microseconds=1))
    with pytest.raises(Refusal) as no:
        check_may_register(**open_session, at=CLOSES)
    assert no.value.code == "booking_closed"
    with pytest.raises(Refusal) as no:
        check_may_register(**open_session, at=CLOSES - timedelta(days=31))
    assert no.value.code == "not_open_yet"


def test_without_a_closing_time_booking_stays_open_until_the_start():
    check_may_register(
        state=SessionState.SCHEDULED,
        starts_at=START,
        registration_opens_at=None,
        registration_closes_at=None,
        at=START - MINUTE,
    )


@pytest.mark.parametrize(
    ("state", "at", "code"),
    [
        (SessionState.CANCELLED, CLOSES, "cancelled"),
        (SessionState.DELIVERED, START, "started"),
        (SessionState.SCHEDULED, START, "started"),
    ],
)
def test_nobody_can_be_added_to_a_session_that_is_off_or_over(state, at, code):
    with pytest.raises(Refusal) as no:
        check_takes_people(state=state, starts_at=START, at=at)
    assert no.value.code == code


@pytest.mark.parametrize("state", [RegistrationState.CANCELLED, RegistrationState.SUBSTITUTED])
def test_a_place_is_cancelled_only_once(state):
    with pytest.raises(Refusal) as no:
        check_may_cancel(state=state, starts_at=START, at=CLOSES)
    assert no.value.code == "not_live"


def test_staying_away_does_not_become_a_cancellation_afterwards():
    check_may_cancel(state=RegistrationState.CONFIRMED, starts_at=START, at=START - MINUTE)
    with pytest.raises(Refusal) as no:
        check_may_cancel(state=RegistrationState.CONFIRMED, starts_at=START, at=START)
    assert no.value.code == "started"


@pytest.mark.parametrize("mode", [SessionMode.IN_PERSON, SessionMode.ONLINE])
def test_nobody_switches_where_there_is_one_kind_of_place(mode):
    with pytest.raises(Refusal) as no:
        check_may_switch(mode=mode, state=RegistrationState.CONFIRMED)
    assert no.value.code == "one_kind"
    check_may_switch(mode=SessionMode.HYBRID, state=RegistrationState.RESERVE)


def test_an_offer_is_answered_before_one_switches():
    with pytest.raises(Refusal) as no:
        check_may_switch(mode=SessionMode.HYBRID, state=RegistrationState.OFFERED)
    assert no.value.code == "answer_first"
