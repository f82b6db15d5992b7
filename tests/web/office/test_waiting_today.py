"""What waits today stands at the head of the inbox, with its numbers."""

from datetime import timedelta

import pytest

from rose_training import clock
from rose_training.domain.assignments import AssignmentAnswer
from rose_training.domain.booking_wishes import WishState
from rose_training.domain.bookings import BookingState
from rose_training.domain.permissions import Role
from rose_training.models.booking_wishes import BookingWish
from tests.factories import make_assignment, make_booking, make_facilitator, make_person, make_session


@pytest.fixture
def office(visit, stored):
    coordinator = make_person(stored, Role.COORDINATOR)
    stored.commit()
    return visit.sign_in(coordinator)


def one_of_each(stored):
    booking = make_booking(stored, state=BookingState.CONFIRMED)
    close = make_session(stored, booking=booking, starts_at=clock.now() + timedelta(days=2))
    row = make_assignment(stored, close, make_facilitator(stored))
    row.answer = AssignmentAnswer.ASKED
    stored.add(BookingWish(booking_id=booking.id, state=WishState.WAITING, reason="Exams", asked_at=clock.now()))
    make_session(stored, starts_at=clock.now() - timedelta(days=2))
    stored.commit()


def test_an_office_for_which_nothing_waits_sees_no_heading(office):
    assert "What waits today" not in office.get("/office/bookings").text


def test_each_number_leads_to_its_page(office, stored):
    one_of_each(stored)
    page = office.get("/office/bookings")
    for words in (
        "1 school asks to move",
        "1 close visit is not ready",
        "1 session waits for the facilitator’s answer",
        "1 register is not recorded",
    ):
        assert words in page.text
    found = [link["href"] for link in page.soup.select("section[aria-labelledby=waits-today] a")]
    assert len(found) == 4
    assert all(office.get(address.partition("#")[0]).status == 200 for address in found)


def test_the_number_of_queries_does_not_grow(office, stored, count_queries):
    one_of_each(stored)
    office.get("/office/bookings")
    with count_queries() as few:
        office.get("/office/bookings")
    for _ in range(3):
        one_of_each(stored)
    with count_queries() as more:
        page = office.get("/office/bookings")
    assert "4 schools ask to move" in page.text
    assert len(more) == len(few)
