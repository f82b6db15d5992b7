"""The office begins a campaign and chooses its events."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from rose_training import clock
from rose_training.domain.permissions import Role
from rose_training.models.series import Campaign
from tests.factories import make_person, make_session

TODAY = datetime(2026, 11, 21, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _today():
    with clock.set_to(TODAY):
        yield


@pytest.fixture
def office(visit, stored):
    cora = make_person(stored, Role.COORDINATOR)
    stored.commit()
    return visit.sign_in(cora)


def filled(**over):
    return {
        "title": "Awareness Day week 2027",
        "slug": "",
        "summary": "Five days.",
        "first_on": ["15", "3", "2027"],
        "last_on": ["19", "3", "2027"],
        "published": "y",
    } | over


def only(stored):
    stored.rollback()
    stored.expire_all()
    return stored.scalars(select(Campaign)).one()


def begin(office, **over):
    office.get("/office/campaigns/new")
    sent = office.post("/office/campaigns/new", filled(**over))
    assert sent.status == 303
    return sent.location


def test_an_empty_list_says_what_to_do(office):
    assert "/office/campaigns/new" in office.get("/office/campaigns").links()


def test_a_campaign_is_begun_gets_its_events_and_a_page(office, stored):
    inside = make_session(stored, starts_at=datetime(2027, 3, 16, 10, tzinfo=UTC), title="A visit to teams")
    make_session(stored, title="Another day")
    stored.commit()
    address = begin(office)
    assert only(stored).slug == "awareness-day-week-2027"
    page = office.get(address)
    assert [box["value"] for box in page.soup.find_all("input", type="checkbox")] == [inside.reference]
    office.post(address, {"events": [inside.reference]})
    page = office.get(address)
    assert "The campaign has 1 event now." in page.soup.get_text()
    assert page.soup.find("input", type="checkbox").has_attr("checked")
    assert "/campaigns/awareness-day-week-2027" in page.links()
    assert "A visit to teams" in office.get("/campaigns/awareness-day-week-2027").text
    assert [row[2] for row in office.get("/office/campaigns").table()[1:]] == ["1"]
    office.get(address)
    office.post(address, {})
    assert "The campaign has 0 events now." in office.get(address).soup.get_text()


def test_its_page_is_taken_off_the_site(office, stored):
    address = begin(office)
    assert "No event on these days" in office.get(address).text
    page = office.get(f"{address}/change")
    assert page.soup.find(id="title")["value"] == "Awareness Day week 2027"
    office.post(f"{address}/change", {key: value for key, value in filled().items() if key != "published"})
    assert not only(stored).published
    assert "Not on the site" in office.get(address).text
    assert office.get("/campaigns/awareness-day-week-2027").status == 404


@pytest.mark.parametrize(
    ("over", "field", "sentence"),
    [
        ({"title": ""}, "title", "Enter a title"),
        ({"slug": "Awareness Week"}, "slug", "small letters, figures and hyphens"),
        ({"slug": "taken"}, "slug", "Another campaign has this address"),
        ({"last_on": ["14", "3", "2027"]}, "last_on", "must not be before the first"),
        ({"first_on": ["", "", ""]}, "first_on", "Enter the first day"),
    ],
)
def test_what_cannot_be_right_is_said_beside_its_field(office, stored, over, field, sentence):
    begin(office, slug="taken")
    office.get("/office/campaigns/new")
    page = office.post("/office/campaigns/new", filled(**over))
    assert page.status == 422
    assert sentence in page.soup.find(id=f"{field}-error").get_text()
    address = f"/office/campaigns/{only(stored).reference}/change"
    office.get(address)
    if over != {"slug": "taken"}:
        assert office.post(address, filled(**over)).status == 422


def test_a_choice_that_was_not_offered_is_refused(office, stored):
    other = make_session(stored)
    stored.commit()
    address = begin(office)
    office.get(address)
    assert office.post(address, {"events": [other.reference]}).status == 422


def test_a_campaign_that_is_not_there_is_not_found(office):
    assert office.get("/office/campaigns/CAM-NONE-22").status == 404
    assert office.get("/office/campaigns/CAM-NONE-22/change").status == 404
