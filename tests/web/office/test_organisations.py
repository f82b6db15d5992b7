"""The office's pages about schools and agencies."""

import pytest
from sqlalchemy import select

from rose_training.domain.organisation_names import search_text
from rose_training.domain.organisations import AgencyKind, Sector, SettingKind
from rose_training.domain.permissions import Role
from rose_training.jobs.base_data import lay_out
from rose_training.models.organisations import Organisation, OrganisationAlias, OrganisationLink
from rose_training.services.organisation_record import Part
from tests.factories import (
    make_agency,
    make_booking,
    make_cohort,
    make_organisation,
    make_person,
    make_registration,
    make_session,
)
from tests.support.evidence import make_visit, on


@pytest.fixture
def office(visit, stored):
    """A coordinator at the browser."""
    coordinator = make_person(stored, Role.COORDINATOR)
    stored.commit()
    return visit.sign_in(coordinator)


@pytest.fixture
def school(stored):
    """A school whose kind the register does not say."""
    made = make_organisation(
        stored,
        name="Hall School",
        search_text=search_text("Hall School", "Norwich"),
        setting_kind=SettingKind.OTHER,
        phase_name="Not applicable",
    )
    stored.commit()
    return made


YMCA = {
    "name": "YMCA Norfolk",
    "sector": "voluntary",
    "setting_kind": "",
    "agency_kind": "housing_provider",
    "town": "Norwich",
    "postcode": "nr1 1aa",
    "telephone": "",
    "website": "",
    "parent": "",
    "counts": "itself",
    "status": "open",
}


def only(stored, name):
    stored.rollback()
    chosen = select(Organisation).where(Organisation.name == name).execution_options(populate_existing=True)
    return stored.scalars(chosen).one()


def test_the_pages_are_the_offices(visit, stored, school):
    booker = make_person(stored, Role.SCHOOL_BOOKER, organisation=school)
    stored.commit()
    assert visit.get("/office/organisations").location.startswith("/account/sign-in")
    visit.sign_in(booker)
    assert visit.get("/office/organisations").status == 403
    assert visit.get(f"/office/organisations/{school.reference}").status == 403


def test_the_list_is_searched_and_filtered(office, stored, school):
    make_agency(
        stored, name="Hall Youth Club", search_text=search_text("Hall Youth Club"), agency_kind=AgencyKind.YOUTH_WORK
    )
    stored.commit()
    found = office.get("/office/organisations?q=hall")
    assert [row[0] for row in found.table()[1:]] == ["Hall School", "Hall Youth Club"]
    only_schools = office.get("/office/organisations?q=hall&sector=school_or_college")
    assert [row[0] for row in only_schools.table()[1:]] == ["Hall School"]
    by_kind = office.get("/office/organisations?kind=agency-youth_work")
    assert [row[0] for row in by_kind.table()[1:]] == ["Hall Youth Club"]
    assert "No organisation found" in office.get("/office/organisations?status=closed").text


@pytest.mark.parametrize(
    "query", ["?sector=x&kind=setting-x&status=x&page=x", "?page=-1", "?page=999999", "?kind=agency-"]
)
def test_nonsense_in_the_address_narrows_nothing(office, query):
    assert office.get(f"/office/organisations{query}").status == 200


def test_a_long_list_has_pages_and_no_query_for_each_row(office, stored, count_queries):
    for _ in range(60):
        make_organisation(stored)
    stored.commit()
    with count_queries() as queries:
        first = office.get("/office/organisations?q=example")
    assert len(first.table()) == 51
    assert len(queries) <= 11, str(queries)
    assert "page=2" in str(first.soup.find("a", rel="next")["href"])
    assert len(office.get("/office/organisations?q=example&page=2").table()) == 11


def test_an_organisations_page_shows_its_facts_and_what_we_did_together(office, stored, school):
    booking = make_booking(stored, organisation=school)
    make_session(stored, booking=booking)
    old = make_organisation(stored, name="Old Hall School", continuity_key=school.continuity_key)
    stored.add(OrganisationLink(urn=school.urn, link_urn=old.urn, link_name=old.name, link_type="Predecessor"))
    stored.commit()
    page = office.get(f"/office/organisations/{school.reference}")
    assert page.heading == "Hall School"
    assert booking.reference in page.text
    assert "Counts as one school with Old Hall School" in page.text
    assert f"/office/organisations/{old.reference}" in page.links()


def test_what_is_not_there_is_404(office):
    for address in ("ORG-NONE-XX", "ORG-NONE-XX/change", "ORG-NONE-XX/kind"):
        assert office.get(f"/office/organisations/{address}").status == 404


def test_an_agency_is_added_with_sector_and_kind(office, stored):
    office.get("/office/organisations/add")
    sent = office.post("/office/organisations/add", YMCA)
    added = only(stored, "YMCA Norfolk")
    assert (added.sector, added.agency_kind, added.postcode) == (
        Sector.VOLUNTARY,
        AgencyKind.HOUSING_PROVIDER,
        "NR1 1AA",
    )
    assert (sent.status, sent.location) == (303, f"/office/organisations/{added.reference}")
    assert "YMCA Norfolk is added" in office.get(sent.location).text


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"name": ""}, "Enter the name of the organisation"),
        ({"name": "x" * 201}, "The name must have 200 characters at most"),
        ({"sector": ""}, "Choose who runs it"),
        ({"sector": "school_or_college"}, "Choose what kind of school or college it is."),
        ({"counts": "part"}, "Say of what it is a part, or let it count by itself."),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_changes_nothing(office, stored, change, sentence):
    office.get("/office/organisations/add")
    page = office.post("/office/organisations/add", YMCA | change)
    assert page.status == 422
    assert sentence in page.errors
    assert page.soup.find("input", id="town")["value"] == "Norwich"
    stored.rollback()
    assert not stored.scalars(select(Organisation).where(Organisation.sector == Sector.VOLUNTARY)).all()


