"""Surveys and their versions in the office."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from rose_training.adapters.survey_file import first_surveys
from rose_training.clock import now
from rose_training.domain.actors import Actor
from rose_training.domain.permissions import Role
from rose_training.models.people import Person
from rose_training.models.surveys import Survey
from rose_training.services import surveys
from tests.factories import make_person
from tests.support.visitor import Page, Visitor

KEY = "universal-11-18"


@pytest.fixture
def coordinator(stored: Session) -> Person:
    person = make_person(stored, Role.COORDINATOR)
    surveys.publish(stored, draft=first_surveys()[0], by=Actor.system("test"), at=now())
    stored.commit()
    return person


def filled_in(page: Page) -> dict[str, str]:
    """What the form would send back untouched."""
    sent = {
        str(i["name"]): str(i.get("value", ""))
        for i in page.soup.select("main form[method=post] input")
        if i.get("type") != "radio" or i.has_attr("checked")
    }
    chosen = page.soup.select_one("main form[method=post] select option[selected]")
    return sent | {"activity": str(chosen["value"]) if chosen else ""}


def test_the_list_leads_to_a_version_with_its_statements(visit: Visitor, coordinator: Person) -> None:
    page = visit.sign_in(coordinator).get("/office/surveys")
    assert f"/office/surveys/{KEY}/1" in page.links()
    page = visit.get(f"/office/surveys/{KEY}/1")
    assert "boys, to girls" in page.text
    assert len(page.soup.select("tbody tr")) == 8


def test_the_next_version_begins_with_the_one_before(visit: Visitor, coordinator: Person) -> None:
    new = f"/office/surveys/new?from={KEY}"
    page = visit.sign_in(coordinator).get(new)
    sent = filled_in(page) | {"item-1": "Exploitation can happen to anybody."}
    answer = visit.post(new, sent)
    assert answer.location == f"/office/surveys/{KEY}/2"
    assert "Exploitation can happen to anybody." in visit.get(answer.location).text
    assert "Read version 2" in visit.get(f"/office/surveys/{KEY}/1").text


def test_the_same_again_publishes_nothing(visit: Visitor, stored: Session, coordinator: Person) -> None:
    new = f"/office/surveys/new?from={KEY}"
    page = visit.sign_in(coordinator).get(new)
    answer = visit.post(new, filled_in(page))
    assert answer.location == f"/office/surveys/{KEY}/1"
    stored.rollback()
    assert stored.scalar(select(func.count()).select_from(Survey)) == 1


def test_a_question_about_a_childs_own_life_is_refused_at_its_place(
    visit: Visitor, stored: Session, coordinator: Person
) -> None:
    new = f"/office/surveys/new?from={KEY}"
    page = visit.sign_in(coordinator).get(new)
    page = visit.post(new, filled_in(page) | {"item-2": "Have you sent a picture?"})
    assert page.status == 422
    assert page.errors == ["Write about people in general: a survey never asks about a child's own life"]
    assert page.soup.select_one(".govuk-error-summary a")["href"] == "#item-2"  # type: ignore[index]
    assert page.soup.find(id="item-2")["value"] == "Have you sent a picture?"  # type: ignore[index]
    stored.rollback()
    assert stored.scalar(select(func.count()).select_from(Survey)) == 1


def test_a_gap_in_the_years_or_the_name_is_told_at_its_field(visit: Visitor, coordinator: Person) -> None:
    page = visit.sign_in(coordinator).post("/office/surveys/new", {"key": "", "title": "", "min_year": "x"})
    hrefs = [link["href"] for link in page.soup.select(".govuk-error-summary a")]
    assert {"#key", "#title", "#min_year", "#max_year"} <= set(hrefs)
