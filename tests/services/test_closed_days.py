"""A school's own days on which we are booked there."""

from datetime import timedelta

import pytest

from rose_training.domain.actors import Actor
from rose_training.domain.bookings import BookingState
from rose_training.domain.calendar import ClosureKind, Layer, london_day
from rose_training.domain.sessions import SessionState
from rose_training.services import calendar
from rose_training.services.closed_days import booked_on_closed_days
from tests.factories import LONG_AGO, SOON, make_booking, make_organisation, make_session

AT = SOON - timedelta(days=7)


@pytest.fixture
def booking(session):
    found = make_booking(session, state=BookingState.CONFIRMED, year_groups=["8"])
    make_session(session, booking=found, starts_at=SOON)
    return found


def enter(session, school, kind=ClosureKind.TRAINING_DAY, years=(), day=SOON):
    calendar.add_days(
        session,
        layer=Layer(organisation_id=school.id),
        first=london_day(day),
        last=london_day(day),
        kind=kind,
        title="INSET day",
        years=years,
        by=Actor.system("test"),
        at=LONG_AGO,
    )


def found(session, **over):
    return [(one.booking.reference, one.starts_at, one.title) for one in booked_on_closed_days(session, at=AT, **over)]


def test_a_booked_day_that_the_school_closes_is_found(session, booking):
    assert found(session) == []
    enter(session, booking.organisation)
    assert found(session) == [(booking.reference, SOON, "INSET day")]
    assert found(session, organisation_id=booking.organisation_id) == found(session)


def test_another_school_and_another_day_are_not(session, booking):
    other = make_organisation(session)
    enter(session, other)
    enter(session, booking.organisation, day=SOON + timedelta(days=1))
    assert found(session) == []
    assert found(session, organisation_id=other.id) == []


@pytest.mark.parametrize(("years", "number"), [((), 1), (("8",), 1), (("11",), 0)])
def test_exams_count_for_the_years_that_sit_them(session, booking, years, number):
    enter(session, booking.organisation, ClosureKind.EXAM, years)
    assert len(found(session)) == number


def test_what_is_cancelled_or_over_waits_for_nobody(session, booking):
    enter(session, booking.organisation)
    assert booked_on_closed_days(session, at=SOON + timedelta(days=1)) == []
    make_session(session, booking=booking, starts_at=SOON, state=SessionState.CANCELLED, cancelled_reason="Snow")
    assert len(found(session)) == 1
