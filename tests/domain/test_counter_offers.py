"""Which dates can be offered, and until when."""

from datetime import UTC, datetime, timedelta

import pytest

from rose_training.domain.counter_offers import OfferState, check_offer
from rose_training.domain.diary import Engagement
from rose_training.domain.refusals import Refusal

AT = datetime(2026, 11, 17, 9, 30, tzinfo=UTC)
UNTIL = AT + timedelta(days=5)
START = AT + timedelta(days=40)
HOUR = timedelta(hours=1)


def one(start=START, length=HOUR):
    return Engagement(start, start + length)


def test_one_to_three_dates_are_offered():
    for number in (1, 2, 3):
        check_offer([one(START + n * HOUR) for n in range(number)], until=UNTIL, at=AT)


@pytest.mark.parametrize(
    ("dates", "until", "field"),
    [
        ([], UNTIL, "date_1"),
        ([one(START + n * HOUR) for n in range(4)], UNTIL, "date_1"),
        ([one()], AT, "until"),
        ([one(length=timedelta(0))], UNTIL, "start_1"),
        ([one(), one(UNTIL)], UNTIL, "date_2"),
        ([one(), one(START + HOUR / 2)], UNTIL, "date_2"),
    ],
)
def test_what_cannot_be_offered_is_said_beside_its_field(dates, until, field):
    with pytest.raises(Refusal) as refused:
        check_offer(dates, until=until, at=AT)
    assert refused.value.field == field


@pytest.mark.parametrize("state", OfferState)
def test_every_end_has_a_sentence(state):
    assert state.sentence
