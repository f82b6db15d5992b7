"""A class visit from the school's request to the funder's figure: five people, one site, a month."""

import re
from datetime import datetime

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from rose_training.clock import LONDON
from rose_training.domain.bookings import BookingState
from rose_training.models.people import Facilitator, Person
from tests.factories import make_assignment, make_booking, make_session
from tests.journeys.steps import (
    accessible,
    calendar_file,
    go_on,
    heading,
    is_told,
    open_letter,
    sent_reference,
    sign_in_by_mail,
    sign_in_by_password,
    type_papers,
    wish_for_a_day,
)
from tests.journeys.story import BOOKER, COORDINATOR, PHONE, Story

SCHOOL = "Northgate High School"
VISIT = "Tuesday 7 October 2025, 1:30pm to 2:30pm"
BEFORE = ["tfnnfnnn"] * 3 + ["ttfnnnnn"] * 8 + ["ttftftft"]
"""Twelve sheets of eight statements, whose right answers are t t f t f t f t; the last has full marks."""
AFTER = ["ttftftft"] * 10 + ["ttfnnnnn", "ttftftft"]
"""Ten pupils know more, one as much, and the one with full marks as well."""


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_class_visit_from_the_request_to_the_report(norfolk: Story, script: bool) -> None:
    norfolk.script = script
    teacher = norfolk.new_browser()
    reference = asks_for_a_visit(norfolk, teacher)

    norfolk.hour.becomes("9 September 2025")
    coordinator = norfolk.new_browser()
    is_busy(norfolk, "Fay Thirtle", "2025-10-07T13:00+01:00")
    arranges_the_visit(norfolk, coordinator, reference)
    reads_the_confirmation(norfolk, teacher, reference)
    sees_the_booking(norfolk, teacher, reference)

    # Nothing can be recorded before the day: the story moves on to its morning.
    norfolk.hour.becomes("7 October 2025", "07:30")
    facilitator = norfolk.new_browser(PHONE)
    looks_up_the_visit(norfolk, facilitator)
    norfolk.hour.becomes("7 October 2025", "14:40")
    counts_who_was_there(norfolk, facilitator)
    types_the_scores(norfolk, facilitator)

    norfolk.hour.becomes("8 October 2025")
    reads_the_report(norfolk, coordinator, reference)


# The school


def asks_for_a_visit(story: Story, page: Page) -> str:
    """A teacher answers the questions, with wrong turns, and gets a reference."""
    page.goto("/")
    page.get_by_role("link", name="Ask us to visit").first.click()
    page.get_by_role("button", name="Start now").click()
    chooses_activity_and_school(story, page)
    describes_the_group(page)
    names_dates(page)
    tells_of_room_and_needs(story, page)
    names_the_people(page)
    goes_back_and_forth(page)
    makes_the_declarations(story, page)
    return checks_and_sends(story, page)


def chooses_activity_and_school(story: Story, page: Page) -> None:
    heading(page, "What would you like to book?")
    go_on(page)
    is_told(page, "Select what you would like to book")
    page.get_by_label("Respect, pressure and consent", exact=True).check()
    go_on(page)
    heading(page, "Which school or group is it for?")
    page.get_by_label("Find it in the register").fill("northgate  dereham")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("radio")).to_have_count(1)  # not the one that became it in 2014
    page.get_by_label("Find it in the register").fill("Dereham")
    page.keyboard.press("Enter")
    go_on(page)
    is_told(page, "Select your school, or say that it is not listed")
    page.get_by_label(SCHOOL).check()
    accessible(story, page)
    go_on(page)


def describes_the_group(page: Page) -> None:
    heading(page, "Who is the group?")
    page.get_by_label("Year 9", exact=True).check()
    page.get_by_label("How many children or young people do you expect?").fill("120")
    go_on(page)
    is_told(page, "Number of people must be 32 or fewer for this activity")
    expect(page.get_by_label("Year 9", exact=True)).to_be_checked()
    page.get_by_label("How many children or young people do you expect?").fill("28")
    go_on(page)


def names_dates(page: Page) -> None:
    heading(page, "Which dates would suit?")
    wish_for_a_day(page, "first", "31 September 2025")
    go_on(page)
    is_told(page, "First choice must be a real date")
    wish_for_a_day(page, "first", "5 October 2025")
    go_on(page)
    is_told(page, "5 October 2025 is a Sunday")
    wish_for_a_day(page, "first", "7 October 2025")
    page.get_by_label("Part of the day for the first choice").select_option("Afternoon")
    wish_for_a_day(page, "second", "14 10 2025")
    page.get_by_label("How many minutes do you really have?").fill("50")
    go_on(page)
    # Something worth a second look is said once, and then kept.
    expect(page.get_by_role("main")).to_contain_text("This session was written for 60 minutes")
    go_on(page)
    # The browser's way back leads to the question also where an answer was wrong at first.
    heading(page, "The room, and how we get in")
    page.go_back()
    heading(page, "Which dates would suit?")
    expect(page.get_by_role("group", name="Second choice").get_by_label("Month")).to_have_value("10")
    go_on(page)


