"""Find your school: a plain page, found by words, leading back where one came from."""

from pathlib import Path

import pytest

from rose_training.adapters.gias import read_links, read_register
from rose_training.domain.actors import Actor
from rose_training.domain.organisation_names import search_text
from rose_training.domain.organisations import OrganisationStatus
from rose_training.services.school_links import link_successors
from rose_training.services.school_register import import_register
from tests.factories import make_organisation

DATA = Path(__file__).parents[3] / "rose_training" / "data" / "schools"


@pytest.fixture
def norfolk(stored, at):
    by = Actor.system("test")
    import_register(stored, list(read_register(DATA / "gias_norfolk.csv")), by=by, at=at)
    link_successors(stored, list(read_links(DATA / "gias_links_norfolk.csv")), by=by, at=at)
    stored.commit()


def test_the_page_asks_before_it_answers(visit):
    page = visit.get("/find-school")
    assert page.heading == "Find your school"
    assert not page.soup.select("#results")


@pytest.mark.usefixtures("norfolk")
def test_a_school_is_found_and_leads_back_with_its_reference(visit):
    page = visit.get("/find-school?q=saint+francis+assisi&next=/ask%3Fstep%3D2")
    (link,) = [link for link in page.soup.select("#results a") if "St Francis of Assisi" in link.text]
    assert link["href"].startswith("/ask?step=2&school=ORG-")
    assert "Primary school" in page.text


@pytest.mark.usefixtures("norfolk")
def test_the_way_back_survives_a_second_search(visit):
    page = visit.get("/find-school?q=bignold&next=/account")
    assert page.soup.find("input", attrs={"name": "next"})["value"] == "/account"


@pytest.mark.usefixtures("norfolk")
@pytest.mark.parametrize(
    "elsewhere",
    ["https://elsewhere.example/", "//elsewhere.example/", "/\\elsewhere.example", "javascript:alert(1)", "/\t/x"],
)
def test_nobody_is_led_to_another_site(visit, elsewhere):
    page = visit.get("/find-school", query_string={"q": "bignold", "next": elsewhere})
    assert page.status == 200
    assert "elsewhere" not in page.html
    assert not [link for link in page.links() if "school=" in link or link.startswith("javascript")]


@pytest.mark.usefixtures("norfolk")
def test_a_closed_school_is_not_offered_but_what_came_after_it_is(visit):
    page = visit.get("/find-school?q=rosemary+musker&next=/ask")
    assert "This school has closed" in page.text
    links = {link.text: link["href"] for link in page.soup.select("#results a[href^='/ask?']")}
    assert list(links) == ["The Thetford Academy"]


@pytest.mark.usefixtures("norfolk")
def test_what_is_not_there_is_said_with_what_to_do(visit):
    page = visit.get("/find-school?q=hogwarts")
    assert "No school found" in page.text
    assert "Not listed?" in page.text


def test_what_was_typed_is_shown_as_text(visit):
    page = visit.get("/find-school", query_string={"q": '"><script>alert(1)</script>'})
    assert page.soup.find("input", id="q")["value"] == '"><script>alert(1)</script>'


@pytest.mark.usefixtures("norfolk")
def test_a_search_takes_few_queries(visit, count_queries):
    with count_queries() as queries:
        visit.get("/find-school?q=norwich")
    assert len(queries) <= 3, str(queries)


@pytest.mark.usefixtures("norfolk")
@pytest.mark.parametrize(("typed", "meant"), [("Deram", "Dereham"), ("niethard", "Neatherd")])
def test_a_small_spelling_mistake_is_forgiven(visit, typed, meant):
    page = visit.get(f"/find-school?q={typed}&next=/ask")

    (link,) = [one for one in page.soup.select("#results a") if one.text == meant]
    found = visit.get(link["href"])
    assert meant in found.text
    assert any(one.startswith("/ask?school=") for one in found.links())


def test_an_empty_search_says_what_to_do(visit):
    assert "then search" in visit.get("/find-school?q=").text


@pytest.fixture
def asked(app):
    """What a script of a page asks for."""
    return app.test_client().get


def test_suggestions_are_open_schools_of_the_councils_on_offer(visit, stored, asked):
    for name, over in (
        ("Quayside School", {"urn": "123456"}),
        ("Quayside Closed", {"status": OrganisationStatus.CLOSED}),
        ("Quayside Elsewhere", {"la_code": "935"}),
    ):
        make_organisation(stored, name=name, search_text=search_text(name), **over)
    stored.commit()
    answer = asked("/find-school/suggestions?q=quays")
    assert answer.json == {"schools": [{"name": "Quayside School", "place": "Norwich, NR1 1AA", "search": "123456"}]}
    assert asked("/find-school/suggestions").json == {"schools": []}
    assert asked("/find-school/suggestions?q=" + "x" * 5000).json == {"schools": []}
    page = visit.get("/find-school?q=quayside")
    assert "Quayside Elsewhere" not in page.text
    assert page.soup.find("input", id="q")["data-suggestions"] == "/find-school/suggestions"
