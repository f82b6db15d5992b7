"""The national register comes in whole, once, and changes only what changed."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import func, select

from rose_training.adapters.gias import read_links, read_register
from rose_training.domain.actors import Actor
from rose_training.domain.continuity import own_key
from rose_training.domain.organisations import OrganisationStatus, Sector, SettingKind
from rose_training.domain.register import Intake, RegisterLink, RegisterRow
from rose_training.models.organisations import Organisation, OrganisationLink
from rose_training.services import history, organisations
from rose_training.services.school_links import link_successors
from rose_training.services.school_register import import_register

DATA = Path(__file__).parents[2] / "rose_training" / "data" / "schools"
BY = Actor.system("schools import")

HEARTSEASE = RegisterRow(
    line=2,
    urn="142181",
    facts={
        "name": "Heartsease Primary Academy",
        "la_code": "926",
        "establishment_number": "2069",
        "town": "Norwich",
        "postcode": "NR7 9UE",
        "telephone": "01603 000000",
        "opened_on": date(2015, 9, 1),
        "status": OrganisationStatus.OPEN,
        "setting_kind": SettingKind.PRIMARY,
        "independent": False,
    },
)


def take_in(session, at, *rows):
    return import_register(session, rows, by=BY, at=at)


def school(session, urn="142181"):
    return session.scalars(select(Organisation).where(Organisation.urn == urn)).one()


def with_facts(**facts):
    return replace(HEARTSEASE, facts=HEARTSEASE.facts | facts)


def test_the_real_register_and_its_links_come_in_and_change_nothing_the_second_time(session, at):
    rows = list(read_register(DATA / "gias_norfolk.csv"))
    links = list(read_links(DATA / "gias_links_norfolk.csv"))
    assert import_register(session, rows, by=BY, at=at) == Intake(919, 0, 0)
    assert link_successors(session, links, by=BY, at=at) == Intake(725, 0, 0)
    assert import_register(session, rows, by=BY, at=at) == Intake(0, 0, 919)
    assert link_successors(session, links, by=BY, at=at) == Intake(0, 0, 725)

    schools = session.scalar(select(func.count()).select_from(Organisation).where(Organisation.urn.is_not(None)))
    keys = session.scalar(select(func.count(Organisation.continuity_key.distinct())))
    assert (schools, keys) == (919, 649)


def test_a_new_school_is_an_open_organisation_with_a_reference(session, at):
    assert take_in(session, at, HEARTSEASE) == Intake(1, 0, 0)
    new = school(session)
    assert new.sector is Sector.SCHOOL_OR_COLLEGE
    assert new.reference.startswith("ORG-")
    assert new.dfe_number == "926/2069"
    assert new.continuity_key == own_key("142181")
    assert new.reportable


def test_what_changed_is_updated_and_what_figures_depend_on_is_told_in_its_history(session, at):
    take_in(session, at, HEARTSEASE)
    reference = school(session).reference
    assert take_in(session, at, with_facts(name="Heartsease School", telephone="01603 111111")) == Intake(0, 1, 0)
    changed = school(session)
    assert (changed.name, changed.telephone, changed.reference) == ("Heartsease School", "01603 111111", reference)
    assert "heartsease school" in changed.search_text
    assert changed.changed_at == at
    (entry,) = history.entries_about(session, reference)
    assert entry.detail == {"name": {"from": "Heartsease Primary Academy", "to": "Heartsease School"}}


def test_what_an_extract_has_no_column_for_stays(session, at):
    take_in(session, at, HEARTSEASE)
    without = {name: fact for name, fact in HEARTSEASE.facts.items() if name not in {"telephone", "opened_on"}}
    assert take_in(session, at, replace(HEARTSEASE, facts=without | {"town": "Sprowston"})) == Intake(0, 1, 0)
    assert (school(session).telephone, school(session).town) == ("01603 000000", "Sprowston")


def test_a_blank_cell_empties_what_was_there(session, at):
    take_in(session, at, HEARTSEASE)
    take_in(session, at, with_facts(telephone=None))
    assert school(session).telephone is None


def test_schools_that_an_extract_does_not_have_stay(session, at):
    take_in(session, at, HEARTSEASE)
    take_in(session, at, replace(HEARTSEASE, urn="142182"))
    assert school(session).name == "Heartsease Primary Academy"


def test_the_kind_that_the_office_has_set_stays(session, at):
    take_in(session, at, HEARTSEASE)
    organisations.set_setting_kind(
        session, school(session), kind=SettingKind.SPECIAL, reason="A special school since 2024", by=BY, at=at
    )
    assert take_in(session, at, HEARTSEASE) == Intake(0, 0, 1)
    assert take_in(session, at, with_facts(town="Sprowston")) == Intake(0, 1, 0)
    assert school(session).setting_kind is SettingKind.SPECIAL


def test_an_empty_file_changes_nothing(session, at):
    assert take_in(session, at) == Intake(0, 0, 0)
    assert link_successors(session, [], by=BY, at=at) == Intake(0, 0, 0)


def link(urn: str, link_type: str, link_urn: str) -> RegisterLink:
    return RegisterLink(urn, link_urn, "Somewhere", link_type, None)


@pytest.fixture
def three(session, at):
    """Schools 100001, 100002 and 100003."""
    take_in(session, at, *(replace(HEARTSEASE, urn=f"10000{n}") for n in (1, 2, 3)))


@pytest.mark.usefixtures("three")
def test_a_conversion_shares_a_key_and_an_amalgamation_does_not(session, at):
    school(session, "100001").status = OrganisationStatus.CLOSED
    link_successors(session, [link("100001", "Successor", "100002")], by=BY, at=at)
    assert school(session, "100002").continuity_key == own_key("100001")
    link_successors(session, [link("100003", "Successor", "100002")], by=BY, at=at)
    assert [school(session, f"10000{n}").continuity_key for n in (1, 2, 3)] == [own_key(f"10000{n}") for n in (1, 2, 3)]


@pytest.mark.usefixtures("three")
def test_a_link_that_stands_twice_or_runs_in_a_circle_does_no_harm(session, at):
    school(session, "100001").status = OrganisationStatus.CLOSED
    there, back = link("100001", "Successor", "100002"), link("100002", "Successor", "100001")
    assert link_successors(session, [there, back, there], by=BY, at=at) == Intake(2, 0, 1)
    assert school(session, "100002").continuity_key == own_key("100001")


def test_a_link_waits_for_a_school_that_comes_later(session, at):
    link_successors(session, [link("100001", "Successor", "142181")], by=BY, at=at)
    take_in(session, at, HEARTSEASE)
    assert school(session).continuity_key == own_key("100001")


@pytest.mark.usefixtures("three")
def test_a_link_with_another_date_is_changed(session, at):
    first = link("100001", "Successor", "100002")
    link_successors(session, [first], by=BY, at=at)
    assert link_successors(session, [replace(first, established_on=date(2020, 9, 1))], by=BY, at=at) == Intake(0, 1, 0)


def test_an_import_leaves_one_line_in_the_history(session, at):
    take_in(session, at, HEARTSEASE)
    take_in(session, at, HEARTSEASE)
    assert [(e.event, e.detail) for e in history.entries_about(session, "register")] == [
        ("register_imported", {"added": 1, "changed": 0})
    ]


def ended(session):
    chosen = select(OrganisationLink.link_urn).where(OrganisationLink.ended_on.is_not(None))
    return sorted(session.scalars(chosen))


@pytest.mark.usefixtures("three")
def test_a_link_that_vanishes_is_ended_and_comes_back(session, at):
    school(session, "100001").status = OrganisationStatus.CLOSED
    first, second = link("100001", "Successor", "100002"), link("100003", "Successor", "100009")
    link_successors(session, [first, second], by=BY, at=at)
    intake = link_successors(session, [second], by=BY, at=at)
    assert intake == Intake(0, 1, 1)
    assert [(line["kind"], line["urn"]) for line in intake.lines] == [("ended", "100001")]
    assert ended(session) == ["100002"]
    assert school(session, "100002").continuity_key == own_key("100002")
    assert link_successors(session, [second], by=BY, at=at) == Intake(0, 0, 1)
    assert link_successors(session, [first, second], by=BY, at=at) == Intake(0, 1, 1)
    assert ended(session) == []
    assert school(session, "100002").continuity_key == own_key("100001")


@pytest.mark.usefixtures("three")
def test_a_file_that_was_cut_off_ends_nothing(session, at):
    three_links = [link("100001", "Successor", f"10010{n}") for n in range(3)]
    link_successors(session, three_links, by=BY, at=at)
    intake = link_successors(session, three_links[:1], by=BY, at=at)
    assert intake == Intake(0, 0, 1)
    assert [line["kind"] for line in intake.lines] == ["kept", "kept"]
    assert ended(session) == []


@pytest.mark.usefixtures("three")
def test_a_file_of_one_county_says_nothing_of_another(session, at):
    for urn in ("100002", "100003"):
        school(session, urn).la_code = "850"
    session.flush()
    links = [link("100001", "Successor", "100009"), link("100002", "Predecessor", "100008")]
    link_successors(session, links, by=BY, at=at)
    link_successors(session, links[:1], by=BY, at=at)
    assert ended(session) == []


def test_the_second_county_stands_beside_the_first(session, at):
    take_in(session, at, HEARTSEASE)
    rows = list(read_register(Path(__file__).parent / "extracts" / "gias_hampshire.csv"))
    assert import_register(session, rows, by=BY, at=at).added == len(rows) == 21
    councils = select(Organisation.la_code, func.count()).group_by(Organisation.la_code)
    assert dict(session.execute(councils).all()) == {"926": 1, "850": 21}