def tells_of_room_and_needs(story: Story, page: Page) -> None:
    heading(page, "The room, and how we get in")
    page.get_by_label("Name of the room").fill("Drama studio")
    page.get_by_label("Ground floor or step-free").check()
    accessible(story, page)
    go_on(page)
    heading(page, "Does anybody in the group have a need")
    page.get_by_label("Hearing").fill("29")
    go_on(page)
    is_told(page, "Hearing must be 28 or fewer: the whole group")
    page.get_by_label("Hearing").fill("1")
    accessible(story, page)
    go_on(page)
    heading(page, "What is the session part of?")
    accessible(story, page)
    page.get_by_role("button", name="Leave this for later").click()


def names_the_people(page: Page) -> None:
    heading(page, "Your contact details")
    page.get_by_label("Your full name").fill("Bo Booker")
    page.get_by_label("Your e-mail address").fill("bo.booker at school")
    page.get_by_label("Telephone number").fill("01362 555 010")
    go_on(page)
    is_told(page, "Enter an e-mail address")
    expect(page.get_by_label("Your full name")).to_have_value("Bo Booker")
    page.get_by_label("Your e-mail address").fill(BOOKER)
    go_on(page)
    heading(page, "Who do we ask for when we arrive?")
    page.get_by_label("Full name").fill("Rae Reception")
    page.get_by_label("Telephone number").fill("01362 555 011")
    go_on(page)


def goes_back_and_forth(page: Page) -> None:
    """The browser's own way back, and the page's: what was typed is still there."""
    heading(page, "Who is your designated safeguarding lead?")
    page.go_back()
    heading(page, "Who do we ask for when we arrive?")
    expect(page.get_by_label("Full name")).to_have_value("Rae Reception")
    for question in (
        "Your contact details",
        "What is the session part of?",
        "Does anybody in the group have a need",
        "The room, and how we get in",
        "Which dates would suit?",
        "Who is the group?",
    ):
        page.get_by_role("link", name="Back", exact=True).click()
        heading(page, question)
    expect(page.get_by_label("Year 9", exact=True)).to_be_checked()
    expect(page.get_by_label("How many children or young people do you expect?")).to_have_value("28")
    go_on(page)
    # An answered question is not asked again: one goes on where one was.
    heading(page, "Who is your designated safeguarding lead?")
    page.get_by_label("Full name").fill("Dee Lead")
    page.get_by_label("How to reach them").fill("extension 12")
    go_on(page)


def makes_the_declarations(story: Story, page: Page) -> None:
    heading(page, "Before we come")
    for yes in page.get_by_label("Yes", exact=True).all():
        yes.check()
    page.get_by_label("Name and role of the person who agreed").fill("Hanna Head, headteacher")
    accessible(story, page)
    go_on(page)


def checks_and_sends(story: Story, page: Page) -> str:
    heading(page, "Check your answers")
    accessible(story, page)
    page.get_by_role("link", name="Change the expected number").click()
    page.get_by_label("How many children or young people do you expect?").fill("30")
    go_on(page)
    heading(page, "Check your answers")
    answers = page.get_by_role("main")
    for words in (
        SCHOOL,
        "Year 9",
        "30",
        "Tuesday 7 October 2025, afternoon",
        "Tuesday 14 October 2025",
        "Drama studio",
        "Hearing: 1",
        BOOKER,
    ):
        expect(answers).to_contain_text(words)
    return sent_reference(page)


def reads_the_confirmation(story: Story, page: Page, reference: str) -> None:
    """The booker's mail, and the file that puts the visit into a calendar."""
    open_letter(story, page, BOOKER, "Your ROSE visit on")
    letter = page.locator(".rose-letter")
    for words in (VISIT, f"{SCHOOL}, Cemetery Road, Dereham", reference, "ask for Rae Reception"):
        expect(letter).to_contain_text(words)
    entry = calendar_file(page)
    assert entry["METHOD"] == "REQUEST"
    assert entry.events[0].start == datetime(2025, 10, 7, 13, 30, tzinfo=LONDON)
    assert entry.events[0]["SUMMARY"] == "ROSE Jigsaw visit"  # whoever sees the calendar learns no topic


def sees_the_booking(story: Story, page: Page, reference: str) -> None:
    """The booker signs in by the mailed link and finds the booking of the school."""
    sign_in_by_mail(story, page, BOOKER)
    heading(page, "What to do next")
    page.get_by_role("main").get_by_role("listitem").filter(has_text=reference).get_by_role("link").click()
    heading(page, reference)
    expect(page.get_by_role("table", name="Dates")).to_contain_text(VISIT)
    expect(page.get_by_role("table", name="Dates")).to_contain_text("Finn")
    accessible(story, page)


