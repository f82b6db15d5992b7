"""What a request says about the visit is kept as it was said, and the rest is told later; a course waits for a call."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from rose_training.domain.actors import Actor
from rose_training.domain.availability import Leave
from rose_training.domain.bookings import BookingState, PartOfDay
from rose_training.domain.calendar import SchoolCalendar, london
from rose_training.domain.declarations import DeclarationAnswer, DeclarationKind, declarations_for
from rose_training.domain.hosts import HostKind, VenueRisk
from rose_training.domain.programme import Audience
from rose_training.domain.refusals import Refusal
from rose_training.domain.slots import Asked, Slot
from rose_training.domain.visit_answers import (
    Curriculum,
    CurriculumPlace,
    FollowUp,
    NeedKind,
    Needs,
    Room,
    RoomFeature,
    TaughtBefore,
    Topic,
)
from rose_training.domain.visit_formats import VisitFormat
from rose_training.domain.visit_plans import VisitPlan
from rose_training.domain.visit_requests import Contact, Conversation, Declared, Venue, VisitRequest, Wish
from rose_training.domain.weekly import Meeting
from rose_training.domain.year_groups import Ages, WorkingAt, YearGroup
from rose_training.models.visit_answers import BookingNeed
from rose_training.services import availability, booking_plans, bookings, history, slots, visit_requests
from tests.factories import (
    make_activity,
    make_assignment,
    make_booking,
    make_facilitator,
    make_organisation,
    make_session,
)
from tests.support.queries import counting

VISITOR = Actor.visitor()
OFFICE = "office@rose.example"
ROOM = Room(
    "The hall", (RoomFeature.SCREEN, RoomFeature.STEP_FREE), "A microphone", "Main gate", "Two spaces", "Office"
)
NEEDS = Needs({NeedKind.HEARING: 1, NeedKind.EAL: 4}, "Large print")
CURRICULUM = Curriculum(
    CurriculumPlace.SEX_EDUCATION, 2, (TaughtBefore.CONSENT,), "a film", (FollowUp.LESSONS,), "a display"
)


@pytest.fixture
def asked(session):
    """A request for a class, with every answer that may be given."""
    return VisitRequest(
        activity=make_activity(session).slug,
        organisation=make_organisation(session).reference,
        described="",
        years=(YearGroup.NOT_BY_YEAR,),
        expected_number=9,
        wishes=(Wish(date(2027, 1, 14), PartOfDay.MORNING, offered=True), Wish(date(2027, 1, 21), PartOfDay.ANY)),
        booker=Contact("Bo Booker", email="bo@school.example", phone="01603 000000"),
        on_the_day=Contact("Dee Contact", phone="01603 000001"),
        dsl=Contact("Dan Lead", reach="01603 000002"),
        declarations={},
        format=VisitFormat.SMALL_GROUP,
        ages=Ages(11, 14),
        working_at=WorkingAt.KEY_STAGE_2,
        minutes_available=45,
        room=ROOM,
        needs=NEEDS,
        curriculum=CURRICULUM,
    )


def ask(session, request, at):
    booking = visit_requests.request_visit(session, request, office=OFFICE, by=VISITOR, at=at)
    session.expire_all()
    return booking


def test_every_answer_is_kept(session, at, asked):
    booking = ask(session, asked, at)

    assert (booking.format, booking.ages, booking.working_at) == (asked.format, asked.ages, asked.working_at)
    assert booking.minutes_available == 45
    assert (booking.room, booking.curriculum) == (ROOM, CURRICULUM)
    facts = bookings.facts(session, booking)
    assert facts.needs == NEEDS
    assert [wish.offered for wish in facts.wishes] == [True, False]
    assert visit_requests.topics_open(booking) == ()


def test_what_is_left_open_is_told_later_and_anew(session, at, asked):
    booking = ask(session, replace(asked, room=None, needs=None, curriculum=None), at)
    assert visit_requests.topics_open(booking) == tuple(Topic)
    assert (booking.room, booking.curriculum) == (None, None)

    for answer in (ROOM, NEEDS, replace(NEEDS, numbers={NeedKind.VISUAL: 2}), CURRICULUM):
        visit_requests.tell_later(session, booking, answer, by=VISITOR, at=at)
    session.expire_all()

    assert visit_requests.topics_open(booking) == ()
    assert booking.room == ROOM
    assert session.execute(select(BookingNeed.kind, BookingNeed.number)).all() == [(NeedKind.VISUAL, 2)]
    told = [entry for entry in history.entries_about(session, booking.reference) if entry.event == "told_later"]
    assert {entry.detail["what"] for entry in told} == {"room", "needs", "curriculum"}
    assert "visual" not in str([entry.detail for entry in told])


def test_nothing_is_told_of_a_booking_that_has_ended(session, at):
    booking = make_booking(session, state=BookingState.CANCELLED, reason="Snow")
    with pytest.raises(Refusal):
        visit_requests.tell_later(session, booking, ROOM, by=VISITOR, at=at)


def test_withdrawals_are_kept_for_sex_education_only(session, at, asked):
    other = replace(CURRICULUM, place=CurriculumPlace.RSE)

    assert ask(session, replace(asked, curriculum=other), at).withdrawn is None


def test_a_youth_club_says_where_and_who(session, at, asked):
    venue = Venue("Village Hall", "The Street, Thetford", "IP24 1AA", VenueRisk.NOT_YET)
    club = replace(asked, organisation=None, described="Example Youth Club", host=HostKind.YOUTH_GROUP, venue=venue)

    booking = ask(session, club, at)

    assert booking.venue == venue
    missing = bookings.facts(session, booking).missing
    assert "a responsible adult who knows the group stays in the room the whole time" in missing


def test_an_exception_for_the_age_stands_in_the_history(session, at, asked):
    booking = ask(session, replace(asked, age_exception="The head asked"), at)

    assert booking.age_exception == "The head asked"
    assert history.entries_about(session, booking.reference)[0].detail["age_exception"] is True


@pytest.fixture
def course(session, at, asked):
    """A targeted course with everything declared."""
    activity = make_activity(session, weeks=1, targeted=True, max_group=10)
    kinds = declarations_for(Audience.PUPILS, targeted=True)
    declared = {kind: Declared(DeclarationAnswer.YES, "Hanna Head") for kind in kinds}
    wanted = Conversation("after 3", "01603 000009")
    return ask(session, replace(asked, activity=activity.slug, declarations=declared, conversation=wanted), at)


def plan_for(session):
    start = london(date(2027, 1, 14), time(10))
    facilitator = make_facilitator(session)
    return VisitPlan((Meeting(start, start + timedelta(hours=1)),), (facilitator.id,), place_name="Hall", cards=8)


def test_a_course_is_not_confirmed_before_the_conversation(session, at, course):
    assert (course.ring_when, course.ring_number) == ("after 3", "01603 000009")
    assert bookings.facts(session, course).conversation_due
    with pytest.raises(Refusal) as refused:
        booking_plans.confirm(session, course, plan_for(session), by=VISITOR, at=at)
    assert refused.value.code == "conversation_due"

    course.spoken_at = at
    assert not bookings.facts(session, course).conversation_due


def test_a_course_is_not_confirmed_before_parents_are_told(session, at, course):
    course.spoken_at = at
    bookings.declare(
        session,
        course,
        kind=DeclarationKind.PARENTS_TOLD,
        answer=DeclarationAnswer.NOT_YET,
        detail="",
        by=VISITOR,
        at=at,
    )
    with pytest.raises(Refusal) as refused:
        booking_plans.confirm(session, course, plan_for(session), by=VISITOR, at=at)
    assert "parents and carers" in refused.value.sentence


@pytest.mark.parametrize(
    "values",
    [
        {"state": BookingState.CONFIRMED, "conversation_wanted": True, "ring_number": "01603 000000"},
        {"conversation_wanted": True},
        {"withdrawn": 2, "curriculum_place": CurriculumPlace.RSE},
        {"age_from": 11},
        {"age_from": 14, "age_to": 11},
        {"minutes_available": 2},
    ],
)
def test_the_database_keeps_these_promises(session, values):
    with pytest.raises(IntegrityError):
        make_booking(session, **values)


@pytest.mark.parametrize("number", [0, -1])
def test_a_need_is_a_number_of_people(session, number):
    booking = make_booking(session)
    session.add(BookingNeed(booking_id=booking.id, kind=NeedKind.HEARING, number=number))
    with pytest.raises(IntegrityError):
        session.flush()


# Slots

TODAY = date(2026, 11, 23)
PUPILS = Asked(Audience.PUPILS, HostKind.SCHOOL, 60)
MORNING = Slot(date(2026, 12, 8), PartOfDay.MORNING)


def offered(session):
    return slots.offered(session, PUPILS, calendar=SchoolCalendar(), today=TODAY, notice=10)


def test_slots_need_a_facilitator_whose_checks_stand(session):
    assert offered(session) == ()
    make_facilitator(session, vetted=False)
    make_facilitator(session, active=False)
    assert offered(session) == ()
    make_facilitator(session)
    found = offered(session)
    assert MORNING in found
    assert found[0].day == date(2026, 12, 7)  # ten working days ahead


def test_what_somebody_has_promised_is_no_slot_unless_another_is_free(session, at):
    busy = make_facilitator(session)
    nine = datetime.combine(MORNING.day, time(9), tzinfo=at.tzinfo)
    training = make_session(session, booking=make_booking(session), starts_at=nine, ends_at=nine + timedelta(hours=3))
    make_assignment(session, training, busy)
    assert MORNING not in offered(session)

    make_facilitator(session)
    assert MORNING in offered(session)


def test_leave_is_no_slot(session, at):
    away = make_facilitator(session)
    leave = Leave(MORNING.day, MORNING.day)
    availability.take_leave(session, facilitator_id=away.id, leave=leave, by=VISITOR, at=at)

    assert MORNING not in offered(session)


def test_slots_take_as_many_queries_for_ten_facilitators_as_for_one(session):
    make_facilitator(session)
    with counting(session.get_bind().engine) as one:
        offered(session)
    for _ in range(9):
        make_facilitator(session)
    with counting(session.get_bind().engine) as ten:
        offered(session)

    assert len(ten) == len(one) <= 7
