"""What needs a facilitator: declined foremost, then the soonest, and the same few queries for any number."""

from datetime import UTC, datetime, timedelta

import pytest

from rose_training.domain.assignments import AssignmentAnswer, Staffing
from rose_training.domain.bookings import BookingState
from rose_training.domain.inbox import Urgency
from rose_training.domain.sessions import SessionState
from rose_training.services import inbox, staffing
from rose_training.services.inbox import Wanted
from tests.factories import make_assignment, make_booking, make_facilitator, make_session

START = datetime(2027, 1, 14, 10, tzinfo=UTC)
WEEK = timedelta(days=7)


@pytest.fixture
def fay(session):
    return make_facilitator(session)


def visit(session, *, state=BookingState.CONFIRMED, starts_at=START):
    booking = make_booking(session, state=state)
    return booking, make_session(session, booking=booking, starts_at=starts_at)


def said(session, training, facilitator, answer):
    row = make_assignment(session, training, facilitator)
    row.answer, row.active = answer, answer is not AssignmentAnswer.DECLINED
    session.flush()


def test_whoever_declined_stands_first_then_the_soonest(session, fay, at):
    soon, _ = visit(session, starts_at=START - WEEK)
    declined, training = visit(session)
    said(session, training, fay, AssignmentAnswer.DECLINED)
    course, _ = visit(session, starts_at=START + WEEK)
    make_session(session, booking=course, starts_at=START + 2 * WEEK)
    open_session = make_session(session, booking=None, starts_at=START + 3 * WEEK)

    found = staffing.work(session, at=at)

    assert [one.training.booking for one in found.rows] == [declined, soon, course, None]
    assert found.rows[0].declined_by == (fay.person.name,)
    assert [one.sessions for one in found.rows] == [1, 1, 2, 1]
    assert found.rows[3].training is open_session
    assert found.total == 4
    assert len(staffing.work(session, at=at, limit=2).rows) == 2


def test_what_is_over_cancelled_or_taken_needs_nobody(session, fay, at):
    visit(session, starts_at=at - WEEK)
    _, cancelled = visit(session)
    cancelled.state, cancelled.cancelled_reason = SessionState.CANCELLED, "Snow"
    _, taken = visit(session)
    said(session, taken, fay, AssignmentAnswer.ASKED)

    assert staffing.work(session, at=at).rows == []


def test_the_session_that_stands_worst_speaks_for_the_booking(session, fay, at):
    settled, first = visit(session)
    said(session, first, fay, AssignmentAnswer.ACCEPTED)
    asked, second = visit(session, starts_at=START + WEEK)
    said(session, second, fay, AssignmentAnswer.ASKED)
    declined, third = visit(session, starts_at=START + 2 * WEEK)
    said(session, third, fay, AssignmentAnswer.DECLINED)
    make_session(session, booking=declined, starts_at=START + 3 * WEEK)
    needed, _ = visit(session, starts_at=START + 4 * WEEK)
    without = make_booking(session)
    ids = [one.id for one in (settled, asked, declined, needed, without)]

    assert staffing.of_bookings(session, booking_ids=ids, at=at) == {
        settled.id: Staffing.SETTLED,
        asked.id: Staffing.ASKED,
        declined.id: Staffing.DECLINED,
        needed.id: Staffing.NEEDED,
    }


def test_a_hold_that_somebody_declined_stands_above_one_that_is_accepted(session, fay, at):
    until = {"state": BookingState.HELD, "held_until": at + timedelta(days=9)}
    accepted = make_booking(session, accepted_at=at, **until)
    declined = make_booking(session, **until)
    said(session, make_session(session, booking=declined, starts_at=START), fay, AssignmentAnswer.DECLINED)

    found = inbox.page(session, Wanted(state=BookingState.HELD), at=at)

    assert [row.id for row in found.rows] == [declined.id, accepted.id]
    assert found.priorities[declined.id].urgency is Urgency.NOW
    assert found.priorities[declined.id].reasons == ("The facilitator has declined: ask somebody else",)
    assert found.staffed == {declined.id: Staffing.DECLINED}
