"""A school enters its own days, and nobody else's."""

import pytest

from rose_training.domain.permissions import Role
from rose_training.models.people import RoleGrant
from tests.factories import LONG_AGO, make_organisation, make_person


@pytest.fixture
def ours(stored):
    found = make_organisation(stored, name="Example Primary School")
    stored.commit()
    return found


@pytest.fixture
def booker(visit, stored, ours):
    person = make_person(stored, Role.SCHOOL_BOOKER, organisation=ours)
    stored.commit()
    return visit.sign_in(person)


def here(school, page=""):
    return f"/school/days/{school.reference}{page}"


def test_whoever_books_for_one_school_is_led_straight_on(booker, ours):
    assert booker.get("/school/days").location == here(ours)
    assert "Our days: Example Primary School" in booker.get(here(ours)).heading


def test_whoever_books_for_several_chooses(visit, stored, ours):
    other = make_organisation(stored)
    person = make_person(stored, Role.SCHOOL_BOOKER, organisation=ours)
    stored.add(RoleGrant(person_id=person.id, role=Role.SCHOOL_BOOKER, organisation_id=other.id, granted_at=LONG_AGO))
    stored.commit()
    links = visit.sign_in(person).get("/school/days").links()
    assert here(ours) in links
    assert here(other) in links


def test_a_training_day_is_entered_shown_and_removed(booker, ours):
    sent = {"day": ["2", "11", "2026"], "title": "INSET day", "kind": "training_day"}
    booker.get(here(ours, "/new"))
    assert booker.post(here(ours, "/new"), sent).location == here(ours)
    page = booker.get(f"{here(ours)}?year=2026/27")
    assert "INSET day" in page.text
    booker.post(page.soup.select_one("#closures form")["action"])
    assert "INSET day" not in booker.get(f"{here(ours)}?year=2026/27").text


def test_bank_holidays_are_not_a_schools_to_set(booker, ours):
    booker.get(here(ours, "/new"))
    sent = {"day": ["2", "11", "2026"], "title": "Free", "kind": "bank_holiday"}
    assert booker.post(here(ours, "/new"), sent).status == 422


def test_an_empty_form_says_what_is_missing(booker, ours):
    booker.get(here(ours, "/new"))
    page = booker.post(here(ours, "/new"), {})
    assert page.status == 422
    assert "Enter the date" in page.errors


@pytest.mark.parametrize("page", ["", "/new", "/terms/new", "/import"])
def test_the_days_of_another_school_are_not_found(booker, stored, page):
    other = make_organisation(stored)
    stored.commit()
    assert booker.get(here(other, page)).status == 404
