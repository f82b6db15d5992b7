"""The grid of scores, without a script: Tab from cell to cell, and submit."""

from collections.abc import Callable
from contextlib import AbstractContextManager

from sqlalchemy import select
from sqlalchemy.orm import Session

from rose_training.clock import now
from rose_training.domain.actors import Actor
from rose_training.domain.surveys import AnswerValue, Wave
from rose_training.models.history import AccessEntry
from rose_training.models.surveys import Response, Survey
from rose_training.services.scores import record_response
from tests.support.queries import Queries
from tests.support.visitor import Page, Visitor
from tests.web.facilitator.conftest import Day

OTHER = Actor(None, "Flo Example")


def address(day: Day, **arguments: object) -> str:
    query = "&".join(f"{name}={value}" for name, value in arguments.items())
    return f"/facilitator/sessions/{day.lesson.reference}/scores" + (f"?{query}" if query else "")


def sheet(page: Page) -> dict[str, str]:
    """Everything that the page would send back untouched."""
    return {str(i["name"]): str(i.get("value", "")) for i in page.soup.select("form[method=post] table input")}


def typed(wave: str, number: int, letters: str) -> dict[str, str]:
    """One paper as somebody types it; a dot is a cell left empty."""
    return {f"{wave}-{number}-{item}": letter.strip(".") for item, letter in enumerate(letters, start=1)}


def papers(stored: Session) -> list[tuple[int | None, str, int, int]]:
    """Number, wave, answered and right, of what is stored."""
    stored.rollback()
    rows = stored.scalars(select(Response).order_by(Response.paper_number, Response.wave))
    return [(one.paper_number, one.wave.value, one.answered, one.correct) for one in rows]


def test_there_is_a_row_for_everybody_expected_and_a_cell_for_each_statement(visit: Visitor, day: Day) -> None:
    page = visit.sign_in(day.person).get(address(day))
    assert len(page.soup.select("tbody tr")) == 24
    assert len(page.soup.select("tbody tr:first-child input.rose-cell")) == 8


def test_papers_are_saved_and_empty_rows_are_none(visit: Visitor, stored: Session, day: Day) -> None:
    page = visit.sign_in(day.person).get(address(day))
    target = page.soup.select_one("form[data-rose-scores]")["action"]  # type: ignore[index]
    answer = visit.post(str(target), sheet(page) | typed("before", 1, "ttftfTF3") | typed("before", 3, "1n......"))
    assert answer.status == 303
    assert papers(stored) == [(1, "before", 8, 7), (3, "before", 2, 1)]
    page = visit.get(str(answer.location))
    assert "Saved: 2 papers added." in page.text
    assert page.soup.find(id="before-1-6")["value"] == "t"  # type: ignore[index]
    assert "7 of 8" in page.text


def test_before_and_after_side_by_side_show_what_changed(visit: Visitor, stored: Session, day: Day) -> None:
    both = address(day, view="both")
    page = visit.sign_in(day.person).get(both)
    sent = sheet(page)
    for number, before, after in (
        (1, "ttftffft", "ttftftft"),
        (2, "ttftftft", "ttftftft"),
        (3, "tt......", "ttftftft"),
    ):
        sent |= typed("before", number, before) | typed("after", number, after)
    page = visit.get(str(visit.post(both, sent).location))
    changes = [cell.get_text(strip=True) for cell in page.soup.select(".rose-grid__change")[:4]]
    assert changes == ["Higher", "Same", "No pair", ""]
    assert "3 papers before, 3 papers after, 2 valid pairs: 1 higher, 1 the same, 0 lower" in page.text
    assert "Fewer than 80% of the items were answered before." in page.text


def test_a_wrong_key_is_told_at_its_cell_and_everything_typed_stays(visit: Visitor, stored: Session, day: Day) -> None:
    page = visit.sign_in(day.person).get(address(day))
    sent = sheet(page) | typed("before", 1, "ttx5ftft") | typed("before", 2, "tttttttt")
    page = visit.post(address(day), sent)
    assert page.status == 422
    assert page.errors[0].startswith("Row 1, before, statement 3: Type t for true")
    assert [link["href"] for link in page.soup.select(".govuk-error-summary a")] == ["#before-1-3", "#before-1-4"]
    assert page.soup.find(id="before-1-3")["value"] == "x"  # type: ignore[index]
    assert page.soup.find(id="before-1-3")["aria-invalid"] == "true"  # type: ignore[index]
    assert page.soup.find(id="before-2-8")["value"] == "t"  # type: ignore[index]
    assert papers(stored) == []


