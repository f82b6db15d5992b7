"""When an e-mail is tried again, and when a person has to look at it."""

from datetime import UTC, datetime, timedelta

import pytest

from rose_training.domain.outbox import (
    FIRST_PAUSE,
    GIVE_UP_AFTER,
    LEASE,
    LONGEST_HOLD,
    LONGEST_PAUSE,
    Attempt,
    NextStep,
    OutboxState,
    Outcome,
    hold_until,
    pause_after,
    step_after,
)

AT = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
GREYLISTED = Attempt(Outcome.TRY_AGAIN, "450 try later")


def all_pauses() -> list[timedelta]:
    pauses: list[timedelta] = []
    while (pause := pause_after(len(pauses) + 1)) is not None:
        pauses.append(pause)
    return pauses


def test_pauses_double_from_half_a_minute() -> None:
    assert all_pauses()[:4] == [FIRST_PAUSE * factor for factor in (1, 2, 4, 8)]


def test_pauses_never_shrink_and_stay_under_the_cap() -> None:
    pauses = all_pauses()

    assert pauses == sorted(pauses)
    assert max(pauses) == LONGEST_PAUSE


def test_it_gives_up_after_four_days_and_not_before() -> None:
    waited = sum(all_pauses(), timedelta())

    assert GIVE_UP_AFTER - LONGEST_PAUSE < waited <= GIVE_UP_AFTER


def test_accepted_is_sent() -> None:
    assert step_after(Attempt(Outcome.ACCEPTED), tries=1, at=AT) == NextStep(OutboxState.SENT)


def test_refused_fails_at_once_with_the_reason() -> None:
    step = step_after(Attempt(Outcome.REFUSED, "550 no such mailbox"), tries=1, at=AT)

    assert step == NextStep(OutboxState.FAILED, problem="550 no such mailbox")


@pytest.mark.parametrize("outcome", [Outcome.TRY_AGAIN, Outcome.UNREACHABLE])
def test_a_passing_trouble_waits_its_pause(outcome: Outcome) -> None:
    step = step_after(Attempt(outcome, "450 try later"), tries=2, at=AT)

    assert step == NextStep(OutboxState.QUEUED, AT + FIRST_PAUSE * 2, "450 try later")


def test_the_last_pause_is_followed_by_failed() -> None:
    step = step_after(GREYLISTED, tries=len(all_pauses()) + 1, at=AT)

    assert step == NextStep(OutboxState.FAILED, problem="Given up: 450 try later")


def test_the_queue_waits_no_longer_than_the_hold() -> None:
    first = step_after(GREYLISTED, tries=1, at=AT)
    late = step_after(GREYLISTED, tries=20, at=AT)
    given_up = step_after(GREYLISTED, tries=1000, at=AT)

    assert hold_until(first, at=AT) == AT + FIRST_PAUSE
    assert hold_until(late, at=AT) == hold_until(given_up, at=AT) == AT + LONGEST_HOLD


def test_a_lease_outlasts_a_delivery() -> None:
    assert timedelta(minutes=5) <= LEASE
