"""The office says which organisation is meant by what people typed."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from rose_training import clock
from rose_training.domain.actors import Actor
from rose_training.domain.permissions import Role
from rose_training.models.organisations import Organisation
from rose_training.models.parties import OrganisationProposal
from rose_training.models.registrations import Registration
from rose_training.services import registrations
from rose_training.services.registrations import Attendee
from tests.factories import make_agency, make_person, make_session

TODAY = datetime(2026, 11, 21, 9, tzinfo=UTC)

FACTS = {
    "sector": "statutory",
    "setting_kind": "",
    "agency_kind": "",
    "parent": "",
    "counts": "itself",
    "status": "open",
}


@pytest.fixture(autouse=True)
def _today():
    with clock.set_to(TODAY):
        yield


@pytest.fixture
def office(visit, stored):
    cora = make_person(stored, Role.COORDINATOR, name="Cora Coordinator")
    stored.commit()
    return visit.sign_in(cora)


@pytest.fixture
def typed(stored):
    """Bo typed an organisation that is not quite the one we know."""
    team = make_agency(stored, name="Norfolk Youth Justice Team", search_text=" norfolk youth justice team ")
    register(stored, make_session(stored), "Youth Justice", "Bo")
    stored.commit()
    return team, stored.scalars(select(OrganisationProposal)).one().reference


def register(stored, training, organisation, name):
    registrations.register(
        stored,
        session_reference=training.reference,
        attendee=Attendee(f"{name} Example", f"{name.lower()}@agency.example", organisation),
        by=Actor.visitor(),
        at=TODAY,
    )


def test_what_nobody_knows_waits_and_the_likely_one_is_offered(office, typed):
    _, reference = typed
    assert "1 waits" in office.get("/office/organisations").text
    page = office.get("/office/proposals")
    assert page.table()[1][:2] == ["Youth Justice", "1"]
    page = office.get(f"/office/proposals/{reference}")
    assert page.table()[1][0] == "Norfolk Youth Justice Team"
    assert "Bo Example" in page.text


def test_one_press_matches_it(office, stored, typed):
    team, reference = typed
    office.get(f"/office/proposals/{reference}")
    page = office.post(f"/office/proposals/{reference}/match", {"organisation": team.reference}, follow=True)
    assert "It is Norfolk Youth Justice Team. 1 registration counts there." in page.text
    assert "Nothing waits" in page.text
    stored.rollback()
    assert stored.scalars(select(Registration.organisation_id)).one() == team.id
    assert "Norfolk Youth Justice Team" in office.get("/office/proposals?show=settled").text


def test_another_name_is_looked_for(office, stored, typed):
    _, reference = typed
    make_agency(stored, name="Yare Project", search_text=" yare project ")
    stored.commit()
    assert office.get(f"/office/proposals/{reference}?q=yare").table()[1][0] == "Yare Project"
    assert "No organisation has these words" in office.get(f"/office/proposals/{reference}?q=zzzz").text


def test_a_new_one_is_added(office, stored, typed):
    _, reference = typed
    address = f"/office/proposals/{reference}/add"
    assert office.get(address).soup.find(id="name")["value"] == "Youth Justice"
    page = office.post(address, FACTS | {"name": "Youth Justice Example"}, follow=True)
    assert "Youth Justice Example is added. 1 registration counts there." in page.text
    stored.rollback()
    added = stored.scalars(select(Organisation).where(Organisation.name == "Youth Justice Example")).one()
    assert stored.scalars(select(Registration.organisation_id)).one() == added.id


def test_what_another_is_called_is_refused(office, typed):
    team, reference = typed
    address = f"/office/proposals/{reference}/add"
    office.get(address)
    page = office.post(address, FACTS | {"name": team.name})
    assert (page.status, len(page.errors)) == (422, 1)
    assert office.post(address, {"name": ""}).status == 422


def test_what_is_none_is_set_aside(office, typed):
    _, reference = typed
    office.get(f"/office/proposals/{reference}")
    page = office.post(f"/office/proposals/{reference}/set-aside", follow=True)
    assert "“Youth Justice” is set aside" in page.text
    assert "You can still say" in office.get(f"/office/proposals/{reference}").text


def test_what_is_not_there_is_not_found(office, typed):
    _, reference = typed
    office.get("/office/proposals/x", inspect=False)
    assert office.get("/office/proposals/PRO-NONE-22").status == 404
    token = office.get(f"/office/proposals/{reference}").csrf_token
    sent = office.post(f"/office/proposals/{reference}/match", {"organisation": "ORG-NONE-22", "csrf_token": token})
    assert sent.status == 404


def test_the_list_needs_the_same_questions_however_long(office, stored, typed, count_queries):
    training = make_session(stored)
    counted = []
    for turn in range(2):
        for number in range(4):
            register(stored, training, f"Unknown {turn} {number}", f"N{turn}{number}")
        stored.commit()
        office.get("/office/proposals")
        with count_queries() as queries:
            office.get("/office/proposals")
        counted.append(len(queries))
    assert counted[0] == counted[1]
