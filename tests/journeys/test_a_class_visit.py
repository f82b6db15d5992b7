"""A class visit on an offered slot: asked, held, accepted, confirmed, prepared by the school, accepted by who comes."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.beforehand import SCHOOL, signs_in
from tests.journeys.steps import follow_link, go_on, heading, open_letter, reads_well, sent_reference
from tests.journeys.story import BOOKER, COORDINATOR, PHONE, Story


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_class_visit_on_an_offered_slot(norfolk: Story, script: bool) -> None:
    norfolk.script = script
    teacher = norfolk.new_browser()
    reference, slot = asks_for_a_slot(norfolk, teacher)

    norfolk.hour.becomes("9 September 2025")
    coordinator = signs_in(norfolk, norfolk.new_browser(), COORDINATOR)
    holds_it(norfolk, coordinator, reference, slot)
    says_yes(norfolk, teacher, slot)
    confirms(coordinator, reference)

    says_that_she_can_come(norfolk, signs_in(norfolk, norfolk.new_browser(PHONE), "fay@rose.example"), slot)
    prepares(norfolk, signs_in(norfolk, teacher, BOOKER), reference)
    sees_what_is_prepared(coordinator, reference)


# The school


def asks_for_a_slot(story: Story, page: Page) -> tuple[str, str]:
    """Everything is told at once; the day is one that was offered."""
    page.goto("/ask-for-a-session?activity=secondary-class")
    page.get_by_role("button", name="Start now").click()
    page.get_by_label("Find it in the register").fill("dereham")
    page.get_by_role("button", name="Search").click()
    page.get_by_label(SCHOOL).check()
    go_on(page)
    page.get_by_label("Year 8", exact=True).check()
    page.get_by_label("How many children or young people do you expect?").fill("28")
    go_on(page)
    slot = chooses_a_slot(story, page)
    tells_of_the_room(page)
    tells_of_the_needs(page)
    tells_of_the_curriculum(page)
    names_everybody(page)
    heading(page, "Check your answers")
    for words in (slot, "Year 8", "Drama studio", "Hearing: 1", "RSE, not sex education"):
        expect(page.get_by_role("main")).to_contain_text(words)
    reads_well(story, page)
    return sent_reference(page), slot


def chooses_a_slot(story: Story, page: Page) -> str:
    """The third day of the list; answers what it says of the day."""
    heading(page, "Which dates would suit?")
    reads_well(story, page)
    slots = page.get_by_label("A day when we can come for the first choice")
    said = slots.locator("option").nth(3).inner_text()
    slots.select_option(said)
    go_on(page)
    return said.split(",")[0]


def tells_of_the_room(page: Page) -> None:
    heading(page, "The room, and how we get in")
    page.get_by_label("Name of the room").fill("Drama studio")
    page.get_by_label("Ground floor or step-free").check()
    page.get_by_label("Which entrance do we use?").fill("The main gate")
    page.get_by_label("Where do we sign in?").fill("Reception")
    go_on(page)


def tells_of_the_needs(page: Page) -> None:
    heading(page, "Does anybody in the group have a need")
    page.get_by_label("Hearing").fill("1")
    go_on(page)


def tells_of_the_curriculum(page: Page) -> None:
    heading(page, "What is the session part of?")
    page.get_by_role("radio", name="RSE, not sex education").check()
    go_on(page)


def names_everybody(page: Page) -> None:
    page.get_by_label("Your full name").fill("Bo Booker")
    page.get_by_label("Your e-mail address").fill(BOOKER)
    page.get_by_label("Telephone number").fill("01362 555 010")
    go_on(page)
    page.get_by_label("Full name").fill("Rae Reception")
    page.get_by_label("Telephone number").fill("01362 555 011")
    go_on(page)
    page.get_by_label("Full name").fill("Dee Lead")
    page.get_by_label("How to reach them").fill("extension 12")
    go_on(page)
    for yes in page.get_by_label("Yes", exact=True).all():
        yes.check()
    page.get_by_label("Name and role of the person who agreed").fill("Hanna Head, headteacher")
    go_on(page)


def says_yes(story: Story, page: Page, slot: str) -> None:
    """By the link in the mail, without an account."""
    open_letter(story, page, BOOKER, "Held for you")
    expect(page.locator(".rose-letter")).to_contain_text(slot)
    follow_link(page, "/accept")
    heading(page, "Does this date suit you?")
    reads_well(story, page)
    page.get_by_role("button", name="Yes, this suits us").click()
    expect(page.get_by_role("main")).to_contain_text("You have said yes")


def prepares(story: Story, page: Page, reference: str) -> None:
    """The checklist, point by point, and the papers."""
    page.goto("/school")
    page.get_by_role("listitem").filter(has_text=reference).get_by_role("link").click()
    reads_well(story, page)
    page.get_by_role("link", name="The risk assessment", exact=True).click()
    reads_well(story, page)
    page.get_by_role("button", name="Keep this answer").click()
    expect(page.get_by_role("alert")).to_contain_text("Select an answer")
    page.get_by_role("radio").first.check()
    page.get_by_role("button", name="Keep this answer").click()
    heading(page, reference)
    with page.expect_download() as pack:
        page.get_by_role("link", name="All papers in one file (PDF)").click()
    assert pack.value.path().read_bytes().startswith(b"%PDF-")


# The office


def holds_it(story: Story, page: Page, reference: str, slot: str) -> None:
    """The letter is read before it goes."""
    page.goto("/office/bookings")
    reads_well(story, page)
    page.get_by_role("link", name=reference).click()
    expect(page.get_by_role("table", name="The wished dates in our diary")).to_contain_text(slot)
    reads_well(story, page)
    page.get_by_role("link", name="Use this date").first.click()
    page.get_by_label("Fay Thirtle").check()
    reads_well(story, page)
    page.get_by_role("button", name="See the letter first").first.click()
    heading(page, "These letters would leave")  # the school's, and a question to who would come
    expect(page.get_by_role("main")).to_contain_text(slot)
    reads_well(story, page)
    page.get_by_role("button", name="Hold and send the letter").click()
    heading(page, "Date held")


def confirms(page: Page, reference: str) -> None:
    page.goto(f"/office/bookings/{reference}")
    expect(page.get_by_role("main")).to_contain_text("The school said yes")
    page.get_by_role("button", name="Confirm as held").click()
    heading(page, "Confirmed")


def sees_what_is_prepared(page: Page, reference: str) -> None:
    page.goto(f"/office/bookings/{reference}")
    point = page.get_by_role("listitem").filter(has_text="risk assessment")
    expect(point.first).to_contain_text("Done")
    expect(page.get_by_role("table", name="Dates")).not_to_contain_text("no answer yet")


# The facilitator


def says_that_she_can_come(story: Story, page: Page, slot: str) -> None:
    """She says yes, and reads what the school told."""
    page.goto("/facilitator")
    reads_well(story, page)
    page.get_by_role("link", name=slot).click()
    heading(page, "Can you come?")
    reads_well(story, page)
    page.get_by_role("button", name="Yes, I can come").click()
    expect(page.get_by_role("heading", name="Can you come?")).to_have_count(0)
    page.get_by_role("link", name=SCHOOL).click()
    for words in ("Drama studio", "The main gate", "Hearing", "RSE, not sex education", "Dee Lead"):
        expect(page.get_by_role("main")).to_contain_text(words)
    reads_well(story, page)