def test_an_agency_is_changed(office, stored):
    office.get("/office/organisations/add")
    office.post("/office/organisations/add", YMCA)
    reference = only(stored, "YMCA Norfolk").reference
    form = office.get(f"/office/organisations/{reference}/change")
    assert form.soup.find("input", id="name")["value"] == "YMCA Norfolk"
    sent = office.post(f"/office/organisations/{reference}/change", YMCA | {"name": "Y Norfolk", "sector": "private"})
    assert sent.status == 303
    assert only(stored, "Y Norfolk").sector is Sector.PRIVATE
    assert "sector was “voluntary”, is “private”" in office.get(f"{sent.location}/record/history").text


def test_a_school_of_the_register_has_no_change_page(office, school):
    assert office.get(f"/office/organisations/{school.reference}/change").status == 404


def test_the_kind_of_a_school_is_set_with_a_reason(office, stored, school):
    address = f"/office/organisations/{school.reference}/kind"
    office.get(address)
    refused = office.post(address, {"kind": "special", "reason": ""})
    assert refused.errors == ["Say why, so that the next reader of the figures understands."]
    sent = office.post(address, {"kind": "special", "reason": "Told by the head"})
    assert sent.status == 303
    assert only(stored, "Hall School").setting_kind is SettingKind.SPECIAL
    assert "Special school (set by the office: Told by the head)" in office.get(sent.location).text
    office.get(address)
    office.post(address, {"kind": "register", "reason": ""})
    assert only(stored, "Hall School").setting_kind is SettingKind.OTHER


def test_every_list_of_the_record_opens_and_takes_the_same_queries_however_long(office, stored, school, count_queries):
    def queries():
        counts = []
        for part in Part:
            with count_queries() as made:
                page = office.get(f"/office/organisations/{school.reference}/record/{part.value}")
            assert (page.status, page.heading) == (200, part.label)
            counts.append(len(made))
        with count_queries() as made:
            office.get(f"/office/organisations/{school.reference}")
        return [*counts, len(made)]

    def one_more():
        booking = make_booking(stored, organisation=school)
        make_session(stored, booking=booking)
        make_cohort(stored, booking)
        make_registration(stored, organisation_id=school.id)
        make_person(stored, Role.SCHOOL_BOOKER, organisation=school)
        make_visit(stored, school, on(2012, 3, 1), pupils=20)
        stored.commit()

    one_more()
    queries()  # the first page of a visit asks more
    once = queries()
    for _ in range(3):
        one_more()
    assert queries() == once
    assert office.get(f"/office/organisations/{school.reference}/record/nothing").status == 404


def test_the_closed_days_of_a_school_lead_to_its_own_calendar(office, school):
    page = office.get(f"/office/organisations/{school.reference}/record/closures")
    own = office.get(next(link for link in page.links() if link.startswith("/office/calendar?school=")))
    assert own.heading == f"Term calendar of {school.name}"


def test_other_names_are_added_and_taken_away(office, stored, school):
    address = f"/office/organisations/{school.reference}/names"
    assert "It has no other names yet" in office.get(address).text
    wrong = office.post(address, {"name": "", "kind": ""})
    assert wrong.errors == ["Enter the other name", "Choose what kind of name it is"]
    known = office.post(address, {"name": "hall school", "kind": "other"})
    assert known.errors == ["“hall school” is among its names already."]
    sent = office.post(address, {"name": "The Hall", "kind": "short"})
    assert (sent.status, sent.location) == (303, address)
    page = office.get(address)
    assert ["The Hall", "Short name"] in [row[:2] for row in page.table()]
    assert "Also known as The Hall" in office.get(f"/office/organisations/{school.reference}").text
    stored.rollback()
    alias = stored.scalars(select(OrganisationAlias)).one()
    office.get(address)
    office.post(f"{address}/{alias.id}/remove", {})
    assert "It has no other names yet" in office.get(address).text
    assert office.post(f"{address}/{alias.id}/remove", {}).status == 404


def test_kinds_to_look_at_and_councils_have_pages(office, stored, school):
    page = office.get("/office/organisations/kinds")
    assert f"/office/organisations/{school.reference}/kind" in page.links()
    school.setting_kind = SettingKind.PRIMARY
    lay_out(stored, at=school.created_at)
    stored.commit()
    assert "Nothing to look at" in office.get("/office/organisations/kinds").text
    councils = office.get("/office/organisations/areas")
    assert "Not in use from Saturday 1 April 2028. Subject to Parliament" in councils.text
    assert "926" in councils.text


def test_a_team_says_as_what_it_is_counted(office, stored):
    council = make_agency(stored, name="Norfolk Council")
    team = make_agency(stored, name="Early help", parent_id=council.id, reportable=False)
    stored.commit()
    page = office.get(f"/office/organisations/{team.reference}")
    assert "It is counted as Norfolk Council, however many of its teams came." in page.text
