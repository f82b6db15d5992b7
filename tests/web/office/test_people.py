"""The office's pages about people and roles."""

import pytest

from rose_training.domain.actors import Actor
from rose_training.domain.permissions import Role
from rose_training.models.outbox import OutboxMessage
from rose_training.models.people import Person, RoleGrant
from rose_training.services import accounts, people
from tests.factories import make_facilitator, make_organisation, make_person
from tests.support.visitor import Visitor


@pytest.fixture
def carol(visit, stored):
    person = make_person(stored, Role.COORDINATOR, name="Carol Jones", email="carol@example.org")
    stored.commit()
    visit.sign_in(person)
    return person


def roles_of(stored, person):
    stored.rollback()
    return {grant.role for grant in accounts.live_grants(stored, person.id)}


def test_the_team_and_those_from_outside_are_listed_apart(visit, stored, carol):
    make_person(stored, Role.PROFESSIONAL, name="Pat Outside")
    stored.commit()
    assert [row[0] for row in visit.get("/office/people").table()[1:]] == ["Carol Jones"]
    assert [row[0] for row in visit.get("/office/people?kind=outside").table()[1:]] == ["Pat Outside"]
    assert "Nobody found" in visit.get("/office/people?q=zzz").text
    assert visit.get("/office/people?kind=nonsense").status == 404
    for page in ("0", "-1", "x", "9" * 30):
        assert len(visit.get(f"/office/people?page={page}").table()) == 2, page


def test_the_list_asks_no_query_a_person(visit, stored, carol, count_queries):
    visit.get("/office/people")
    with count_queries() as few:
        visit.get("/office/people")
    for _ in range(30):
        make_person(stored, Role.FACILITATOR)
    stored.commit()
    with count_queries() as many:
        assert len(visit.get("/office/people").table()) == 32
    assert len(many) == len(few)


def test_somebody_joins_the_team_and_is_sent_a_link(visit, stored, carol):
    page = visit.post("/office/people/add", {"name": "Fay New", "email": "Fay@Example.org", "role": "facilitator"})
    assert page.status == 303, page.errors
    assert "Fay New" in visit.get(page.location).heading
    fay = accounts.person_by_email(stored, "fay@example.org")
    assert roles_of(stored, fay) == {Role.FACILITATOR}
    assert people.facilitator_of(stored, fay.id).active
    mail = stored.query(OutboxMessage).one()
    assert (mail.kind, mail.to, mail.about) == ("choose_password", "fay@example.org", fay.reference)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"name": "", "email": "a@example.org", "role": "facilitator"}, "Enter the name"),
        ({"name": "A", "email": "nonsense", "role": "facilitator"}, "Enter an e-mail address"),
        ({"name": "A", "email": "a@example.org"}, "Choose what they will do"),
        ({"name": "A", "email": "a@example.org", "role": "professional"}, "Not a valid choice"),
    ],
)
def test_what_is_missing_is_told_beside_its_field(visit, stored, carol, typed, sentence):
    page = visit.post("/office/people/add", typed)
    assert len(page.errors) == 1
    assert sentence in page.errors[0]
    assert stored.query(Person).count() == 1


def test_a_role_is_given_and_ended(visit, stored, carol):
    address = f"/office/people/{carol.reference}"
    visit.post(f"{address}/roles", {"role": "facilitator"})
    assert roles_of(stored, carol) == {Role.COORDINATOR, Role.FACILITATOR}
    page = visit.get(address)
    assert [row[0] for row in page.table()[1:]][:2] == ["Coordinator", "Facilitator"]
    visit.post(f"{address}/roles/2/end", {"role": "facilitator"})
    assert roles_of(stored, carol) == {Role.COORDINATOR}


def test_ending_a_role_that_has_moved_in_the_list_ends_nothing(visit, stored, carol):
    visit.get(f"/office/people/{carol.reference}")
    assert visit.post(f"/office/people/{carol.reference}/roles/1/end", {"role": "facilitator"}).status == 409
    visit.get(f"/office/people/{carol.reference}")
    assert visit.post(f"/office/people/{carol.reference}/roles/9/end", {"role": "coordinator"}).status == 409
    assert roles_of(stored, carol) == {Role.COORDINATOR}


