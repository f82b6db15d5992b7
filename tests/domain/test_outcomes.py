"""What became of a place: the six words, and minutes that fit their mark."""

from datetime import UTC, date, datetime, timedelta

import pytest

from rose_training.domain.attendance import Mark
from rose_training.domain.outcomes import (
    Outcome,
    Place,
    by_agency,
    check_minutes,
    enough_minutes,
    late_from,
    outcome_of,
    read_minutes,
)
from rose_training.domain.refusals import Refusal
from rose_training.domain.registrations import RegistrationState

STARTS = datetime(2026, 11, 19, 14, 0, tzinfo=UTC)
LATE_FROM = STARTS - timedelta(days=2)


def place(mark: Mark | None = None, minutes: int | None = None, **over: object) -> Place:
    values: dict[str, object] = {
        "state": RegistrationState.CONFIRMED,
        "length": 60,
        "had_a_place": True,
        "cancelled_at": None,
        "late_from": LATE_FROM,
    }
    return Place(mark=mark, minutes=minutes, **(values | over))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("mark", "minutes", "outcome"),
    [
        (Mark.PRESENT, None, Outcome.ATTENDED),
        (Mark.LATE, 48, Outcome.ATTENDED),
        (Mark.LATE, 47, Outcome.PARTLY),
        (Mark.LEFT_EARLY, 60, Outcome.ATTENDED),
        (Mark.LEFT_EARLY, 30, Outcome.PARTLY),
        (Mark.LATE, None, Outcome.PARTLY),
        (Mark.ABSENT, 20, Outcome.PARTLY),
        (Mark.ABSENT, 0, Outcome.DID_NOT_ATTEND),
        (Mark.ABSENT, None, Outcome.DID_NOT_ATTEND),
        (Mark.EXCUSED, None, Outcome.CANCELLED_LATE),
        (None, None, None),
    ],
)
def test_at_least_four_fifths_of_the_minutes_is_attended(
    mark: Mark | None, minutes: int | None, outcome: Outcome | None
) -> None:
    assert outcome_of(place(mark, minutes)) is outcome


@pytest.mark.parametrize(("length", "enough"), [(60, 48), (30, 24), (45, 36), (50, 40), (59, 48), (1, 1)])
def test_the_share_is_never_rounded_down(length: int, enough: int) -> None:
    assert enough_minutes(length) == enough


@pytest.mark.parametrize("mark", [None, Mark.ABSENT, Mark.EXCUSED])
@pytest.mark.parametrize("state", [RegistrationState.CANCELLED, RegistrationState.SUBSTITUTED])
def test_cancelled_is_never_absent(state: RegistrationState, mark: Mark | None) -> None:
    """DFE-Digital/schools-experience PR #999: cancelled bookings were being marked as absent."""
    outcome = outcome_of(place(mark, state=state, cancelled_at=LATE_FROM))
    assert outcome in {Outcome.CANCELLED_LATE, Outcome.SUBSTITUTED}


def test_whoever_came_all_the_same_was_there() -> None:
    cancelled = place(Mark.PRESENT, state=RegistrationState.CANCELLED, cancelled_at=LATE_FROM)
    assert outcome_of(cancelled) is Outcome.ATTENDED


@pytest.mark.parametrize(
    ("before", "outcome"), [(timedelta(seconds=1), Outcome.CANCELLED_IN_TIME), (timedelta(), Outcome.CANCELLED_LATE)]
)
def test_in_time_ends_at_the_very_moment(before: timedelta, outcome: Outcome) -> None:
    assert outcome_of(place(state=RegistrationState.CANCELLED, cancelled_at=LATE_FROM - before)) is outcome


def test_who_never_had_a_place_or_whose_session_was_called_off_is_in_no_figure() -> None:
    left = place(state=RegistrationState.CANCELLED, cancelled_at=LATE_FROM, had_a_place=False)
    assert outcome_of(left) is None
    assert outcome_of(place(state=RegistrationState.RESERVE)) is None
    off = place(state=RegistrationState.CANCELLED, cancelled_at=LATE_FROM, called_off=True)
    assert outcome_of(off) is None


def test_late_is_after_booking_closed_or_within_some_working_days() -> None:
    """Thursday 19 November, 2pm: two working days before is Tuesday 2pm, whatever comes first counts."""
    assert late_from(STARTS, closes_at=None) == STARTS - timedelta(days=2)
    week_before = STARTS - timedelta(days=7)
    assert late_from(STARTS, closes_at=week_before) == week_before
    assert late_from(STARTS, closes_at=STARTS) == STARTS - timedelta(days=2)
    holiday = late_from(STARTS, closes_at=None, days_off={date(2026, 11, 18)})
    assert holiday == STARTS - timedelta(days=3)
    assert late_from(STARTS, closes_at=None, working_days=0) == STARTS


@pytest.mark.parametrize(
    ("mark", "minutes", "code"),
    [
        (Mark.PRESENT, 30, "minutes_mean_nothing"),
        (Mark.EXCUSED, 30, "minutes_mean_nothing"),
        (Mark.LATE, 61, "too_many_minutes"),
        (Mark.LATE, 29, "less_than_half"),
        (Mark.ABSENT, 30, "was_there"),
    ],
)
def test_minutes_that_contradict_their_mark_are_refused(mark: Mark, minutes: int, code: str) -> None:
    """So that figures, which count late from half of the time on, and minutes agree."""
    with pytest.raises(Refusal) as refused:
        check_minutes(mark, minutes, length=60, field="here")
    assert (refused.value.code, refused.value.field) == (code, "here")


@pytest.mark.parametrize(("mark", "minutes"), [(Mark.LATE, 30), (Mark.ABSENT, 29), (Mark.PRESENT, None)])
def test_minutes_that_fit_are_taken(mark: Mark, minutes: int | None) -> None:
    check_minutes(mark, minutes, length=60)


@pytest.mark.parametrize(("typed", "minutes"), [("", None), ("  ", None), ("45", 45), (" 0 ", 0)])
def test_minutes_are_read(typed: str, minutes: int | None) -> None:
    assert read_minutes(typed, field="x") == minutes


@pytest.mark.parametrize("typed", ["half", "-5", "4.5", "٣", "99999"])
def test_nonsense_is_no_number_of_minutes(typed: str) -> None:
    with pytest.raises(Refusal):
        read_minutes(typed, field="x")


def test_the_rate_of_an_agency_leaves_cancellations_out() -> None:
    """DFE-Digital/schools-experience PR #999 again: of five expected one did not come, whoever cancelled."""
    found = [("YMCA", Outcome.ATTENDED)] * 3 + [("YMCA", Outcome.PARTLY), ("YMCA", Outcome.DID_NOT_ATTEND)]
    found += [("YMCA", Outcome.CANCELLED_LATE)] * 5 + [("Health", Outcome.CANCELLED_IN_TIME)]
    ymca, health = by_agency(found)
    assert (ymca.name, ymca.expected, ymca.rate) == ("YMCA", 5, 0.2)
    assert ymca.number(Outcome.CANCELLED_LATE) == 5
    assert (health.expected, health.rate) == (0, None)


def test_one_person_is_no_rate() -> None:
    (small,) = by_agency([("A small trust", Outcome.DID_NOT_ATTEND)] * 4)
    assert (small.expected, small.rate) == (4, None)
