"""Who is asked, what they answer, and what they are told of."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, time, timedelta
from threading import Event
from time import sleep

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DatabaseError, IntegrityError
from sqlalchemy.orm import Session

from rose_training.database import writing
from rose_training.domain.actors import Actor
from rose_training.domain.assignments import AssignmentAnswer
from rose_training.domain.bookings import BookingState, ClosingReason
from rose_training.domain.calendar import london
from rose_training.domain.refusals import Refusal
from rose_training.models.outbox import OutboxMessage
from rose_training.models.sessions import Assignment
from rose_training.services import assignments, booking_plans, delivery, diary, sessions
from tests.factories import (
    SOON,
    make_assignment,
    make_booking,
    make_facilitator,
    make_session,
    make_vetting,
)

OFFICE = Actor(None, "office")
HOUR = timedelta(hours=1)


def told(session, kind):
    return session.scalars(select(OutboxMessage).where(OutboxMessage.kind == kind)).all()


def only(session):
    session.expire_all()
    return session.scalars(select(Assignment)).one()


def say(session, row, said, at, words=""):
    assignments.answer(
        session, assignments=[row], said=said, words=words, office="office@rose.example", by=OFFICE, at=at
    )


@pytest.fixture
def fay(session):
    return make_facilitator(session)


def test_a_facilitator_is_asked_once(session, at, fay):
    course = [make_session(session, starts_at=SOON + week * 7 * 24 * HOUR) for week in range(2)]
    diary.assign(session, training_sessions=course, facilitator_ids=[fay.id], at=at)

    assert {row.answer for row in session.scalars(select(Assignment))} == {AssignmentAnswer.ASKED}
    (mail,) = told(session, "assignment_asked")
    assert mail.to == fay.person.email
    assert len(mail.payload["dates"]) == 2

    given = diary.release(session, session_ids=[one.id for one in course])
    diary.assign(session, training_sessions=course, facilitator_ids=[fay.id], before=given, at=at + HOUR)
    assert len(told(session, "assignment_asked")) == 1
    assert told(session, "assignment_changed") == []


def test_a_yes_stays_while_the_time_stays(session, at, fay):
    training = make_session(session)
    diary.assign(session, training_sessions=[training], facilitator_ids=[fay.id], at=at)
    say(session, only(session), AssignmentAnswer.ACCEPTED, at, "Gladly")

    given = diary.release(session, session_ids=[training.id])
    diary.assign(session, training_sessions=[training], facilitator_ids=[fay.id], before=given, at=at)
    assert (only(session).answer, only(session).words) == (AssignmentAnswer.ACCEPTED, "Gladly")

    given = diary.release(session, session_ids=[training.id])
    training.starts_at, training.ends_at = SOON + HOUR, SOON + 2 * HOUR
    diary.assign(session, training_sessions=[training], facilitator_ids=[fay.id], before=given, at=at + HOUR)
    assert only(session).answer is AssignmentAnswer.ASKED
    assert len(told(session, "assignment_changed")) == 1


def test_a_no_frees_the_hours_and_tells_the_office_alone(session, at, fay):
    booking = make_booking(session, state=BookingState.CONFIRMED)
    training = make_session(session, booking=booking)
    diary.assign(session, training_sessions=[training], facilitator_ids=[fay.id], at=at)
    say(session, only(session), AssignmentAnswer.DECLINED, at, "Away that week")

    assert not only(session).active
    assert delivery.find(session, reference=training.reference, facilitator_id=fay.id) is None
    assert list(assignments.without_facilitator(session, at=at)) == [training]
    (mail,) = told(session, "assignment_declined_for_office")
    assert mail.to == "office@rose.example"
    assert [one.to for one in session.scalars(select(OutboxMessage)) if one.to == booking.booker_email] == []
    # The same hour may be given to her again.
    diary.assign(session, training_sessions=[make_session(session)], facilitator_ids=[fay.id], at=at)


def test_a_no_is_not_taken_back_by_the_facilitator_but_the_office_may_ask_again(session, at, fay):
    training = make_session(session)
    diary.assign(session, training_sessions=[training], facilitator_ids=[fay.id], at=at)
    say(session, only(session), AssignmentAnswer.DECLINED, at)
    with pytest.raises(Refusal, match="Ring the office"):
        say(session, only(session), AssignmentAnswer.ACCEPTED, at)

    diary.assign(session, training_sessions=[training], facilitator_ids=[fay.id], at=at + HOUR)
    assert only(session).answer is AssignmentAnswer.ASKED
    assert only(session).active


def test_moving_a_session_does_not_wake_a_no(session, at, fay):
    training = make_session(session)
    diary.assign(session, training_sessions=[training], facilitator_ids=[fay.id], at=at)
    say(session, only(session), AssignmentAnswer.DECLINED, at)
    training.starts_at, training.ends_at = SOON + HOUR, SOON + 2 * HOUR
    session.flush()
    assert not only(session).active
    assert only(session).starts_at == SOON + HOUR


def test_the_same_answer_twice_is_one(session, at, fay):
    training = make_session(session)
    diary.assign(session, training_sessions=[training], facilitator_ids=[fay.id], at=at)
    for hours in range(2):
        say(session, only(session), AssignmentAnswer.DECLINED, at + hours * HOUR)
    assert len(told(session, "assignment_declined_for_office")) == 1


def test_nobody_answers_about_what_has_begun(session, fay):
    training = make_session(session)
    row = make_assignment(session, training, fay)
    with pytest.raises(Refusal, match="has begun"):
        say(session, row, AssignmentAnswer.DECLINED, SOON)


def test_whoever_is_taken_off_hears_of_it(session, at, fay):
    gus = make_facilitator(session)
    training = make_session(session)
    diary.assign(session, training_sessions=[training], facilitator_ids=[fay.id], at=at)
    diary.assign(session, training_sessions=[training], facilitator_ids=[gus.id], at=at + HOUR)
    (ended,) = told(session, "assignment_ended")
    assert ended.to == fay.person.email
    assert not ended.payload["cancelled"]
    assert {mail.to for mail in told(session, "assignment_asked")} == {fay.person.email, gus.person.email}


def test_a_session_called_off(session, at, fay):
    training = make_session(session)
    diary.assign(session, training_sessions=[training], facilitator_ids=[fay.id], at=at)
    sessions.cancel(session, reference=training.reference, reason="Snow", by=OFFICE, at=at)
    (ended,) = told(session, "assignment_ended")
    assert ended.payload["cancelled"]
    assert not only(session).active


def test_a_visit_called_off(session, at, fay):
    booking = make_booking(session, state=BookingState.CONFIRMED)
    training = make_session(session, booking=booking)
    diary.assign(session, training_sessions=[training], facilitator_ids=[fay.id], at=at)
    booking_plans.cancel(session, booking, reason=ClosingReason.OTHER, explanation="Snow", by=OFFICE, at=at)
    assert [mail.payload["cancelled"] for mail in told(session, "assignment_ended")] == [True]


def test_without_a_check_nobody_is_sent(session, at):
    nobody = make_facilitator(session, vetted=False)
    training = make_session(session)
    with pytest.raises(Refusal, match="no enhanced DBS check is recorded"):
        diary.assign(session, training_sessions=[training], facilitator_ids=[nobody.id], at=at)


def test_a_check_counts_until_its_last_day(session, at):
    fay = make_facilitator(session, vetted=False)
    make_vetting(session, fay, review_due=SOON.date())
    on_the_day = make_session(session)
    diary.assign(session, training_sessions=[on_the_day], facilitator_ids=[fay.id], at=at)
    after = make_session(session, starts_at=SOON + 24 * HOUR)
    with pytest.raises(Refusal, match="due for review by 8 Dec 2026"):
        diary.assign(session, training_sessions=[after], facilitator_ids=[fay.id], at=at)


@pytest.mark.parametrize("seen", [None, {"review_due": date(2026, 12, 7)}, {"training_until": date(2026, 12, 7)}])
def test_the_database_sends_nobody_without_a_check(session, seen):
    fay = make_facilitator(session, vetted=False)
    if seen:
        make_vetting(session, fay, **seen)
    training = make_session(session)
    with pytest.raises((IntegrityError, DatabaseError), match="facilitator_without_valid_check"):
        make_assignment(session, training, fay)


def test_sessions_that_need_somebody_are_read_in_one_query(session, at, fay):
    given, open_one = make_session(session), make_session(session, starts_at=london(date(2026, 12, 9), time(10)))
    make_assignment(session, given, fay)
    assert list(assignments.without_facilitator(session, at=at)) == [open_one]
    diary.assign(session, training_sessions=[open_one], facilitator_ids=[fay.id], at=at)
    assert [row.session_id for row in assignments.unanswered(session, at=at)] == [open_one.id]


def test_a_no_given_while_the_office_plans_is_not_lost(engine_of_our_own, at):
    """Whoever declines at the very moment at which the office saves the plan stays free."""
    with Session(engine_of_our_own) as session, writing(session):
        fay = make_facilitator(session).id
        training = make_session(session)
        diary.assign(session, training_sessions=[training], facilitator_ids=[fay], at=at)
        training_id = training.id
    declined = Event()

    def decline():
        with Session(engine_of_our_own) as session, writing(session):
            row = session.scalars(select(Assignment)).one()
            say(session, row, AssignmentAnswer.DECLINED, at)
            declined.set()
            sleep(0.2)

    def plan():
        declined.wait()
        with Session(engine_of_our_own) as session, writing(session):
            diary.release(session, session_ids=[training_id])

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(decline), pool.submit(plan)]:
            done.result()

    with Session(engine_of_our_own) as session:
        assert session.scalars(select(Assignment.answer)).all() == [AssignmentAnswer.DECLINED]


def test_an_answer_to_what_was_given_anew_meanwhile_is_refused(engine_of_our_own, at):
    with Session(engine_of_our_own) as session, writing(session):
        fay = make_facilitator(session).id
        training = make_session(session)
        diary.assign(session, training_sessions=[training], facilitator_ids=[fay], at=at)
        training_id = training.id
    opened, released = Event(), Event()
    outcomes = []

    def answer_late():
        with Session(engine_of_our_own) as session:
            row = session.scalars(select(Assignment)).one()
            session.expunge(row)
            session.rollback()
            opened.set()
            released.wait()
            with writing(session), pytest.raises(Refusal) as refused:
                say(session, row, AssignmentAnswer.ACCEPTED, at)
            outcomes.append(refused.value.code)

    def plan():
        opened.wait()
        with Session(engine_of_our_own) as session, writing(session):
            diary.release(session, session_ids=[training_id])
        released.set()

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(answer_late), pool.submit(plan)]:
            done.result()

    assert outcomes == ["changed_meanwhile"]
