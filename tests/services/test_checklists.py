"""Where the points of a checklist stand, what is answered, and who is asked again."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from rose_training.domain.actors import Actor
from rose_training.domain.assignments import AssignmentAnswer
from rose_training.domain.bookings import BookingState
from rose_training.domain.calendar import ClosureKind, london
from rose_training.domain.checklist import ChecklistAnswer, ChecklistItem, Strength, When
from rose_training.domain.checklist_words import Given
from rose_training.domain.declarations import DeclarationAnswer, DeclarationKind
from rose_training.domain.refusals import Refusal
from rose_training.domain.sessions import SessionState
from rose_training.domain.visit_answers import CurriculumPlace
from rose_training.models.bookings import Declaration
from rose_training.models.calendar import ClosureDay
from rose_training.models.checklists import ChecklistEntry
from rose_training.models.outbox import OutboxMessage
from rose_training.services import bookings, checklists, history, outbox
from tests.factories import (
    make_activity,
    make_agency,
    make_assignment,
    make_booking,
    make_facilitator,
    make_session,
)
from tests.support.queries import counting

SCHOOL = Actor(None, "Sandra School")
VISIT = london(date(2026, 12, 3), datetime(2026, 1, 1, 10).time())  # noqa: DTZ001
"""A Thursday: ten working days before it is 19 November, two are 1 December."""


@pytest.fixture
def booking(session):
    found = make_booking(session, state=BookingState.CONFIRMED, reference="JIG-7K3Q-M2")
    make_session(session, booking=found, starts_at=VISIT)
    return found


def entry(session, booking, item, at):
    found = checklists.checklist_of(session, booking=booking, at=at).find(item)
    assert found is not None
    return found


def answer(session, booking, item, given, at, **over):
    checklists.answer(session, booking, item=item, given=given, by=SCHOOL, at=at, **over)


def declare(session, booking, kind, answer, at, detail=None):
    session.add(Declaration(booking_id=booking.id, kind=kind, answer=answer, detail=detail, given_at=at))
    session.flush()


def test_what_is_known_already_counts(session, booking, at):
    declare(session, booking, DeclarationKind.STAFF_STAY, DeclarationAnswer.YES, at, "Mr Example")
    declare(session, booking, DeclarationKind.DSL_REACHABLE, DeclarationAnswer.YES, at)
    facilitator = make_facilitator(session)
    make_assignment(session, make_session(session, booking=booking, starts_at=VISIT + timedelta(days=7)), facilitator)

    assert entry(session, booking, ChecklistItem.STAFF_STAY, at).settled
    assert entry(session, booking, ChecklistItem.STAFF_NAME, at).said == "Mr Example"
    assert entry(session, booking, ChecklistItem.SAFEGUARDING_LEAD, at).said == "Dan Lead, 01603 000002"
    assert entry(session, booking, ChecklistItem.DAY_CONTACT, at).settled
    assert entry(session, booking, ChecklistItem.FACILITATOR, at).said == "Fay"
    assert not entry(session, booking, ChecklistItem.AGREED, at).settled


def test_nobody_is_named_before_they_have_said_yes(session, booking, at):
    training = make_session(session, booking=booking, starts_at=VISIT)
    row = make_assignment(session, training, make_facilitator(session))
    row.answer = AssignmentAnswer.ASKED
    session.flush()
    assert checklists.who_comes(session, booking=booking) == ()
    assert not entry(session, booking, ChecklistItem.FACILITATOR, at).settled
    row.answer = AssignmentAnswer.ACCEPTED
    session.flush()
    assert checklists.who_comes(session, booking=booking) == ("Fay",)


def test_what_the_request_told_of_the_room_and_the_curriculum_counts(session, at):
    booking = make_booking(
        session,
        topics_told=["room", "needs", "curriculum"],
        room_name="Room 4",
        room_features=["screen"],
        parking="Behind the hall",
        curriculum_place=CurriculumPlace.RSE,
        taught_before=["consent"],
    )
    said = {
        one.item: one.said for one in checklists.checklist_of(session, booking=booking, at=at).entries if one.settled
    }
    assert said[ChecklistItem.ROOM] == "Room 4, screen or projector"
    assert said[ChecklistItem.ARRIVAL] == "Behind the hall"
    assert said[ChecklistItem.CURRICULUM] == "RSE, not sex education"
    assert said[ChecklistItem.PROGRAMME] == "Consent"
    assert ChecklistItem.ACCESS in said


def test_a_lead_without_a_name_stays_open(session, at):
    booking = make_booking(session, dsl_name=None, dsl_contact=None)
    declare(session, booking, DeclarationKind.DSL_REACHABLE, DeclarationAnswer.YES, at)
    assert not entry(session, booking, ChecklistItem.SAFEGUARDING_LEAD, at).settled


def test_an_answer_settles_its_point_and_the_history_keeps_the_older_one(session, booking, at):
    answer(session, booking, ChecklistItem.ROOM, Given("not_yet"), at)
    assert not entry(session, booking, ChecklistItem.ROOM, at).settled
    answer(session, booking, ChecklistItem.ROOM, Given("yes", "Room 4"), at, by_telephone=True)

    room = entry(session, booking, ChecklistItem.ROOM, at)
    assert (room.settled, room.said) == (True, "Yes: Room 4")
    newest = history.entries_about(session, booking.reference)[0]
    assert newest.detail == {"what": "room", "from": "not_yet", "to": "done", "by_telephone": True}
    assert "Room 4" not in str(newest.detail), "the trail is kept when words are erased"
    assert session.scalars(select(ChecklistEntry)).one().by_telephone


def test_a_promise_is_shown_and_stays_open(session, booking, at):
    answer(session, booking, ChecklistItem.PARENTS, Given("promised", on=date(2026, 11, 25)), at)
    parents = entry(session, booking, ChecklistItem.PARENTS, at)
    assert (parents.settled, parents.promised) == (False, True)
    assert parents.said == "Will be told by Wednesday 25 November 2026"


def test_a_declared_point_changes_the_declaration(session, at):
    course = make_booking(session, activity=make_activity(session, targeted=True, weeks=6))
    answer(session, course, ChecklistItem.PARENTS, Given("yes", on=date(2026, 11, 16)), at)
    told = session.scalars(select(Declaration)).one()
    assert (told.kind, told.answer) == (DeclarationKind.PARENTS_TOLD, DeclarationAnswer.YES)
    assert entry(session, course, ChecklistItem.PARENTS, at).said == "Told on Monday 16 November 2026"

    answer(session, course, ChecklistItem.PARENTS, Given("promised", on=date(2026, 11, 25)), at)
    session.refresh(told)
    assert told.answer is DeclarationAnswer.NOT_YET


def test_what_the_request_said_is_shown_in_the_form(session, booking, at):
    declare(session, booking, DeclarationKind.SENIOR_LEADER_AGREED, DeclarationAnswer.YES, at, "Ms Head")
    assert checklists.answer_given(session, booking=booking, item=ChecklistItem.AGREED) == Given("yes", "Ms Head")
    assert checklists.answer_given(session, booking=booking, item=ChecklistItem.ROOM) is None


def test_an_ended_booking_stays_as_it_is(session, at):
    booking = make_booking(session, state=BookingState.CANCELLED, reason="Snow")
    with pytest.raises(Refusal):
        answer(session, booking, ChecklistItem.ROOM, Given("not_yet"), at)


def test_what_is_not_on_the_list_is_not_answered(session, at):
    club = make_booking(session, organisation=make_agency(session))
    with pytest.raises(Refusal) as no:
        answer(session, club, ChecklistItem.CURRICULUM, Given("rse"), at)
    assert no.value.code == "not_on_the_list"


def test_the_database_keeps_one_answer_and_a_promise_with_its_day(session, booking, at):
    row = {"booking_id": booking.id, "item": ChecklistItem.ROOM, "choice": "yes", "given_at": at}
    session.add(ChecklistEntry(answer=ChecklistAnswer.DONE, **row))
    session.flush()
    for wrong in ({"answer": ChecklistAnswer.DONE}, {"answer": ChecklistAnswer.PROMISED, "item": ChecklistItem.RISKS}):
        with pytest.raises(IntegrityError), session.begin_nested():
            session.add(ChecklistEntry(**row | wrong))
            session.flush()


def test_materials_block_two_working_days_before_by_the_schools_own_calendar(session, booking):
    def strength(day):
        at = datetime.combine(day, VISIT.time(), VISIT.tzinfo)
        return entry(session, booking, ChecklistItem.MATERIALS, at).strength

    assert strength(date(2026, 11, 30)) is Strength.WARNS
    assert strength(date(2026, 12, 1)) is Strength.BLOCKS
    training_day = {"on": date(2026, 12, 2), "kind": ClosureKind.TRAINING_DAY, "title": "Training", "source": "test"}
    session.add(ClosureDay(organisation_id=booking.organisation_id, **training_day))
    session.flush()
    assert strength(date(2026, 11, 30)) is Strength.BLOCKS


def asked_on(session, day, hour=9):
    at = london(day, datetime(2026, 1, 1, hour).time())  # noqa: DTZ001
    due = checklists.chases_due(session, at=at)
    outbox.queue_all(session, due, at=at)
    return [one.occasion for one in due]


def queued(session):
    return [row.occasion for row in session.scalars(select(OutboxMessage).order_by(OutboxMessage.id))]


def test_a_school_is_asked_once_for_each_occasion(session, booking):
    assert asked_on(session, date(2026, 11, 18)) == []
    for day in (date(2026, 11, 19), date(2026, 11, 19), date(2026, 11, 20), date(2026, 11, 25), date(2026, 12, 1)):
        asked_on(session, day)
    booking.state = BookingState.DELIVERED
    session.flush()
    asked_on(session, date(2026, 12, 4))
    assert queued(session) == [
        "JIG-7K3Q-M2/ten_days/20261203",
        "JIG-7K3Q-M2/two_days/20261203",
        "JIG-7K3Q-M2/after/20261203",
    ]


def test_a_visit_that_moved_is_asked_about_on_its_new_days(session, booking):
    asked_on(session, date(2026, 11, 19))
    training = bookings.sessions_of(session, booking)[0]
    training.starts_at, training.ends_at = VISIT + timedelta(days=7), VISIT + timedelta(days=7, hours=1)
    session.flush()
    assert asked_on(session, date(2026, 12, 1)) == []
    assert asked_on(session, date(2026, 11, 26)) == ["JIG-7K3Q-M2/ten_days/20261210"]


@pytest.mark.parametrize("state", [BookingState.REQUESTED, BookingState.CANCELLED, BookingState.DECLINED])
def test_nobody_is_asked_about_what_is_not_confirmed(session, booking, state):
    booking.state, booking.reason = state, "Because"
    session.flush()
    assert asked_on(session, date(2026, 11, 19)) == []


def test_nobody_is_asked_about_a_date_that_is_off(session, booking):
    training = bookings.sessions_of(session, booking)[0]
    training.state, training.cancelled_reason = SessionState.CANCELLED, "Snow"
    session.flush()
    assert asked_on(session, date(2026, 11, 19)) == []


def test_a_visit_that_took_place_this_morning_asks_only_how_it_went(session, booking):
    assert checklists.checklist_of(session, booking=booking, at=VISIT).blocking
    booking.state = BookingState.DELIVERED
    found = checklists.checklist_of(session, booking=booking, at=VISIT)
    assert found.over
    assert {entry.point.due for entry in found.open_ones} == {When.AFTER}


def test_the_office_sees_what_is_close_and_blocked(session, booking, at):
    later = make_booking(session, state=BookingState.CONFIRMED)
    make_session(session, booking=later, starts_at=VISIT + timedelta(days=60))

    found = checklists.not_ready(session, at=at + timedelta(days=2))

    assert [one.reference for one, _, _ in found] == [booking.reference]
    assert ChecklistItem.AGREED in {one.item for one in found[0][2].blocking}


def test_what_is_settled_is_ready(session, booking, at):
    for kind in DeclarationKind:
        declare(session, booking, kind, DeclarationAnswer.YES, at)
    assert checklists.not_ready(session, at=at + timedelta(days=2)) == []
    answer(session, booking, ChecklistItem.MATERIALS, Given("yes", "Sandra", on=date(2026, 11, 16)), at)
    close = london(date(2026, 12, 2), datetime(2026, 1, 1, 9).time())  # noqa: DTZ001
    assert checklists.not_ready(session, at=close) == []


def test_several_lists_take_as_many_questions_as_one(session, at, engine):
    few = [make_booking(session) for _ in range(2)]
    many = [make_booking(session) for _ in range(9)]
    session.expire_all()
    for one in (*few, *many):
        assert one.activity
        assert one.organisation
    with counting(engine) as first:
        checklists.checklists_of(session, few, at=at)
    with counting(engine) as second:
        checklists.checklists_of(session, many, at=at)
    assert len(first) == len(second)
