"""A school answers by the link in the mail: yes to a hold, one of our dates, or none of them."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from rose_training.domain.actors import Actor
from rose_training.domain.bookings import BookingState
from rose_training.domain.counter_offers import OfferState
from rose_training.domain.visit_plans import VisitPlan
from rose_training.domain.weekly import Meeting
from rose_training.messages.booking_letters import request_token
from rose_training.models.bookings import Booking
from rose_training.models.counter_offers import CounterOffer
from rose_training.models.outbox import OutboxMessage
from rose_training.services import booking_plans, counter_offers
from rose_training.services.counter_offers import Offered
from tests.factories import make_booking, make_facilitator

OFFICE = Actor(None, "office")
HOUR = timedelta(hours=1)


@pytest.fixture
def starts():
    """Ten in the morning, five weeks ahead of the real day, on a working day."""
    day = datetime.now(UTC).replace(hour=10, minute=0, second=0, microsecond=0) + timedelta(days=35)
    return day - timedelta(days=max(day.weekday() - 4, 0))


@pytest.fixture
def booking(stored):
    found = make_booking(stored, requested_at=datetime.now(UTC))
    stored.commit()
    return found


@pytest.fixture
def address(app, booking):
    with app.app_context():
        return f"/your-request/{request_token(booking.reference)}"


@pytest.fixture
def held(stored, booking, starts):
    plan = VisitPlan((Meeting(starts, starts + HOUR),), (make_facilitator(stored).id,), place_name="Example School")
    booking_plans.hold(stored, booking, plan, working_days=5, by=OFFICE, at=datetime.now(UTC))
    stored.commit()
    return booking


@pytest.fixture
def offered(stored, booking, starts):
    fay = make_facilitator(stored)
    dates = [Offered(starts + n * timedelta(days=7), starts + n * timedelta(days=7) + HOUR, fay.id) for n in (0, 1)]
    at = datetime.now(UTC)
    made = counter_offers.offer(stored, booking, dates, until=at + timedelta(days=5), by=OFFICE, at=at)
    stored.commit()
    return made


def reread(stored, booking):
    stored.rollback()
    stored.expire_all()
    return stored.get_one(Booking, booking.id)


def test_a_link_alone_accepts_nothing(visit, stored, held, address):
    page = visit.get(f"{address}/accept")

    assert "Does this date suit you?" in page.heading
    assert reread(stored, held).accepted_at is None


def test_a_button_says_yes(visit, stored, held, address):
    visit.get(f"{address}/accept")
    done = visit.post(f"{address}/accept", follow=True)

    assert "We keep it for you" in done.response.get_data(as_text=True)
    assert reread(stored, held).accepted_at is not None
    assert "booking_accepted_for_office" in stored.scalars(select(OutboxMessage.kind)).all()
    assert "You have said yes" in visit.get(f"{address}/accept").heading
    assert "You have said yes" in visit.get(address).text


def test_what_is_no_longer_held_is_said(visit, booking, address):
    assert "Nothing is held" in visit.get(f"{address}/accept").heading
    visit.get(address)
    page = visit.post(f"{address}/accept", {"csrf_token": visit.get(f"{address}/withdraw").csrf_token}, follow=True)
    assert "no longer hold" in page.response.get_data(as_text=True)


def test_one_of_our_dates_is_chosen_and_held(visit, stored, booking, offered, address):
    assert "Choose a date" in visit.get(address).text
    page = visit.get(f"{address}/dates")
    assert len(page.soup.select("input[name=rank]")) == 3

    visit.post(f"{address}/dates", {"rank": "2"})

    assert reread(stored, booking).state is BookingState.HELD
    assert stored.scalars(select(CounterOffer.state)).one() is OfferState.CHOSEN
    assert "no longer offered" in visit.get(f"{address}/dates").heading


def test_none_suits_with_a_few_words(visit, stored, booking, offered, address):
    visit.get(f"{address}/dates")
    assert visit.post(f"{address}/dates", {}).errors == ["Select a date, or that none suits"]

    visit.post(f"{address}/dates", {"rank": "none", "words": "Only Mondays"})

    stored.rollback()
    stored.expire_all()
    offer = stored.scalars(select(CounterOffer)).one()
    assert (offer.state, offer.words) == (OfferState.NONE_SUITS, "Only Mondays")


def test_a_date_that_has_gone_is_said_and_the_others_stay(visit, stored, booking, offered, address, starts):
    other = make_booking(stored)
    plan = VisitPlan((Meeting(starts, starts + HOUR),), (offered.dates[0].facilitator_id,), place_name="Another School")
    booking_plans.hold(stored, other, plan, working_days=5, by=OFFICE, at=datetime.now(UTC))
    stored.commit()
    visit.get(f"{address}/dates")

    page = visit.post(f"{address}/dates", {"rank": "1"})

    assert page.status == 422
    assert "has gone in the meantime" in page.errors[0]
    assert reread(stored, booking).state is BookingState.REQUESTED
    assert visit.post(f"{address}/dates", {"rank": "2"}).status == 303


def test_a_link_that_we_never_made_opens_nothing(visit):
    for page in ("accept", "dates"):
        assert visit.get(f"/your-request/nonsense/{page}").status == 404
