"""Whose sessions they are, and when they can be opened."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from rose_training.domain.actors import Actor
from rose_training.domain.attendance import HeadcountAudience, Mark
from rose_training.domain.bookings import BookingState
from rose_training.domain.refusals import Refusal
from rose_training.domain.sessions import SessionState
from rose_training.models.people import Facilitator
from rose_training.models.sessions import TrainingSession
from rose_training.models.site import SiteSetting
from rose_training.services import booking_plans, delivery, headcounts, history
from rose_training.services.attendance import Sent, take_register
from tests.factories import make_assignment, make_booking, make_cohort, make_facilitator, make_session
from tests.support.queries import counting

BY = Actor(None, "Fay Example")
HOUR = timedelta(hours=1)


@pytest.fixture
def fay(session: Session) -> Facilitator:
    return make_facilitator(session)


def visit_on(session: Session, facilitator: Facilitator, starts_at: datetime, **over: object) -> TrainingSession:
    """A visit of an hour that this facilitator delivers."""
    booking = make_booking(session, state=BookingState.CONFIRMED)
    training = make_session(session, booking=booking, starts_at=starts_at, ends_at=starts_at + HOUR, **over)
    make_assignment(session, training, facilitator)
    return training


def references(deliveries: list[delivery.Delivery]) -> list[str]:
    return [one.training.reference for one in deliveries]


def test_sessions_stand_under_today_ahead_waiting_and_done(session: Session, fay: Facilitator, at: datetime) -> None:
    day = timedelta(days=1)
    today = visit_on(session, fay, at + HOUR)
    soon, far = visit_on(session, fay, at + 7 * day), visit_on(session, fay, at + 60 * day)
    waiting = visit_on(session, fay, at - 3 * day)
    visit_on(session, fay, at - 40 * day)
    visit_on(session, fay, at + 2 * day, state=SessionState.CANCELLED, cancelled_reason="Snow")
    visit_on(session, make_facilitator(session), at)
    done = visit_on(session, fay, at - 5 * day)
    make_cohort(session, done.booking, size=1)  # type: ignore[arg-type]
    take_register(session, training=done, sent={"card-1": Sent(Mark.PRESENT, 0)}, by=BY, at=at)

    mine = delivery.my_sessions(session, facilitator_id=fay.id, at=at)
    assert references(mine.today) == [today.reference]
    assert references(mine.ahead) == [soon.reference, far.reference]
    assert [one.can_open for one in mine.ahead] == [True, False]
    assert references(mine.waiting) == [waiting.reference]
    assert references(mine.done) == [done.reference]


def test_the_list_takes_the_same_queries_for_2_and_for_20(session: Session, at: datetime) -> None:
    counts = []
    for number in (2, 20):
        facilitator = make_facilitator(session)
        for place in range(number):
            visit_on(session, facilitator, at + place * timedelta(hours=2))
        session.expire_all()
        with counting(session.get_bind().engine) as queries:  # type: ignore[union-attr]
            delivery.my_sessions(session, facilitator_id=facilitator.id, at=at)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_facilitator_finds_their_own_sessions_and_the_office_all(
    session: Session, fay: Facilitator, at: datetime
) -> None:
    theirs = visit_on(session, make_facilitator(session), at)
    assert delivery.find(session, reference=theirs.reference, facilitator_id=fay.id) is None
    assert delivery.find(session, reference=theirs.reference, facilitator_id=None) is theirs


def test_the_window_is_a_setting(session: Session, at: datetime) -> None:
    session.add(SiteSetting(key=delivery.DAYS_BEFORE_SETTING, value="3", changed_at=at))
    window = delivery.opening_window(session)
    assert (window.days_before, window.days_after) == (3, 30)


def test_nothing_is_recorded_on_a_date_that_is_only_held(session: Session, at: datetime) -> None:
    """Else the hold could not be rubbed out any more, and a visit that nobody confirmed would count."""
    booking = make_booking(session, state=BookingState.HELD, held_until=at)
    training = make_session(session, booking=booking, starts_at=at)
    headcount = {(HeadcountAudience.SCHOOL_STAFF, None): headcounts.Sent(3, 0)}
    with pytest.raises(Refusal) as no:
        headcounts.record_headcount(session, training=training, sent=headcount, by=BY, at=at)
    assert no.value.code == "only_held"
    booking_plans.let_lapse(session, booking_id=booking.id, by=BY, at=at)
    assert booking.state is BookingState.REQUESTED


class TestConcern:
    def test_yes_or_no_with_who_and_when(self, session: Session, fay: Facilitator, at: datetime) -> None:
        training = visit_on(session, fay, at - HOUR)
        delivery.answer_concern(session, training=training, passed=False, by=BY, at=at)
        delivery.answer_concern(session, training=training, passed=False, by=BY, at=at)
        delivery.answer_concern(session, training=training, passed=True, by=BY, at=at)
        assert training.concern_passed_to_dsl is True
        trail = [entry.detail for entry in history.entries_about(session, training.reference)]
        assert trail == [{"passed": True, "before": False}, {"passed": False, "before": None}]

    def test_not_before_the_day(self, session: Session, fay: Facilitator, at: datetime) -> None:
        training = visit_on(session, fay, at + timedelta(days=2))
        with pytest.raises(Refusal):
            delivery.answer_concern(session, training=training, passed=True, by=BY, at=at)
