"""What is on offer, and that the office's edits are kept."""

import tomllib
from dataclasses import replace
from importlib.resources import files

import pytest

from rose_training.domain.actors import Actor
from rose_training.domain.programme import Audience, ProgrammeKey
from rose_training.domain.refusals import Refusal
from rose_training.services import history, programme

OFFICE = Actor.system("test")
FILE = tomllib.loads((files("rose_training.data") / "programme.toml").read_text("utf-8"))


def test_the_programme_that_comes_with_the_site(session, at):
    added, there = programme.lay_out(session, FILE, by=OFFICE, at=at)

    assert (added, there) == (len(FILE["activity"]), 0)
    offered = programme.activities(session)
    assert {activity.audience for activity in offered} == set(Audience)
    assert {strand.key for strand in programme.programmes(session)} == set(ProgrammeKey)
    courses = [activity for activity in offered if activity.targeted]
    assert [(course.code, course.weeks) for course in courses] == [("JT-A", 6), ("JT-B", 6), ("JT-C", 6)]
    assert {course.slug for course in courses} == {"course-a", "course-b", "course-c"}


def test_laying_out_again_keeps_what_the_office_has_edited(session, at):
    programme.lay_out(session, FILE, by=OFFICE, at=at)
    course = programme.activity(session, slug="course-a")
    facts = replace(programme.facts_of(course), title="A better title")
    programme.edit_activity(session, activity=course, facts=facts, by=OFFICE, at=at)

    assert programme.lay_out(session, FILE, by=OFFICE, at=at) == (0, len(FILE["activity"]))
    assert programme.activity(session, slug="course-a").title == "A better title"
    newest = history.entries_about(session, "JT-A")[0]
    assert newest.detail == {"title": {"from": "Healthy Relationships", "to": "A better title"}}


def test_what_is_not_published_is_not_found_by_the_public(session, at):
    programme.lay_out(session, FILE, by=OFFICE, at=at)
    course = programme.activity(session, slug="assembly")
    programme.edit_activity(
        session, activity=course, facts=replace(programme.facts_of(course), published=False), by=OFFICE, at=at
    )

    assert programme.activity(session, slug="assembly") is None
    assert programme.activity(session, slug="assembly", published_only=False) is course
    assert course not in programme.activities(session)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"min_year": 9, "max_year": 7}, "max_year"),
        ({"targeted": True, "audience": Audience.STAFF}, "audience"),
    ],
)
def test_facts_that_contradict_each_other_are_refused(session, at, wrong, field):
    programme.lay_out(session, FILE, by=OFFICE, at=at)
    facts = replace(programme.facts_of(programme.activity(session, slug="assembly")), **wrong)

    with pytest.raises(Refusal) as refused:
        programme.add_activity(session, facts, slug="new", code="JX-9", by=OFFICE, at=at)
    assert refused.value.field == field


def test_an_address_belongs_to_one_activity(session, at):
    programme.lay_out(session, FILE, by=OFFICE, at=at)
    facts = programme.facts_of(programme.activity(session, slug="assembly"))

    with pytest.raises(Refusal) as refused:
        programme.add_activity(session, facts, slug="assembly", code="JX-9", by=OFFICE, at=at)
    assert refused.value.field == "slug"
