"""A quarterly briefing in the browser: set up, published, followed in a calendar, moved, and told of."""

import re
from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from icalendar import Calendar
from playwright.sync_api import Browser, Page, expect
from sqlalchemy.orm import Session

from rose_training.clock import now, set_to
from rose_training.domain.actors import Actor
from rose_training.domain.calendar import TermDates
from rose_training.domain.permissions import Role
from rose_training.jobs.next_dates import tell_of_new_dates
from rose_training.jobs.postman import deliver_due
from rose_training.models.people import Person
from rose_training.services import accounts, calendar
from tests.factories import make_briefing_activity, make_facilitator, make_person
from tests.journeys.steps import choose_day, heading
from tests.journeys.story import Hour
from tests.support import axe

PHONE, DESK = 360, 1280


@pytest.fixture(autouse=True)
def _autumn(app: Flask, stored: Session, live: str, hour: Hour, monkeypatch: pytest.MonkeyPatch) -> None:
    """The autumn of 2026 with its term dates; mails lead to the server of this test."""
    monkeypatch.setitem(app.config, "SITE_URL", live)
    hour.becomes("17 November 2026")
    terms = [
        TermDates(date(2026, 9, 1), date(2027, 5, 28), "Until Whitsun", "2026/27"),
        TermDates(date(2027, 6, 14), date(2027, 7, 21), "Summer 2", "2026/27"),
        TermDates(date(2027, 9, 2), date(2028, 7, 21), "All of it", "2027/28"),
    ]
    calendar.keep_terms(stored, terms, source="for this test", by=Actor(None, "Cora"), at=hour.now())
    make_briefing_activity(stored, title="Quarterly briefing", code="PB-1")
    stored.commit()


def sign_in(app: Flask, stored: Session, page: Page, live: str, person: Person) -> None:
    token = accounts.start_session(stored, person=person, shared=False, at=now())
    stored.commit()
    value = str(app.session_interface.get_signing_serializer(app).dumps({"_user_id": token}))  # type: ignore[attr-defined]
    page.context.add_cookies([{"name": app.config["SESSION_COOKIE_NAME"], "value": value, "url": live}])


@pytest.fixture
def office(app: Flask, stored: Session, live: str, tab: Page, hour: Hour) -> Page:
    """The coordinator's browser."""
    cora = make_person(stored, Role.COORDINATOR, name="Cora Coordinator", created_at=hour.now())
    stored.commit()
    with set_to(hour.now()):
        sign_in(app, stored, tab, live, cora)
    return tab


def set_up_and_publish(page: Page, live: str) -> None:
    """What the coordinator does once, for years of briefings."""
    page.goto(live + "/office/bookings")
    page.get_by_role("link", name="Briefings").click()
    page.get_by_role("button", name="Set up a briefing").first.click()
    page.get_by_label("What is it?").select_option(label="Quarterly briefing (PB-1)")
    page.get_by_label("Title").fill("Quarterly briefing")
    page.get_by_label("What people take away").fill("Know whom to ring\nKnow what to look for")
    choose_day(page, "First date", "8 12 2026")
    page.get_by_label("Starts at").fill("2pm")
    page.get_by_label("In person", exact=True).check()
    page.get_by_label("Place", exact=True).fill("Example Hall")
    page.get_by_label("Number of places", exact=True).fill("20")
    page.get_by_role("button", name="Set it up").click()
    expect(page.get_by_role("row")).to_have_count(5)
    expect(page.get_by_role("row").nth(3)).to_contain_text("8 Jun 2027: school holiday")
    page.get_by_role("button", name="Publish 4 dates now").click()
    expect(page.locator("main")).to_contain_text("4 dates are public now")


def entries(page: Page, address: str) -> list[tuple[str, str]]:
    """What a calendar program reads there: when, and whether it is on."""
    answer = page.request.get(address)
    assert answer.status == 200
    found = Calendar.from_ical(answer.body()).walk("VEVENT")
    return [(f"{one['DTSTART'].dt:%Y-%m-%d %H:%M}", str(one["STATUS"])) for one in found]


