"""Changing, asking to move, withdrawing, asking again: what a school does about a booking by itself."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from rose_training import clock
from rose_training.domain.booking_wishes import WishState
from rose_training.domain.bookings import BookingState
from rose_training.domain.permissions import Role
from rose_training.models.booking_wishes import BookingWish
from rose_training.models.bookings import Booking
from rose_training.models.history import HistoryEntry
from tests.factories import make_booking, make_person, make_session

OWN = "/school/bookings"


@pytest.fixture
def booking(stored):
    found = make_booking(stored, state=BookingState.CONFIRMED)
    make_session(stored, booking=found, starts_at=clock.now() + timedelta(days=60))
    stored.commit()
    return found


@pytest.fixture
def booker(visit, stored, booking):
    person = make_person(stored, Role.SCHOOL_BOOKER, organisation=booking.organisation)
    stored.commit()
    return visit.sign_in(person)


def send(browser, address, data):
    browser.get(address)
    return browser.post(address, data)


def a_school_day(days):
    day = clock.today() + timedelta(days=days)
    while day.weekday() > 3 or (day.month, day.day) in {(12, 25), (12, 28), (1, 1)}:
        day += timedelta(days=1)
    return [str(part) for part in (day.day, day.month, day.year)]


def move(**over):
    data = {"reason": "Mock exams", "day_1": a_school_day(40), "part_1": "morning", "time_1": "period 3"}
    return data | {"part_2": "any", "part_3": "any"} | over


def wishes(stored):
    stored.rollback()
    stored.expire_all()
    return stored.scalars(select(BookingWish)).all()


def test_asking_to_move_and_taking_it_back(booker, stored, booking):
    here = f"{OWN}/{booking.reference}"
    assert send(booker, f"{here}/move", move()).location == here
    page = booker.get(here)
    assert "You have asked to move it" in page.text
    assert f"{here}/move" not in page.links()
    assert send(booker, f"{here}/move", move()).errors == [
        "You have asked to move this booking already. We will answer soon."
    ]
    booker.get(here)
    assert booker.post(f"{here}/stay").location == here
    assert [one.state for one in wishes(stored)] == [WishState.WITHDRAWN]


def test_a_wish_without_a_reason_or_with_a_wrong_day(booker, stored, booking):
    here = f"{OWN}/{booking.reference}/move"
    page = send(booker, here, move(reason="", day_1=["1", "1", "2020"]))
    assert page.status == 422
    assert "Enter why you would like to move it" in page.errors
    page = send(booker, here, move(day_1=["1", "1", "2020"], day_2=a_school_day(40)))
    assert page.errors == ["Date must be in the future"]
    assert "Mock exams" in page.html
    assert wishes(stored) == []


def test_what_has_no_date_cannot_be_moved(booker, stored, booking):
    request = make_booking(stored, organisation=booking.organisation)
    stored.commit()
    assert booker.get(f"{OWN}/{request.reference}/move").location == f"{OWN}/{request.reference}"


def test_the_office_says_no_with_a_reason(visit, booker, stored, booking):
    send(booker, f"{OWN}/{booking.reference}/move", move())
    coordinator = make_person(stored, Role.COORDINATOR)
    stored.commit()
    visit.sign_in(coordinator)
    assert "Mock exams" in visit.get("/office/bookings/wishes").text
    here = f"/office/bookings/{booking.reference}"
    page = visit.get(here)
    assert any("/plan?first=" in link for link in page.links())
    assert send(visit, f"{here}/wish", {"answer": ""}).errors == ["Enter a sentence that tells the school why"]
    assert send(visit, f"{here}/wish", {"answer": "Nobody is free."}).location == here
    assert [one.state for one in wishes(stored)] == [WishState.REFUSED]
    assert visit.get(f"{here}/wish").location == here


def test_the_group_changes_within_what_is_allowed(booker, stored, booking):
    here = f"{OWN}/{booking.reference}"
    assert send(booker, f"{here}/group", {"years": ["8"], "expected_number": "31"}).status == 422
    assert send(booker, f"{here}/group", {"years": ["8", "9"], "expected_number": "29"}).location == here
    text = booker.get(here).text
    assert "Year 8, Year 9" in text
    assert "29" in text


def test_contacts_change(booker, stored, booking):
    here = f"{OWN}/{booking.reference}"
    data = {"day_name": "New Contact", "day_phone": "soon", "lead_name": "Lee", "lead_reach": "Room 4"}
    assert send(booker, f"{here}/contacts", data).status == 422
    assert send(booker, f"{here}/contacts", data | {"day_phone": "01603 555999"}).location == here
    assert "New Contact" in booker.get(here).text


def test_once_it_has_begun_nothing_is_changed_here(booker, stored, booking):
    begun = make_booking(stored, organisation=booking.organisation, state=BookingState.CONFIRMED)
    make_session(stored, booking=begun, starts_at=clock.now() - timedelta(days=1))
    stored.commit()
    page = booker.get(f"{OWN}/{begun.reference}")
    assert "ring the office" in page.text
    for what in ("group", "contacts"):
        assert booker.get(f"{OWN}/{begun.reference}/{what}").status == 404


def test_withdrawing_a_request(booker, stored, booking):
    request = make_booking(stored, organisation=booking.organisation)
    stored.commit()
    here = f"{OWN}/{request.reference}"
    assert f"{here}/withdraw" in booker.get(here).links()
    assert send(booker, f"{here}/withdraw", {}).location == here
    stored.rollback()
    stored.expire_all()
    assert stored.get_one(Booking, request.id).state is BookingState.CANCELLED


def test_dates_that_are_held_can_be_accepted(booker, stored, booking):
    until = clock.now() + timedelta(days=2)
    held = make_booking(stored, organisation=booking.organisation, state=BookingState.HELD, held_until=until)
    make_session(stored, booking=held, starts_at=clock.now() + timedelta(days=40))
    stored.commit()
    page = booker.get(f"{OWN}/{held.reference}")
    assert "We are keeping this date for you" in page.text
    accept = next(link for link in page.links() if link.endswith("/accept"))
    assert accept == f"{OWN}/{held.reference}/accept"
    assert booker.get(accept).status == 200
    assert booker.post(accept).location == f"{OWN}/{held.reference}"
    stored.rollback()
    stored.refresh(held)
    assert held.accepted_at is not None
    entry = stored.scalars(select(HistoryEntry).where(HistoryEntry.event == "accepted")).one()
    assert entry.by_id is not None, "somebody by name, not a visitor"


def test_no_page_of_a_school_shows_the_link_of_the_mail(booker, stored, booking):
    """It opens the booking to whoever has it, also to a colleague who has left."""
    for state in BookingState:
        more = {BookingState.HELD: {"held_until": clock.now() + timedelta(days=2)}}.get(state, {"reason": "Snow"})
        one = make_booking(stored, organisation=booking.organisation, state=state, **more)
        stored.commit()
        assert "/your-request/" not in booker.get(f"{OWN}/{one.reference}").html


@pytest.mark.parametrize("page", ["accept", "dates"])
def test_nothing_to_answer_is_said_kindly(booker, booking, page):
    assert booker.get(f"{OWN}/{booking.reference}/{page}").heading in (
        "Nothing is held at the moment",
        "These dates are no longer offered",
    )


def test_what_is_confirmed_is_not_withdrawn(booker, stored, booking):
    send(booker, f"{OWN}/{booking.reference}/withdraw", {})
    stored.rollback()
    stored.expire_all()
    assert stored.get_one(Booking, booking.id).state is BookingState.CONFIRMED


def test_last_years_visit_again(booker, stored, booking):
    last = make_booking(stored, organisation=booking.organisation, state=BookingState.DELIVERED, expected_number=27)
    make_session(stored, booking=last, starts_at=clock.now() - timedelta(days=300))
    stored.commit()
    booker.get(f"{OWN}/{last.reference}")
    page = booker.post(f"{OWN}/{last.reference}/again")
    assert page.location.startswith("/ask-for-a-session")
    assert "Choose the date" in booker.get(page.location, follow=True).text


def test_a_visit_to_come_can_be_asked_for_again_and_the_dates_are_looked_at(booker, booking):
    page = booker.get(f"{OWN}/{booking.reference}")
    assert "Ask for the same again next year" in page.text
    asked = booker.post(f"{OWN}/{booking.reference}/again").location
    if asked.endswith("/group"):
        booker.get(asked)
        group = {"format": "single_class", "years": ["8"], "expected_number": "24"}
        asked = booker.post(asked, group).location
    assert asked.endswith("/dates")
    assert "Last time it was" in booker.get(asked).text
