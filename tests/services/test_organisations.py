"""The office keeps agencies, and knows what was done with whom."""

from dataclasses import replace
from datetime import date

import pytest

from rose_training.domain.actors import Actor
from rose_training.domain.organisation_names import search_text
from rose_training.domain.organisations import AgencyKind, OrganisationStatus, Sector, SettingKind
from rose_training.domain.refusals import Refusal
from rose_training.models.organisations import OrganisationLink
from rose_training.services import history, organisations
from rose_training.services.organisation_search import find_organisations
from rose_training.services.organisations import Facts, Wanted
from tests.factories import make_agency, make_organisation

OFFICE = Actor(None, "Cora Coordinator")
YMCA = Facts(
    name="YMCA  Norfolk",
    sector=Sector.VOLUNTARY,
    agency_kind=AgencyKind.HOUSING_PROVIDER,
    town="Norwich",
)


def add(session, at, facts=YMCA):
    return organisations.add(session, facts, by=OFFICE, at=at)


def change(session, at, organisation, facts):
    organisations.change(session, organisation, facts, by=OFFICE, at=at)


def refusal_of(action, *arguments):
    with pytest.raises(Refusal) as refusal:
        action(*arguments)
    return refusal.value.code, refusal.value.field


def test_an_agency_has_a_sector_and_a_kind_and_can_be_found(session, at):
    ymca = add(session, at)
    assert (ymca.name, ymca.sector, ymca.agency_kind) == ("YMCA Norfolk", Sector.VOLUNTARY, AgencyKind.HOUSING_PROVIDER)
    assert ymca.continuity_key == ymca.reference
    assert ymca.setting_kind is None
    assert [found.reference for found in find_organisations(session, "ymca norwich").matches] == [ymca.reference]
    assert [entry.event for entry in history.entries_about(session, ymca.reference)] == ["organisation_added"]


@pytest.mark.parametrize("name", ["ymca norfolk", "YMCA   NORFOLK", "Ymca, Norfolk"])
def test_the_same_agency_is_not_added_twice(session, at, name):
    add(session, at)
    assert refusal_of(add, session, at, replace(YMCA, name=name)) == ("organisation_exists", "name")


def test_an_agency_that_has_closed_makes_room_for_its_name(session, at):
    first = add(session, at)
    change(session, at, first, replace(YMCA, status=OrganisationStatus.CLOSED))
    assert add(session, at).reference != first.reference


def test_a_name_needs_a_letter(session, at):
    assert refusal_of(add, session, at, replace(YMCA, name=" - ")) == ("name_missing", "name")


def test_a_setting_that_no_register_has_needs_its_kind(session, at):
    home_educators = Facts(name="Home educators' group", sector=Sector.SCHOOL_OR_COLLEGE)
    assert refusal_of(add, session, at, home_educators) == ("setting_kind_missing", "setting_kind")
    added = add(session, at, replace(home_educators, setting_kind=SettingKind.OTHER, agency_kind=AgencyKind.OTHER))
    assert (added.setting_kind, added.agency_kind) == (SettingKind.OTHER, None)


def test_a_team_counts_as_part_of_its_parent(session, at):
    council = add(session, at, Facts(name="Norfolk Children's Services", sector=Sector.STATUTORY))
    team = Facts(name="Early help, Breckland", sector=Sector.STATUTORY, reportable=False)
    assert refusal_of(add, session, at, team) == ("nobody_reports", "parent")
    added = add(session, at, replace(team, parent=council.reference))
    assert added.parent is council
    assert list(organisations.parts_of(session, council)) == [added]


def test_nothing_is_a_part_of_itself(session, at):
    one = add(session, at)
    other = add(session, at, replace(YMCA, name="Another", parent=one.reference))
    assert refusal_of(change, session, at, one, replace(YMCA, parent=one.reference)) == ("part_of_itself", "parent")
    assert refusal_of(change, session, at, one, replace(YMCA, parent=other.reference)) == ("part_of_itself", "parent")
    assert refusal_of(change, session, at, one, replace(YMCA, parent="ORG-NONE-XX")) == ("parent_unknown", "parent")


def test_a_change_is_told_with_the_old_value_and_no_change_is_not(session, at):
    ymca = add(session, at)
    change(session, at, ymca, YMCA)
    change(session, at, ymca, replace(YMCA, sector=Sector.PRIVATE))
    latest, *older = history.entries_about(session, ymca.reference)
    assert latest.detail == {"sector": {"from": "voluntary", "to": "private"}}
    assert [entry.event for entry in older] == ["organisation_added"]


