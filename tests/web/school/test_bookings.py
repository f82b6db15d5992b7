"""A school sees its own bookings, answers what is missing, cancels; never a neighbour's."""

import pytest
from sqlalchemy import select

from rose_training.domain.assignments import AssignmentAnswer
from rose_training.domain.bookings import BookingState
from rose_training.domain.declarations import DeclarationAnswer, DeclarationKind
from rose_training.domain.permissions import Role
from rose_training.domain.sessions import SessionState
from rose_training.models.bookings import Booking, Declaration
from rose_training.models.sessions import TrainingSession
from tests.factories import (
    make_assignment,
    make_booking,
    make_facilitator,
    make_organisation,
    make_person,
    make_session,
)

OWN = "/school/bookings"


@pytest.fixture
def booking(stored):
    found = make_booking(stored, state=BookingState.CONFIRMED)
    make_session(stored, booking=found)
    stored.add(
        Declaration(
            booking_id=found.id,
            kind=DeclarationKind.SENIOR_LEADER_AGREED,
            answer=DeclarationAnswer.YES,
            given_at=found.requested_at,
        )
    )
    stored.commit()
    return found


@pytest.fixture
def booker(visit, stored, booking):
    person = make_person(stored, Role.SCHOOL_BOOKER, organisation=booking.organisation)
    stored.commit()
    return visit.sign_in(person)


def test_a_school_sees_its_own(booker, booking):
    page = booker.get(OWN)

    assert booking.reference in page.text
    assert "Confirmed" in page.text
    one = booker.get(f"{OWN}/{booking.reference}")
    assert "Example Hall" in one.text
    assert "Bo Booker" in one.text


def test_a_neighbours_reference_finds_nothing(booker, stored):
    theirs = make_booking(stored)
    stored.commit()

    assert theirs.reference not in booker.get(OWN).text
    for page in ("", "/before-we-come", "/cancel"):
        assert booker.get(f"{OWN}/{theirs.reference}{page}").status == 404
    booker.get(OWN)
    assert booker.post(f"{OWN}/{theirs.reference}/cancel", {"reason": "inspection"}).status == 404


def test_a_school_without_bookings_is_shown_the_way(visit, stored):
    person = make_person(stored, Role.SCHOOL_BOOKER, organisation=make_organisation(stored))
    stored.commit()

    page = visit.sign_in(person).get(OWN)

    assert "No bookings yet" in page.text
    assert "/ask-for-a-session" in page.links()


def test_a_visitor_is_asked_to_sign_in(visit, booking):
    assert "/account" in visit.get(f"{OWN}/{booking.reference}").location


def test_the_office_has_no_business_here(visit, stored, booking):
    coordinator = make_person(stored, Role.COORDINATOR)
    stored.commit()

    assert visit.sign_in(coordinator).get(OWN).status == 403


def test_answering_what_is_missing(booker, stored, booking):
    address = f"{OWN}/{booking.reference}"
    assert "still need" in booker.get(address).text
    page = booker.get(f"{address}/before-we-come")
    ticked = [box["name"] for box in page.soup.find_all("input", attrs={"checked": True})]
    assert ticked == ["senior_leader_agreed"]
    answers = dict.fromkeys(("senior_leader_agreed", "staff_stay", "dsl_reachable", "disclosure_route"), "yes")

    assert booker.post(f"{address}/before-we-come", answers).location == address

    assert "still need" not in booker.get(address).text


def test_cancelling_needs_a_reason_and_frees_the_dates(booker, stored, booking):
    address = f"{OWN}/{booking.reference}"
    booker.get(f"{address}/cancel")
    assert booker.post(f"{address}/cancel", {}).errors == ["Select a reason"]

    assert booker.post(f"{address}/cancel", {"reason": "inspection"}).location == address

    stored.rollback()
    stored.expire_all()
    assert stored.get_one(Booking, booking.id).state is BookingState.CANCELLED
    assert stored.scalars(select(TrainingSession.state)).one() is SessionState.CANCELLED
    assert "The school has an inspection" in booker.get(address).text


def test_whoever_is_about_to_cancel_is_shown_the_way_to_move(booker, booking):
    address = f"{OWN}/{booking.reference}"
    assert f"{address}/move" in booker.get(f"{address}/cancel").links()


def test_a_known_booker_is_not_asked_again_who_they_are(booker, booking):
    booker.get("/ask-for-a-session")
    booker.post("/ask-for-a-session", {"activity": booking.activity.slug})

    page = booker.get("/ask-for-a-session/booker")
    assert page.location == "/ask-for-a-session/group"
    assert booking.organisation.name in booker.get("/ask-for-a-session/school").text


def test_what_was_never_told_is_not_awaited_after_the_visit(booker, stored):
    here = f"{OWN}/{{}}"
    organisation = stored.scalars(select(Booking)).one().organisation
    over = make_booking(stored, organisation=organisation, state=BookingState.DELIVERED)
    ahead = make_booking(stored, organisation=organisation, state=BookingState.CONFIRMED)
    stored.commit()
    assert "You will tell us later" in booker.get(here.format(ahead.reference)).text
    assert "You will tell us later" not in booker.get(here.format(over.reference)).text


def test_who_comes_is_named_once_they_have_said_yes(booker, stored, booking):
    row = make_assignment(stored, stored.scalars(select(TrainingSession)).one(), make_facilitator(stored))
    row.answer = AssignmentAnswer.ASKED
    stored.commit()
    here = f"{OWN}/{booking.reference}"
    unanswered = booker.get(here)
    assert "Fay" not in unanswered.text
    assert "Somebody from our team" in unanswered.soup.select_one("#dates").get_text()
    row.answer = AssignmentAnswer.ACCEPTED
    stored.commit()
    assert "Fay" in booker.get(here).soup.select_one("#dates").get_text()
