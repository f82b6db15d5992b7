"""The rows behind the figures as files, for the office."""

import csv
from io import StringIO

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from rose_training.clock import now
from rose_training.domain.attendance import HeadcountAudience
from rose_training.domain.impact import FigureKey
from rose_training.domain.permissions import Role
from rose_training.domain.programme import Audience
from rose_training.domain.sessions import SessionState
from rose_training.domain.surveys import Wave
from rose_training.models.history import AccessEntry
from rose_training.services.impact.pages import PAGE_SIZE
from rose_training.web.office.impact_files import COLUMNS
from tests.factories import make_activity, make_agency, make_organisation, make_person, make_session
from tests.support.evidence import make_attended, make_headcount, make_paper, make_survey, make_visit, on
from tests.support.visitor import Visitor

PERIOD = "/office/impact/2011-09-01/2014-08-31"


@pytest.fixture
def office(stored: Session, visit: Visitor) -> Visitor:
    """The coordinator, by name."""
    carol = make_person(stored, Role.COORDINATOR, name="Carol Example")
    stored.commit()
    return visit.sign_in(carol)


@pytest.fixture
def a_bit_of_everything(stored: Session) -> None:
    """At least one row for the figures of each kind, and a session without a register."""
    school = make_organisation(stored, name="Example Primary")
    _, (lesson,) = make_visit(stored, school, on(2012, 3, 1), pupils=24)
    survey = make_survey(stored)
    make_paper(stored, survey, lesson, Wave.BEFORE, 7, "rrrwwwwwww")
    make_paper(stored, survey, lesson, Wave.AFTER, 7, "rrrrrrrrwn")
    evening = make_session(
        stored, starts_at=on(2012, 5, 1, 18), activity=make_activity(stored, audience=Audience.PARENTS)
    )
    evening.state = SessionState.DELIVERED
    make_attended(stored, evening)
    briefing = make_session(stored, starts_at=on(2012, 10, 4), state=SessionState.DELIVERED)
    ada = make_person(stored, name="=HYPERLINK(Ada)")
    make_attended(stored, briefing, person=ada, organisation_id=make_agency(stored, name="Example Agency").id)
    make_headcount(
        stored,
        make_session(stored, starts_at=on(2012, 11, 4), state=SessionState.DELIVERED),
        5,
        HeadcountAudience.PROFESSIONAL,
    )
    make_visit(stored, school, on(2013, 5, 1))
    stored.commit()


def rows_of(office: Visitor, key: str) -> list[list[str]]:
    response = office.get(f"{PERIOD}/{key}/rows.csv").response
    assert response.status_code == 200
    assert response.content_type == "text/csv; charset=utf-8"
    assert response.data.startswith(b"\xef\xbb\xbf")
    name = key.replace("_", "-")
    assert response.headers["Content-Disposition"] == f'attachment; filename="{name}-2011-09-01-2014-08-31.csv"'
    assert "no-store" in response.headers["Cache-Control"]
    return list(csv.reader(StringIO(response.data.decode("utf-8-sig"), newline="")))


@pytest.mark.usefixtures("a_bit_of_everything")
@pytest.mark.parametrize("key", [*FigureKey, "missing"])
def test_every_page_of_rows_has_its_file_and_says_who_took_it(office: Visitor, stored: Session, key: str) -> None:
    page = office.get(f"{PERIOD}/{key}")
    shown = len(page.soup.select("#rows tbody tr"))
    assert (f"{PERIOD}/{key}/rows.csv" in page.links()) is (shown > 0)
    stored.rollback()
    opened = len(stored.scalars(select(AccessEntry)).all())
    headings, *rows, watermark = rows_of(office, key)
    assert len(rows) == shown
    assert all(len(row) == len(headings) for row in rows)
    assert headings in [[heading for heading, _ in columns] for columns in COLUMNS.values()]
    (line,) = watermark
    assert f"Taken by Carol Example on {now().day} {now():%B %Y}" in line
    stored.rollback()
    entries = stored.scalars(select(AccessEntry).order_by(AccessEntry.id)).all()[opened:]
    assert [(one.subject, one.page) for one in entries] == [(key, "impact file, 1 September 2011 to 31 August 2014")]


@pytest.mark.usefixtures("a_bit_of_everything")
def test_what_a_stranger_typed_is_no_formula_and_the_numbers_add_up(office: Visitor) -> None:
    _, by_name, by_head, _ = rows_of(office, "professionals_trained")
    assert by_name[0] == "'=HYPERLINK(Ada)"
    assert (by_head[0], by_name[-2:], by_head[-2:]) == ("", ["1", "1"], ["5", "5"])


@pytest.mark.usefixtures("a_bit_of_everything")
def test_parents_by_name_are_a_number_and_no_name(office: Visitor) -> None:
    (_, row, _) = rows_of(office, "parents_reached")
    assert row[5:] == ["1", "1", "1", "from the register"]


def test_a_file_has_all_rows_and_not_one_page_of_them(office: Visitor, stored: Session) -> None:
    school, activity = make_organisation(stored), make_activity(stored)
    for number in range(PAGE_SIZE + 1):
        make_visit(stored, school, on(2012, 3, 1 + number % 28), pupils=10, activity=activity)
    stored.commit()
    assert len(rows_of(office, "children_reached")) == 1 + PAGE_SIZE + 1 + 1
