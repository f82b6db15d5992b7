"""A facilitator's day in a real browser: a phone, the keyboard, and no script at all."""

from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from rose_training.clock import now
from rose_training.models.attendance import AttendanceMark
from rose_training.models.people import Person
from rose_training.models.surveys import Response
from rose_training.services import accounts
from tests.support import axe
from tests.web.facilitator.conftest import Day, day, this_morning  # noqa: F401  (fixtures)

ROOT = Path(__file__).parents[2]
PHONE = {"width": 360, "height": 740}

pytestmark = pytest.mark.skipif(
    not (ROOT / "static" / "dist" / "scores.js").exists() or not axe.available(),
    reason="npm ci && npm run build has not been run",
)


def cookie_of(app: Flask, stored: Session, person: Person) -> str:
    """What the browser of somebody who has signed in keeps."""
    token = accounts.start_session(stored, person=person, shared=False, at=now())
    stored.commit()
    signer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    return str(signer.dumps({"_user_id": token}))


@pytest.fixture
def fay(app: Flask, stored: Session, live: str, tab: Page, day: Day) -> Page:  # noqa: F811
    """The facilitator's telephone."""
    value = cookie_of(app, stored, day.person)
    tab.context.add_cookies([{"name": app.config["SESSION_COOKIE_NAME"], "value": value, "url": live}])
    tab.set_viewport_size(PHONE)  # type: ignore[arg-type]
    return tab


def pages_of(day: Day) -> list[str]:  # noqa: F811
    course, lesson, briefing = (
        f"/facilitator/sessions/{one.reference}" for one in (day.course, day.lesson, day.briefing)
    )
    return [
        "/facilitator",
        course,
        f"{course}/register",
        f"{course}/scores",
        f"{lesson}/headcount",
        f"{lesson}/scores?view=both",
        f"{briefing}/register",
        f"{briefing}/walk-in",
    ]


def test_no_page_is_wider_than_a_phone_and_a_program_finds_nothing_inaccessible(
    live: str,
    fay: Page,
    day: Day,  # noqa: F811
) -> None:
    for address in pages_of(day):
        fay.goto(live + address)
        assert fay.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], address
        assert axe.problems(fay) == [], address


def test_all_present_and_one_exception_by_touch(live: str, fay: Page, stored: Session, day: Day) -> None:  # noqa: F811
    fay.goto(f"{live}/facilitator/sessions/{day.course.reference}/register")
    fay.get_by_role("button", name="All present").click()
    expect(fay.locator("[data-rose-tally]")).to_have_text("4 lines, 4 attended, 0 without a mark. Not saved yet.")
    fay.get_by_role("group", name="Card 3").get_by_label("Absent").check()
    fay.get_by_role("button", name="Save the register").click()
    expect(fay.get_by_role("alert")).to_contain_text("The register is complete: 3 of 4 attended.")
    marks = stored.scalars(select(AttendanceMark.mark).where(AttendanceMark.current)).all()
    assert [mark.value for mark in marks].count("present") == 3


def test_scores_are_typed_without_the_mouse(live: str, fay: Page, stored: Session, day: Day) -> None:  # noqa: F811
    fay.goto(f"{live}/facilitator/sessions/{day.lesson.reference}/scores")
    fay.locator("#before-1-1").focus()
    fay.keyboard.type("ttftftft12f")
    expect(fay.locator("#before-2-4")).to_be_focused()
    expect(fay.locator("tbody tr").nth(0).locator("output")).to_have_text("8 of 8")
    expect(fay.locator("tbody tr").nth(1).locator("output")).to_have_text("2 of 3")
    fay.keyboard.press("ArrowUp")
    expect(fay.locator("#before-1-4")).to_be_focused()
    fay.keyboard.type("x")
    expect(fay.locator("#before-1-4")).to_have_attribute("aria-invalid", "true")
    fay.keyboard.press("Enter")
    expect(fay.locator("#before-2-1")).to_be_focused()
    fay.get_by_role("button", name="Save the scores").click()
    fay.get_by_role("link", name="Row 1, before, statement 4").click()
    fay.keyboard.type("t")
    fay.get_by_role("button", name="Save the scores").click()
    expect(fay.get_by_role("alert")).to_contain_text("Saved: 2 papers added.")
    stored.rollback()
    found = stored.execute(select(Response.paper_number, Response.answered, Response.correct).order_by(Response.id))
    assert [tuple(row) for row in found] == [(1, 8, 8), (2, 3, 2)]


def test_the_same_without_a_script(
    app: Flask,
    chrome: Browser,
    live: str,
    stored: Session,
    day: Day,  # noqa: F811
) -> None:
    context = chrome.new_context(viewport=PHONE, java_script_enabled=False)  # type: ignore[arg-type]
    value = cookie_of(app, stored, day.person)
    context.add_cookies([{"name": app.config["SESSION_COOKIE_NAME"], "value": value, "url": live}])
    page = context.new_page()
    page.goto(f"{live}/facilitator/sessions/{day.course.reference}/register")
    page.get_by_role("button", name="All present").click()
    page.get_by_role("group", name="Card 2").get_by_label("Late").check()
    page.get_by_role("button", name="Save the register").click()
    expect(page.get_by_role("alert")).to_contain_text("4 of 4 attended")
    page.goto(f"{live}/facilitator/sessions/{day.course.reference}/scores")
    page.locator("#before-1-1").focus()
    for key in "tTf1":
        page.keyboard.type(key)
        page.keyboard.press("Tab")
    page.get_by_role("button", name="Save the scores").click()
    expect(page.get_by_role("alert")).to_contain_text("Saved: 1 paper added.")
    context.close()


def test_marks_that_were_not_saved_are_not_left_behind_unasked(
    live: str,
    fay: Page,
    day: Day,  # noqa: F811
) -> None:
    asked: list[str] = []

    fay.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    fay.goto(f"{live}/facilitator/sessions/{day.course.reference}/register")
    fay.get_by_role("group", name="Card 1").get_by_label("Late").check()
    fay.goto(f"{live}/facilitator")
    assert asked == ["beforeunload"]