def test_a_briefing_is_set_up_once_and_followed_in_a_calendar(office: Page, live: str, chrome: Browser) -> None:
    set_up_and_publish(office, live)
    with chrome.new_context(java_script_enabled=False, base_url=live) as context:
        reader = context.new_page()
        reader.goto("/whats-on")
        expect(reader.locator(".rose-date")).to_have_count(4)
        address = reader.get_by_role("link", name="All dates as a calendar").get_attribute("href") or ""
        assert entries(reader, address) == [
            ("2026-12-08 14:00", "CONFIRMED"),
            ("2027-03-09 14:00", "CONFIRMED"),
            ("2027-06-15 14:00", "CONFIRMED"),
            ("2027-09-14 14:00", "CONFIRMED"),
        ]
        mark = reader.request.get(address).headers["etag"]
        assert reader.request.get(address, headers={"If-None-Match": mark}).status == 304

        office.get_by_role("link", name="Tuesday 9 March 2027, 2pm").click()
        office.get_by_role("button", name="Change this date").click()
        choose_day(office, "Date", "10 3 2027")
        office.get_by_role("button", name="Save the change").click()
        expect(office.locator("main")).to_contain_text("Wednesday 10 March 2027")
        assert entries(reader, address)[1] == ("2027-03-10 14:00", "CONFIRMED")

        office.get_by_role("link", name="Cancel the session").click()
        office.get_by_label("Reason").fill("The hall is closed")
        office.get_by_role("button", name="Cancel the session").click()
        assert entries(reader, address)[1] == ("2027-03-10 14:00", "CANCELLED")

        reader.goto("/whats-on/month/2027-06")
        expect(reader.get_by_role("table")).to_contain_text("2pm Quarterly briefing")
        reader.get_by_role("table").get_by_role("link").click()
        reader.get_by_text("Text for a newsletter").click()
        expect(reader.get_by_label("Copy this text")).to_have_value(re.compile("Tuesday 15 June 2027, 2pm to 3pm"))


def test_whoever_asked_hears_of_the_next_dates_and_leaves_by_one_click(
    app: Flask, office: Page, live: str, chrome: Browser, hour: Hour
) -> None:
    with chrome.new_context(java_script_enabled=False, base_url=live) as context:
        ada = context.new_page()
        ada.goto("/whats-on")
        ada.get_by_role("link", name="Get an e-mail about the next date").click()
        ada.get_by_label("E-mail address for news of dates").fill("ada@agency.example")
        ada.get_by_role("button", name="Tell me the next date").click()
        heading(ada, "Now look into your mailbox")
        at_work(app, hour, deliver_due)
        follow(ada, "Please confirm", "/next-dates/confirm/")
        ada.get_by_role("button", name="Yes, tell me the next date").click()
        heading(ada, "We will tell you the next date")

        hour.becomes("17 November 2026", "09:10")
        set_up_and_publish(office, live)
        hour.becomes("17 November 2026", "09:20")
        at_work(app, hour, tell_of_new_dates)
        at_work(app, hour, deliver_due)
        follow(ada, "4 new dates", "/next-dates/leave/")
        ada.get_by_role("button", name="No more of these e-mails").click()
        heading(ada, "You get no more e-mails")


def test_a_facilitator_follows_their_own_dates(
    app: Flask, stored: Session, office: Page, live: str, chrome: Browser, hour: Hour
) -> None:
    fay = make_facilitator(stored)
    stored.commit()
    with chrome.new_context(base_url=live) as context:
        page = context.new_page()
        with set_to(hour.now()):
            sign_in(app, stored, page, live, fay.person)
        page.goto("/facilitator")
        page.get_by_role("link", name="See them in your own calendar").click()
        page.get_by_role("button", name="Make an address").click()
        first = page.get_by_label("The secret address").input_value().strip()
        assert entries(page, first) == []
        page.get_by_role("button", name="Make a new address").click()
        assert page.request.get(first).status == 410
        second = page.get_by_label("The secret address").input_value().strip()
        assert page.request.get(second).status == 200


@pytest.mark.skipif(not axe.available(), reason="npm ci has not been run")
@pytest.mark.parametrize("width", [PHONE, DESK])
def test_the_pages_are_accessible_and_fit(office: Page, live: str, width: int) -> None:
    set_up_and_publish(office, live)
    series = office.url
    office.set_viewport_size({"width": width, "height": 800})
    pages = [
        series,
        f"{series}/change",
        f"{live}/office/series",
        f"{live}/office/campaigns/new",
        f"{live}/whats-on/month/2027-03",
        f"{live}/next-dates",
    ]
    for address in pages:
        office.goto(address)
        assert axe.problems(office) == [], address
        assert office.evaluate("document.documentElement.scrollWidth") <= width, address


def at_work(app: Flask, hour: Hour, work: Callable[[], object]) -> None:
    """The worker does this piece of work at the hour of the story."""
    with app.app_context(), set_to(hour.now()):
        work()


def follow(page: Page, subject: str, link: str) -> None:
    """Open the newest mail with this subject, and follow the link to such a page."""
    page.goto("/demonstration/mailbox")
    page.get_by_role("link", name=subject).first.click()
    page.get_by_role("link", name=link).first.click()
