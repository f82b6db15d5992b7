"""Cards of a group: more may follow, one that is in use stays, and what is printed names nobody."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from rose_training.domain.actors import Actor
from rose_training.domain.bookings import BookingState
from rose_training.domain.cards import read_card
from rose_training.domain.refusals import Refusal
from rose_training.models.bookings import CohortCard
from rose_training.services import cohorts, history
from tests.factories import make_activity, make_booking, make_cohort, make_session
from tests.support.evidence import make_mark

OFFICE = Actor(None, "office")


@pytest.fixture
def course(session):
    activity = make_activity(session, weeks=6, targeted=True, code="JT-B", title="A topic nobody must read")
    return make_booking(session, activity=activity, state=BookingState.CONFIRMED)


@pytest.fixture
def cards(session, course):
    return make_cohort(session, course, size=8)[1]


def numbers(session):
    return session.scalars(select(CohortCard.number).order_by(CohortCard.number)).all()


def test_a_group_grows_and_shrinks_while_nothing_is_known_of_its_cards(session, at, course, cards):
    assert cohorts.resize(session, booking=course, size=10, by=OFFICE, at=at)
    assert numbers(session) == list(range(1, 11))
    assert cohorts.resize(session, booking=course, size=6, by=OFFICE, at=at)
    assert numbers(session) == list(range(1, 7))
    assert not cohorts.resize(session, booking=course, size=6, by=OFFICE, at=at)
    assert [entry.detail for entry in history.entries_about(session, course.reference)] == [
        {"before": 10, "cards": 6},
        {"before": 8, "cards": 10},
    ]


def test_a_card_in_use_stays(session, at, course, cards):
    training = make_session(session, booking=course, week_number=1, starts_at=at - timedelta(hours=2))
    make_mark(session, cards[4], training=training)

    assert cohorts.resize(session, booking=course, size=5, by=OFFICE, at=at)
    with pytest.raises(Refusal, match="Card 5 is in use") as refused:
        cohorts.resize(session, booking=course, size=4, by=OFFICE, at=at)
    assert refused.value.field == "size"
    with pytest.raises(IntegrityError), session.begin_nested():
        session.delete(cards[4])
        session.flush()


@pytest.mark.parametrize("size", [0, 41])
def test_a_group_is_neither_empty_nor_a_year_group(session, at, course, cards, size):
    with pytest.raises(Refusal, match="between 1 and 40"):
        cohorts.resize(session, booking=course, size=size, by=OFFICE, at=at)


def test_only_a_confirmed_course_has_cards_to_change(session, at, course):
    with pytest.raises(Refusal, match="Only a confirmed course"):
        cohorts.resize(session, booking=course, size=8, by=OFFICE, at=at)


def test_what_is_printed_can_be_read_back_and_tells_no_topic(session, course, cards):
    sheet = cohorts.sheet_of(session, booking=course)

    assert [read_card(code, group=sheet.group, size=8) for code in sheet.codes] == list(range(1, 9))
    assert sheet.activity == "JT-B"
    assert "topic" not in str(sheet)
    assert cohorts.sheet_of(session, booking=make_booking(session)) is None
