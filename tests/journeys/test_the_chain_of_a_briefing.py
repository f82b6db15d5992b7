"""A quarterly briefing: put on, filled, a place given back and passed on, a register by name, people and places."""

import re

from playwright.sync_api import Page, expect

from tests.journeys.steps import (
    accessible,
    calendar_file,
    choose_day,
    follow_link,
    heading,
    is_told,
    open_letter,
    sign_in_by_password,
)
from tests.journeys.story import COORDINATOR, PHONE, Story

ADA, BO = "ada@agency.example", "bo@agency.example"
AUTUMN, WINTER = "Autumn briefing", "Winter briefing"


def test_two_briefings_from_the_date_to_the_report(norfolk: Story) -> None:
    coordinator, ada, bo = (norfolk.new_browser() for _ in range(3))
    sign_in_by_password(norfolk, coordinator, COORDINATOR)
    puts_a_briefing_on(norfolk, coordinator, AUTUMN, "14 October 2025", places=1)
    puts_a_briefing_on(norfolk, coordinator, WINTER, "9 December 2025", places=20)

    registers(norfolk, ada, AUTUMN, "Ada Example", ADA)
    heading(ada, "You have a place")
    registers(norfolk, bo, AUTUMN, "Bo Example", BO)
    heading(bo, "You are on the reserve list")
    registers(norfolk, bo, AUTUMN, "Bo Example", BO)
    heading(bo, "You are on the reserve list")
    added = reads_the_calendar(norfolk, ada, ADA, "Your place", method="REQUEST")
    cancels_by_the_link(norfolk, ada)
    removed = reads_the_calendar(norfolk, ada, ADA, "Your place is cancelled", method="CANCEL")
    assert removed["UID"] == added["UID"]
    takes_the_freed_place(norfolk, bo)
    registers(norfolk, bo, WINTER, "Bo Example", BO)
    heading(bo, "You have a place")

    # A register can be taken on the day, not before.
    facilitator = norfolk.new_browser(PHONE)
    norfolk.hour.becomes("14 October 2025", "15:10")
    takes_the_register_by_name(norfolk, facilitator)
    norfolk.hour.becomes("9 December 2025", "15:10")
    takes_the_register_of_winter(norfolk, facilitator)

    norfolk.hour.becomes("10 December 2025")
    reads_the_report(norfolk, coordinator)


# The office


def puts_a_briefing_on(story: Story, page: Page, title: str, day: str, *, places: int) -> None:
    page.get_by_role("link", name="Sessions", exact=True).click()
    page.get_by_role("button", name="Put a session on").first.click()
    page.get_by_label("What is it?").select_option(label="Quarterly briefing (PB-1)")
    page.get_by_label("Title").fill(title)
    choose_day(page, "Date", day)
    page.get_by_label("Starts at").fill("2pm")
    page.get_by_label("Ends at").fill("3pm")
    page.get_by_label("In person", exact=True).check()
    page.get_by_label("Place", exact=True).fill("Example Hall")
    page.get_by_label("Address").fill("1 Example Street, Norwich")
    page.get_by_label("Number of places").fill(str(places))
    page.get_by_label("Fay Thirtle").check()
    accessible(story, page)
    page.get_by_role("button", name="Put it on").click()
    expect(page.get_by_role("alert")).to_contain_text("people can register")


def reads_the_report(story: Story, page: Page) -> None:
    """Two people took three places; and behind the figure stand their names, for the office alone."""
    sign_in_by_password(story, page, COORDINATOR)
    page.get_by_role("link", name="Impact").click()
    expect(page.get_by_role("article", name="Professionals trained")).to_contain_text("2 people")
    expect(page.get_by_role("article", name="Places taken by professionals")).to_contain_text("3 places")
    page.get_by_role("link", name="See the rows behind Professionals trained").click()
    expect(page.get_by_role("row", name="Bo Example").get_by_role("cell").last).to_have_text("2")
    expect(page.get_by_role("row", name="Cy Example").get_by_role("cell").last).to_have_text("1")
    expect(page.get_by_role("row", name="Ada Example")).to_have_count(0)
    accessible(story, page)


