"""The office gives and takes places on somebody's behalf."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from rose_training import clock
from rose_training.domain.permissions import Role
from rose_training.domain.registrations import Attends, RegistrationState
from rose_training.domain.sessions import SessionMode
from rose_training.models.history import HistoryEntry
from rose_training.models.registrations import Registration
from tests.factories import make_person, make_registration, make_session

TODAY = datetime(2026, 11, 21, 9, tzinfo=UTC)
BO = {"name": "Bo Example", "email": "bo@agency.example", "organisation": "Example Agency", "job_role": ""}


@pytest.fixture(autouse=True)
def _today():
    with clock.set_to(TODAY):
        yield


@pytest.fixture
def office(visit, stored):
    cora = make_person(stored, Role.COORDINATOR, name="Cora Coordinator")
    stored.commit()
    return visit.sign_in(cora)


def test_somebody_who_rings_is_added_after_booking_has_closed(office, stored):
    training = make_session(stored, registration_closes_at=TODAY)
    stored.commit()
    address = f"/office/sessions/{training.reference}/add"
    office.get(address)
    assert "They have a place" in office.post(address, BO, follow=True).text
    stored.rollback()
    added = stored.scalars(select(Registration)).one()
    entry = stored.scalars(select(HistoryEntry).where(HistoryEntry.subject == added.reference)).one()
    assert entry.by == "Cora Coordinator"


def test_on_a_full_session_they_join_the_list_and_a_second_try_is_said(office, stored):
    training = make_session(stored, capacity=1)
    make_registration(stored, training)
    stored.commit()
    address = f"/office/sessions/{training.reference}/add"
    assert "join the end of the reserve list" in office.get(address).text
    assert "on the reserve list" in office.post(address, BO, follow=True).text
    office.get(address)
    assert "registered already" in office.post(address, BO, follow=True).text


@pytest.mark.parametrize(
    ("field", "sentence"), [("name", "full name"), ("email", "e-mail"), ("organisation", "organisation")]
)
def test_missing_answers_are_named(office, stored, field, sentence):
    training = make_session(stored)
    stored.commit()
    address = f"/office/sessions/{training.reference}/add"
    office.get(address)
    page = office.post(address, BO | {field: ""})
    assert page.status == 422
    assert sentence in page.errors[0]


def test_cancelling_a_place_says_who_gets_it(office, stored):
    training = make_session(stored, capacity=1)
    ada = make_registration(stored, training)
    bo = make_registration(stored, training, name="Bo Example", state=RegistrationState.RESERVE)
    stored.commit()
    address = f"/office/registrations/{ada.reference}/cancel"
    assert "The place is offered to the next on the reserve list" in office.get(address).text
    page = office.post(address, {"reason": "Asked by telephone"}, follow=True)
    assert "The place is offered to Bo Example" in page.text
    stored.expire_all()
    assert (ada.state, bo.state) == (RegistrationState.CANCELLED, RegistrationState.OFFERED)
    office.get(address)
    assert "already been cancelled" in office.post(address, {"reason": ""}).errors[0]


def test_what_is_not_there_is_not_found(office):
    assert office.get("/office/registrations/REG-NONE-22/cancel").status == 404
    assert office.get("/office/sessions/SES-NONE-22/add").status == 404


def test_a_party_that_rings_is_registered_at_once(office, stored):
    training = make_session(stored, capacity=2)
    stored.commit()
    address = f"/office/sessions/{training.reference}/add"
    office.get(address)
    page = office.post(address, BO | {"rows": "add"})
    assert page.soup.find(id="colleagues-0-name") is not None
    assert page.soup.find(id="name")["value"] == "Bo Example"
    colleague = {"colleagues-0-name": "Cy Example", "colleagues-0-email": "cy@agency.example"}
    page = office.post(address, BO | colleague | {"manager_email": "mo@agency.example"}, follow=True)
    assert "All 2 have a place" in page.text
    assert {link.split("/")[-1] for link in page.links() if "/office/registrations/REG" in link}


def test_the_office_does_on_somebodys_behalf_what_they_could(office, stored):
    training = make_session(stored, mode=SessionMode.HYBRID, online_capacity=3)
    ada = make_registration(stored, training, name="Ada Exampel", access_needs="A ramp")
    stored.commit()
    address = f"/office/registrations/{ada.reference}"
    page = office.get(address)
    assert page.heading == "Ada Exampel"
    assert "A ramp" in page.text
    office.post(f"{address}/switch")
    office.get(f"{address}/name")
    assert "The name is now Ada Example" in office.post(f"{address}/name", {"name": "Ada Example"}, follow=True).text
    office.get(f"{address}/colleague")
    page = office.post(f"{address}/colleague", {"name": "Bo Example", "email": "bo@agency.example"}, follow=True)
    assert "Bo Example comes instead" in page.text
    assert "A colleague came in" in page.text
    stored.rollback()
    bo = stored.scalars(select(Registration).where(Registration.name == "Bo Example")).one()
    assert (bo.state, bo.attends) == (RegistrationState.CONFIRMED, Attends.ONLINE)
    entries = stored.scalars(select(HistoryEntry).where(HistoryEntry.subject == ada.reference)).all()
    assert {entry.event for entry in entries} == {"switched_kind_of_place", "name_corrected", "substituted"}
    assert {entry.by for entry in entries} == {"Cora Coordinator"}


def test_what_people_need_stands_on_the_offices_list(office, stored):
    mine = make_registration(stored, access_needs="A ramp")
    stored.commit()
    assert "Needs: A ramp" in office.get(f"/office/sessions/{mine.session.reference}/places").text
