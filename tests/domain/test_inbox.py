"""What the office answers first, and that the words beside it say why."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rose_training.domain.bookings import BookingState
from rose_training.domain.calendar import SchoolCalendar
from rose_training.domain.counter_offers import OfferState
from rose_training.domain.inbox import Urgency, Waiting, age, in_order, priority, working_days_late

AT = datetime(2026, 11, 17, 9, 30, tzinfo=UTC)
TODAY = date(2026, 11, 17)
OPEN = SchoolCalendar()


def asked(**over):
    return Waiting(**{"state": BookingState.REQUESTED, "requested_at": AT - timedelta(hours=2)} | over)


def look(waiting):
    return priority(waiting, at=AT, calendar=OPEN)


@pytest.mark.parametrize(
    ("waiting", "urgency", "words"),
    [
        (asked(), Urgency.IN_TURN, None),
        (asked(first_wish=TODAY + timedelta(days=4)), Urgency.NOW, "First wished date in 4 days"),
        (asked(first_wish=TODAY + timedelta(days=1)), Urgency.NOW, "First wished date tomorrow"),
        (asked(first_wish=TODAY + timedelta(days=20)), Urgency.SOON, "First wished date in 20 days"),
        (asked(first_wish=TODAY + timedelta(days=40)), Urgency.IN_TURN, None),
        (asked(first_wish=TODAY), Urgency.NOW, "The first wished date has passed"),
        (asked(targeted=True), Urgency.SOON, "Waits for a conversation"),
        (asked(targeted=True, spoken=True), Urgency.IN_TURN, None),
        (asked(requested_at=AT - timedelta(days=7)), Urgency.NOW, "Unanswered for 5 working days"),
        (asked(offer=OfferState.NONE_SUITS), Urgency.NOW, "No offered date suits"),
        (asked(offer=OfferState.LAPSED), Urgency.SOON, "No answer to the dates offered"),
        (
            asked(offer=OfferState.OPEN, requested_at=AT - timedelta(days=30)),
            Urgency.IN_TURN,
            "Other dates are offered",
        ),
        (
            asked(state=BookingState.HELD, held_until=AT + timedelta(hours=3), accepted=True),
            Urgency.NOW,
            "The school has said yes: confirm",
        ),
        (
            asked(state=BookingState.HELD, held_until=datetime(2026, 11, 18, 12, tzinfo=UTC)),
            Urgency.SOON,
            "The hold ends Wednesday 18 November 2026, midday",
        ),
        (asked(state=BookingState.HELD, held_until=AT + timedelta(days=4)), Urgency.IN_TURN, None),
        (asked(state=BookingState.CONFIRMED, requested_at=AT - timedelta(days=90)), Urgency.IN_TURN, None),
    ],
)
def test_each_reason_says_itself(waiting, urgency, words):
    found = look(waiting)
    assert found.urgency is urgency
    assert found.reasons == ((words,) if words else ())


def test_a_weekend_does_not_make_an_answer_late():
    friday = datetime(2026, 11, 13, 15, tzinfo=UTC)
    assert working_days_late(friday, at=datetime(2026, 11, 18, 9, tzinfo=UTC), calendar=OPEN) == 0
    assert working_days_late(friday, at=datetime(2026, 11, 19, 9, tzinfo=UTC), calendar=OPEN) == 1


WAITING = st.builds(
    Waiting,
    state=st.sampled_from([BookingState.REQUESTED, BookingState.HELD]),
    requested_at=st.datetimes(datetime(2026, 9, 1), datetime(2026, 11, 17), timezones=st.just(UTC)),  # noqa: DTZ001
    first_wish=st.none() | st.dates(date(2026, 10, 1), date(2027, 6, 1)),
    held_until=st.none() | st.datetimes(datetime(2026, 11, 1), datetime(2026, 12, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    accepted=st.booleans(),
    targeted=st.booleans(),
    spoken=st.booleans(),
    offer=st.none() | st.sampled_from(list(OfferState)),
)


@given(st.lists(WAITING, min_size=2, max_size=8))
def test_nobody_urgent_stands_below_somebody_who_is_not(waiting):
    found = dict(enumerate(map(look, waiting)))
    order = [list(Urgency).index(found[one].urgency) for one in in_order(found.items())]
    assert order == sorted(order)


@given(WAITING)
def test_whatever_is_urgent_says_why(waiting):
    found = look(waiting)
    assert bool(found.reasons) or found.urgency is Urgency.IN_TURN


@pytest.mark.parametrize(
    ("days", "words"), [(0, "today"), (1, "yesterday"), (3, "3 days"), (27, "27 days"), (36, "5 weeks")]
)
def test_the_age_in_words(days, words):
    assert age(AT - timedelta(days=days), at=AT) == words
