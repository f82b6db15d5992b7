"""A school answers its checklist; the office writes down what it hears by telephone."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from rose_training import clock
from rose_training.domain.bookings import BookingState
from rose_training.domain.declarations import DeclarationKind
from rose_training.domain.permissions import Role
from rose_training.domain.sessions import SessionState
from rose_training.models.bookings import Booking, Declaration
from rose_training.models.checklists import ChecklistEntry
from rose_training.models.outbox import OutboxMessage
from tests.factories import make_agency, make_booking, make_person, make_session

OWN = "/school/bookings"


@pytest.fixture
def booking(stored):
    found = make_booking(stored, state=BookingState.CONFIRMED)
    start = clock.now() + timedelta(days=60)
    make_session(stored, booking=found, starts_at=start)
    stored.commit()
    return found


@pytest.fixture
def booker(visit, stored, booking):
    person = make_person(stored, Role.SCHOOL_BOOKER, organisation=booking.organisation, name="Sandra School")
    stored.commit()
    return visit.sign_in(person)


def answer(browser, booking, item, data, where=OWN):
    address = f"{where}/{booking.reference}/checklist/{item}"
    browser.get(address)
    return browser.post(address, data)


def rows(stored):
    stored.rollback()
    return stored.scalars(select(ChecklistEntry)).all()


def test_the_list_says_what_by_when_and_leads_to_each_point(booker, booking):
    page = booker.get(f"{OWN}/{booking.reference}")
    assert "1 of 17 points is done" in page.text
    assert "needed before we can come" in page.text
    assert f"{OWN}/{booking.reference}/tell-us/room" in page.links()
    assert f"{OWN}/{booking.reference}/checklist/materials" in page.links()
    assert f"{OWN}/{booking.reference}/contacts" in page.links()
    assert "Please by" in page.text
    assert not any("checklist/letter-of-assurance" in link for link in page.links())


def test_an_answer_is_kept_and_the_office_is_told_once(booker, stored, booking):
    page = answer(booker, booking, "room", {"choice": "yes", "detail": "Room 4, no steps"})
    assert page.location == f"{OWN}/{booking.reference}#checklist"
    answer(booker, booking, "arrival", {"choice": "no"})

    assert "Yes: Room 4, no steps" in booker.get(f"{OWN}/{booking.reference}").text
    assert len(rows(stored)) == 2
    assert [row.kind for row in stored.scalars(select(OutboxMessage))] == ["booking_wish_changed"]


def test_the_room_is_told_on_the_page_of_the_request(booker, stored, booking):
    here = f"{OWN}/{booking.reference}"
    booker.get(f"{here}/tell-us/room")
    assert booker.post(f"{here}/tell-us/room", {"name": "Room 4", "room_name": "Room 4"}).location.startswith(here)
    stored.rollback()
    stored.expire_all()
    assert "room" in stored.get_one(Booking, booking.id).topics_told
    assert booker.get(f"{here}/tell-us/nonsense").status == 404


def test_what_is_missing_is_said_beside_the_field_and_nothing_changes(booker, stored, booking):
    page = answer(booker, booking, "room", {"choice": "yes"})
    assert page.status == 422
    assert page.errors == ["Enter which room, and what we should know about it"]
    assert answer(booker, booking, "room", {"detail": "Room 4"}).errors == ["Select an answer"]
    assert "Room 4" in booker.last.html
    day = {"choice": "promised", "on-day": "31", "on-month": "2", "on-year": "2027"}
    assert answer(booker, booking, "parents", {**day, "on": ["31", "2", "2027"]}).status == 422
    assert rows(stored) == []


def test_whoever_looks_at_the_materials_is_named(booker, stored, booking):
    page = booker.get(f"{OWN}/{booking.reference}/checklist/materials")
    assert "Sandra School" in page.html
    assert f"/activities/{booking.activity.slug}" in page.links()
    answer(booker, booking, "materials", {"choice": "yes", "detail": "Sandra School", "on": ["3", "12", "2026"]})
    assert "Viewed by Sandra School on Thursday 3 December 2026" in booker.get(f"{OWN}/{booking.reference}").text


def test_the_safeguarding_lead_needs_a_name(booker, stored, booking):
    page = answer(booker, booking, "safeguarding-lead", {"choice": "yes", "lead_name": "", "lead_reach": "Room 2"})
    assert page.errors == ["Enter the full name of the safeguarding lead"]
    answer(booker, booking, "safeguarding-lead", {"choice": "yes", "lead_name": "Lee Lead", "lead_reach": "Room 2"})
    stored.rollback()
    stored.expire_all()
    assert stored.get_one(Booking, booking.id).dsl_name == "Lee Lead"
    assert stored.scalars(select(Declaration.kind)).one() is DeclarationKind.DSL_REACHABLE


@pytest.mark.parametrize("item", ["nonsense", "day-contact", "facilitator", "letter-of-assurance", "how-it-went"])
def test_what_is_not_the_schools_to_answer_is_not_found(booker, booking, item):
    assert booker.get(f"{OWN}/{booking.reference}/checklist/{item}").status == 404


def test_another_setting_reads_its_own_words(visit, stored):
    club = make_agency(stored)
    booking = make_booking(stored, organisation=club, state=BookingState.CONFIRMED)
    leader = make_person(stored, Role.SCHOOL_BOOKER, organisation=club)
    stored.commit()
    visit.sign_in(leader)
    assert "curriculum" not in visit.get(f"{OWN}/{booking.reference}").text
    page = visit.get(f"{OWN}/{booking.reference}/checklist/staff-stay")
    assert "your own staff who knows the young people" in page.text


def test_the_office_writes_down_what_it_hears(visit, stored, booking):
    coordinator = make_person(stored, Role.COORDINATOR)
    stored.commit()
    visit.sign_in(coordinator)
    page = visit.get(f"/office/bookings/{booking.reference}")
    assert "Stops the visit" in page.text
    data = {"choice": "yes", "on": ["20", "11", "2026"]}
    for item in ("parents", "letter-of-assurance"):
        assert answer(visit, booking, item, data, where="/office/bookings").location.endswith("#checklist")
    assert {row.by_telephone for row in rows(stored)} == {True}
    assert "Sent on Friday 20 November 2026" in visit.get(f"/office/bookings/{booking.reference}").text
    assert stored.scalars(select(OutboxMessage)).all() == []


def test_the_office_sees_what_stops_a_close_visit(visit, stored, booking):
    coordinator = make_person(stored, Role.COORDINATOR)
    close = make_booking(stored, state=BookingState.CONFIRMED, booker_name="Bo Close")
    make_session(stored, booking=close, starts_at=clock.now() + timedelta(days=2))
    stored.commit()
    page = visit.sign_in(coordinator).get("/office/bookings/wishes")
    assert "Bo Close" in page.text
    assert "A senior person has agreed" in page.text
    assert booking.reference not in page.html


def test_a_school_says_how_it_was_in_answers_of_their_own(visit, stored):
    booking = make_booking(stored, state=BookingState.DELIVERED)
    make_session(stored, booking=booking, starts_at=clock.now() - timedelta(days=2), state=SessionState.DELIVERED)
    person = make_person(stored, Role.SCHOOL_BOOKER, organisation=booking.organisation)
    coordinator = make_person(stored, Role.COORDINATOR)
    stored.commit()
    booker = visit.sign_in(person)

    refused = answer(booker, booking, "right-for-the-group", {"choice": "not", "detail": ""})
    assert refused.errors == ["Enter what was not right"]
    for item, choice, detail in (
        ("how-it-went", "very", ""),
        ("right-for-the-group", "not", "Too fast for some"),
        ("contentious", "no", ""),
        ("what-followed", "planned", "A lesson next week"),
    ):
        assert answer(booker, booking, item, {"choice": choice, "detail": detail}).status == 303

    page = visit.sign_in(coordinator).get(f"/office/bookings/{booking.reference}")
    for words in ("No: Too fast for some", "Anything contentious", "It is planned: A lesson next week"):
        assert words in page.text
