"""A hold while it lasts: accepted by the school, made longer by the office, lapsed by itself."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import select

from rose_training.domain.actors import Actor
from rose_training.domain.bookings import BookingState
from rose_training.domain.calendar import london
from rose_training.domain.declarations import DeclarationAnswer, DeclarationKind
from rose_training.domain.permissions import Role
from rose_training.domain.refusals import Refusal
from rose_training.domain.visit_plans import VisitPlan
from rose_training.domain.weekly import Meeting
from rose_training.models.bookings import Declaration
from rose_training.models.outbox import OutboxMessage
from rose_training.services import booking_plans, history, holds, people
from tests.factories import make_activity, make_booking, make_facilitator

OFFICE = Actor(None, "office")
SCHOOL = Actor.visitor()
DESK = "office@rose.example"
START = datetime(2027, 1, 14, 10, tzinfo=UTC)


def kinds(session, booking):
    return set(session.scalars(select(OutboxMessage.kind).where(OutboxMessage.about == booking.reference)))


@pytest.fixture
def held(session, at):
    """A class visit, everything declared, held for a school."""
    return hold(session, make_booking(session, requested_at=at), at)


def hold(session, booking, at, **over):
    session.add_all(
        Declaration(booking_id=booking.id, kind=kind, answer=DeclarationAnswer.YES, given_at=at)
        for kind in DeclarationKind
    )
    plan = VisitPlan(
        (Meeting(START, START + timedelta(hours=1)),),
        (make_facilitator(session).id,),
        place_name="Example School",
        cards=8 if booking.activity.targeted else None,
    )
    booking_plans.hold(session, booking, plan, working_days=3, by=OFFICE, at=at)
    return booking


def know(session, booking, at):
    person = people.know_person(session, email=booking.booker_email, name="Bo", by=OFFICE, at=at)
    people.grant_role(
        session, person=person, role=Role.SCHOOL_BOOKER, organisation=booking.organisation, by=OFFICE, at=at
    )


def test_a_yes_of_somebody_new_waits_for_the_office(session, held, at):
    assert holds.accept(session, held, office=DESK, by=SCHOOL, at=at) is False

    assert (held.state, held.accepted_at) == (BookingState.HELD, at)
    assert "booking_accepted_for_office" in kinds(session, held)
    assert history.entries_about(session, held.reference)[0].event == "accepted"


def test_a_yes_is_said_once(session, held, at):
    holds.accept(session, held, office=DESK, by=SCHOOL, at=at)
    holds.accept(session, held, office=DESK, by=SCHOOL, at=at + timedelta(minutes=1))

    assert [one.event for one in history.entries_about(session, held.reference)].count("accepted") == 1


def test_a_yes_of_a_known_booker_confirms(session, held, at):
    know(session, held, at)

    assert holds.accept(session, held, office=DESK, by=SCHOOL, at=at) is True

    assert held.state is BookingState.CONFIRMED
    assert "booking_confirmed" in kinds(session, held)
    assert "booking_accepted_for_office" not in kinds(session, held)
    assert holds.accept(session, held, office=DESK, by=SCHOOL, at=at) is True


def test_a_yes_does_not_confirm_what_is_not_declared(session, held, at):
    know(session, held, at)
    session.query(Declaration).filter_by(booking_id=held.id).update({"answer": DeclarationAnswer.NOT_YET})

    assert holds.accept(session, held, office=DESK, by=SCHOOL, at=at) is False
    assert held.state is BookingState.HELD


def test_a_yes_does_not_confirm_a_targeted_course(session, at):
    activity = make_activity(session, targeted=True, max_group=10)
    course = hold(session, make_booking(session, activity=activity, expected_number=8), at)
    know(session, course, at)

    assert holds.accept(session, course, office=DESK, by=SCHOOL, at=at) is False


def test_what_was_accepted_does_not_run_out_before_its_first_date(session, held, at):
    holds.accept(session, held, office=DESK, by=SCHOOL, at=at)
    after = held.held_until + timedelta(days=1)

    assert booking_plans.lapsed_holds(session, at=after) == []
    assert booking_plans.lapsed_holds(session, at=START) == [held]


def test_a_late_yes_is_refused(session, held, at):
    with pytest.raises(Refusal) as refused:
        holds.accept(session, held, office=DESK, by=SCHOOL, at=held.held_until)
    assert refused.value.code == "hold_over"


def test_a_hold_that_ran_out_tells_both_sides(session, held, at):
    booking_plans.let_lapse(session, booking_id=held.id, by=Actor.system("worker"), office=DESK, at=held.held_until)

    assert held.state is BookingState.REQUESTED
    assert {"booking_hold_lapsed", "booking_hold_lapsed_for_office"} <= kinds(session, held)
    with pytest.raises(Refusal) as refused:
        holds.accept(session, held, office=DESK, by=SCHOOL, at=at)
    assert refused.value.code == "not_held"


def test_the_office_gives_more_time(session, held, at):
    until = london(date(2026, 11, 27), time(12))

    holds.extend(session, held, until=until, by=OFFICE, at=at + timedelta(minutes=1))

    assert held.held_until == until
    told = session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "booking_held")).all()
    assert {one.payload["held_until"] for one in told} >= {until.isoformat()}
    reminders = session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "booking_hold_reminder")).all()
    assert until - timedelta(hours=24) in {one.due_at for one in reminders}


@pytest.mark.parametrize(
    ("until", "code"),
    [(datetime(2026, 11, 18, tzinfo=UTC), "not_longer"), (datetime(2027, 1, 15, tzinfo=UTC), "too_long")],
)
def test_more_time_has_its_limits(session, held, at, until, code):
    with pytest.raises(Refusal) as refused:
        holds.extend(session, held, until=until, by=OFFICE, at=at)
    assert (refused.value.code, refused.value.field) == (code, "until")
