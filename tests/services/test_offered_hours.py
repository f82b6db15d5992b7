"""Hours that open counter-offers keep: in the diary as offered, and out of the slots that others may choose."""

from datetime import UTC, date, datetime, timedelta

import pytest

from rose_training.domain.actors import Actor
from rose_training.domain.bookings import PartOfDay
from rose_training.domain.calendar import SchoolCalendar
from rose_training.domain.diary_pages import Standing
from rose_training.domain.hosts import HostKind
from rose_training.domain.programme import Audience
from rose_training.domain.slots import Asked, Slot
from rose_training.services import counter_offers, diary_pages, offered_hours, slots
from rose_training.services.counter_offers import Offered
from rose_training.services.diary_pages import Chosen
from tests.factories import (
    make_activity,
    make_assignment,
    make_booking,
    make_facilitator,
    make_organisation,
    make_session,
)

OFFICE = Actor(None, "office")
START = datetime(2027, 1, 14, 9, tzinfo=UTC)
THURSDAY = START.date()
WEEK = timedelta(days=7)
TODAY = date(2027, 1, 4)
PUPILS = Asked(Audience.PUPILS, HostKind.SCHOOL, 60)


@pytest.fixture
def fay(session):
    facilitator = make_facilitator(session)
    session.flush()
    return facilitator


def offer(session, fay, at, *, weeks=1, hours=3):
    booking = make_booking(session, activity=make_activity(session, weeks=weeks), requested_at=at)
    dates = [Offered(START, START + timedelta(hours=hours), fay.id)]
    counter_offers.offer(session, booking, dates, until=at + timedelta(days=5), by=OFFICE, at=at)
    return booking


def lines(session, on, **over):
    days = diary_pages.days(session, first=on, last=on, calendar=SchoolCalendar(), chosen=Chosen(**over))
    return days[0].lines


def offered(session, asked=PUPILS, **over):
    return slots.offered(session, asked, calendar=SchoolCalendar(), today=TODAY, notice=2, **over)


def test_an_offered_date_stands_in_the_diary_until_the_school_has_answered(session, fay, at):
    booking = offer(session, fay, at)

    (line,) = lines(session, THURSDAY)

    assert (line.standing, line.booking, line.delivered_by[0].name) == (
        Standing.OFFERED,
        booking.reference,
        fay.person.name,
    )
    assert not line.movable(at)
    assert lines(session, THURSDAY, standing=Standing.OFFERED) == (line,)
    assert lines(session, THURSDAY, standing=Standing.HELD) == ()
    assert lines(session, THURSDAY, facilitator_id=fay.id + 1000) == ()

    counter_offers.none_suits(session, booking, words="", office="office@rose.example", by=OFFICE, at=at)
    assert lines(session, THURSDAY) == ()


def test_every_week_of_an_offered_course_stands_there(session, fay, at):
    offer(session, fay, at, weeks=6)

    found = offered_hours.between(session, since=START + WEEK, until=START + 3 * WEEK)

    assert [(hour.starts_at, hour.week) for hour in found] == [(START + WEEK, 2), (START + 2 * WEEK, 3)]
    assert lines(session, THURSDAY + WEEK)[0].week == 2


def test_what_is_offered_to_one_school_is_no_slot_for_the_next(session, fay, at):
    assert Slot(THURSDAY, PartOfDay.MORNING) in offered(session)

    offer(session, fay, at)

    assert Slot(THURSDAY, PartOfDay.MORNING) not in offered(session)


def test_a_course_needs_the_same_facilitator_in_all_its_weeks(session, fay):
    training = make_session(
        session, booking=make_booking(session), starts_at=START + 3 * WEEK, ends_at=START + 3 * WEEK + WEEK / 56
    )
    make_assignment(session, training, fay)
    course = Asked(Audience.PUPILS, HostKind.SCHOOL, 60, weeks=6)

    assert Slot(THURSDAY, PartOfDay.MORNING) in offered(session)
    found = offered(session, course)
    assert Slot(THURSDAY, PartOfDay.MORNING) not in found
    assert Slot(THURSDAY + 4 * WEEK, PartOfDay.MORNING) in found

    make_facilitator(session)
    assert Slot(THURSDAY, PartOfDay.MORNING) in offered(session, course)


def test_no_journey_is_kept_free_within_one_school(session, fay):
    school = make_organisation(session)
    training = make_session(
        session,
        booking=make_booking(session, organisation=school),
        starts_at=START + timedelta(hours=1),
        ends_at=START + timedelta(hours=2),
        place_name=school.name,
    )
    make_assignment(session, training, fay)

    assert Slot(THURSDAY, PartOfDay.MORNING) not in offered(session)
    there = Asked(Audience.PUPILS, HostKind.SCHOOL, 60, school=school.id)
    assert Slot(THURSDAY, PartOfDay.MORNING) in offered(session, there, postcode=school.postcode)
