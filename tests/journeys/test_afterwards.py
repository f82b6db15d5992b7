"""After a briefing: the register, a certificate and its check page, how it was, and a mark put right."""

import re
from datetime import datetime
from io import BytesIO

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader
from sqlalchemy import select

from rose_training.clock import LONDON
from rose_training.models.people import Facilitator, Person
from tests.factories import make_assignment, make_briefing_activity, make_person, make_registration, make_session
from tests.journeys.steps import accessible, follow_link, heading, open_letter, sign_in_by_password
from tests.journeys.story import COORDINATOR, PHONE, Story

FAY = "fay@rose.example"
ADA, BO, CY = (f"{name}@agency.example" for name in ("ada", "bo", "cy"))


@pytest.fixture
def briefing(norfolk: Story) -> Story:
    """A briefing at 2pm on 14 October 2025 with three people and a facilitator."""
    stored = norfolk.stored
    starts_at = datetime(2025, 10, 14, 14, 0, tzinfo=LONDON)
    activity = make_briefing_activity(stored, title="Example briefing", aims="Know the signs\nKnow whom to ring")
    training = make_session(stored, activity=activity, starts_at=starts_at, title="Autumn briefing")
    for name, email in (("Ada Example", ADA), ("Bo Example", BO), ("Cy Example", CY)):
        person = make_person(stored, name=name, email=email)
        make_registration(stored, training, person=person, confirmed_at=norfolk.hour.now())
    fay = stored.scalars(
        select(Facilitator).join(Person, Person.id == Facilitator.person_id).where(Person.email == FAY)
    )
    make_assignment(stored, training, fay.one())
    stored.commit()
    return norfolk


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_from_the_register_to_the_certificate_and_what_was_said(briefing: Story, script: bool) -> None:
    briefing.script = script
    briefing.hour.becomes("14 October 2025", "15:05")
    takes_the_register(briefing, briefing.new_browser(PHONE))

    briefing.hour.becomes("14 October 2025", "16:30")
    ada = briefing.new_browser(PHONE)
    number = reads_the_certificate(briefing, ada)
    checks_the_number(briefing, briefing.new_browser(), number)
    says_how_it_was(briefing, ada)

    bo = briefing.new_browser()
    open_letter(briefing, bo, BO, "Tell us how it was")
    expect(bo.locator(".rose-letter")).to_contain_text("you were there for less")

    briefing.hour.becomes("15 October 2025", "09:05")
    cy = briefing.new_browser()
    open_letter(briefing, cy, CY, "We missed you")
    expect(cy.locator(".rose-letter")).to_contain_text("Were you there after all?")
    puts_it_right(briefing, briefing.new_browser())
    briefing.hour.becomes("15 October 2025", "11:00")
    open_letter(briefing, cy, CY, "Your certificate")
    expect(cy.locator(".rose-letter")).to_contain_text("Cy Example")


def takes_the_register(story: Story, page: Page) -> None:
    """Ada was there, Bo for 40 minutes, and Cy is missing."""
    sign_in_by_password(story, page, FAY)
    page.get_by_role("link", name="Example Hall").first.click()
    page.get_by_role("link", name="Register", exact=True).click()
    for name, mark in (("Ada Example", "Present"), ("Bo Example", "Left early"), ("Cy Example", "Absent")):
        page.get_by_role("group", name=name).get_by_label(mark, exact=True).check()
    row = page.get_by_role("group", name="Bo Example")
    row.get_by_label("Minutes there").fill("400")
    page.get_by_role("button", name="Save the register").click()
    expect(page.get_by_role("alert").first).to_contain_text("The session lasted 60 minutes")
    accessible(story, page)
    page.get_by_role("group", name="Bo Example").get_by_label("Minutes there").fill("40")
    page.get_by_role("button", name="Save the register").click()
    expect(page.get_by_role("main")).to_contain_text("The register is complete")


def reads_the_certificate(story: Story, page: Page) -> str:
    """From the mail to the paper. Answers its number."""
    open_letter(story, page, ADA, "Your certificate")
    follow_link(page, "/certificate/")
    heading(page, "Your certificate")
    accessible(story, page)
    number = page.locator(".rose-certificate-number").inner_text()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download the certificate").click()
    paper = PdfReader(BytesIO(download.value.path().read_bytes()))
    assert download.value.suggested_filename == f"{number.lower()}.pdf"
    words = paper.pages[0].extract_text()
    for part in ("Ada Example", "Autumn briefing", "Tuesday 14 October 2025", "1 hour", "Fay Thirtle", number):
        assert part in words
    return number


def checks_the_number(story: Story, page: Page, number: str) -> None:
    """Somebody's employer types what stands on the paper."""
    page.goto("/")
    page.get_by_role("link", name="Check a certificate").click()
    accessible(story, page)
    page.get_by_label("Number of the certificate").fill(number.lower().replace("-", " "))
    page.get_by_role("button", name="Check the number").click()
    heading(page, "This certificate is ours and counts")
    accessible(story, page)
    expect(page.get_by_role("main")).to_contain_text("A. E.")
    expect(page.get_by_role("main")).not_to_contain_text("Ada")


def says_how_it_was(story: Story, page: Page) -> None:
    """Without an account, once."""
    open_letter(story, page, ADA, "Your certificate")
    follow_link(page, "/evaluation/")
    heading(page, "How was it?")
    accessible(story, page)
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("alert")).to_contain_text("Answer at least one question")
    useful = page.get_by_role("group", name="How useful was the session for your work?")
    useful.get_by_label("Very useful").check()
    page.get_by_label("What should we do differently next time?").fill("More time for questions")
    page.get_by_role("button", name="Send").click()
    heading(page, "Thank you")
    open_letter(story, page, ADA, "Your certificate")
    follow_link(page, "/evaluation/")
    heading(page, "Thank you")


def puts_it_right(story: Story, page: Page) -> None:
    """The office sees what became of each place, and corrects the register after a telephone call."""
    sign_in_by_password(story, page, COORDINATOR)
    page.get_by_role("link", name="Afterwards", exact=True).click()
    accessible(story, page)
    page.get_by_role("link", name=re.compile("14 October 2025")).click()
    for name, outcome in (
        ("Ada Example", "Attended"),
        ("Bo Example", "Attended partly"),
        ("Cy Example", "Did not attend"),
    ):
        expect(page.get_by_role("row", name=name)).to_contain_text(outcome)
    expect(page.get_by_role("main")).to_contain_text("Fewer than 5 people have answered")
    accessible(story, page)
    page.get_by_role("link", name="Correct the register").click()
    page.get_by_role("group", name="Cy Example").get_by_label("Present", exact=True).check()
    page.get_by_role("button", name="Save the register").click()
    page.goto("/office/afterwards")
    page.get_by_role("link", name=re.compile("14 October 2025")).click()
    expect(page.get_by_role("row", name="Cy Example")).to_contain_text("CERT-")
