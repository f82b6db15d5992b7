"""The inbox: what cannot wait stands first, found by words, and the same few queries for any length."""

from datetime import date, timedelta

import pytest

from rose_training.domain.actors import Actor
from rose_training.domain.bookings import BookingState, PartOfDay
from rose_training.domain.inbox import Urgency
from rose_training.models.bookings import PreferredDate
from rose_training.services import counter_offers, inbox
from rose_training.services.counter_offers import Offered
from rose_training.services.inbox import Wanted
from tests.factories import make_activity, make_booking, make_facilitator, make_organisation

OFFICE = Actor(None, "office")


def asked(session, at, day=date(2027, 5, 4), **over):
    booking = make_booking(session, **{"requested_at": at} | over)
    session.add(PreferredDate(booking_id=booking.id, rank=1, on=day, part=PartOfDay.MORNING))
    session.flush()
    return booking


def page(session, at, **over):
    return inbox.page(session, Wanted(**over), at=at)


def test_every_state_is_counted(session):
    make_booking(session)
    make_booking(session)
    make_booking(session, state=BookingState.CONFIRMED)

    found = inbox.counts(session)

    assert set(found) == set(BookingState)
    assert (found[BookingState.REQUESTED], found[BookingState.CONFIRMED], found[BookingState.HELD]) == (2, 1, 0)


def test_what_cannot_wait_stands_first(session, at):
    calm = asked(session, at - timedelta(hours=5))
    course = asked(session, at, activity=make_activity(session, targeted=True))
    near = asked(session, at, day=date(2026, 11, 23))
    late = asked(session, at - timedelta(days=10))

    found = page(session, at)

    assert [row.id for row in found.rows] == [late.id, near.id, course.id, calm.id]
    assert found.priorities[near.id].urgency is Urgency.NOW
    assert found.priorities[calm.id].reasons == ()
    assert inbox.priority_of(session, near, at=at) == found.priorities[near.id]


def test_other_dates_that_suit_nobody_come_back_to_the_top(session, at):
    booking, other = asked(session, at - timedelta(hours=1)), asked(session, at - timedelta(hours=2))
    start = at + timedelta(days=60)
    dates = [Offered(start, start + timedelta(hours=1), make_facilitator(session).id)]
    counter_offers.offer(session, booking, dates, until=at + timedelta(days=5), by=OFFICE, at=at)
    assert page(session, at).priorities[booking.id].reasons == ("Other dates are offered",)

    counter_offers.none_suits(session, booking, words="", office="o@rose.example", by=OFFICE, at=at)

    assert [row.id for row in page(session, at).rows] == [booking.id, other.id]


@pytest.mark.parametrize("words", ["hethersett", "ACADEMY", "bo b", "@hethersett", "norwich"])
def test_words_find_the_school_its_town_and_the_booker(session, at, words):
    school = make_organisation(session, name="Hethersett Academy", town="Norwich")
    booking = asked(session, at, organisation=school, booker_name="Bo B", booker_email="bo@hethersett.example")
    asked(
        session,
        at,
        organisation=make_organisation(session, name="Cromer High", town="Cromer"),
        booker_name="Di",
        booker_email="di@cromer.example",
    )

    assert [row.id for row in page(session, at, words=words).rows] == [booking.id]
    assert page(session, at, words="100%").rows == []


def test_a_reference_and_an_activity_find_their_bookings(session, at):
    one, _ = asked(session, at), asked(session, at)

    assert [row.id for row in page(session, at, words=one.reference.lower()).rows] == [one.id]
    assert [row.id for row in page(session, at, activity=one.activity.code).rows] == [one.id]
    assert page(session, at, activity="none").total == 0
    assert (one.activity.code, one.activity.title) in inbox.activities(session)


def test_a_page_is_a_part_of_the_whole(session, at):
    made = [asked(session, at - timedelta(minutes=n)).id for n in range(5)]

    second = inbox.page(session, Wanted(), at=at, offset=2, limit=2)

    assert [row.id for row in second.rows] == sorted(made, reverse=True)[2:4]
    assert second.total == 5


def test_what_has_ended_is_listed_latest_first(session, at):
    ended = {"state": BookingState.DECLINED, "reason": "No"}
    old, new = asked(session, at - timedelta(days=3), **ended), asked(session, at, **ended)

    found = page(session, at, state=BookingState.DECLINED)

    assert [row.id for row in found.rows] == [new.id, old.id]
    assert (found.total, found.priorities) == (2, {})
