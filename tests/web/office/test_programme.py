"""The coordinator edits what is on offer."""

import tomllib
from importlib.resources import files

import pytest

from rose_training.domain.actors import Actor
from rose_training.domain.permissions import Role
from rose_training.services import programme
from tests.factories import make_person

HERE = "/office/programme"
FILE = tomllib.loads((files("rose_training.data") / "programme.toml").read_text("utf-8"))


@pytest.fixture
def office(visit, stored, at):
    programme.lay_out(stored, FILE, by=Actor.system("test"), at=at)
    coordinator = make_person(stored, Role.COORDINATOR)
    stored.commit()
    return visit.sign_in(coordinator)


def typed(page):
    """The form as a browser would send it back."""
    form = page.soup.find("main").find("form")
    sent = {}
    for control in form.find_all("input"):
        if control.get("type") == "checkbox" and not control.has_attr("checked"):
            continue
        sent[control["name"]] = control.get("value", "")
    for box in form.find_all("textarea"):
        sent[box["name"]] = box.get_text().lstrip("\n")
    for select in form.find_all("select"):
        chosen = select.find("option", selected=True)
        sent[select["name"]] = chosen["value"] if chosen else ""
    sent.pop("csrf_token")
    return sent


def test_saving_without_a_change_changes_nothing(office, stored):
    page = office.get(f"{HERE}/activities/course-a")
    before = programme.facts_of(programme.activity(stored, slug="course-a"))

    assert office.post(f"{HERE}/activities/course-a", typed(page)).location == HERE

    stored.rollback()
    stored.expire_all()
    assert programme.facts_of(programme.activity(stored, slug="course-a")) == before
    assert "Edited" not in office.get(f"{HERE}/activities/course-a").text


def test_an_activity_is_changed_and_hidden(office, stored):
    page = office.get(f"{HERE}/activities/assembly")
    sent = typed(page) | {"title": "A new title", "max_group": "", "min_year": ""}
    del sent["published"]

    office.post(f"{HERE}/activities/assembly", sent)

    assert "A new title" in office.get(HERE).text
    assert "Hidden" in office.get(HERE).text
    assert office.get("/activities/assembly").status == 404
    assert "Edited title, min year, max group, published" in office.get(f"{HERE}/activities/assembly").text


def test_an_activity_is_added(office, stored):
    page = office.get(f"{HERE}/activities/new")
    sent = typed(page) | {
        "slug": "course-d",
        "code": "JT-D",
        "title": "Another course",
        "summary": "Six workshops.",
        "programme": "targeted",
        "audience": "pupils",
        "weeks": "6",
        "targeted": "y",
        "published": "y",
    }

    assert office.post(f"{HERE}/activities/new", sent).location == HERE

    added = programme.activity(stored, slug="course-d")
    assert (added.code, added.weeks, added.targeted, added.bookable) == ("JT-D", 6, True, True)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"slug": "Course A"}, "small letters"),
        ({"slug": "course-a"}, "used by another"),
        ({"code": "JT-A"}, "used by another"),
        ({"code": "nonsense"}, "two capitals"),
        ({"title": ""}, "Enter a title"),
        ({"weeks": "21"}, "between 1 and 20"),
        ({"minutes": "x"}, "whole number"),
        ({"min_year": "9", "max_year": "7"}, "highest year"),
    ],
)
def test_what_does_not_fit_is_said_beside_its_field(office, wrong, words):
    page = office.get(f"{HERE}/activities/new")
    good = {"slug": "course-d", "code": "JT-D", "title": "T", "summary": "S", "programme": "targeted"}

    page = office.post(f"{HERE}/activities/new", typed(page) | good | {"audience": "pupils"} | wrong)

    assert page.status == 422
    assert any(words in error for error in page.errors), page.errors


def test_a_programme_gets_another_summary(office):
    page = office.get(f"{HERE}/jigsaw")

    office.post(f"{HERE}/jigsaw", typed(page) | {"summary": "A shorter summary."})

    assert "A shorter summary." in office.get(HERE).text
    assert office.get(f"{HERE}/nonsense").status == 404
