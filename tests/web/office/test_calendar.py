"""The office keeps the term calendar."""

from datetime import UTC, datetime, timedelta
from importlib.resources import files
from io import BytesIO

import pytest

from rose_training.domain.permissions import Role
from tests.factories import make_person

HERE = "/office/calendar"
DATES = files("rose_training.data") / "dates"


@pytest.fixture
def office(visit, stored):
    coordinator = make_person(stored, Role.COORDINATOR)
    stored.commit()
    return visit.sign_in(coordinator)


def upload(office, name, content):
    office.get(f"{HERE}/import")
    return office.post(f"{HERE}/import", {"file": (BytesIO(content), name)}, content_type="multipart/form-data")


def test_files_are_read_in(office):
    assert "This school year is missing" in office.get(HERE).text

    upload(office, "terms.csv", (DATES / "norfolk_term_dates_2025-26.csv").read_bytes())
    upload(office, "bank-holidays.json", (DATES / "bank-holidays.json").read_bytes())

    page = office.get(HERE)
    assert "Autumn 1" in page.text
    assert "Friday 24 October 2025" in page.text
    assert "bank-holidays.json" in page.text


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

    remove = page.soup.select_one("td form")["action"]
    office.post(remove)

    assert "Snow day" not in office.get(HERE).text
