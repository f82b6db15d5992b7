"""Weekly hours and leave, kept and read."""

from datetime import date, time, timedelta

import pytest
from sqlalchemy.exc import DatabaseError, IntegrityError

from rose_training.domain.actors import Actor
from rose_training.domain.availability import USUAL, Leave, WeeklyHours
from rose_training.domain.refusals import Refusal
from rose_training.models.facilitators import FacilitatorHours, FacilitatorLeave
from rose_training.services import availability, history
from tests.factories import LONG_AGO, SOON, make_assignment, make_facilitator, make_session

FAY = Actor(None, "Fay")
FIRST, LAST = date(2026, 12, 7), date(2026, 12, 11)
MORNINGS = (WeeklyHours(0, time(9), time(12)), WeeklyHours(2, time(9), time(12)))


@pytest.fixture
def fay(session):
    return make_facilitator(session)


def of(session, facilitator):
    found = availability.availability_of(session, facilitator_ids=[facilitator.id], first=FIRST, last=LAST)
    return found[facilitator.id]


def test_hours_are_the_usual_ones_until_somebody_says_theirs(session, at, fay):
    assert of(session, fay).hours == USUAL
    assert not availability.has_said_when(session, facilitator_id=fay.id)
    for _ in range(2):
        availability.set_hours(session, facilitator_id=fay.id, hours=MORNINGS, by=FAY, at=at)
    assert of(session, fay).hours == MORNINGS
    assert of(session, make_facilitator(session)).hours == USUAL


def test_no_hours_at_all_are_refused(session, at, fay):
    with pytest.raises(Refusal, match="one day at least"):
        availability.set_hours(session, facilitator_id=fay.id, hours=(), by=FAY, at=at)


def test_leave_is_read_for_the_days_asked_about(session, at, fay):
    availability.take_leave(session, facilitator_id=fay.id, leave=Leave(FIRST, LAST, "Walking"), by=FAY, at=at)
    assert of(session, fay).leave == (Leave(FIRST, LAST, "Walking"),)
    later = availability.availability_of(
        session, facilitator_ids=[fay.id], first=LAST + timedelta(days=1), last=LAST + timedelta(days=9)
    )
    assert later[fay.id].leave == ()


def test_why_somebody_is_away_is_not_in_the_trail(session, at, fay):
    availability.take_leave(session, facilitator_id=fay.id, leave=Leave(FIRST, LAST, "Hospital"), by=FAY, at=at)
    (entry,) = history.entries_about(session, fay.person.reference)
    assert entry.event == "leave_entered"
    assert "Hospital" not in str(entry.detail)


def test_leave_over_a_promised_session_is_refused_and_names_it(session, at, fay):
    training = make_session(session)
    make_assignment(session, training, fay)
    with pytest.raises(Refusal, match="Tuesday 8 December 2026, 2pm to 3pm") as refused:
        availability.take_leave(session, facilitator_id=fay.id, leave=Leave(FIRST, LAST), by=FAY, at=at)
    assert refused.value.code == "leave_promised"
    assert list(availability.promised(session, facilitator_id=fay.id, first=FIRST, last=LAST)) == [training]
    day_before = Leave(FIRST, SOON.date() - timedelta(days=1))
    availability.take_leave(session, facilitator_id=fay.id, leave=day_before, by=FAY, at=at)


def test_leave_from_today_does_not_ask_about_this_mornings_session(session, fay):
    make_assignment(session, make_session(session), fay)
    today, afterwards = SOON.date(), SOON + timedelta(hours=2)
    availability.take_leave(session, facilitator_id=fay.id, leave=Leave(today, today), by=FAY, at=afterwards)
    assert availability.leave_to_come(session, facilitator_id=fay.id, today=today)


def test_leave_is_given_back_by_its_owner_alone(session, at, fay):
    row = availability.take_leave(session, facilitator_id=fay.id, leave=Leave(FIRST, LAST), by=FAY, at=at)
    stranger = make_facilitator(session)
    availability.give_back_leave(session, facilitator_id=stranger.id, leave_id=row.id, by=FAY, at=at)
    assert availability.leave_to_come(session, facilitator_id=fay.id, today=FIRST)
    availability.give_back_leave(session, facilitator_id=fay.id, leave_id=row.id, by=FAY, at=at)
    assert not availability.leave_to_come(session, facilitator_id=fay.id, today=FIRST)


def leave(facilitator, first, last):
    return FacilitatorLeave(facilitator_id=facilitator.id, first_on=first, last_on=last, entered_at=LONG_AGO)


def test_the_database_keeps_leave_apart(session, fay):
    session.add(leave(fay, FIRST, LAST))
    session.flush()
    session.add(leave(make_facilitator(session), FIRST, LAST))
    session.add(leave(fay, LAST + timedelta(days=1), LAST + timedelta(days=1)))
    session.flush()
    session.add(leave(fay, LAST, LAST + timedelta(days=3)))
    with pytest.raises((IntegrityError, DatabaseError)):
        session.flush()


@pytest.mark.parametrize(
    "row",
    [
        lambda fay: leave(fay, LAST, FIRST),
        lambda fay: FacilitatorHours(facilitator_id=fay.id, weekday=7, starts=time(9), ends=time(10)),
        lambda fay: FacilitatorHours(facilitator_id=fay.id, weekday=0, starts=time(10), ends=time(9)),
    ],
)
def test_the_database_refuses_what_cannot_be(session, fay, row):
    session.add(row(fay))
    with pytest.raises(IntegrityError):
        session.flush()


def test_the_database_gives_nobody_a_session_on_a_day_of_leave(session, fay):
    session.add(leave(fay, FIRST, LAST))
    session.flush()
    training = make_session(session)
    with pytest.raises((IntegrityError, DatabaseError), match="facilitator_on_leave"):
        make_assignment(session, training, fay)
