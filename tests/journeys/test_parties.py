"""Three registered at once, one substituted, a name corrected, one cancelled: browser, mail and all, and no account."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from rose_training.clock import now
from rose_training.domain.sessions import SessionMode
from rose_training.jobs.postman import deliver_due
from rose_training.models.outbox import OutboxMessage
from tests.factories import make_session
from tests.support import axe

PHONE, DESK = {"width": 360, "height": 740}, {"width": 1280, "height": 900}


@pytest.fixture
def briefing(app: Flask, stored: Session, live: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """A briefing with places in the room and online; mails lead to the server of this test."""
    monkeypatch.setitem(app.config, "SITE_URL", live)
    training = make_session(
        stored,
        title="Spring briefing",
        mode=SessionMode.HYBRID,
        capacity=4,
        online_capacity=4,
        online_link="https://meet.example/spring",
        starts_at=now() + timedelta(days=30),
    )
    stored.commit()
    return training.reference


@pytest.fixture(params=[True, False], ids=["script", "no script"])
def page(request: pytest.FixtureRequest, chrome: Browser) -> Iterator[Page]:
    """A tab with and without a script."""
    context = chrome.new_context(java_script_enabled=request.param, viewport={"width": 360, "height": 740})
    opened = context.new_page()
    opened.set_default_timeout(15_000)
    yield opened
    context.close()


def colleague(page: Page, number: int, name: str) -> None:
    """Add a row and fill it in."""
    page.get_by_role("button", name="Add a colleague").click()
    row = page.get_by_role("group", name=f"Colleague {number}")
    expect(row.get_by_label("Full name")).to_be_focused()
    row.get_by_label("Full name").fill(f"{name} Example")
    row.get_by_label("E-mail address").fill(f"{name.lower()}@agency.example")


def test_one_page_for_three_and_one_link_for_all_that_follows(
    app: Flask, stored: Session, live: str, page: Page, briefing: str
) -> None:
    page.goto(f"{live}/whats-on/{briefing}")
    page.get_by_label("Your full name").fill("Ada Example")
    page.get_by_label("Your e-mail address").fill("ada@agency.example")
    page.get_by_label("Your organisation").fill("Example Agency")
    page.get_by_label("Your job role").fill("Youth worker")
    colleague(page, 1, "Bo")
    colleague(page, 2, "Cy")
    page.get_by_label("Your manager's e-mail address").fill("mo@agency.example")
    expect(page.get_by_label("Your full name")).to_have_value("Ada Example")
    page.get_by_label("Your full name").press("Enter")
    expect(page.locator("h1")).to_have_text("3 people have a place")

    with app.app_context():
        deliver_due()
    page.goto(f"{live}/demonstration/mailbox?to=ada")
    page.get_by_role("link", name="Your place").click()
    page.get_by_role("link", name=f"{live}/party/").click()
    expect(page.locator("h1")).to_have_text("The places you arranged")
    expect(page.locator("main")).not_to_contain_text("meet.example")

    page.get_by_role("link", name="Send somebody else instead of Bo Example").click()
    page.get_by_label("Your colleague's full name").fill("Dee Exampel")
    page.get_by_label("Your colleague's e-mail address").fill("dee@agency.example")
    page.get_by_role("button", name="Send this colleague").click()
    expect(page.locator("main")).to_contain_text("Dee Exampel comes instead")

    page.get_by_role("link", name="Correct the name of Dee Exampel").click()
    page.get_by_label("Full name").fill("Dee Example")
    page.get_by_role("button", name="Save the name").click()
    expect(page.locator("main")).to_contain_text("The name is now Dee Example")

    page.get_by_role("button", name="Cancel the place of Cy Example").click()
    expect(page.locator("main")).to_contain_text("It is cancelled")
    expect(page.get_by_role("region", name="Cy Example")).to_contain_text("Cancelled")

    with app.app_context():
        deliver_due()
    stored.rollback()
    sent = [(one.kind, one.to.split("@")[0]) for one in stored.scalars(select(OutboxMessage)) if one.sent_at]
    assert sorted(sent) == [
        ("manager_copy", "mo"),
        ("manager_copy", "mo"),
        ("name_corrected", "dee"),
        ("registered_by_colleague", "bo"),
        ("registered_by_colleague", "cy"),
        ("registration_cancelled", "cy"),
        ("registration_confirmed", "ada"),
        ("substituted_in", "dee"),
        ("substituted_out", "bo"),
    ]


@pytest.mark.skipif(not axe.available(), reason="npm ci has not been run")
def test_the_pages_are_accessible_and_fit_a_phone(app: Flask, live: str, tab: Page, briefing: str) -> None:
    def look() -> None:
        for size in (DESK, PHONE):
            tab.set_viewport_size(size)  # type: ignore[arg-type]
            tab.evaluate("scrollTo(0, 0)")  # the exit button stays in view and covers what scrolls under it
            assert axe.problems(tab) == [], tab.url
            assert tab.evaluate("document.documentElement.scrollWidth") <= size["width"], tab.url

    tab.goto(f"{live}/whats-on/{briefing}")
    for number in range(1, 5):
        colleague(tab, number, f"N{number}")
    look()
    tab.get_by_role("button", name="Register", exact=True).click()
    expect(tab).to_have_title("Error: Spring briefing, " + (tab.title().split(", ", 1)[1]))
    look()
    tab.get_by_label("Your full name").fill("Ada Example")
    tab.get_by_label("Your e-mail address").fill("ada@agency.example")
    tab.get_by_label("Your organisation").fill("Example Agency")
    tab.get_by_label("Your job role").fill("Youth worker")
    tab.get_by_role("button", name="Register", exact=True).click()
    look()
    tab.get_by_label("We come all together").check()
    tab.get_by_role("button", name="Register", exact=True).click()
    look()
