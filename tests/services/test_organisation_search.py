"""Find your school, however its name is typed."""

from pathlib import Path

import pytest

from rose_training.adapters.gias import read_links, read_register
from rose_training.domain.actors import Actor
from rose_training.domain.organisation_names import search_text
from rose_training.domain.organisations import OrganisationStatus
from rose_training.services.organisation_search import find_organisations, find_schools, named
from rose_training.services.school_links import link_successors
from rose_training.services.school_register import import_register
from tests.factories import make_agency, make_organisation
from tests.support.queries import counting

DATA = Path(__file__).parents[2] / "rose_training" / "data" / "schools"


@pytest.fixture
def norfolk(session, at):
    """The real county register with its links."""
    by = Actor.system("test")
    import_register(session, list(read_register(DATA / "gias_norfolk.csv")), by=by, at=at)
    link_successors(session, list(read_links(DATA / "gias_links_norfolk.csv")), by=by, at=at)
    return session


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("heartsease", "Heartsease Primary Academy"),
        ("Heartsease primary school", "Heartsease Primary Academy"),
        ("saint francis assisi", "St Francis of Assisi Catholic Primary School"),
        ("st. francis of  ASSISI catholic", "St Francis of Assisi Catholic Primary School"),
        ("heartwood ce vc", "Heartwood CofE VC Primary & Nursery School"),
        ("Heartwood Church of England", "Heartwood CofE VC Primary & Nursery School"),
        ("kings lynn academy", "King's Lynn Academy"),
        ("King’s Lynn Academy", "King's Lynn Academy"),
        ("academy kings lynn", "King's Lynn Academy"),
        ("bignold", "Bignold Primary School and Nursery"),
        ("136536", "Holly Meadows School"),
        ("926/2052", "Moorlands CofE Primary Academy"),
        ("9262052", "Moorlands CofE Primary Academy"),
    ],
)
def test_a_school_is_found_by_what_people_type(norfolk, query, first):
    found = find_schools(norfolk, query)
    assert found.matches, query
    assert first in [match.name for match in found.matches][:2]
    assert not found.partly


def test_a_part_of_a_word_is_found_only_where_no_word_begins_so(norfolk):
    found = [match.name for match in find_schools(norfolk, "st mary").matches]
    assert "St William's Primary School" not in found
    assert found[-1] == "Tivetshall Community Primary School", "it lies in Tivetshall St Mary"
    assert "Heartsease Primary Academy" in [match.name for match in find_schools(norfolk, "eartsease").matches]


def test_town_and_postcode_find_the_schools_there(norfolk):
    assert {match.town for match in find_schools(norfolk, "swaffham").matches} <= {"Swaffham", "Norwich", "Thetford"}
    by_postcode = find_schools(norfolk, "nr116ex").matches + find_schools(norfolk, "NR3 3").matches
    assert all("NR" in (match.postcode or "") for match in by_postcode)


def test_no_closed_school_is_ever_offered(norfolk):
    for query in ("school", "norwich", "first school", "st"):
        assert all(match.status.is_offered for match in find_schools(norfolk, query, limit=300).matches)


def test_a_closed_school_points_to_what_came_after_it(norfolk):
    found = find_schools(norfolk, "Rosemary Musker")
    assert found.matches == ()
    (closed,) = found.closed
    assert closed.school.name == "Rosemary Musker High School, Thetford"
    assert [school.name for school in closed.successors] == ["The Thetford Academy"]


def test_the_way_to_the_successor_goes_through_closed_ones(norfolk):
    (closed,) = find_schools(norfolk, "120772").closed
    assert closed.school.name == "Western Area Pupil Referral Unit"
    assert all(school.status.is_offered for school in closed.successors)


def test_where_nothing_has_all_words_the_nearest_are_shown(norfolk):
    found = find_schools(norfolk, "heartsease XQ9 9XX")
    assert found.partly
    assert any("Heartsease" in match.name for match in found.matches)


@pytest.mark.parametrize("query", ["", "   ", "!!", "%", "_"])
def test_a_query_without_words_finds_nothing(norfolk, query):
    assert find_schools(norfolk, query).matches == ()


def test_more_than_fit_are_said_to_be_more(norfolk):
    found = find_schools(norfolk, "norwich", limit=5)
    assert len(found.matches) == 5
    assert found.more


def test_a_search_takes_a_few_queries_however_much_it_finds(norfolk, engine):
    norfolk.flush()
    with counting(engine) as queries:
        find_schools(norfolk, "norwich", limit=100)
    assert len(queries) == 1


def test_agencies_are_found_beside_schools_but_never_among_them(session):
    make_agency(session, name="YMCA Norfolk", search_text=search_text("YMCA Norfolk", "Norwich"))
    assert [found.name for found in find_organisations(session, "ymca").matches] == ["YMCA Norfolk"]
    assert find_schools(session, "ymca").matches == ()


def test_exactly_this_name_however_it_is_spelt(session):
    stonham = make_agency(session, name="Stonham Housing", search_text=search_text("Stonham Housing", "Norwich"))
    assert named(session, "  STONHAM  housing ") is stonham
    assert named(session, "Stonham") is None
    make_agency(session, name="Stonham Housing", search_text=search_text("Stonham Housing"))
    assert named(session, "Stonham Housing") is None


def test_proposed_schools_are_not_offered(session):
    make_organisation(session, search_text=" planned school ", status=OrganisationStatus.PROPOSED_TO_OPEN)
    assert find_schools(session, "planned school").matches == ()
