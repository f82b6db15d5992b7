"""Hold, confirm, change, decline and cancel: diaries, cards, calendar sequences and mails follow."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from sqlalchemy import func, select, update

from rose_training.domain.actors import Actor
from rose_training.domain.bookings import BookingState, ClosingReason
from rose_training.domain.calendar import london, london_clock, weekly_dates
from rose_training.domain.declarations import DeclarationAnswer, DeclarationKind
from rose_training.domain.permissions import Role
from rose_training.domain.refusals import Refusal
from rose_training.domain.sessions import SessionState
from rose_training.domain.visit_plans import VisitPlan
from rose_training.domain.visit_requests import Contact
from rose_training.domain.weekly import Meeting
from rose_training.models.bookings import Cohort, CohortCard, Declaration
from rose_training.models.outbox import OutboxMessage
from rose_training.models.people import RoleGrant
from rose_training.models.sessions import Assignment, TrainingSession
from rose_training.services import booking_plans, bookings, history, telephone
from tests.factories import make_activity, make_booking, make_facilitator, make_session

OFFICE = Actor(None, "office")
THURSDAY = date(2027, 1, 14)


def on(day: date, hour: int = 10, minutes: int = 60) -> Meeting:
    start = london(day, time(hour))
    return Meeting(start, start + timedelta(minutes=minutes))


@pytest.fixture
def fay(session):
    return make_facilitator(session)


@pytest.fixture
def plan(fay):
    return VisitPlan(
        meetings=(on(THURSDAY),),
        facilitator_ids=(fay.id,),
        place_name="Example School",
        place_address="School Lane, Norwich",
        postcode="NR1 1AA",
    )


def declared(session, booking, at, *, but=()):
    session.add_all(
        Declaration(booking_id=booking.id, kind=kind, answer=DeclarationAnswer.YES, given_at=at)
        for kind in DeclarationKind
        if kind not in but
    )
    session.flush()
    return booking


@pytest.fixture
def visit(session, at):
    return declared(session, make_booking(session), at)


@pytest.fixture
def course(session, at):
    activity = make_activity(session, weeks=6, targeted=True, max_group=10)
    return declared(session, make_booking(session, activity=activity, expected_number=8), at)


def six_weeks(plan, first=THURSDAY, cards=8):
    days = weekly_dates(first, 6, [], []).days
    return replace(plan, meetings=tuple(on(day) for day in days), cards=cards)


def mails(session, booking):
    """What left about a booking, but for the letters to those who deliver it."""
    rows = session.scalars(
        select(OutboxMessage)
        .where(OutboxMessage.about == booking.reference, ~OutboxMessage.kind.startswith("assignment_"))
        .order_by(OutboxMessage.id)
    )
    return [(row.kind, row.to) for row in rows]


def total(session, model):
    return session.scalar(select(func.count()).select_from(model))


def test_confirming_a_visit_makes_a_session_an_assignment_and_a_sign_in(session, at, visit, plan, fay):
    booking_plans.confirm(session, visit, plan, by=OFFICE, at=at)

    (training,) = booking_plans.live_sessions(session, visit)
    assert visit.state is BookingState.CONFIRMED
    assert (training.starts_at, training.ends_at) == (plan.meetings[0].starts_at, plan.meetings[0].ends_at)
    assert training.week_number is None
    assert training.area == visit.organisation.district
    assert session.scalars(select(Assignment.facilitator_id)).all() == [fay.id]
    assert total(session, Cohort) == 0
    (grant,) = session.scalars(select(RoleGrant).where(RoleGrant.role == Role.SCHOOL_BOOKER)).all()
    assert (grant.organisation_id, grant.person.email) == (visit.organisation_id, visit.booker_email)
    assert mails(session, visit) == [("booking_confirmed", visit.booker_email)]
    assert [entry.event for entry in history.entries_about(session, visit.reference)] == [
        "arranged",
        "confirmed",
    ]


def test_confirming_a_course_makes_six_weeks_and_numbered_cards(session, at, course, plan):
    booking_plans.confirm(session, course, six_weeks(plan), by=OFFICE, at=at)

    trainings = booking_plans.live_sessions(session, course)
    assert [training.week_number for training in trainings] == [1, 2, 3, 4, 5, 6]
    assert {london_clock(training.starts_at) for training in trainings} == {time(10)}
    assert session.scalars(select(CohortCard.number).order_by(CohortCard.number)).all() == list(range(1, 9))
    assert total(session, Assignment) == 6


@pytest.mark.parametrize("missing", DeclarationKind)
def test_a_course_is_not_confirmed_without_every_declaration(session, at, plan, missing):
    activity = make_activity(session, weeks=6, targeted=True)
    booking = declared(session, make_booking(session, activity=activity), at, but={missing})

    with pytest.raises(Refusal) as refused:
        booking_plans.confirm(session, booking, six_weeks(plan), by=OFFICE, at=at)
    assert refused.value.code == "declarations_missing"


def test_a_visit_to_nobody_is_not_confirmed(session, at, plan):
    booking = make_booking(session)
    booking.organisation_id, booking.organisation_described = None, "Forest School"
    declared(session, booking, at)

    with pytest.raises(Refusal, match="Match the booking"):
        booking_plans.confirm(session, booking, plan, by=OFFICE, at=at)


def test_a_facilitator_who_is_elsewhere_is_named_and_refused(session, at, visit, plan, fay):
    other = declared(session, make_booking(session), at)
    booking_plans.confirm(session, other, plan, by=OFFICE, at=at)

    with pytest.raises(Refusal, match=fay.person.name):
        booking_plans.confirm(session, visit, plan, by=OFFICE, at=at)


def test_a_hold_keeps_the_hour_free_and_ends_at_noon(session, at, visit, plan):
    booking_plans.hold(session, visit, plan, working_days=3, by=OFFICE, at=at)

    assert visit.state is BookingState.HELD
    assert visit.held_until == london(date(2026, 11, 20), time(12))
    assert {kind for kind, to in mails(session, visit) if to == visit.booker_email} == {
        "booking_held",
        "booking_hold_reminder",
    }
    other = declared(session, make_booking(session), at)
    with pytest.raises(Refusal):
        booking_plans.confirm(session, other, plan, by=OFFICE, at=at)


def test_a_hold_ends_before_the_session_begins(session, at, visit, plan):
    tomorrow = on(at.date() + timedelta(days=1))

    booking_plans.hold(session, visit, replace(plan, meetings=(tomorrow,)), working_days=3, by=OFFICE, at=at)

    assert visit.held_until == tomorrow.starts_at


def test_a_hold_is_confirmed_in_one_click(session, at, course, plan):
    booking_plans.hold(session, course, six_weeks(plan), working_days=3, by=OFFICE, at=at)
    assert total(session, Cohort) == 0

    booking_plans.confirm_as_held(session, course, cards=8, by=OFFICE, at=at)

    assert course.state is BookingState.CONFIRMED
    assert course.held_until is None
    assert total(session, TrainingSession) == 6
    assert total(session, CohortCard) == 8


def test_a_hold_that_is_not_taken_up_leaves_nothing_in_the_diaries(session, at, visit, plan):
    booking_plans.hold(session, visit, plan, working_days=3, by=OFFICE, at=at)
    assert booking_plans.lapsed_holds(session, at=at) == []
    later = at + timedelta(days=5)
    assert booking_plans.lapsed_holds(session, at=later) == [visit]

    booking_plans.let_lapse(session, booking_id=visit.id, by=OFFICE, at=later)

    assert visit.state is BookingState.REQUESTED
    assert total(session, TrainingSession) == total(session, Assignment) == 0
    booking_plans.hold(session, visit, plan, working_days=3, by=OFFICE, at=later)
    assert total(session, TrainingSession) == 1


def test_declining_tells_the_school_why(session, at, visit, plan):
    booking_plans.hold(session, visit, plan, working_days=3, by=OFFICE, at=at)

    booking_plans.decline(
        session,
        visit,
        reason=ClosingReason.NO_FACILITATOR,
        explanation="We are free again in March",
        by=OFFICE,
        at=at,
    )

    assert visit.state is BookingState.DECLINED
    assert visit.reason == "No facilitator is free on these dates. We are free again in March"
    assert total(session, TrainingSession) == 0
    assert mails(session, visit)[-1] == ("booking_declined", visit.booker_email)


def test_moving_a_week_keeps_the_entry_and_raises_its_sequence(session, at, course, plan):
    before = six_weeks(plan)
    booking_plans.confirm(session, course, before, by=OFFICE, at=at)
    uid = course.calendar_uid
    # Every week moves onto the old hour of the next: no clash with oneself.
    after = six_weeks(plan, first=THURSDAY + timedelta(days=7))

    told = booking_plans.change(session, course, after, by=OFFICE, at=at)

    assert told
    assert (course.calendar_uid, course.calendar_sequence) == (uid, 1)
    assert [training.starts_at for training in booking_plans.live_sessions(session, course)] == [
        meeting.starts_at for meeting in after.meetings
    ]
    assert total(session, CohortCard) == 8
    assert mails(session, course)[-1][0] == "booking_changed"


def test_another_facilitator_is_no_news_for_the_school(session, at, visit, plan):
    booking_plans.confirm(session, visit, plan, by=OFFICE, at=at)
    gus = make_facilitator(session)

    told = booking_plans.change(session, visit, replace(plan, facilitator_ids=(gus.id,)), by=OFFICE, at=at)

    assert not told
    assert visit.calendar_sequence == 0
    assert session.scalars(select(Assignment.facilitator_id)).all() == [gus.id]


def test_weeks_that_have_begun_stay_as_they_were(session, at, course, plan):
    booking_plans.confirm(session, course, six_weeks(plan), by=OFFICE, at=at)
    third_week = london(THURSDAY + timedelta(days=15), time(9))
    first = booking_plans.plan_of(session, course).meetings[0]
    moved = [on(THURSDAY + timedelta(days=7 * n + 1)) for n in range(6)]

    booking_plans.change(session, course, replace(six_weeks(plan), meetings=tuple(moved)), by=OFFICE, at=third_week)

    meetings = booking_plans.plan_of(session, course).meetings
    assert meetings[0] == first
    assert meetings[3] == moved[3]


def test_a_visit_recorded_on_its_morning_stays_where_it_was(session, at, visit, plan):
    booking_plans.confirm(session, visit, plan, by=OFFICE, at=at)
    training = bookings.sessions_of(session, visit)[0]
    before = training.starts_at
    training.state = SessionState.DELIVERED
    session.flush()
    later = replace(
        plan,
        meetings=tuple(
            Meeting(m.starts_at + timedelta(weeks=1), m.ends_at + timedelta(weeks=1)) for m in plan.meetings
        ),
    )
    booking_plans.change(session, visit, later, by=OFFICE, at=before - timedelta(hours=1))
    session.refresh(training)
    assert training.starts_at == before


def test_a_request_that_was_answered_is_no_longer_withdrawn(session, at, visit, plan):
    booking_plans.confirm(session, visit, plan, by=OFFICE, at=at)
    with pytest.raises(Refusal) as refusal:
        booking_plans.withdraw(session, visit, by=Actor.visitor(), at=at)
    assert refusal.value.code == "answered"
    assert visit.state is BookingState.CONFIRMED


def test_cancelling_keeps_what_took_place_and_frees_the_rest(session, at, course, plan, fay):
    booking_plans.confirm(session, course, six_weeks(plan), by=OFFICE, at=at)
    third_week = london(THURSDAY + timedelta(days=15), time(9))

    booking_plans.cancel(session, course, reason=ClosingReason.SCHOOL_CLOSED, explanation="", by=OFFICE, at=third_week)

    states = [training.state for training in bookings.sessions_of(session, course)]
    assert states == [SessionState.SCHEDULED] * 3 + [SessionState.CANCELLED] * 3
    assert course.calendar_sequence == 1
    assert mails(session, course)[-1] == ("booking_cancelled", course.booker_email)
    last = on(THURSDAY + timedelta(days=35))
    free = make_session(session, starts_at=last.starts_at)
    session.add(
        Assignment(
            session_id=free.id,
            facilitator_id=fay.id,
            starts_at=free.starts_at,
            ends_at=free.ends_at,
            assigned_at=at,
        )
    )
    session.flush()


def test_what_has_ended_cannot_be_confirmed(session, at, visit, plan):
    booking_plans.decline(session, visit, reason=ClosingReason.OTHER, explanation="Sorry", by=OFFICE, at=at)

    with pytest.raises(Refusal, match="declined"):
        booking_plans.confirm(session, visit, plan, by=OFFICE, at=at)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"meetings": ()}, "date_1"),
        ({"meetings": (on(date(2020, 1, 7)),)}, "date_1"),
        ({"meetings": (Meeting(on(THURSDAY).ends_at, on(THURSDAY).starts_at),)}, "end_1"),
        ({"facilitator_ids": ()}, "facilitators"),
        ({"place_name": None}, "place_name"),
    ],
)
def test_a_plan_that_cannot_be_kept_is_refused_beside_its_field(session, at, visit, plan, wrong, field):
    with pytest.raises(Refusal) as refused:
        booking_plans.confirm(session, visit, replace(plan, **wrong), by=OFFICE, at=at)
    assert refused.value.field == field


def test_weeks_in_the_wrong_order_are_refused(session, at, course, plan):
    meetings = list(six_weeks(plan).meetings)
    meetings[1], meetings[2] = meetings[2], meetings[1]

    with pytest.raises(Refusal, match="Week 3 must be later") as refused:
        booking_plans.confirm(session, course, replace(six_weeks(plan), meetings=tuple(meetings)), by=OFFICE, at=at)
    assert refused.value.field == "date_3"


def test_another_facilitator_for_a_held_date_is_no_news_for_the_school(session, at, visit, plan):
    booking_plans.hold(session, visit, plan, working_days=3, by=OFFICE, at=at)
    visit.accepted_at = at
    until, told = visit.held_until, len(mails(session, visit))

    gus = make_facilitator(session)
    later = at + timedelta(hours=2)
    assert not booking_plans.hold(
        session, visit, replace(plan, facilitator_ids=(gus.id,)), working_days=3, by=OFFICE, at=later
    )

    assert (visit.held_until, visit.accepted_at) == (until, at)
    assert len(mails(session, visit)) == told
    assert session.scalars(select(Assignment.facilitator_id)).all() == [gus.id]


def test_other_dates_start_the_time_anew_and_the_trail_says_so(session, at, visit, plan):
    booking_plans.hold(session, visit, plan, working_days=3, by=OFFICE, at=at)
    visit.accepted_at = at

    later = at + timedelta(days=1)
    moved = replace(plan, meetings=(on(THURSDAY + timedelta(days=7)),))
    assert booking_plans.hold(session, visit, moved, working_days=3, by=OFFICE, at=later)

    assert visit.accepted_at is None
    events = [entry.event for entry in history.entries_about(session, visit.reference)]
    assert events == ["arranged", "held", "arranged", "held"]


def test_a_corrected_address_gets_what_has_not_left_yet(session, at, visit, plan):
    """The reminder of a hold is written days ahead; it must not go to an address that was a slip."""
    was = visit.booker_email
    booking_plans.hold(session, visit, plan, working_days=3, by=OFFICE, at=at)
    session.execute(update(OutboxMessage).where(OutboxMessage.kind == "booking_held").values(state="sent"))

    telephone.correct(
        session,
        visit,
        booker=Contact(visit.booker_name, email="right@school.example", phone=visit.booker_phone),
        on_the_day=Contact(visit.day_contact_name, phone=visit.day_contact_phone),
        years=visit.years,
        number=visit.expected_number,
        by=OFFICE,
        at=at,
    )

    assert mails(session, visit) == [("booking_held", was), ("booking_hold_reminder", "right@school.example")]
