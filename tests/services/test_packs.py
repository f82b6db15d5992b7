"""The facts behind the papers, and why a letter cannot be written yet."""

from datetime import date, timedelta

import pytest
from sqlalchemy import update

from rose_training.domain.assignments import AssignmentAnswer
from rose_training.domain.bookings import BookingState
from rose_training.domain.permissions import Role
from rose_training.models.facilitators import VettingRecord
from rose_training.services import packs
from tests.factories import (
    SOON,
    make_activity,
    make_assignment,
    make_booking,
    make_facilitator,
    make_person,
    make_session,
)
from tests.support.queries import counting


@pytest.fixture
def booking(session):
    activity = make_activity(session, aims="Know the signs\n\nKnow whom to ring", covered="Friends")
    return make_booking(session, activity=activity, state=BookingState.CONFIRMED)


def test_a_settled_visit(session, booking):
    fay = make_facilitator(session, introduction="Fay, youth worker.")
    training = make_session(session, booking=booking)
    make_assignment(session, training, fay)
    visit = packs.visit_of(session, booking=booking)
    assert visit.unsettled == ()
    assert visit.aims == ("Know the signs", "Know whom to ring")
    assert visit.dates == ("Tuesday 8 December 2026, 2pm to 3pm",)
    (comer,) = visit.comers
    assert (comer.introduction, comer.issued_on) == ("Fay, youth worker.", date(2010, 1, 11))


def test_nobody_comes_yet(session, booking):
    make_session(session, booking=booking)
    assert packs.visit_of(session, booking=booking).unsettled == ("Nobody delivers 8 Dec 2026",)


def test_somebody_has_not_answered(session, booking):
    fay = make_facilitator(session)
    make_assignment(session, make_session(session, booking=booking), fay).answer = AssignmentAnswer.ASKED
    session.flush()
    (why,) = packs.visit_of(session, booking=booking).unsettled
    assert "has not answered about 8 Dec 2026" in why


def test_whoever_declined_does_not_come(session, booking):
    row = make_assignment(session, make_session(session, booking=booking), make_facilitator(session))
    row.answer, row.active = AssignmentAnswer.DECLINED, False
    session.flush()
    visit = packs.visit_of(session, booking=booking)
    assert visit.comers == ()
    assert visit.unsettled == ("Nobody delivers 8 Dec 2026",)


@pytest.mark.parametrize(
    ("seen", "why"),
    [
        ({"training_until": SOON.date() - timedelta(days=1)}, "the safeguarding training counts until 7 Dec 2026"),
        ({"induction_on": None}, "no date of safer recruitment or of an induction is recorded"),
    ],
)
def test_checks_that_do_not_stand(session, booking, seen, why):
    fay = make_facilitator(session)
    make_assignment(session, make_session(session, booking=booking), fay)
    session.execute(update(VettingRecord).values(**seen))
    session.expire_all()
    (said,) = packs.visit_of(session, booking=booking).unsettled
    assert said.endswith(why)


def test_a_visit_that_is_not_confirmed(session):
    held = make_booking(session, state=BookingState.REQUESTED)
    assert packs.visit_of(session, booking=held).unsettled == ("The visit is not confirmed yet",)


def test_the_one_who_has_been_coordinator_longest_signs(session):
    assert packs.coordinators_name(session) == ""
    make_person(session, Role.COORDINATOR, name="Cora First")
    make_person(session, Role.COORDINATOR, name="Carl Second")
    assert packs.coordinators_name(session) == "Cora First"


def test_the_facts_take_as_many_queries_for_six_weeks_as_for_one(session, booking):
    def queries():
        session.expire_all()
        with counting(session.get_bind().engine) as found:
            packs.visit_of(session, booking=booking)
        return len(found)

    for number in (1, 2):
        fay = make_facilitator(session)
        make_assignment(session, make_session(session, booking=booking, week_number=number), fay)
    few = queries()
    for number in range(3, 7):
        later = make_session(session, booking=booking, week_number=number, starts_at=SOON + number * timedelta(days=7))
        make_assignment(session, later, fay)
    assert queries() == few