# The office


def is_busy(story: Story, name: str, starts_at: str) -> None:
    """A facilitator is promised to another school for an hour."""
    facilitator = story.stored.scalars(select(Facilitator).join(Person).where(Person.name == name)).one()
    elsewhere = make_booking(story.stored, state=BookingState.CONFIRMED)
    starts = datetime.fromisoformat(starts_at)
    training = make_session(story.stored, booking=elsewhere, starts_at=starts, place_name="Hall Road School")
    make_assignment(story.stored, training, facilitator)
    story.stored.commit()


def arranges_the_visit(story: Story, page: Page, reference: str) -> None:
    """The coordinator finds the request, is warned of a clash, holds the date and confirms it."""
    sign_in_by_password(story, page, COORDINATOR)
    heading(page, "Inbox")
    accessible(story, page)
    page.get_by_role("link", name=reference).click()
    heading(page, SCHOOL)
    page.get_by_role("button", name="Choose date and facilitator").click()
    expect(page.get_by_role("group", name="Date").get_by_label("Day")).to_have_value("07")
    expect(page.get_by_label("Starts at")).to_have_value("13:30")
    page.get_by_label("Fay Thirtle").check()
    page.get_by_role("button", name="Hold this date").click()
    is_told(page, re.compile("Fay Thirtle is at .*Hall Road School.* 7 October 2025.* Choose another time"))
    accessible(story, page)
    page.get_by_label("Fay Thirtle").uncheck()
    page.get_by_label("Finn Quantrill").check()
    page.get_by_label("They have said yes on the telephone").check()
    page.get_by_role("button", name="Hold this date").click()
    heading(page, "Date held")
    page.get_by_role("button", name="Confirm as held").click()
    heading(page, "Confirmed")
    expect(page.get_by_role("table", name="Dates")).to_contain_text(VISIT)


def reads_the_report(story: Story, page: Page, reference: str) -> None:
    """The figures of the school year, each with its n, and the rows that one of them is made of."""
    sign_in_by_password(story, page, COORDINATOR)
    page.get_by_role("link", name="Impact").click()
    heading(page, "Academic year 2025/26")
    accessible(story, page)
    children = page.get_by_role("article", name="Children and young people reached")
    expect(children).to_contain_text("29 people")
    knowledge = page.locator("#knowledge_increased")
    expect(knowledge).to_contain_text("83%")
    expect(knowledge).to_contain_text("10 of 12 valid pairs")
    knowledge.get_by_role("link", name="See the rows").click()
    expect(page.get_by_role("row").filter(has_text=re.compile(r"Sheet \d"))).to_have_count(12)
    page.go_back()
    page.get_by_role("link", name="See the rows behind Children and young people reached").click()
    row = page.get_by_role("row", name=reference)
    expect(row).to_contain_text(SCHOOL)
    expect(row).to_contain_text("29")


# The facilitator


def looks_up_the_visit(story: Story, page: Page) -> None:
    """At breakfast: where, when, and whom to ask for."""
    sign_in_by_password(story, page, "finn@rose.example")
    heading(page, "My sessions")
    page.get_by_role("link", name=SCHOOL).click()
    for words in ("1:30pm to 2:30pm", "Rae Reception", "01362 555 011", "Dee Lead", "Cemetery Road"):
        expect(page.get_by_role("main")).to_contain_text(words)
    accessible(story, page)


def counts_who_was_there(story: Story, page: Page) -> None:
    """One pupil was ill, and a teacher and a helper stayed."""
    sign_in_by_password(story, page, "finn@rose.example")
    page.get_by_role("link", name=SCHOOL).click()
    page.get_by_role("link", name="Headcount").click()
    page.get_by_label("Year 9", exact=True).fill("29 or so")
    page.get_by_label("School staff").fill("2")
    page.get_by_role("button", name="Save the headcount").click()
    is_told(page, "Enter a whole number, such as 28")
    page.get_by_label("Year 9", exact=True).fill("29")
    accessible(story, page)
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_contain_text("31 people counted")


def types_the_scores(story: Story, page: Page) -> None:
    """Twelve sheets before and twelve after, by keyboard."""
    page.get_by_role("link", name="Before and after scores").click()
    type_papers(story, page, "before", BEFORE)
    page.get_by_role("button", name="Save the scores").click()
    expect(page.get_by_role("alert")).to_contain_text("12 papers added")
    page.get_by_role("link", name="After", exact=True).click()
    type_papers(story, page, "after", AFTER)
    page.get_by_role("button", name="Save the scores").click()
    expect(page.get_by_role("alert")).to_contain_text("12 papers added")
    expect(page.get_by_role("main")).to_contain_text("12 valid pairs: 10 higher, 2 the same, 0 lower")