def test_ending_one_school_twice_leaves_the_other(visit, stored, carol):
    booker = make_person(stored)
    for name in ("Ash Primary School", "Beech Primary School"):
        school = make_organisation(stored, name=name)
        people.grant_role(
            stored,
            person=booker,
            role=Role.SCHOOL_BOOKER,
            organisation=school,
            by=Actor.system("test"),
            at=booker.created_at,
        )
    stored.commit()
    address = f"/office/people/{booker.reference}"
    form = visit.get(address).soup.select_one("#roles form[action$='/roles/1/end']")
    pressed = {field["name"]: field["value"] for field in form.select("input") if field["name"] != "csrf_token"}
    assert visit.post(f"{address}/roles/1/end", pressed).status == 303
    visit.get(address)
    assert visit.post(f"{address}/roles/1/end", pressed).status == 409
    assert roles_of(stored, booker) == {Role.SCHOOL_BOOKER}


def test_the_last_coordinator_is_told_to_stay(visit, stored, carol):
    visit.get(f"/office/people/{carol.reference}")
    page = visit.post(f"/office/people/{carol.reference}/roles/1/end", {"role": "coordinator"}, follow=True)
    assert "There must be a coordinator" in page.text
    assert roles_of(stored, carol) == {Role.COORDINATOR}


def test_a_school_booker_is_made_with_the_school_that_was_found(visit, stored, carol):
    ann, school = make_person(stored, name="Ann Smith"), make_organisation(stored, name="Example Primary School")
    stored.commit()
    address = f"/office/people/{ann.reference}/school-booker?school={school.reference}"
    assert visit.get(address).heading == "Let Ann Smith book for Example Primary School?"
    visit.post(address)
    stored.rollback()
    assert accounts.signed_in_as(stored, ann).organisation_ids == {school.id}
    assert visit.get(f"/office/people/{ann.reference}/school-booker?school=none").status == 404


def test_a_name_and_an_introduction_are_corrected(visit, stored, carol):
    facilitator = make_facilitator(stored)
    stored.commit()
    address = f"/office/people/{facilitator.person.reference}"
    visit.post(f"{address}/name", {"name": "Fay Newname"})
    visit.post(f"{address}/introduction", {"introduction": "Fay, youth worker."})
    page = visit.get(address)
    assert page.heading == "Fay Newname"
    assert "Fay, youth worker." in page.text
    assert "Introduction changed" in page.text


def test_signing_somebody_out_and_sending_them_a_link(visit, stored, carol):
    fay = make_person(stored, Role.FACILITATOR)
    stored.commit()
    other = Visitor(visit.app).sign_in(fay)
    visit.get(f"/office/people/{fay.reference}")
    visit.post(f"/office/people/{fay.reference}/sign-out")
    assert other.get("/account/").status == 303
    visit.get(f"/office/people/{fay.reference}")
    visit.post(f"/office/people/{fay.reference}/password-link")
    stored.rollback()
    assert stored.query(OutboxMessage).one().kind == "choose_password"


def test_outside_users_are_sent_no_password_link(visit, stored, carol):
    ann = make_person(stored, Role.PROFESSIONAL)
    stored.commit()
    visit.get(f"/office/people/{ann.reference}")
    assert visit.post(f"/office/people/{ann.reference}/password-link").status == 404


def test_somebody_who_does_not_exist_is_not_found(visit, carol):
    assert visit.get("/office/people/PER-0000-00").status == 404


def test_a_person_who_books_for_many_schools_costs_no_query_a_school(visit, stored, carol, count_queries):
    booker = make_person(stored, Role.SCHOOL_BOOKER, organisation=make_organisation(stored))
    stored.commit()
    visit.get(f"/office/people/{booker.reference}")  # the first page of a browser asks more
    with count_queries() as few:
        visit.get(f"/office/people/{booker.reference}")
    for _ in range(4):
        grant = {"role": Role.SCHOOL_BOOKER, "organisation_id": make_organisation(stored).id}
        stored.add(RoleGrant(person_id=booker.id, granted_at=booker.created_at, **grant))
    stored.commit()
    with count_queries() as more:
        visit.get(f"/office/people/{booker.reference}")
    assert len(few) == len(more), str(more)
