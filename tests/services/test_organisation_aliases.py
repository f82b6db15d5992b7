"""Other names, former numbers and former districts: an organisation stays findable by what it was."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from rose_training.domain.actors import Actor
from rose_training.domain.organisation_names import search_text
from rose_training.domain.organisations import AliasKind, OrganisationStatus, SettingKind
from rose_training.domain.refusals import Refusal
from rose_training.domain.register import RegisterRow
from rose_training.jobs.base_data import lay_out
from rose_training.models.organisations import Organisation
from rose_training.services import areas, history, organisation_aliases, organisations
from rose_training.services.organisation_search import find_organisations, find_schools, named, suggest
from rose_training.services.school_register import import_register
from tests.factories import make_agency, make_organisation

OFFICE = Actor(None, "Cora Coordinator")
LATER = datetime(2028, 4, 3, 8, 0, tzinfo=UTC)
HALL = RegisterRow(
    2,
    "142181",
    {
        "name": "Hall Primary School",
        "la_code": "926",
        "la_name": "Norfolk",
        "establishment_number": "2069",
        "district": "Norwich",
        "town": "Norwich",
        "postcode": "NR7 9UE",
        "status": OrganisationStatus.OPEN,
        "setting_kind": SettingKind.PRIMARY,
        "independent": False,
    },
)


def take_in(session, at, **facts):
    import_register(session, [replace(HALL, facts=HALL.facts | facts)], by=OFFICE, at=at)
    return session.query(Organisation).filter_by(urn="142181").populate_existing().one()


def names_found(session, query):
    return [one.name for one in find_organisations(session, query).matches]


def test_an_organisation_is_found_by_its_other_names(session, at):
    ymca = make_agency(session, name="Y Norfolk", search_text=search_text("Y Norfolk"))

    def add(name, kind=AliasKind.OTHER):
        return organisation_aliases.add_alias(session, ymca, name=name, kind=kind, by=OFFICE, at=at)

    alias = add(" Young  Men's Christian Association ")
    assert (alias.name, names_found(session, "young mens christian")) == (
        "Young Men's Christian Association",
        ["Y Norfolk"],
    )
    assert named(session, "young men's christian association") == ymca
    for name, code in (
        (" - ", "name_missing"),
        ("y norfolk", "name_known"),
        ("Young Mens Christian Association", "name_known"),
    ):
        with pytest.raises(Refusal) as refused:
            add(name)
        assert refused.value.code == code
    organisation_aliases.remove_alias(session, ymca, alias, by=OFFICE, at=at)
    assert names_found(session, "young mens christian") == []
    assert [entry.event for entry in history.entries_about(session, ymca.reference)] == [
        "other_name_removed",
        "other_name_added",
    ]


def test_a_name_of_another_organisation_is_not_among_its_own(session, at):
    one, other = make_agency(session), make_agency(session)
    alias = organisation_aliases.add_alias(session, one, name="Short", kind=AliasKind.SHORT, by=OFFICE, at=at)
    assert organisation_aliases.alias_by_id(session, one, alias.id) == alias
    assert organisation_aliases.alias_by_id(session, other, alias.id) is None


def test_there_is_an_end_to_other_names(session, at):
    agency = make_agency(session)
    for number in range(organisation_aliases.MOST_NAMES):
        organisation_aliases.add_alias(session, agency, name=f"N {number}", kind=AliasKind.OTHER, by=OFFICE, at=at)
    with pytest.raises(Refusal, match="20 other names"):
        organisation_aliases.add_alias(session, agency, name="More", kind=AliasKind.OTHER, by=OFFICE, at=at)


def test_a_renamed_school_keeps_its_former_name_and_a_respelt_one_does_not(session, at):
    take_in(session, at)
    take_in(session, at, name="HALL  PRIMARY SCHOOL")
    school = take_in(session, at, name="Heartwood Academy")
    (former,) = organisation_aliases.aliases_of(session, school)
    assert (former.name, former.kind, former.until) == ("HALL  PRIMARY SCHOOL", AliasKind.FORMER, date(2026, 11, 17))
    assert names_found(session, "hall primary nr7") == ["Heartwood Academy"]
    take_in(session, at, name="Heartwood Academy", town="Sprowston")
    assert names_found(session, "hall primary sprowston") == ["Heartwood Academy"]


def test_a_school_whose_council_changes_is_found_by_both_numbers_and_keeps_its_past(session, at):
    take_in(session, at)
    school = take_in(session, LATER, la_code="999", la_name="Greater Norwich City", district=None)
    assert school.dfe_number == "999/2069"
    for number in ("926/2069", "9262069", "999/2069"):
        assert names_found(session, number) == ["Hall Primary School"]
    before, after = (areas.place_of(session, school, on=day) for day in (date(2028, 4, 2), date(2028, 4, 3)))
    assert (before.dfe_number, before.district) == ("926/2069", "Norwich")
    assert (after.dfe_number, after.district) == ("999/2069", None)
    assert [place.until for place in areas.former_places(session, school)] == [date(2028, 4, 3)]
    # The same day again, with yet another district: what held before that day is told already.
    take_in(session, LATER, la_code="999", district="Another")
    assert len(areas.former_places(session, school)) == 1


def test_a_district_that_was_merely_not_known_has_no_past(session, at):
    take_in(session, at, district=None)
    assert areas.former_places(session, take_in(session, LATER)) == []


def test_the_public_is_offered_the_councils_of_the_setting_and_what_has_no_council(session):
    for name, council in (("Hall Norfolk", "926"), ("Hall Suffolk", "935"), ("Hall Club", None)):
        make_organisation(session, name=name, search_text=search_text(name), la_code=council)

    def found(search, **options):
        answer = search(session, "hall", **options)
        return sorted(one.name for one in getattr(answer, "matches", answer))

    for search in (find_schools, find_organisations, suggest):
        assert found(search, councils={"926"}) == ["Hall Club", "Hall Norfolk"]
        assert found(search) == ["Hall Club", "Hall Norfolk", "Hall Suffolk"]


def test_suggestions_are_open_schools_and_come_in_two_queries(session):
    make_organisation(session, name="Hall Old", search_text=search_text("Hall Old"), status=OrganisationStatus.CLOSED)
    make_agency(session, name="Hall Agency", search_text=search_text("Hall Agency"))
    school = make_organisation(session, name="Heathall School", search_text=search_text("Heathall School"))
    assert [one.name for one in suggest(session, "hall")] == [school.name]
    assert [one.name for one in suggest(session, "hall", schools_alone=False)] == ["Hall Agency"]
    assert suggest(session, "h") == suggest(session, " ") == suggest(session, "nothing like it") == ()


def test_the_councils_of_2028_are_prepared_and_not_in_use(session, at):
    lay_out(session, at=at)
    lay_out(session, at=at)
    everything = areas.all_areas(session)
    assert len(everything) == 11
    coming = {area.name for area in everything if area.proviso}
    assert coming == {"West Norfolk", "East Norfolk", "Greater Norwich City"}
    for day in (date(2026, 11, 17), date(2029, 1, 1)):
        assert not coming & {area.name for area in areas.areas_at(session, on=day)}


def test_a_merged_one_is_not_changed(session, at):
    winner = make_agency(session)
    loser = make_agency(session, merged_into_id=winner.id, status=OrganisationStatus.CLOSED)
    facts = organisations.Facts(name="New", sector=loser.sector)
    with pytest.raises(Refusal) as refused:
        organisations.change(session, loser, facts, by=OFFICE, at=at)
    assert refused.value.code == "merged"
