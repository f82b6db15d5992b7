"""The office gives a file of the register, the worker takes it in, and the review says what changed."""

from io import BytesIO
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import func, select

from rose_training.domain.permissions import Role
from rose_training.jobs.schools import take_waiting
from rose_training.models.intakes import RegisterIntake
from rose_training.models.organisations import Organisation
from rose_training.web import security
from tests.factories import make_person

EXTRACT = (Path(__file__).parents[2] / "services" / "extracts" / "gias_hampshire.csv").read_bytes()
LINKS = b"URN,LinkURN,LinkName,LinkType,LinkEstablishedDate\r\n100001,100002,Hall,Successor,01-09-2015\r\n"


@pytest.fixture
def office(visit, stored):
    """A coordinator at the browser."""
    coordinator = make_person(stored, Role.COORDINATOR)
    stored.commit()
    return visit.sign_in(coordinator)


@pytest.fixture
def give(office, app):
    """Gives a file, lets the worker work, and answers the review."""

    def gives(content, name="edubase.csv", **fields):
        office.get("/office/organisations/register")
        sent = office.post("/office/organisations/register", {"file": (BytesIO(content), name), **fields})
        if sent.status != 303:
            return sent
        assert "waits" in office.get(sent.location).text
        with app.app_context():
            assert take_waiting() == 1
            assert take_waiting() == 0
        return office.get(sent.location)

    return gives


def schools(stored):
    stored.rollback()
    return stored.scalar(select(func.count()).select_from(Organisation))


def test_a_file_is_taken_in_and_told_and_the_same_again_changes_nothing(give, stored):
    first = give(EXTRACT)
    number = schools(stored)
    assert number > 20
    assert f"{number} added, 0 changed, 0 unchanged, 0 left out" in first.text
    assert f"Added ({number})" in first.text
    assert "Nothing changed" in give(EXTRACT).text
    renamed = give(EXTRACT.replace(b"Primary School", b"Primary Academy", 1))
    assert "Renamed (1)" in renamed.text
    assert "→" in renamed.text
    stored.rollback()
    assert not any(stored.scalars(select(RegisterIntake.content)))


def test_the_review_is_narrowed_and_nonsense_narrows_nothing(give, office, stored):
    give(EXTRACT)
    reference = stored.scalars(select(RegisterIntake.reference)).one()
    assert len(office.get(f"/office/organisations/register/{reference}?show=added").table()) > 20
    assert office.get(f"/office/organisations/register/{reference}?show=x&page=999").status == 200
    assert office.get("/office/organisations/register/REG-NONE-XX").status == 404
    assert "edubase.csv" in office.get("/office/organisations/register").text


def test_the_links_file_is_known_by_its_headings(give):
    assert "1 added" in give(LINKS, "links.csv").text


def test_a_row_that_cannot_be_understood_stops_the_file_unless_it_may_be_left_out(give, stored):
    head, first, *others = EXTRACT.splitlines(keepends=True)
    spoilt = b"".join([head, b'"12x"' + first.partition(b",")[1] + first.partition(b",")[2], *others])
    refused = give(spoilt)
    assert "Nothing has changed. 1 of its rows cannot be understood" in refused.text
    assert "URN is “12x”" in refused.text
    assert schools(stored) == 0
    taken = give(spoilt, leave_out_refused="y")
    assert "1 left out" in taken.text
    assert schools(stored) == len(others)


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"", "edubase.csv", "The file is empty. Choose the file that GIAS gave you."),
        (b"x", "edubase.exe", "Choose a CSV file"),
    ],
)
def test_what_is_no_file_of_the_register_is_said_beside_the_field(give, stored, content, name, sentence):
    page = give(content, name)
    assert (page.status, page.errors) == (422, [sentence])
    stored.rollback()
    assert not stored.scalars(select(RegisterIntake)).all()


def test_a_file_without_the_columns_is_refused_by_the_worker(give):
    assert "lacks the columns" in give(b"Name,Town\r\nHall,Norwich\r\n").text


@pytest.mark.parametrize(("known", "megabytes"), [(True, 64), (False, 4)])
def test_a_file_may_be_larger_than_a_form_but_not_for_visitors(app, monkeypatch, known, megabytes):
    monkeypatch.setattr(security, "current_user", SimpleNamespace(is_authenticated=known))
    with app.test_request_context("/office/organisations/register", method="POST") as context:
        security.allow_register_files()
        assert context.request.max_content_length == megabytes * 1024 * 1024
    with app.test_request_context("/office/organisations/add", method="POST") as context:
        security.allow_register_files()
        assert context.request.max_content_length == 4 * 1024 * 1024
