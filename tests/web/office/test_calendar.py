"""The office keeps the term calendar."""

from datetime import UTC, datetime, timedelta
from importlib.resources import files
from io import BytesIO

import pytest

from rose_training.domain.permissions import Role
from tests.factories import make_organisation, make_person

HERE = "/office/calendar"
DATES = files("rose_training.data") / "dates"


@pytest.fixture
def office(visit, stored):
    coordinator = make_person(stored, Role.COORDINATOR)
    stored.commit()
    return visit.sign_in(coordinator)


def upload(office, name, content, whose=""):
    office.get(f"{HERE}/import{whose}")
    return office.post(f"{HERE}/import{whose}", {"file": (BytesIO(content), name)}, content_type="multipart/form-data")


def keep(office, preview):
    form = preview.soup.select_one("form[action*=keep]")
    return office.post(form["action"], {"dates": form.select_one("[name=dates]")["value"]})


def test_files_are_looked_at_and_then_kept(office):
    year = f"{HERE}?year=2025/26"
    assert "This school year is missing" in office.get(HERE).text

    preview = upload(office, "terms.csv", (DATES / "norfolk_term_dates_2025-26.csv").read_bytes())
    assert "Added: 9" in preview.text
    assert "Autumn 1: 3 September to 24 October 2025" in preview.text
    assert "Autumn 1" not in office.get(year).text, "nothing is kept yet"
    kept = keep(office, preview)
    assert kept.location == HERE
    keep(office, upload(office, "bank-holidays.json", (DATES / "bank-holidays.json").read_bytes()))

    page = office.get(year)
    assert "Autumn 1" in page.text
    assert "Friday 24 October 2025" in page.text
    assert "bank-holidays.json" in page.text
    again = upload(office, "terms.csv", (DATES / "norfolk_term_dates_2025-26.csv").read_bytes())
    assert "Nothing would change" in again.text


def test_a_schools_own_calendar_file(office, stored):
    school = make_organisation(stored)
    stored.commit()
    whose = f"?school={school.reference}"
    content = b"BEGIN:VCALENDAR\nVERSION:2.0\nBEGIN:VEVENT\nSUMMARY:INSET <b>day</b>\nDTSTART;VALUE=DATE:20261102\n"
    content += b"END:VEVENT\nBEGIN:VEVENT\nSUMMARY:Sports day\nDTSTART;VALUE=DATE:20270611\nEND:VEVENT\nEND:VCALENDAR\n"
    preview = upload(office, "ours.ics", content, whose)
    assert "1 left out" in preview.text
    assert keep(office, preview).location == f"{HERE}{whose}"
    page = office.get(f"{HERE}{whose}")
    assert "INSET <b>day</b>" in page.text
    assert school.name in page.heading
    assert "INSET" not in office.get(HERE).text


def test_dates_that_were_altered_on_the_way_are_not_kept(office):
    preview = upload(office, "terms.csv", b"What,Start,End\nHalf term,26/10/2026,30/10/2026\n")
    form = preview.soup.select_one("form[action*=keep]")
    spoiled = form.select_one("[name=dates]")["value"][:-3] + "xyz"
    assert office.post(form["action"], {"dates": spoiled}).status == 400


def test_half_terms_that_overlap_in_a_file_are_refused_before_anything_is_kept(office):
    content = b"What,Start,End\nAutumn term 1,03/09/2026,23/10/2026\nAutumn term 2,20/10/2026,18/12/2026\n"
    page = upload(office, "terms.csv", content)
    assert page.status == 422
    assert "overlaps Autumn term 1, 3 September to 23 October 2026" in page.errors[0]


def test_half_terms_of_a_county_are_entered_and_removed(office, stored):
    other = f"{HERE}/terms/new?county=935"
    term = {"name": "Autumn 1", "first": ["7", "9", "2026"], "last": ["23", "10", "2026"]}
    office.get(other)
    assert office.post(other, term).location == f"{HERE}?county=935"
    office.get(other)
    assert "in the calendar already" in office.post(other, term).errors[0]
    office.get(other)
    assert "ends before it begins" in office.post(other, term | {"last": ["1", "9", "2026"]}).errors[0]
    page = office.get(f"{HERE}?county=935")
    assert "935" in page.heading
    assert "Autumn 1" in page.text
    assert f"{HERE}?county=935" in office.get(HERE).links()
    office.post(page.soup.select_one("#terms form")["action"])
    assert "Autumn 1" not in office.get(f"{HERE}?county=935").text


def test_a_week_of_exams_is_five_days_of_some_years(office, stored):
    school = make_organisation(stored)
    stored.commit()
    here = f"{HERE}/days/new?school={school.reference}"
    sent = {"day": ["11", "1", "2027"], "last": ["17", "1", "2027"], "title": "Mocks", "kind": "exam", "years": ["11"]}
    office.get(here)
    assert office.post(here, sent).status == 303
    page = office.get(f"{HERE}?school={school.reference}")
    assert page.text.count("Year 11") == 5
    office.get(here)
    assert "already" in office.post(here, sent).errors[0]
    assert office.post(here, sent | {"last": ["1", "1", "2027"]}).status == 422
    weekend = sent | {"day": ["23", "1", "2027"], "last": ["24", "1", "2027"]}
    assert "weekend" in office.post(here, weekend).errors[0]


@pytest.mark.parametrize("query", ["?school=ORG-2222-22", "?county=norfolk"])
def test_nobodys_calendar_is_not_found(office, query):
    assert office.get(f"{HERE}{query}").status == 404


def test_the_page_asks_a_fixed_number_of_questions(office, stored, count_queries):
    keep(office, upload(office, "bank-holidays.json", (DATES / "bank-holidays.json").read_bytes()))
    with count_queries() as few:
        office.get(HERE)
    keep(office, upload(office, "terms.csv", (DATES / "norfolk_term_dates_2025-26.csv").read_bytes()))
    with count_queries() as more:
        office.get(HERE)
    assert len(few) == len(more)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("terms.csv", b"nothing,useful\n1,2\n", "no column"),
        ("days.json", b"{}", "not a bank holiday file"),
    ],
)
def test_another_file_is_refused_and_changes_nothing(office, name, content, words):
    page = upload(office, name, content)

    assert page.status == 422
    assert words in page.errors[0]


def test_no_file_is_asked_for(office):
    office.get(f"{HERE}/import")
    assert office.post(f"{HERE}/import", {}).errors == ["Select a file"]


def test_a_day_is_added_once_and_removed(office):
    day = datetime.now(UTC).date() + timedelta(days=40)
    sent = {"day": [day.day, day.month, day.year], "title": "Snow day", "kind": "closed"}
    office.get(f"{HERE}/days/new")
    assert office.post(f"{HERE}/days/new", sent).location == HERE
    office.get(f"{HERE}/days/new")
    assert "already" in office.post(f"{HERE}/days/new", sent).errors[0]
    page = office.get(HERE)
    assert "Snow day" in page.text

    remove = page.soup.select_one("#closures form")["action"]
    office.post(remove)

    assert "Snow day" not in office.get(HERE).text