def test_a_renamed_agency_is_found_by_its_new_name(session, at):
    ymca = add(session, at)
    change(session, at, ymca, replace(YMCA, name="Y Norfolk"))
    assert find_organisations(session, "ymca").matches == ()
    assert [found.name for found in find_organisations(session, "y norfolk").matches] == ["Y Norfolk"]


def test_schools_of_the_register_are_corrected_there(session, at):
    school = make_organisation(session)
    assert refusal_of(change, session, at, school, YMCA)[0] == "in_the_register"


def test_the_kind_of_a_school_can_be_set_with_a_reason_and_given_back(session, at):
    school = make_organisation(session, phase_name="Not applicable", setting_kind=SettingKind.OTHER)

    def set_kind(kind, reason=""):
        organisations.set_setting_kind(session, school, kind=kind, reason=reason, by=OFFICE, at=at)

    assert refusal_of(set_kind, SettingKind.SPECIAL, " ") == ("reason_missing", "reason")
    set_kind(SettingKind.SPECIAL, "Told by the head")
    assert (school.setting_kind, school.setting_kind_reason) == (SettingKind.SPECIAL, "Told by the head")
    set_kind(None)
    assert (school.setting_kind, school.setting_kind_reason) == (SettingKind.OTHER, None)
    assert [entry.event for entry in history.entries_about(session, school.reference)] == [
        "setting_kind_from_register",
        "setting_kind_set",
    ]
    assert refusal_of(
        lambda: organisations.set_setting_kind(session, make_agency(session), kind=None, reason="", by=OFFICE, at=at)
    ) == ("not_in_the_register", None)


def test_the_list_is_narrowed_by_words_kind_sector_and_status(session):
    school = make_organisation(
        session, name="Aylsham High", setting_kind=SettingKind.SECONDARY, search_text=search_text("Aylsham High")
    )
    closed = make_organisation(
        session, name="Aylsham Old", status=OrganisationStatus.CLOSED, search_text=search_text("Aylsham Old")
    )
    agency = make_agency(
        session, name="Aylsham Youth", agency_kind=AgencyKind.YOUTH_WORK, search_text=search_text("Aylsham Youth")
    )

    def names(**wanted):
        rows, in_all = organisations.listed(session, Wanted(**{"words": "aylsham"} | wanted))
        assert len(rows) == in_all
        return [row.name for row in rows]

    assert names() == [school.name, agency.name]
    assert names(offered=None) == [school.name, closed.name, agency.name]
    assert names(offered=False) == [closed.name]
    assert names(sector=Sector.STATUTORY) == [agency.name]
    assert names(setting_kind=SettingKind.SECONDARY) == [school.name]
    assert names(agency_kind=AgencyKind.YOUTH_WORK) == [agency.name]
    assert names(words="nobody") == []


def test_the_list_comes_in_pages(session):
    for number in range(organisations.SHOWN + 1):
        make_organisation(session, search_text=f" paged {number} ")
    first, in_all = organisations.listed(session, Wanted(words="paged"))
    second, _ = organisations.listed(session, Wanted(words="paged"), page=2)
    assert (len(first), len(second), in_all) == (organisations.SHOWN, 1, organisations.SHOWN + 1)


def test_a_school_tells_what_it_was_and_became(session):
    old = make_organisation(session, urn="100001", name="Old Hall", continuity_key="urn-100001")
    new = make_organisation(session, urn="100002", name="New Hall", continuity_key="urn-100001")
    for urn, link_urn, link_type, ended_on in (
        ("100002", "100001", "Predecessor", None),
        ("100002", "999999", "Successor", None),
        ("100002", "100009", "Predecessor", date(2026, 1, 1)),
    ):
        session.add(
            OrganisationLink(urn=urn, link_urn=link_urn, link_name="Named", link_type=link_type, ended_on=ended_on)
        )
    session.flush()
    (before, reference), (after, nobody) = organisations.life(session, new, day=str)
    assert (before.name, reference, before.same_school) == ("Old Hall", old.reference, True)
    assert before.sentence == "It was {name} and became this school. Both count as one school."
    assert (after.name, nobody, after.same_school) == ("Named", None, False)
    assert list(organisations.counted_with(session, new)) == [old]
    assert organisations.life(session, make_agency(session), day=str) == []


def test_schools_without_a_usable_kind_are_listed_until_somebody_says_it(session, at):
    unclear = make_organisation(session, setting_kind=SettingKind.OTHER)
    make_organisation(session, setting_kind=SettingKind.OTHER, status=OrganisationStatus.CLOSED)
    make_organisation(session)
    assert organisations.kinds_to_look_at(session) == ([unclear], 1)
    organisations.set_setting_kind(session, unclear, kind=SettingKind.OTHER, reason="It is neither", by=OFFICE, at=at)
    assert organisations.kinds_to_look_at(session) == ([], 0)
