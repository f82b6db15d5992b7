"""A course as one: proposed over the diaries, one week postponed, each with one mail."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from sqlalchemy import select

from rose_training.domain.actors import Actor
from rose_training.domain.assignments import AssignmentAnswer
from rose_training.domain.booking_wishes import WishState
from rose_training.domain.bookings import BookingState, ClosingReason
from rose_training.domain.calendar import ClosureKind, london, london_day
from rose_training.domain.course_choices import ChoiceKind
from rose_training.domain.declarations import DeclarationAnswer, DeclarationKind
from rose_training.domain.refusals import Refusal
from rose_training.domain.sessions import SessionState
from rose_training.domain.visit_plans import VisitPlan
from rose_training.domain.weekly import Meeting
from rose_training.models.bookings import Declaration
from rose_training.models.calendar import ClosureDay, TermPeriod
from rose_training.models.outbox import OutboxMessage
from rose_training.models.sessions import Assignment, TrainingSession
from rose_training.services import assignments, booking_plans, booking_wishes, bookings, courses, diary, history
from rose_training.services.courses import How
from tests.factories import make_activity, make_assignment, make_booking, make_facilitator, make_session
from tests.support.queries import counting

OFFICE = Actor(None, "office")
THURSDAY = date(2027, 1, 7)
HOUR = timedelta(hours=1)


def on(day: date, hour: int = 10, minutes: int = 60) -> Meeting:
    start = london(day, time(hour))
    return Meeting(start, start + timedelta(minutes=minutes))


@pytest.fixture(autouse=True)
def terms(session):
    for name, first, last in (
        ("Spring 1", date(2027, 1, 5), date(2027, 2, 12)),
        ("Spring 2", date(2027, 2, 22), date(2027, 3, 25)),
    ):
        session.add(TermPeriod(academic_year="2026/27", name=name, starts_on=first, ends_on=last, source="test"))
    session.flush()


@pytest.fixture
def fay(session):
    return make_facilitator(session)


@pytest.fixture
def asked(session, at):
    activity = make_activity(session, weeks=6, targeted=True, max_group=10)
    booking = make_booking(session, activity=activity, expected_number=8)
    session.add_all(
        Declaration(booking_id=booking.id, kind=kind, answer=DeclarationAnswer.YES, given_at=at)
        for kind in DeclarationKind
    )
    session.flush()
    return booking


@pytest.fixture
def course(session, at, asked, fay):
    plan = VisitPlan(
        meetings=tuple(on(THURSDAY + timedelta(weeks=n)) for n in range(6)),
        facilitator_ids=(fay.id,),
        place_name="Example School",
        place_address="School Lane, Norwich",
        postcode="NR1 1AA",
        cards=8,
    )
    booking_plans.confirm(session, asked, plan, by=OFFICE, at=at)
    return asked


def days(session, booking):
    return [london_day(one.starts_at) for one in booking_plans.live_sessions(session, booking)]


def news(session, booking):
    rows = session.scalars(
        select(OutboxMessage)
        .where(OutboxMessage.about == booking.reference, OutboxMessage.to == booking.booker_email)
        .order_by(OutboxMessage.id)
    )
    return [row.kind for row in rows]


def meetings(session, booking, at):
    return courses.weeks_of(session, booking, at=at).meetings


def test_a_proposal_skips_the_schools_own_days_and_names_who_is_free(session, at, asked, fay):
    school = asked.organisation_id
    session.add(
        ClosureDay(on=date(2027, 1, 21), kind="training_day", title="Staff day", organisation_id=school, source="x")
    )
    session.flush()

    found = courses.proposal_for(session, asked, first=THURSDAY, starts=time(10), at=at)

    assert found.sentence == "Only 5 of 6 weeks fit before the break"
    assert found.asked.skipped[0].reason == "Staff day"
    assert found.asked.facilitator == fay.person.name
    assert {choice.kind for choice in found.choices} == {
        ChoiceKind.OTHER_HOUR,
        ChoiceKind.TWICE_IN_ONE_WEEK,
        ChoiceKind.AFTER_THE_BREAK,
    }


@pytest.mark.parametrize(("years", "left_out"), [(["10"], ["Mock exams"]), (["9"], [])])
def test_a_proposal_leaves_out_the_days_on_which_those_who_come_sit_exams(session, at, asked, years, left_out):
    asked.year_groups = years
    exams = ClosureDay(
        on=date(2027, 1, 21),
        kind=ClosureKind.EXAM,
        title="Mock exams",
        years=["10"],
        organisation_id=asked.organisation_id,
        source="x",
    )
    session.add(exams)
    session.flush()
    found = courses.proposal_for(session, asked, first=THURSDAY, starts=time(10), at=at)
    assert [skip.reason for skip in found.asked.skipped][:1] == left_out


def test_a_facilitator_who_is_elsewhere_once_is_left_for_one_who_is_not(session, at, asked, fay):
    other = make_session(session, starts_at=on(date(2027, 1, 14)).starts_at, place_name="The Forum")
    make_assignment(session, other, fay)
    gus = make_facilitator(session)

    anybody = courses.proposal_for(session, asked, first=THURSDAY, starts=time(10), at=at)
    only_fay = courses.proposal_for(session, asked, first=THURSDAY, starts=time(10), facilitator_ids=[fay.id], at=at)

    assert (anybody.fits, anybody.asked.facilitator_id) == (True, gus.id)
    assert only_fay.asked.skipped[0].reason == f"{fay.person.name} is at The Forum"
    assert only_fay.choices[0].kind is ChoiceKind.OTHER_HOUR


def test_a_proposal_takes_the_same_queries_over_any_diary(session, at, asked, fay):
    with counting(session.connection().engine) as few:
        courses.proposal_for(session, asked, first=THURSDAY, starts=time(10), at=at)
    for n in range(30):
        one = make_session(session, starts_at=on(THURSDAY + timedelta(days=n)).starts_at + timedelta(hours=4))
        make_assignment(session, one, fay)
    session.expire_all()
    with counting(session.connection().engine) as many:
        courses.proposal_for(session, asked, first=THURSDAY, starts=time(10), at=at)
    assert len(many) <= len(few) + 3  # the rows that were expired are read again, once


def test_the_later_weeks_follow_and_the_school_gets_one_mail(session, at, course, fay):
    before = meetings(session, course, at)

    courses.postpone(session, course, week=5, how=How.FOLLOW, seen=before, by=OFFICE, at=at)

    assert days(session, course)[4:] == [date(2027, 2, 11), date(2027, 2, 25)]
    assert course.calendar_sequence == 1
    assert news(session, course) == ["booking_confirmed", "course_postponed"]
    assert all(
        [one.id for one in who] == [fay.id]
        for who in diary.assigned_to(
            session, session_ids=[one.id for one in booking_plans.live_sessions(session, course)]
        ).values()
    )
    (entry,) = [one for one in history.entries_about(session, course.reference) if one.event == "week_postponed"]
    assert entry.detail["week"] == 5
    assert len(entry.detail["moved"]) == 2


def test_the_others_stay_and_the_weeks_are_numbered_by_date(session, at, course):
    third = booking_plans.live_sessions(session, course)[2]
    before = meetings(session, course, at)

    courses.postpone(session, course, week=3, how=How.STAY, seen=before, by=OFFICE, at=at)

    assert days(session, course) == [
        date(2027, 1, 7),
        date(2027, 1, 14),
        date(2027, 1, 28),
        date(2027, 2, 4),
        date(2027, 2, 11),
        date(2027, 2, 25),
    ]
    assert third.week_number == 6
    assert [one.week_number for one in booking_plans.live_sessions(session, course)] == [1, 2, 3, 4, 5, 6]


def test_a_day_of_its_own_may_come_before_the_rest(session, at, course):
    before = meetings(session, course, at)
    early = on(date(2027, 1, 13), 14)

    courses.postpone(session, course, week=2, how=How.STAY, instead=early, seen=before, by=OFFICE, at=at)

    assert meetings(session, course, at)[1] == early


def test_each_week_keeps_its_own_facilitator(session, at, course, fay):
    gus = make_facilitator(session)
    sixth = booking_plans.live_sessions(session, course)[5]
    diary.assign(session, training_sessions=[sixth], facilitator_ids=[gus.id], at=at)

    courses.postpone(session, course, week=5, how=How.FOLLOW, seen=meetings(session, course, at), by=OFFICE, at=at)

    fifth, sixth = booking_plans.live_sessions(session, course)[4:]
    given = diary.assigned_to(session, session_ids=[fifth.id, sixth.id])
    assert [one.id for one in given[fifth.id]] == [fay.id]
    assert [one.id for one in given[sixth.id]] == [gus.id]


def test_weeks_that_have_begun_are_not_postponed(session, at, course):
    third_week = london(THURSDAY + timedelta(days=15), time(9))
    with pytest.raises(Refusal, match="has begun"):
        courses.postponement(session, course, week=3, how=How.FOLLOW, at=third_week)
    with pytest.raises(Refusal, match="in the future"):
        courses.postponement(session, course, week=4, how=How.STAY, instead=on(THURSDAY), at=third_week)
    assert courses.postponement(session, course, week=4, how=How.FOLLOW, at=third_week)[3].is_moved


def test_a_facilitator_who_is_elsewhere_stops_the_postponement(session, at, course, fay):
    other = make_session(session, starts_at=on(date(2027, 2, 25)).starts_at)
    make_assignment(session, other, fay)
    seen = meetings(session, course, at)

    with pytest.raises(Refusal, match=fay.person.name), session.begin_nested():
        courses.postpone(session, course, week=6, how=How.STAY, seen=seen, by=OFFICE, at=at)


def test_a_page_that_is_no_longer_true_changes_nothing(session, at, course):
    seen = meetings(session, course, at)
    courses.postpone(session, course, week=6, how=How.FOLLOW, seen=seen, by=OFFICE, at=at)

    with pytest.raises(Refusal, match="Somebody has changed"):
        courses.postpone(session, course, week=6, how=How.FOLLOW, seen=seen, by=OFFICE, at=at)


def test_only_a_confirmed_course_is_postponed(session, at, course):
    seen = meetings(session, course, at)
    booking_plans.cancel(session, course, reason=ClosingReason.OTHER, explanation="Sorry", by=OFFICE, at=at)
    with pytest.raises(Refusal, match="cancelled"):
        courses.postpone(session, course, week=6, how=How.FOLLOW, seen=seen, by=OFFICE, at=at)


def test_cancelling_a_running_course_leaves_what_took_place(session, at, course):
    third_week = london(THURSDAY + timedelta(days=15), time(9))
    booking_plans.cancel(session, course, reason=ClosingReason.SCHOOL_CLOSED, explanation="", by=OFFICE, at=third_week)
    states = [one.state for one in bookings.sessions_of(session, course)]
    assert states == [SessionState.SCHEDULED] * 3 + [SessionState.CANCELLED] * 3
    assert course.state is BookingState.CANCELLED


def test_a_plan_is_changed_without_its_catch_up_in_the_way(session, at, course):
    session.add(
        TrainingSession(
            reference="SES-CATCH-UP",
            activity_id=course.activity_id,
            booking_id=course.id,
            catches_up_week=1,
            starts_at=on(date(2027, 1, 12)).starts_at,
            ends_at=on(date(2027, 1, 12)).ends_at,
            state=SessionState.SCHEDULED,
            mode="in_person",
            place_name="Example School",
            created_at=at,
        )
    )
    session.flush()
    plan = booking_plans.plan_of(session, course)
    assert len(plan.meetings) == 6
    later = replace(plan, meetings=(*plan.meetings[:5], on(date(2027, 2, 25))))
    assert booking_plans.change(session, course, later, by=OFFICE, at=at)


def test_whoever_delivered_past_weeks_is_not_proposed_for_those_to_come(session, at, course, fay):
    gus = make_facilitator(session)
    first, *others = booking_plans.live_sessions(session, course)
    diary.assign(session, training_sessions=others, facilitator_ids=[gus.id], at=at)
    assert booking_plans.plan_of(session, course).facilitator_ids == (fay.id, gus.id)
    first.state = SessionState.DELIVERED
    session.flush()
    assert booking_plans.plan_of(session, course).facilitator_ids == (gus.id,)


def told_to(session, facilitator, kind):
    rows = session.scalars(
        select(OutboxMessage).where(OutboxMessage.to == facilitator.person.email, OutboxMessage.kind == kind)
    )
    return [[london_day(datetime.fromisoformat(starts)) for starts, *_ in row.payload["dates"]] for row in rows]


def test_whoever_delivers_with_others_in_some_weeks_gets_one_mail(session, at, course, fay):
    gus = make_facilitator(session)
    sixth = booking_plans.live_sessions(session, course)[5]
    diary.assign(session, training_sessions=[sixth], facilitator_ids=[fay.id, gus.id], at=at)

    courses.postpone(
        session, course, week=5, how=How.FOLLOW, seen=meetings(session, course, at), by=OFFICE, at=at + HOUR
    )

    (dates,) = told_to(session, fay, "assignment_changed")
    assert dates == days(session, course)[4:]
    assert told_to(session, gus, "assignment_changed") == [days(session, course)[5:]]


def test_a_postponed_week_grants_the_wish_to_move(session, at, course):
    booking_wishes.ask(session, course, wishes=[], reason="A trip", office="office@rose.example", by=OFFICE, at=at)

    courses.postpone(session, course, week=5, how=How.FOLLOW, seen=meetings(session, course, at), by=OFFICE, at=at)

    assert booking_wishes.latest_wish(session, course).state is WishState.GRANTED


def test_another_room_grants_no_wish_to_move(session, at, course):
    booking_wishes.ask(session, course, wishes=[], reason="A trip", office="office@rose.example", by=OFFICE, at=at)

    plan = replace(booking_plans.plan_of(session, course), place_name="Another hall")
    assert booking_plans.change(session, course, plan, by=OFFICE, at=at)

    assert booking_wishes.latest_wish(session, course).state is WishState.WAITING


def test_what_is_held_is_confirmed_without_asking_again_whoever_declined(session, at, asked, fay):
    gus = make_facilitator(session)
    plan = VisitPlan(
        meetings=tuple(on(THURSDAY + timedelta(weeks=n)) for n in range(6)),
        facilitator_ids=(fay.id, gus.id),
        place_name="Example School",
        cards=8,
    )
    booking_plans.hold(session, asked, plan, working_days=3, by=OFFICE, at=at)
    third = booking_plans.live_sessions(session, asked)[2]

    def decline(facilitator):
        rows = session.scalars(
            select(Assignment).where(Assignment.session_id == third.id, Assignment.facilitator_id == facilitator.id)
        ).all()
        assignments.answer(
            session, assignments=rows, said=AssignmentAnswer.DECLINED, office="o@rose.example", by=OFFICE, at=at
        )

    decline(gus)
    booking_plans.confirm_as_held(session, asked, cards=8, by=OFFICE, at=at + HOUR)

    given = diary.assigned_to(session, session_ids=[one.id for one in booking_plans.live_sessions(session, asked)])
    assert [len(given[one.id]) for one in booking_plans.live_sessions(session, asked)] == [2, 2, 1, 2, 2, 2]
    assert told_to(session, gus, "assignment_changed") == []


def test_a_held_course_is_not_confirmed_while_a_week_has_nobody(session, at, asked, fay):
    plan = VisitPlan(
        meetings=tuple(on(THURSDAY + timedelta(weeks=n)) for n in range(6)),
        facilitator_ids=(fay.id,),
        place_name="Example School",
        cards=8,
    )
    booking_plans.hold(session, asked, plan, working_days=3, by=OFFICE, at=at)
    third = booking_plans.live_sessions(session, asked)[2]
    rows = session.scalars(select(Assignment).where(Assignment.session_id == third.id)).all()
    assignments.answer(
        session, assignments=rows, said=AssignmentAnswer.DECLINED, office="o@rose.example", by=OFFICE, at=at
    )

    with pytest.raises(Refusal, match="Thursday 21 January 2027"), session.begin_nested():
        booking_plans.confirm_as_held(session, asked, cards=8, by=OFFICE, at=at + HOUR)
