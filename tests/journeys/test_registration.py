"""From what's on to a place, and from a cancelled place to the next in line: browser, mail and all."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from sqlalchemy.orm import Session

from rose_training.clock import now
from rose_training.jobs.postman import deliver_due
from tests.factories import make_session


@pytest.fixture
def briefing(app: Flask, stored: Session, live: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """A briefing with one place; mails lead to the server of this test."""
    monkeypatch.setitem(app.config, "SITE_URL", live)
    training = make_session(stored, title="Spring briefing", capacity=1, starts_at=now() + timedelta(days=30))
    stored.commit()
    return training.reference


def register(page: Page, live: str, name: str, email: str) -> None:
    """What somebody does who wants to come."""
    page.goto(f"{live}/whats-on")
    page.get_by_role("link", name="Spring briefing").click()
    page.get_by_label("Your full name").fill(name)
    page.get_by_label("Your e-mail address").fill(email)
    page.get_by_label("Your organisation").fill("Example Agency")
    page.get_by_label("Your job role").fill("Youth worker")
    page.get_by_role("button", name=re.compile("^(Register|Join the reserve list)$")).click()


def open_letter(app: Flask, page: Page, live: str, subject: str) -> None:
    """The worker does its round, and the reader opens the mail and follows its link."""
    with app.app_context():
        deliver_due()
    page.goto(f"{live}/demonstration/mailbox")
    page.get_by_role("link", name=subject).first.click()
    expect(page.locator("main")).to_contain_text("Spring briefing")
    page.get_by_role("link", name=f"{live}/place/").filter(has_not_text=".ics").click()


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_cancelled_place_goes_to_the_next_in_line(
    app: Flask, live: str, chrome: Browser, tab: Page, briefing: str, script: bool
) -> None:
    register(tab, live, "Ada Example", "ada@agency.example")
    expect(tab.locator("h1")).to_have_text("You have a place")

    with chrome.new_context(java_script_enabled=script) as context:
        bo = context.new_page()
        register(bo, live, "Bo Example", "bo@agency.example")
        expect(bo.locator("h1")).to_have_text("You are on the reserve list")
        open_letter(app, bo, live, "You are on the reserve list")
        expect(bo.locator("main")).to_contain_text("You are next")

        open_letter(app, tab, live, "Your place")
        expect(tab.locator("main")).to_contain_text("You have a place")
        tab.get_by_role("button", name="Cancel my place").click()
        expect(tab.locator("main")).to_contain_text("This place is cancelled")

        open_letter(app, bo, live, "A place is held for you")
        bo.get_by_role("button", name="Take the place").click()
        expect(bo.locator("main")).to_contain_text("You have a place")


def test_what_was_typed_stays_when_something_is_missing(live: str, tab: Page, briefing: str) -> None:
    register(tab, live, "Ada Example", "")
    expect(tab).to_have_title(re.compile("^Error: Spring briefing"))
    expect(tab.get_by_label("Your full name")).to_have_value("Ada Example")
    tab.get_by_role("link", name="Enter your e-mail address").click()
    expect(tab.get_by_label("Your e-mail address")).to_be_focused()
    tab.get_by_label("Your e-mail address").fill("ada@agency.example")
    tab.get_by_role("button", name="Register", exact=True).click()
    expect(tab.locator("h1")).to_have_text("You have a place")
