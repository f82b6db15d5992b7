"""Two people record at the same moment, each about to commit while the other begins, on both databases."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from rose_training.adapters.survey_file import first_surveys
from rose_training.database import writing
from rose_training.domain.actors import Actor
from rose_training.domain.attendance import HeadcountAudience
from rose_training.domain.bookings import BookingState
from rose_training.domain.organisations import Sector
from rose_training.domain.permissions import Role
from rose_training.domain.refusals import Refusal
from rose_training.domain.surveys import AnswerValue, Wave
from rose_training.domain.year_groups import YearGroup
from rose_training.models.bookings import Booking
from rose_training.models.people import Person, RoleGrant
from rose_training.models.registrations import Registration
from rose_training.models.sessions import TrainingSession
from rose_training.models.surveys import Answer, Survey
from rose_training.services import headcounts, organisations, registrations, scores, surveys
from rose_training.services.registrations import Attendee
from rose_training.services.walk_ins import WalkIn, add_walk_in
from tests.factories import make_booking, make_cohort, make_person, make_session

BY = Actor.system("test")
ABOUT_TO_COMMIT = 0.3
"""Seconds that each transaction stays open after its work: long enough for the other to begin."""


def both(engine, *acts):
    """What each act answered, all begun together, each in a transaction of its own."""
    barrier = Barrier(len(acts))

    def one(act):
        with Session(engine) as session:
            barrier.wait()
            with writing(session):
                answer = act(session)
                session.flush()
                time.sleep(ABOUT_TO_COMMIT)
            return answer

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(one, acts))


@pytest.fixture
def weeks(engine_of_our_own, at):
    """The ids of the last two weeks of a confirmed booking, with four cards."""
    with Session(engine_of_our_own) as session, writing(session):
        booking = make_booking(session, state=BookingState.CONFIRMED)
        make_cohort(session, booking, size=4)
        return [
            make_session(session, booking=booking, week_number=week, starts_at=at - timedelta(hours=2 * week)).id
            for week in (1, 2)
        ]


def test_the_last_two_weeks_recorded_at_once_end_the_booking(engine_of_our_own, weeks, at):
    def record(week):
        def act(session):
            line = (HeadcountAudience.PUPIL, YearGroup.YEAR_8)
            training = session.get_one(TrainingSession, week)
            sent = {line: headcounts.Sent(20, 0)}
            return headcounts.record_headcount(session, training=training, sent=sent, by=BY, at=at).saved

        return act

    assert both(engine_of_our_own, *map(record, weeks)) == [1, 1]
    with Session(engine_of_our_own) as session:
        assert session.scalars(select(Booking.state)).all() == [BookingState.DELIVERED]


def test_a_card_corrected_from_two_weeks_at_once_keeps_one_of_the_papers(engine_of_our_own, weeks, at):
    with Session(engine_of_our_own) as session, writing(session):
        survey = surveys.publish(session, draft=first_surveys()[0], by=BY, at=at)
        numbers = [item.number for item in surveys.items_of(session, survey=survey)]

    def enter(session, week, answers, shown=0, was=None):
        return scores.record_responses(
            session,
            training=session.get_one(TrainingSession, week),
            survey=session.scalars(select(Survey)).one(),
            sent={(1, Wave.BEFORE): scores.Sent(answers, shown, was or {})},
            by=BY,
            at=at,
        )

    at_first = dict.fromkeys(numbers, AnswerValue.TRUE)
    with Session(engine_of_our_own) as session, writing(session):
        enter(session, weeks[0], at_first)
    half = len(numbers) // 2
    papers = [dict.fromkeys(part, AnswerValue.FALSE) for part in (numbers[:half], numbers[half:])]

    outcomes = both(
        engine_of_our_own,
        *(
            lambda session, week=week, paper=paper: enter(session, week, paper, 1, at_first)
            for week, paper in zip(weeks, papers, strict=True)
        ),
    )

    assert sorted((one.corrected, len(one.conflicts)) for one in outcomes) == [(0, 1), (1, 0)]
    with Session(engine_of_our_own) as session:
        assert session.scalar(select(func.count(Answer.id))) in map(len, papers)


def test_an_organisation_sent_twice_at_once_is_added_once(engine_of_our_own, at):
    def add(session):
        facts = organisations.Facts("Example Trust", Sector.VOLUNTARY)
        try:
            return organisations.add(session, facts, by=BY, at=at).name
        except Refusal as refusal:
            return refusal.code

    assert sorted(both(engine_of_our_own, add, add)) == ["Example Trust", "organisation_exists"]


@pytest.mark.parametrize("known", [True, False], ids=["a known person", "a stranger"])
def test_a_date_and_a_walk_in_and_another_date_at_once(engine_of_our_own, at, known):
    email = "di@agency.example"
    with Session(engine_of_our_own) as session, writing(session):
        if known:
            make_person(session, email=email)
        dates = [make_session(session).reference for _ in range(2)]
        today = make_session(session, starts_at=at).id

    def register(reference):
        attendee = Attendee("Di Example", email, "Example Agency", "Adviser")
        return lambda session: (
            registrations.register(session, session_reference=reference, attendee=attendee, by=BY, at=at).repeated
        )

    def walk_in(session):
        training = session.get_one(TrainingSession, today)
        return not add_walk_in(session, training=training, walk_in=WalkIn("Di", email), by=BY, at=at).walk_in

    assert both(engine_of_our_own, *map(register, dates), walk_in) == [False] * 3
    with Session(engine_of_our_own) as session:
        assert session.scalar(select(func.count(Registration.id))) == 3
        assert session.scalar(select(func.count(Person.id))) == 1
        assert session.scalars(select(RoleGrant.role)).all() == [Role.PROFESSIONAL]
