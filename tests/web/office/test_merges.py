"""Two organisations side by side, merged, and that taken back."""

import pytest
from sqlalchemy import select

from rose_training.domain.organisation_names import search_text
from rose_training.domain.permissions import Role
from rose_training.models.merges import OrganisationMerge
from rose_training.models.organisations import Organisation
from tests.factories import make_agency, make_booking, make_organisation, make_person


@pytest.fixture
def office(visit, stored):
    """A coordinator at the browser."""
    coordinator = make_person(stored, Role.COORDINATOR)
    stored.commit()
    return visit.sign_in(coordinator)


@pytest.fixture
def pair(stored):
    """Two agencies that are alike."""
    made = [
        make_agency(stored, name=name, search_text=search_text(name), postcode="NR1 1AA")
        for name in ("Stonham Housing", "Stonham Housing Norwich")
    ]
    stored.commit()
    return made


def test_nothing_alike_says_what_will_appear(office):
    assert "Nothing looks alike" in office.get("/office/organisations/duplicates").text
    assert "Nothing was merged" in office.get("/office/organisations/merges").text


def test_two_alike_are_compared_merged_and_un_merged(office, stored, pair):
    one, other = pair
    booking = make_booking(stored, organisation=one)
    stored.commit()
    listed = office.get("/office/organisations/duplicates")
    assert "same postcode" in listed.text
    address = f"/office/organisations/{one.reference}/compare/{other.reference}"
    assert address in listed.links()
    compared = office.get(address)
    assert compared.heading == "Are these the same?"
    assert ["Bookings", "1", "0"] in compared.table()
    sent = office.post(f"/office/organisations/{one.reference}/merge-into/{other.reference}", {})
    assert sent.status == 303
    merged = office.get(sent.location)
    assert "1 booking: moved" in merged.text
    assert office.get(f"/office/organisations/{one.reference}").location == f"/office/organisations/{other.reference}"
    assert "Stonham Housing was merged into it" in office.get(f"/office/organisations/{other.reference}").text

    stored.expire_all()
    reference = stored.scalars(select(OrganisationMerge.reference)).one()
    back = office.post(f"/office/organisations/merges/{reference}/undo", {})
    assert "Everything is where it was" in office.get(back.location).text
    stored.rollback()
    stored.refresh(booking)
    assert booking.organisation_id == one.id
    again = office.post(f"/office/organisations/merges/{reference}/undo", {})
    assert "has been undone already" in office.get(again.location).text


def test_what_was_changed_since_is_named(office, stored, pair):
    one, other = pair
    third = make_organisation(stored)
    booking = make_booking(stored, organisation=one)
    stored.commit()
    office.get("/office/organisations/duplicates")
    sent = office.post(f"/office/organisations/{one.reference}/merge-into/{other.reference}", {})
    office.get(sent.location)
    booking.organisation_id = third.id
    stored.commit()
    back = office.post(f"{sent.location}/undo", {})
    assert "left as it is: 1 booking" in office.get(back.location).text


def test_different_ones_are_not_shown_again(office, pair):
    one, other = pair
    office.get("/office/organisations/duplicates")
    office.post(f"/office/organisations/{one.reference}/different-from/{other.reference}", {})
    assert "Nothing looks alike" in office.get("/office/organisations/duplicates").text


def test_a_school_of_the_register_stays_and_nothing_has_changed(office, stored, pair):
    school = make_organisation(stored, name="Hall School", search_text=search_text("Hall School"))
    stored.commit()
    one = pair[0]
    page = office.get(f"/office/organisations/{one.reference}/merge?q=hall")
    assert f"/office/organisations/{one.reference}/compare/{school.reference}" in page.links()
    sent = office.post(f"/office/organisations/{school.reference}/merge-into/{one.reference}", {})
    assert "stands in the national register" in office.get(sent.location).text
    stored.rollback()
    assert not stored.scalars(select(Organisation).where(Organisation.merged_into_id.is_not(None))).all()


@pytest.mark.parametrize(
    "address",
    ["ORG-NONE-XX/merge", "ORG-NONE-XX/compare/ORG-NONE-YY", "merges/MRG-NONE-XX", "ORG-NONE-XX/record/bookings"],
)
def test_what_is_not_there_is_404(office, address):
    assert office.get(f"/office/organisations/{address}").status == 404


def test_one_is_not_compared_with_itself(office, pair):
    reference = pair[0].reference
    assert office.get(f"/office/organisations/{reference}/compare/{reference}").status == 404


def test_the_list_of_pairs_takes_the_same_queries_however_long(office, stored, count_queries):
    def queries_for(number):
        for each in range(number):
            make_agency(stored, name=f"Twin {number} {each}", search_text=search_text(f"Twin {number} {each}"))
        stored.commit()
        with count_queries() as queries:
            office.get("/office/organisations/duplicates")
        return len(queries)

    queries_for(1)  # the first page of a visit asks more
    assert queries_for(2) == queries_for(12)
