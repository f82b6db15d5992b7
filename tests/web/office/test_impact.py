"""The impact report as the coordinator sees it."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from rose_training.domain.attendance import HeadcountAudience
from rose_training.domain.impact import FigureKey
from rose_training.domain.impact_definitions import DEFINITIONS
from rose_training.domain.permissions import Role
from rose_training.domain.programme import Audience
from rose_training.domain.sessions import SessionState
from rose_training.domain.surveys import Wave
from rose_training.models.history import AccessEntry
from rose_training.models.impact import PublishedFigure
from rose_training.models.site import SiteSetting
from rose_training.models.surveys import Response
from rose_training.services.impact.pages import PAGE_SIZE
from tests.factories import make_activity, make_agency, make_organisation, make_person, make_session
from tests.support.evidence import make_attended, make_headcount, make_paper, make_survey, make_visit, on
from tests.support.queries import Queries
from tests.support.visitor import Visitor

REPORT = "/office/impact/2011-09-01/2014-08-31"


@pytest.fixture
def office(stored: Session, visit: Visitor) -> Visitor:
    """The coordinator."""
    coordinator = make_person(stored, Role.COORDINATOR)
    stored.commit()
    return visit.sign_in(coordinator)


@pytest.fixture
def three_years(stored: Session) -> None:
    """A class with its papers, a briefing, an evening for parents, and a session without a register."""
    school = make_organisation(stored, name="Example Primary")
    _, (lesson,) = make_visit(stored, school, on(2012, 3, 1), pupils=24)
    survey = make_survey(stored)
    for sheet in range(1, 13):
        make_paper(stored, survey, lesson, Wave.BEFORE, sheet, "rrrwwwwwww")
        make_paper(stored, survey, lesson, Wave.AFTER, sheet, "rrrrrrrrwn" if sheet < 10 else "rrrwwwwwww")
    agency = make_agency(stored, name="Example Agency")
    briefing = make_session(stored, starts_at=on(2012, 10, 4), state=SessionState.DELIVERED)
    make_attended(stored, briefing, person=make_person(stored, name="Ada Example"), organisation_id=agency.id)
    evening = make_activity(stored, audience=Audience.PARENTS)
    _, (parents,) = make_visit(stored, school, on(2013, 3, 1), activity=evening)
    make_headcount(stored, parents, 17, HeadcountAudience.PARENT_CARER)
    make_visit(stored, school, on(2013, 5, 1))
    stored.add(
        PublishedFigure(
            key="children_reached",
            label="Children and young people",
            value="19,478",
            from_date=date(2011, 9, 1),
            to_date=date(2014, 8, 31),
            source="Three-year evaluation",
        )
    )
    stored.commit()


def test_only_the_office_sees_the_report(stored: Session, visit: Visitor) -> None:
    facilitator = make_person(stored, Role.FACILITATOR)
    stored.commit()
    assert visit.get("/office/impact").status == 303
    visit.sign_in(facilitator)
    pages = ("/office/impact", REPORT, f"{REPORT}/professionals_trained", f"{REPORT}/missing")
    for address in (*pages, f"{REPORT}/professionals_trained/rows.csv", f"{REPORT}/missing/rows.csv"):
        assert visit.get(address).status == 403


def test_an_empty_database_gives_a_page_and_no_percentage(office: Visitor) -> None:
    page = office.get("/office/impact")
    assert page.status == 200
    assert "There are no valid pairs of papers in this period" in page.text
    assert "%" not in page.soup.select_one("#knowledge_increased .rose-account__value").text
    assert not page.soup.select("svg.rose-chart__picture")


@pytest.mark.usefixtures("three_years")
def test_every_figure_stands_there_with_its_definition_and_a_way_to_its_rows(office: Visitor) -> None:
    page = office.get(REPORT)
    assert page.heading == "Impact report : September 2011 to August 2014"
    for key in FigureKey:
        account = page.soup.find(id=key.value)
        assert account is not None
        assert f"Definition version {DEFINITIONS[key].version}." in account.get_text()
        assert account.find("a", href=f"{REPORT}/{key.value}") is not None
    values = {
        key: page.soup.select_one(f"#{key} .rose-account__value").get_text(" ", strip=True)
        for key in ("children_reached", "parents_reached", "professionals_trained", "knowledge_increased")
    }
    assert values == {
        "children_reached": "24 people",
        "parents_reached": "17 people",
        "professionals_trained": "1 people",
        "knowledge_increased": "75%",
    }
    # The interval stands beside every percentage (9 of 12 is between 47% and 91%).
    assert "9 of 12 valid pairs, 95% interval 47% to 91%" in page.text
    assert "9 increased, 3 stayed the same, 0 were lower: up" in page.text
    assert "Sessions that took place without a register : 1" in page.text


@pytest.mark.usefixtures("three_years")
def test_each_chart_says_the_same_as_a_table(office: Visitor) -> None:
    charts = office.get(REPORT).soup.select("figure.rose-chart")
    captions = [chart.figcaption.get_text(strip=True) for chart in charts]
    assert captions == [
        "Children and young people reached in each academic year",
        "Young people's scores after the sessions",
        "Right answers before and after",
    ]
    rows = [
        [[cell.get_text(strip=True) for cell in row.find_all(["th", "td"])] for row in chart.select("tbody tr")]
        for chart in charts
    ]
    assert rows[0] == [["2011/12", "24"], ["2012/13", "0"], ["2013/14", "0"]]
    assert rows[1][0] == ["Higher after than before", "75%"]
    assert ["20% to 39%", "12", "3"] in rows[2]
    assert ["80% to 99%", "0", "9"] in rows[2]


@pytest.mark.usefixtures("three_years")
def test_published_figures_stand_beside_ours_with_their_source(office: Visitor) -> None:
    page = office.get(REPORT)
    table = page.soup.find(id="published-figures")
    assert [cell.get_text(strip=True) for cell in table.select("tbody tr")[0].find_all(["th", "td"])] == [
        "Children and young people",
        "19,478",
        "24",
    ]
    assert "Published in: Three-year evaluation." in page.text
    assert "never mixed" in page.text
    assert office.get("/office/impact/2011-09-01/2012-08-31").soup.find(id="published-figures") is None


@pytest.mark.usefixtures("three_years")
def test_the_interval_stands_there_for_many_pairs_too_and_each_year_beside_it(office: Visitor, stored: Session) -> None:
    # 12 pairs of 2011/12, 9 of which rose; 250 of 2012/13, 200 of which rose: 209 of 262.
    _, (assembly,) = make_visit(stored, make_organisation(stored), on(2012, 10, 1), pupils=250)
    survey = make_survey(stored, key="other")
    for sheet in range(250):
        for wave, correct in ((Wave.BEFORE, 3), (Wave.AFTER, 9 if sheet < 200 else 3)):
            values = {"survey_id": survey.id, "session_id": assembly.id, "wave": wave, "recorded_at": on(2026, 11, 1)}
            stored.add(Response(**values, paper_number=sheet + 1, answered=10, correct=correct))
    stored.commit()
    page = office.get(REPORT)
    assert "209 of 262 valid pairs, 95% interval 74% to 84%" in page.text
    years = page.soup.select("#knowledge_increased .rose-impact__years tbody tr")
    assert [[cell.get_text(strip=True) for cell in year.find_all(["th", "td"])] for year in years] == [
        ["2011/12", "12", "9", "75%", "47% to 91%"],
        ["2012/13", "250", "200", "80%", "75% to 84%"],
        ["2013/14", "0", "0", "none", "none"],
    ]
    one_year = office.get("/office/impact/2011-09-01/2012-08-31")
    assert not one_year.soup.select(".rose-impact__years")


@pytest.mark.usefixtures("three_years")
def test_a_whole_bar_is_all_pairs(office: Visitor) -> None:
    # 12 of 12 pairs stood between 20% and 39% before: a whole bar. 3 of 12 after: a quarter.
    chart = office.get(REPORT).soup.select("figure.rose-chart")[-1]
    track = float(chart.select_one(".rose-chart__track")["width"])
    before, after = chart.select_one("rect.rose-chart__before"), chart.select("rect.rose-chart__after")
    assert float(before["width"]) == track
    assert [float(bar["width"]) for bar in after] == [track / 4, round(track * 3 / 4, 1)]
    assert [label.get_text() for label in chart.select(".rose-chart__scale")] == ["0%", "50%", "100% of pairs"]


@pytest.mark.usefixtures("three_years")
@pytest.mark.parametrize("demonstration", [True, False])
def test_a_demonstration_says_that_its_registers_were_made_to_agree(
    office: Visitor, stored: Session, demonstration: bool
) -> None:
    if demonstration:
        stored.add(SiteSetting(key="demonstration", value="yes", changed_at=on(2026, 11, 1)))
        stored.commit()
    assert ("the registers were made up to agree" in office.get(REPORT).text) is demonstration


def test_any_other_days_can_be_asked_for(office: Visitor) -> None:
    days = "first_day=1&first_day=9&first_day=2011&last_day=31&last_day=8&last_day=2014"
    page = office.get(f"/office/impact?{days}")
    assert (page.status, page.location) == (303, REPORT)


@pytest.mark.parametrize(
    ("days", "sentence"),
    [
        (
            "first_day=1&first_day=9&first_day=2012&last_day=31&last_day=8&last_day=2011",
            "The last day must not be before the first day",
        ),
        ("first_day=&first_day=&first_day=&last_day=31&last_day=8&last_day=2011", "Enter the first day"),
        (
            "first_day=31&first_day=2&first_day=2012&last_day=31&last_day=8&last_day=2013",
            "First day must be a real date, like 8 12 2026",
        ),
        (
            "first_day=1&first_day=9&first_day=2001&last_day=31&last_day=8&last_day=2013",
            "The first day must be 2007 or later",
        ),
    ],
)
def test_days_that_are_no_period_are_refused_beside_the_field(office: Visitor, days: str, sentence: str) -> None:
    page = office.get(f"/office/impact?{days}")
    assert page.status == 422
    assert page.errors == [sentence]
    assert page.soup.select_one("details.rose-periods__other").has_attr("open")


@pytest.mark.parametrize(
    "address",
    [
        "/office/impact/2014-08-31/2011-09-01",
        "/office/impact/yesterday/today",
        "/office/impact/0001-01-01/9999-12-31",
        "/office/impact/2011-09-01/9999-12-31",
        f"{REPORT}/secret",
        f"{REPORT}/secret/rows.csv",
        "/office/impact/yesterday/today/children_reached/rows.csv",
        f"{REPORT}/children_reached?page=0",
        f"{REPORT}/children_reached?page=2",
        f"{REPORT}/children_reached?page=x",
        f"{REPORT}/missing?page=99999999999999999999",
    ],
)
def test_addresses_that_mean_nothing_are_not_found(office: Visitor, address: str) -> None:
    assert office.get(address).status == 404


@pytest.mark.usefixtures("three_years")
@pytest.mark.parametrize("key", list(FigureKey))
def test_every_figure_opens_to_its_rows(office: Visitor, key: FigureKey) -> None:
    page = office.get(f"{REPORT}/{key.value}")
    assert page.status == 200
    filled = {
        FigureKey.CHILDREN_REACHED: "Example Primary",
        FigureKey.PARENTS_REACHED: "Example Primary",
        FigureKey.PROFESSIONALS_TRAINED: "Ada Example",
        FigureKey.KNOWLEDGE_INCREASED: "3 of 10",
        FigureKey.PRIMARY_SCHOOLS: "Example Primary",
        FigureKey.STATUTORY_ORGANISATIONS: "Example Agency",
        FigureKey.AGENCIES: "Example Agency",
    }
    assert filled.get(key, "") in page.text
    if key in (FigureKey.SECONDARY_SCHOOLS, FigureKey.OTHER_SETTINGS, FigureKey.VOLUNTARY_ORGANISATIONS):
        assert "No rows" in page.text


@pytest.mark.usefixtures("three_years")
@pytest.mark.parametrize("key", ["professionals_trained", "professional_places", "knowledge_increased"])
def test_opening_names_or_the_scores_of_cards_is_written_down(office: Visitor, stored: Session, key: str) -> None:
    office.get(f"{REPORT}/children_reached")
    office.get(f"{REPORT}/{key}")
    stored.rollback()
    (entry,) = stored.scalars(select(AccessEntry))
    assert (entry.subject, entry.page) == (key, "impact rows, 1 September 2011 to 31 August 2014")


def test_each_professional_leads_to_the_registers_and_the_last_line_adds_up(office: Visitor, stored: Session) -> None:
    # Ada came twice; 5 people were counted without names: 6 people, 7 places on one page.
    ada = make_person(stored, name="Ada Example")
    first, second, counted = (
        make_session(stored, starts_at=on(2012, month, 4), state=SessionState.DELIVERED) for month in (1, 2, 3)
    )
    make_attended(stored, first, person=ada)
    make_attended(stored, second, person=ada)
    make_headcount(stored, counted, 5, HeadcountAudience.PROFESSIONAL)
    stored.commit()
    page = office.get(f"{REPORT}/professionals_trained")
    assert [[link["href"] for link in row.select("td a")] for row in page.soup.select("#rows tbody tr")] == [
        [f"/office/registers/{training.reference}/register" for training in (first, second)],
        [f"/office/registers/{counted.reference}/headcount"],
    ]
    total = page.soup.select_one("#rows tfoot tr")
    assert [cell.get_text(strip=True) for cell in total.find_all(["th", "td"])] == ["All 2 rows", "6", "7"]
    for address in page.soup.select("#rows tbody td a"):
        assert office.get(address["href"]).status == 200


def test_many_rows_come_in_pages(office: Visitor, stored: Session) -> None:
    school = make_organisation(stored)
    activity = make_activity(stored)
    for number in range(PAGE_SIZE + 1):
        make_visit(stored, school, on(2012, 3, 1 + number % 28), pupils=10, activity=activity)
    stored.commit()
    first = office.get(f"{REPORT}/children_reached")
    assert [cell.get_text(strip=True) for cell in first.soup.select("#rows tfoot td")] == ["51", "510", "510"]
    second = office.get(f"{REPORT}/children_reached?page=2")
    assert "51 rows, page 1 of 2" in first.text
    assert len(first.soup.select("#rows tbody tr")) == PAGE_SIZE
    assert len(second.soup.select("#rows tbody tr")) == 1


@pytest.mark.usefixtures("three_years")
def test_sessions_that_are_missing_can_be_found_and_mended(office: Visitor) -> None:
    page = office.get(f"{REPORT}/missing")
    assert "It took place, but has no register" in page.text
    assert len(page.soup.select("#rows tbody tr")) == 1
    assert "Nothing is missing" in office.get("/office/impact/2020-01-01/2020-12-31/missing").text


def test_the_words_are_explained(office: Visitor) -> None:
    page = office.get("/office/impact/definitions")
    assert "One person at one session" in page.text
    assert all(f"Version {definition.version}." in page.text for definition in DEFINITIONS.values())


def test_the_page_asks_no_more_questions_for_more_data(
    office: Visitor, stored: Session, count_queries: Callable[[], AbstractContextManager[Queries]]
) -> None:
    def more() -> None:
        school = make_organisation(stored)
        for day in range(1, 9):
            make_visit(stored, school, on(2012, 3, day), pupils=10)
            briefing = make_session(stored, starts_at=on(2012, 4, day), state=SessionState.DELIVERED)
            make_attended(stored, briefing, organisation_id=make_agency(stored).id)
        stored.commit()

    def questions() -> list[int]:
        counts = []
        for key in ("", "/children_reached", "/professionals_trained", "/knowledge_increased", "/primary_schools"):
            with count_queries() as queries:
                office.get(REPORT + key)
            counts.append(len(queries))
        return counts

    more()
    office.get(REPORT)
    few = questions()
    more()
    assert questions() == few
    assert max(few) <= 25
