"""What people do in a browser, each named after what it is to them. They find things by their words."""

import os
import re

from icalendar import Calendar
from playwright.sync_api import Page, expect

from tests.journeys.story import BOOKER, DESKTOP, PASSWORD, PHONE, Story
from tests.support import axe


def go_on(page: Page) -> None:
    """Press the button of a page that asks one question."""
    page.get_by_role("button", name="Continue").click()


def heading(page: Page, words: str | re.Pattern[str]) -> None:
    """See that this is the page meant."""
    expect(page.get_by_role("heading", level=1)).to_contain_text(words)


def is_told(page: Page, sentence: str | re.Pattern[str]) -> None:
    """Read what is wrong, on top of the page."""
    expect(page.get_by_role("alert")).to_contain_text(sentence)


def choose_day(page: Page, group: str, day: str) -> None:
    """Fill in the three boxes of a date; `day` is '7 October 2025'."""
    boxes = page.get_by_role("group", name=group)
    for box, value in zip(("Day", "Month", "Year"), day.split(), strict=True):
        boxes.get_by_label(box, exact=True).fill(value)


def wish_for_a_day(page: Page, rank: str, day: str) -> None:
    """Enter a day of one's own for the 'first', 'second' or 'third' choice, beside the list."""
    another = page.locator("summary").filter(has_text=f"Another day for the {rank} choice")
    if another.count() and not page.get_by_role("group", name=f"{rank.capitalize()} choice").count():
        another.click()
    choose_day(page, f"{rank.capitalize()} choice", day)


def leave_for_later(page: Page) -> None:
    """The room, the needs and the curriculum can wait."""
    for question in (
        "The room, and how we get in",
        "Does anybody in the group have a need",
        "What is the session part of",
    ):
        heading(page, question)
        page.get_by_role("button", name="Leave this for later").click()


def sign_in_by_password(story: Story, page: Page, email: str) -> None:
    """What a member of staff does in the morning."""
    page.goto("/")
    page.get_by_role("link", name="Sign in").click()
    page.get_by_role("link", name="Sign in with your password").click()
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Sign out").first).to_be_visible()


def sign_in_by_mail(story: Story, page: Page, email: str) -> None:
    """What a school or a professional does: ask for a mail, open its link, press the button."""
    page.goto("/")
    page.get_by_role("link", name="Sign in").click()
    page.get_by_label("Your e-mail address").fill(email)
    page.get_by_role("button", name="Send me an e-mail").click()
    heading(page, "Check your e-mail")
    open_letter(story, page, email, "Sign in to ROSE training")
    follow_link(page, "/account/link/")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("button", name="Sign out").first).to_be_visible()


def open_letter(story: Story, page: Page, email: str, subject: str) -> None:
    """Find the newest e-mail with these words in its subject among those to an address."""
    story.post_arrives()
    page.goto("/demonstration/mailbox")
    page.get_by_label("E-mails to an address").fill(email)
    page.get_by_role("button", name="Find").click()
    page.get_by_role("link", name=subject).first.click()
    heading(page, subject)


def follow_link(page: Page, part: str) -> None:
    """Click the link of a letter whose address has this part."""
    page.locator(".rose-letter").get_by_role("link", name=part).filter(has_not_text=".ics").first.click()


def ask_for_a_visit(
    page: Page, *, town: str, school: str, years: list[str], number: int, day: str, ring: str = ""
) -> None:
    """Answer every question at the first attempt, as far as the declarations. The activity is chosen already.

    `ring`: when to ring, for a course that begins with a conversation.
    """
    heading(page, "Which school or group is it for?")
    page.get_by_label("Find it in the register").fill(town)
    page.get_by_role("button", name="Search").click()
    page.get_by_label(school).check()
    go_on(page)
    for year in years:
        page.get_by_label(year, exact=True).check()
    page.get_by_label("How many children or young people do you expect?").fill(str(number))
    go_on(page)
    wish_for_a_day(page, "first", day)
    page.get_by_label("Part of the day for the first choice").select_option("Morning")
    go_on(page)
    leave_for_later(page)
    page.get_by_label("Your full name").fill("Bo Booker")
    page.get_by_label("Your e-mail address").fill(BOOKER)
    page.get_by_label("Telephone number").fill("01362 555 010")
    go_on(page)
    if ring:
        heading(page, "A conversation first")
        expect(page.get_by_label("On which number?")).to_have_value("01362 555 010")
        page.get_by_label("When can we ring you?").fill(ring)
        go_on(page)
    page.get_by_label("Full name").fill("Rae Reception")
    page.get_by_label("Telephone number").fill("01362 555 011")
    go_on(page)
    page.get_by_label("Full name").fill("Dee Lead")
    page.get_by_label("How to reach them").fill("extension 12")
    go_on(page)
    heading(page, "Before we come")


def sent_reference(page: Page) -> str:
    """Press the last button of a request and note its reference."""
    heading(page, "Check your answers")
    page.get_by_role("button", name="Send your request").click()
    heading(page, "Request sent")
    return page.locator(".govuk-panel__body strong").inner_text()


def calendar_file(page: Page) -> Calendar:
    """The calendar entry of the letter that is open, as a calendar program reads it."""
    with page.expect_download() as download:
        page.get_by_role("button", name="Download the calendar entry").click()
    return Calendar.from_ical(download.value.path().read_bytes())


def accessible(story: Story, page: Page) -> None:
    """A program finds nothing wrong with the page as it stands."""
    if story.script and axe.available():
        found = axe.problems(page)
        assert found == [], f"{page.url}: {found}"


def reads_well(story: Story, page: Page) -> None:
    """A program finds nothing wrong with it on a desk or on a telephone, where nothing is wider than the screen.

    With KEEP_SHOTS, a folder, what it looks like is kept there.
    """
    before = page.viewport_size or DESKTOP
    for size in (DESKTOP, PHONE):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        accessible(story, page)
        if story.script:
            assert page.evaluate("document.documentElement.scrollWidth") <= size["width"], page.url
        if folder := os.environ.get("KEEP_SHOTS"):
            name = re.sub(r"[^a-z]+", "-", page.title().split(" - ")[0].lower()).strip("-")
            page.screenshot(path=f"{folder}/{name}-{size['width']}.png", full_page=True)
    page.set_viewport_size(before)


def type_papers(story: Story, page: Page, wave: str, papers: list[str]) -> None:
    """Type sheets of answers without the mouse: `tftn` is true, false, true, not sure.

    With a script the next cell has the focus at once; without one, Tab leads to it.
    """
    page.locator(f"#{wave}-1-1").focus()
    for answers in papers:
        for answer in answers:
            page.keyboard.press(answer)
            if not story.script:
                page.keyboard.press("Tab")
