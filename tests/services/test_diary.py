"""Assignments: clashes are named, and the database refuses what a mistake in our code would let through."""

from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from rose_training.domain.diary import Engagement
from rose_training.domain.refusals import Refusal
from rose_training.services import diary
from tests.factories import make_assignment, make_booking, make_facilitator, make_session

HOUR = timedelta(hours=1)


def test_a_clash_is_named(session, at):
    fay = make_facilitator(session)
    first = make_session(session, place_name="Hethersett")
    diary.assign(session, training_sessions=[first], facilitator_ids=[fay.id], at=at)
    second = make_session(session, starts_at=first.starts_at + HOUR / 2)

    with pytest.raises(Refusal) as refused:
        diary.assign(session, training_sessions=[second], facilitator_ids=[fay.id], at=at)

    assert refused.value.field == "facilitators"
    assert fay.person.name in refused.value.sentence
    assert "is at Hethersett on Tuesday 8 December 2026, 2pm to 3pm" in refused.value.sentence


def test_the_same_hour_next_week_is_free(session, at):
    fay = make_facilitator(session)
    course = [
        make_session(session, starts_at=make_session(session).starts_at + n * timedelta(days=7)) for n in range(6)
    ]
    diary.assign(session, training_sessions=course, facilitator_ids=[fay.id], at=at)
    between = make_session(session, starts_at=course[0].starts_at + timedelta(days=1))

    diary.assign(session, training_sessions=[between], facilitator_ids=[fay.id], at=at)

    assert diary.assigned_to(session, session_ids=[between.id]) == {between.id: (fay,)}


def test_assigning_again_replaces_who_delivers(session, at):
    fay, gus = make_facilitator(session), make_facilitator(session)
    training = make_session(session)
    diary.assign(session, training_sessions=[training], facilitator_ids=[fay.id], at=at)

    diary.assign(session, training_sessions=[training], facilitator_ids=[gus.id], at=at)

    assert diary.assigned_to(session, session_ids=[training.id]) == {training.id: (gus,)}
    again = Engagement(training.starts_at, training.ends_at)
    assert diary.find_clashes(session, facilitator_ids=[fay.id], wanted=[again]) == ()


def test_the_database_refuses_two_places_at_once(session):
    fay = make_facilitator(session)
    first = make_session(session)
    make_assignment(session, first, fay)
    second = make_session(session, starts_at=first.starts_at + HOUR / 2)

    with pytest.raises(IntegrityError), session.begin_nested():
        make_assignment(session, second, fay)


def test_a_cancelled_session_frees_its_facilitator(session, at):
    fay = make_facilitator(session)
    first = make_session(session)
    diary.assign(session, training_sessions=[first], facilitator_ids=[fay.id], at=at)
    first.state, first.cancelled_reason = "cancelled", "snow"
    session.flush()
    session.expire_all()
    second = make_session(session, starts_at=first.starts_at)

    diary.assign(session, training_sessions=[second], facilitator_ids=[fay.id], at=at)


def test_the_booking_being_planned_does_not_clash_with_itself(session, at):
    fay = make_facilitator(session)
    booking = make_booking(session)
    visit = make_session(session, booking=booking)
    diary.assign(session, training_sessions=[visit], facilitator_ids=[fay.id], at=at)
    wanted = [Engagement(visit.starts_at, visit.ends_at)]

    assert diary.find_clashes(session, facilitator_ids=[fay.id], wanted=wanted)
    assert not diary.find_clashes(session, facilitator_ids=[fay.id], wanted=wanted, besides_booking_id=booking.id)


def test_a_tight_journey_is_a_warning(session, at):
    fay = make_facilitator(session)
    first = make_session(session, place_name="Cromer")
    diary.assign(session, training_sessions=[first], facilitator_ids=[fay.id], at=at)
    wanted = [Engagement(first.ends_at, first.ends_at + HOUR, place="Thetford")]

    assert not diary.find_clashes(session, facilitator_ids=[fay.id], wanted=wanted)
    (tight,) = diary.tight_journeys(session, facilitator_ids=[fay.id], wanted=wanted)
    assert "Cromer" in tight.sentence