def test_what_somebody_else_entered_is_shown_beside_what_was_typed(visit: Visitor, stored: Session, day: Day) -> None:
    page = visit.sign_in(day.person).get(address(day))
    survey = stored.scalars(select(Survey)).one()
    record_response(
        stored,
        training=day.lesson,
        survey=survey,
        wave=Wave.BEFORE,
        number=1,
        answers={1: AnswerValue.FALSE},
        by=OTHER,
        at=now(),
    )
    stored.commit()
    sent = sheet(page) | typed("before", 1, "tttttttt") | typed("before", 2, "tttttttt")
    page = visit.post(address(day), sent)
    assert page.status == 409
    assert "Paper 1, before: somebody else has entered f – – – – – – –" in page.errors[0]
    assert page.soup.find(id="before-1-1")["value"] == "t"  # type: ignore[index]
    assert papers(stored) == [(1, "before", 1, 0), (2, "before", 8, 5)]
    assert visit.post(address(day), sheet(page)).status == 303
    assert papers(stored) == [(1, "before", 8, 5), (2, "before", 8, 5)]


def test_more_rows_keep_what_was_typed(visit: Visitor, stored: Session, day: Day) -> None:
    page = visit.sign_in(day.person).get(address(day, rows=5))
    answer = visit.post(address(day, rows=5), sheet(page) | typed("before", 5, "tttttttt") | {"more": "yes"})
    page = visit.get(str(answer.location))
    assert len(page.soup.select("tbody tr")) == 15
    assert page.soup.find(id="before-5-1")["value"] == "t"  # type: ignore[index]


def test_papers_may_begin_at_another_number(visit: Visitor, stored: Session, day: Day) -> None:
    page = visit.sign_in(day.person).get(address(day, first=401, rows=3))
    assert [head.get_text() for head in page.soup.select("tbody th")] == ["401", "402", "403"]
    visit.post(address(day, first=401, rows=3), sheet(page) | typed("before", 402, "tttttttt"))
    assert papers(stored) == [(402, "before", 8, 5)]


def test_nonsense_in_the_address_does_no_harm(visit: Visitor, day: Day) -> None:
    visit.sign_in(day.person)
    for arguments in ({"rows": "-1"}, {"rows": "999999999"}, {"first": "x"}, {"view": "x"}, {"survey": "x.9"}):
        assert visit.get(address(day, **arguments)).status == 200


def test_the_rows_of_a_course_are_its_cards_and_reading_them_is_logged(
    visit: Visitor, stored: Session, day: Day
) -> None:
    course = f"/facilitator/sessions/{day.course.reference}/scores"
    page = visit.sign_in(day.person).get(course)
    assert [head.get_text() for head in page.soup.select("tbody th")] == ["1", "2", "3", "4"]
    visit.post(course, sheet(page) | typed("before", 2, "ttftftft") | typed("before", 9, "tttttttt"))
    stored.rollback()
    (response,) = stored.scalars(select(Response)).all()
    assert response.card_id is not None
    assert {entry.page for entry in stored.scalars(select(AccessEntry))} == {"scores"}


def test_the_grid_takes_the_same_queries_for_1_and_for_40_papers(
    visit: Visitor,
    stored: Session,
    day: Day,
    count_queries: Callable[[], AbstractContextManager[Queries]],
) -> None:
    def fill(numbers: range) -> None:
        page = visit.get(address(day, rows=40))
        sent = sheet(page)
        for number in numbers:
            sent |= typed("before", number, "ttftftft")
        visit.post(address(day, rows=40), sent)

    visit.sign_in(day.person)
    fill(range(1, 2))
    visit.get(address(day, rows=40))
    with count_queries() as few:
        visit.get(address(day, rows=40))
    fill(range(2, 41))
    visit.get(address(day, rows=40))
    with count_queries() as many:
        visit.get(address(day, rows=40))
    assert len(many) == len(few)
