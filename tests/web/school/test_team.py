"""Colleagues of a school, several schools of one person, and what needs doing next."""

from datetime import timedelta

import pytest

from rose_training import clock
from rose_training.domain.bookings import BookingState
from rose_training.domain.permissions import Role
from rose_training.models.people import RoleGrant
from tests.factories import make_booking, make_organisation, make_person, make_session

TEAM = "/school/colleagues"


@pytest.fixture
def school(stored):
    return make_organisation(stored, name="Example Primary School")


@pytest.fixture
def booker(visit, stored, school):
    person = make_person(stored, Role.SCHOOL_BOOKER, organisation=school, name="Sandra School")
    stored.commit()
    return visit.sign_in(person)


def send(browser, address, data):
    browser.get(address)
    return browser.post(address, data)


def test_a_mailbox_is_invited_and_seen(booker, school):
    invite = f"{TEAM}/{school.reference}/invite"
    assert invite in booker.get(TEAM).links()
    assert send(booker, invite, {"email": "office"}).errors == [
        "Enter an e-mail address in the correct format, like name@example.com"
    ]
    assert send(booker, invite, {"email": "Office@school.example", "name": ""}).location == TEAM
    assert "office@school.example" in booker.get(TEAM).text


def test_a_removed_colleague_sees_nothing_from_the_next_request_on(app, booker, stored, school):
    from tests.support.visitor import Visitor

    colleague = make_person(stored, Role.SCHOOL_BOOKER, organisation=school, name="Cy Colleague")
    booking = make_booking(stored, organisation=school)
    stored.commit()
    theirs = Visitor(app).sign_in(colleague)
    assert theirs.get(f"/school/bookings/{booking.reference}").status == 200

    page = send(booker, f"{TEAM}/{school.reference}/{colleague.reference}/remove", {})

    assert page.location == TEAM
    assert theirs.get(f"/school/bookings/{booking.reference}").status in (403, 404)
    assert "Cy Colleague" not in booker.get(TEAM, follow=True).soup.find("table").get_text()


def test_the_last_one_stays(booker, stored, school):
    me = stored.query(RoleGrant).one().person
    page = booker.get(TEAM)
    assert not any(link.endswith("/remove") for link in page.links())
    send(booker, f"{TEAM}/{school.reference}/{me.reference}/remove", {})
    assert "Invite a colleague first" in booker.get(TEAM).text


def test_a_trust_sees_all_its_schools_and_one_when_it_asks(visit, stored, school):
    other = make_organisation(stored, name="Forest School")
    person = make_person(stored, Role.SCHOOL_BOOKER, organisation=school)
    stored.add(
        RoleGrant(person_id=person.id, role=Role.SCHOOL_BOOKER, organisation_id=other.id, granted_at=clock.now())
    )
    mine, theirs = (make_booking(stored, organisation=one) for one in (school, other))
    stored.commit()
    visit.sign_in(person)
    for address in ("/school", "/school/bookings"):
        page = visit.get(address)
        assert "All 2 schools" in page.text
        assert mine.reference in page.text
        assert theirs.reference in page.text
        page = visit.get(f"{address}?school={other.reference}")
        assert mine.reference not in page.text
        assert theirs.reference in page.text
        assert visit.get(f"{address}?school={make_organisation(stored).reference}").status == 404


def test_what_to_do_next(booker, stored, school):
    visit = make_booking(stored, organisation=school, state=BookingState.CONFIRMED)
    make_session(stored, booking=visit, starts_at=clock.now() + timedelta(days=30))
    stored.commit()
    page = booker.get("/school")
    assert visit.reference in page.text
    assert "needed before we can come" in page.text


def test_past_bookings_are_paged(booker, stored, school):
    for _ in range(21):
        make_booking(stored, organisation=school, state=BookingState.DELIVERED)
    stored.commit()
    page = booker.get("/school/bookings?show=past")
    assert len(page.table()) == 21
    assert any("page=2" in link for link in page.links())
    assert len(booker.get("/school/bookings?show=past&page=2").table()) == 2
    assert "Nothing is coming" in booker.get("/school/bookings").text


def test_lists_ask_a_fixed_number_of_questions(booker, stored, school, count_queries):
    def asked(address):
        booker.get(address)
        with count_queries() as queries:
            booker.get(address)
        return len(queries)

    activity = make_booking(stored, organisation=school).activity
    stored.commit()
    few = [asked(address) for address in ("/school", "/school/bookings", TEAM)]
    for _ in range(9):
        make_booking(stored, organisation=school, activity=activity)
        make_person(stored, Role.SCHOOL_BOOKER, organisation=school)
    stored.commit()
    assert [asked(address) for address in ("/school", "/school/bookings", TEAM)] == few
