"""A place that nobody takes in time goes to the next in line: browser, mail, and a clock that is set."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from rose_training import clock
from rose_training.domain.registrations import RegistrationState
from rose_training.jobs.offers import settle_all
from rose_training.jobs.postman import deliver_due
from tests.factories import make_person, make_registration, make_session
from tests.journeys.story import Hour


def the_worker_does_its_round(app: Flask, hour: Hour) -> None:
    with app.app_context(), clock.set_to(hour.now()):
        settle_all()
        deliver_due()


def open_letter(page: Page, live: str, address: str, subject: str) -> None:
    """Somebody opens the newest of their letters with these words in the subject, and follows its link."""
    page.goto(f"{live}/demonstration/mailbox?to={address}")
    page.get_by_role("link", name=re.compile(subject)).first.click()
    expect(page.locator("main")).to_contain_text("Spring briefing")


def test_an_offer_that_nobody_answers_goes_to_the_next_who_takes_it(
    app: Flask, stored: Session, live: str, hour: Hour, tab: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "SITE_URL", live)
    hour.becomes("1 March 2027")
    training = make_session(stored, title="Spring briefing", capacity=1, starts_at=hour.now() + timedelta(days=30))
    for minutes, name in enumerate(("Bo", "Cy")):
        make_registration(
            stored,
            training,
            person=make_person(stored, name=f"{name} Example", email=f"{name.lower()}@agency.example"),
            state=RegistrationState.RESERVE,
            queued_at=hour.now() - timedelta(days=1) + timedelta(minutes=minutes),
        )
    stored.commit()

    the_worker_does_its_round(app, hour)
    open_letter(tab, live, "bo@agency.example", "A place is held for you")
    tab.get_by_role("link", name=f"{live}/place/").filter(has_not_text=".ics").click()
    expect(tab.get_by_role("button", name="Take the place")).to_be_visible()
    expect(tab.locator("main")).to_contain_text("Until Wednesday 3 March 2027")

    hour.becomes("3 March 2027", "09:05")
    the_worker_does_its_round(app, hour)
    tab.get_by_role("button", name="Take the place").click()
    expect(tab.locator("main")).to_contain_text("No place is held for you at the moment")
    open_letter(tab, live, "bo@agency.example", "The place was not held any longer")
    expect(tab.locator("main")).to_contain_text("register again")

    open_letter(tab, live, "cy@agency.example", "A place is held for you")
    tab.get_by_role("link", name=f"{live}/place/").filter(has_not_text=".ics").click()
    tab.get_by_role("button", name="Take the place").click()
    expect(tab.locator("main")).to_contain_text("You have a place")
    the_worker_does_its_round(app, hour)
    open_letter(tab, live, "cy@agency.example", "You now have a place")
