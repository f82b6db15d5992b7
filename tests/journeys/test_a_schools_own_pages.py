"""A school's own pages: a colleague comes and goes, last year's visit is asked for again, training days are told."""

import re

import pytest
from playwright.sync_api import Page, expect

from rose_training.domain.bookings import BookingState
from tests.journeys.beforehand import SCHOOL, asked, confirmed, signs_in
from tests.journeys.steps import choose_day, follow_link, go_on, heading, leave_for_later, open_letter, reads_well
from tests.journeys.story import BOOKER, COORDINATOR, PHONE, Story

COLLEAGUE = "cara.colleague@school.example"


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_schools_own_pages(norfolk: Story, script: bool) -> None:
    norfolk.script = script
    past = asked(norfolk, "secondary-class", years=["8"], number=28, days=["23 September 2025"])
    confirmed(norfolk, past, ["23 September 2025"], at="10:00", by="Fay Thirtle")
    norfolk.hour.becomes("1 October 2025")
    past.state = BookingState.DELIVERED
    norfolk.stored.commit()
    teacher = signs_in(norfolk, norfolk.new_browser(), BOOKER)

    invites(norfolk, teacher)
    colleague = norfolk.new_browser(PHONE)
    finds_the_bookings(norfolk, colleague, past.reference)
    removes(norfolk, teacher)
    sees_nothing(colleague, past.reference)

    asks_for_the_same_again(norfolk, teacher, past.reference)
    enters_a_training_day(norfolk, teacher)
    wished = asked(norfolk, "secondary-class", years=["8"], number=28, days=["14 October 2025"])
    is_warned(norfolk, signs_in(norfolk, norfolk.new_browser(), COORDINATOR), wished.reference)


# The school


def invites(story: Story, page: Page) -> None:
    page.goto("/school")
    page.get_by_role("link", name="Colleagues", exact=True).first.click()
    reads_well(story, page)
    page.get_by_role("button", name="Invite a colleague").click()
    reads_well(story, page)
    page.get_by_label("E-mail address").fill(COLLEAGUE)
    page.get_by_label("Full name").fill("Cara Colleague")
    page.get_by_role("button", name="Send the invitation").click()
    expect(page.get_by_role("table", name=SCHOOL)).to_contain_text("Cara Colleague")


def finds_the_bookings(story: Story, page: Page, reference: str) -> None:
    """By the link of the invitation, on a telephone."""
    open_letter(story, page, COLLEAGUE, "You can now book ROSE training")
    follow_link(page, "/account")
    signs_in(story, page, COLLEAGUE).goto("/school/bookings?show=past")
    reads_well(story, page)
    page.get_by_role("link", name=reference).click()
    heading(page, reference)


def removes(story: Story, page: Page) -> None:
    page.goto("/school/colleagues")
    page.get_by_role("link", name="Remove Cara Colleague").click()
    heading(page, "Remove Cara Colleague?")
    reads_well(story, page)
    page.get_by_role("button", name="Remove").click()
    expect(page.get_by_role("table", name=SCHOOL)).not_to_contain_text("Cara Colleague")


def sees_nothing(page: Page, reference: str) -> None:
    """The next page on, in the browser that was open."""
    for address in (f"/school/bookings/{reference}", "/school/bookings"):
        page.goto(address)
        expect(page.get_by_role("main")).not_to_contain_text(SCHOOL)
        expect(page.get_by_role("main")).not_to_contain_text(reference)


def asks_for_the_same_again(story: Story, page: Page, reference: str) -> None:
    """The same weekday next year; everything else is there to be checked."""
    page.goto(f"/school/bookings/{reference}")
    reads_well(story, page)
    page.get_by_role("button", name="Ask for the same again").click()
    expect(page.get_by_label("Year 8", exact=True)).to_be_checked()
    expect(page.get_by_label("How many children or young people do you expect?")).to_have_value("28")
    reads_well(story, page)
    go_on(page)
    heading(page, "Which dates would suit?")
    expect(page.get_by_role("main")).to_contain_text("Last time it was")
    reads_well(story, page)
    go_on(page)
    leave_for_later(page)
    heading(page, "Before we come")
    for yes in page.get_by_label("Yes", exact=True).all():
        yes.check()
    page.get_by_label("Name and role of the person who agreed").fill("Hanna Head, headteacher")
    go_on(page)
    heading(page, "Check your answers")
    for words in (SCHOOL, "Tuesday 22 September 2026", "Rae Reception"):
        expect(page.get_by_role("main")).to_contain_text(words)


def enters_a_training_day(story: Story, page: Page) -> None:
    page.goto("/school")
    page.get_by_role("link", name="Our days").first.click()
    heading(page, re.compile("days|dates", re.IGNORECASE))
    reads_well(story, page)
    page.get_by_role("button", name="Add days").click()
    choose_day(page, "Date", "14 October 2025")
    page.get_by_label("What is it?").fill("INSET day")
    page.get_by_role("radio", name="training").check()
    reads_well(story, page)
    page.get_by_role("button", name="Add to the calendar").click()
    expect(page.get_by_role("table", name="Days entered here")).to_contain_text("Tuesday 14 October 2025")
    reads_well(story, page)


# The office


def is_warned(story: Story, page: Page, reference: str) -> None:
    """At a glance on the booking, and again when the date is chosen all the same."""
    page.goto(f"/office/bookings/{reference}")
    expect(page.get_by_role("table", name="The wished dates in our diary")).to_contain_text("INSET day")
    reads_well(story, page)
    page.get_by_role("link", name="Use this date").first.click()
    expect(page.get_by_role("main")).to_contain_text("INSET day")
    choose_day(page, "Date", "14 October 2025")
    page.get_by_label("Fay Thirtle").check()
    page.get_by_role("button", name="Hold this date").click()
    expect(page.get_by_role("main")).to_contain_text("Please look at this first")
    reads_well(story, page)
    page.get_by_role("button", name="Hold this date").click()
    heading(page, "Date held")
