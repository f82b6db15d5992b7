"""From a school's request to its own pages: school, office and school again, in a real browser."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from rose_training.clock import now
from rose_training.domain.permissions import Role
from rose_training.jobs.postman import deliver_due
from rose_training.models.people import Person
from rose_training.models.sessions import TrainingSession
from rose_training.services import accounts
from tests.factories import make_activity, make_facilitator, make_organisation, make_person
from tests.journeys.steps import leave_for_later, wish_for_a_day


@pytest.fixture
def ready(app: Flask, stored: Session, live: str, monkeypatch: pytest.MonkeyPatch) -> Person:
    """A course, a school, a facilitator and a coordinator; mails lead to the server of this test."""
    monkeypatch.setitem(app.config, "SITE_URL", live)
    make_activity(stored, slug="course-z", code="JT-Z", title="Six workshops", weeks=6, targeted=True, max_group=10)
    make_organisation(stored, name="St Mary's School", search_text=" st marys school | dereham ", town="Dereham")
    make_facilitator(stored)
    coordinator = make_person(stored, Role.COORDINATOR)
    stored.commit()
    return coordinator


def sign_in(app: Flask, stored: Session, page: Page, live: str, person: Person) -> None:
    """Put the cookie of a signed-in browser into this one."""
    token = accounts.start_session(stored, person=person, shared=False, at=now())
    stored.commit()
    signer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    cookie = signer.dumps({"_user_id": token, "_fresh": True})
    page.context.add_cookies([{"name": app.config["SESSION_COOKIE_NAME"], "value": cookie, "url": live}])


def carry_on(page: Page) -> None:
    page.get_by_role("button", name="Continue").click()


def ask(page: Page, live: str) -> str:
    """What a teacher does, with one wrong turn; answers the reference."""
    thursday = datetime.now(UTC).date() + timedelta(days=31)
    thursday += timedelta(days=(3 - thursday.weekday()) % 7)
    page.goto(f"{live}/ask-for-a-session?activity=course-z")
    page.get_by_role("button", name="Start now").click()
    page.get_by_label("Find it in the register").fill("dereham")
    page.get_by_role("button", name="Search").click()
    page.get_by_label("St Mary's School").check()
    carry_on(page)
    page.get_by_label("Year 9", exact=True).check()
    page.get_by_label("How many").fill("80")
    carry_on(page)
    expect(page.locator(".govuk-error-summary")).to_contain_text("10 or fewer")
    page.go_back()
    page.go_forward()
    page.get_by_label("Year 9", exact=True).check()
    page.get_by_label("How many").fill("8")
    carry_on(page)
    wish_for_a_day(page, "first", f"{thursday.day} {thursday:%B} {thursday.year}")
    carry_on(page)
    leave_for_later(page)
    page.get_by_label("Your full name").fill("Bo Booker")
    page.get_by_label("Your e-mail address").fill("bo@school.example")
    page.get_by_label("Telephone number").fill("01603 000000")
    carry_on(page)
    page.get_by_label("When can we ring you?").fill("after 3:30pm")
    carry_on(page)
    page.get_by_label("Full name of the contact").fill("Dee Contact")
    page.get_by_label("Telephone number").fill("01603 000001")
    carry_on(page)
    page.get_by_label("Full name").fill("Dan Lead")
    page.get_by_label("How to reach them").fill("extension 12")
    carry_on(page)
    for answer in page.get_by_label("Yes", exact=True).all():
        answer.check()
    page.get_by_label("Name and role").fill("Hanna Head, headteacher")
    carry_on(page)
    page.get_by_role("link", name="Change the expected number").click()
    page.get_by_label("How many").fill("6")
    carry_on(page)
    expect(page.locator("h1")).to_contain_text("Check your answers")
    page.get_by_role("button", name="Send your request").click()
    expect(page.locator("h1")).to_have_text("Request sent")
    return page.locator(".govuk-panel__body strong").inner_text()


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_course_from_request_to_the_schools_own_page(
    app: Flask, stored: Session, live: str, chrome: Browser, ready: Person, script: bool
) -> None:
    with (
        chrome.new_context(java_script_enabled=script) as school,
        chrome.new_context(java_script_enabled=script) as desk,
    ):
        teacher, office = school.new_page(), desk.new_page()
        reference = ask(teacher, live)

        sign_in(app, stored, office, live, ready)
        office.goto(f"{live}/office/bookings")
        office.get_by_role("link", name=reference).click()
        expect(office.locator("main")).to_contain_text("begins with a conversation")
        office.get_by_role("button", name="We have spoken").click()
        office.get_by_role("button", name="Choose date and facilitator").click()
        office.get_by_label("Fay Example").check()
        office.get_by_role("button", name="Hold these dates").click()
        expect(office.locator("h1")).to_contain_text("Date held")
        office.get_by_role("button", name="Confirm as held").click()
        expect(office.locator("h1")).to_contain_text("Confirmed")
        expect(office.locator("main")).to_contain_text("Numbered cards 1 to 6")

        with app.app_context():
            deliver_due()
        stored.rollback()
        booker = stored.scalars(select(Person).where(Person.email == "bo@school.example")).one()
        sign_in(app, stored, teacher, live, booker)
        teacher.goto(f"{live}/demonstration/mailbox")
        teacher.get_by_role("link", name="Your ROSE visits from").first.click()
        teacher.get_by_role("link", name=f"/school/bookings/{reference}").first.click()
        expect(teacher.locator("h1")).to_contain_text(reference)
        expect(teacher.locator("#dates tbody tr")).to_have_count(6)
        assert len(stored.scalars(select(TrainingSession)).all()) == 6