# Those who come


def registers(story: Story, page: Page, title: str, name: str, email: str) -> None:
    """From what's on to a place, without an account."""
    page.goto("/")
    page.get_by_role("link", name="What's on", exact=True).first.click()
    page.get_by_role("link", name=title).click()
    accessible(story, page)
    form = page.locator("form").filter(has=page.get_by_label("Your full name"))
    form.get_by_label("Your full name").fill(name)
    form.get_by_label("Your e-mail address").fill(email)
    form.get_by_label("Your organisation").fill("Example Agency")
    form.get_by_label("Your job role").fill("Youth worker")
    form.get_by_role("button", name=re.compile("^(Register|Join the reserve list)")).click()


def reads_the_calendar(story: Story, page: Page, email: str, subject: str, *, method: str) -> dict[str, str]:
    """What a calendar program does with the mail, and the entry that it does it to."""
    open_letter(story, page, email, subject)
    entry = calendar_file(page)
    assert entry["METHOD"] == method
    return {"UID": str(entry.events[0]["UID"])}


def cancels_by_the_link(story: Story, page: Page) -> None:
    open_letter(story, page, ADA, "Your place")
    follow_link(page, "/place/")
    heading(page, "Your place")
    accessible(story, page)
    page.get_by_role("button", name="Cancel my place").click()
    expect(page.get_by_role("main")).to_contain_text("This place is cancelled")


def takes_the_freed_place(story: Story, page: Page) -> None:
    """It is held for the next in line, who says yes; only then it goes into the calendar."""
    open_letter(story, page, BO, "A place is held for you")
    follow_link(page, "/place/")
    accessible(story, page)
    page.get_by_role("button", name="Take the place").click()
    expect(page.get_by_role("alert")).to_contain_text("The place is yours")
    expect(page.get_by_role("main")).to_contain_text("You have a place")
    reads_the_calendar(story, page, BO, "You now have a place", method="REQUEST")


# The facilitator


def takes_the_register_by_name(story: Story, page: Page) -> None:
    """Bo is here; Cy comes without a place and is let in."""
    sign_in_by_password(story, page, "fay@rose.example")
    page.get_by_role("link", name="Example Hall").first.click()
    page.get_by_role("link", name="Register", exact=True).click()
    expect(page.get_by_role("group", name="Ada Example")).to_have_count(0)
    page.get_by_role("button", name="Save the register").click()
    is_told(page, "Choose a mark for at least one line")
    accessible(story, page)
    page.get_by_role("group", name="Bo Example").get_by_label("Present").check()
    page.get_by_role("button", name="Save the register").click()
    expect(page.get_by_role("alert")).to_contain_text("The register is complete: 1 of 1 attended")
    page.get_by_role("link", name="Register", exact=True).click()
    page.get_by_role("link", name="Add somebody who is not on the list").click()
    page.get_by_label("Full name").fill("Cy Example")
    page.get_by_label("E-mail").fill("cy@agency.example")
    page.get_by_label("Organisation").fill("Example Agency")
    accessible(story, page)
    page.get_by_role("button", name="Add and mark present").click()
    expect(page.get_by_role("group", name="Cy Example").get_by_label("Present")).to_be_checked()


def takes_the_register_of_winter(story: Story, page: Page) -> None:
    sign_in_by_password(story, page, "fay@rose.example")
    page.get_by_role("link", name="Example Hall").first.click()
    page.get_by_role("link", name="Register", exact=True).click()
    page.get_by_role("button", name="All present").click()
    page.get_by_role("button", name="Save the register").click()
    expect(page.get_by_role("alert")).to_contain_text("1 of 1 attended")
