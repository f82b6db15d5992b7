"""Requests for the same: found in a fixed number of queries, and put together once."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from rose_training.domain.actors import Actor
from rose_training.domain.bookings import BookingState, ClosingReason, PartOfDay
from rose_training.domain.refusals import Refusal
from rose_training.models.bookings import PreferredDate
from rose_training.models.outbox import OutboxMessage
from rose_training.services import booking_duplicates, history
from tests.factories import make_booking

OFFICE = Actor(None, "office")


@pytest.fixture
def pair(session, at):
    """Two requests of one school, the second by a colleague."""
    first = make_booking(session, requested_at=at - timedelta(days=2))
    same = {"activity": first.activity, "organisation": first.organisation}
    second = make_booking(session, requested_at=at, booker_email="dep@school.example", notes="Rang twice", **same)
    session.add(PreferredDate(booking_id=second.id, rank=1, on=date(2027, 1, 14), part=PartOfDay.MORNING))
    session.flush()
    return first, second


def test_a_likely_duplicate_is_the_same_school_activity_and_time(session, at):
    booking = make_booking(session, requested_at=at)
    same = {"activity": booking.activity, "organisation": booking.organisation}
    twin = make_booking(session, requested_at=at - timedelta(days=10), **same)
    make_booking(session, requested_at=at - timedelta(days=90), **same)
    make_booking(session, requested_at=at, state=BookingState.CANCELLED, reason="illness", **same)
    make_booking(session, requested_at=at, activity=booking.activity)
    make_booking(session, requested_at=at, organisation=booking.organisation)

    (found,) = booking_duplicates.likely(session, booking)

    assert (found.booking, found.why) == (twin, "Same school, same activity")
    assert booking_duplicates.likely(session, make_booking(session, requested_at=at)) == ()


def test_two_who_typed_their_school_are_recognised(session, at, pair):
    first, second = pair
    for one, name in ((first, "Forest School, Thetford"), (second, "forest school thetford")):
        one.organisation_id, one.organisation_described = None, name
    session.flush()
    session.expire_all()

    (found,) = booking_duplicates.likely(session, second)
    assert found.booking is first


def test_attaching_ends_one_and_tells_its_booker_once(session, at, pair):
    first, second = pair

    booking_duplicates.attach(session, second, to=first, by=OFFICE, at=at)

    assert (second.state, second.closing_reason) == (BookingState.DECLINED, ClosingReason.DUPLICATE)
    assert second.duplicate_of_id == first.id
    assert first.reference in second.reason
    assert first.notes == f"From {second.reference}: Rang twice"
    entry = history.entries_about(session, first.reference)[0]
    assert (entry.event, entry.detail["from"]) == ("duplicate_attached", second.reference)
    assert entry.detail["wishes"] == ["2027-01-14 morning"]
    mails = session.execute(select(OutboxMessage.kind, OutboxMessage.to)).all()
    assert mails == [("booking_attached", "dep@school.example")]
    assert list(booking_duplicates.attached_to(session, first)) == [second]
    assert booking_duplicates.likely(session, first) == ()


def test_what_is_answered_already_is_not_attached(session, at, pair):
    first, second = pair
    booking_duplicates.attach(session, second, to=first, by=OFFICE, at=at)

    for one, other in ((second, first), (first, second), (first, first)):
        with pytest.raises(Refusal):
            booking_duplicates.attach(session, one, to=other, by=OFFICE, at=at)
