"""A parents' evening by telephone: the office types for the school, a colleague asks too, and it comes round again."""

import pytest
from playwright.sync_api import Page, expect

from rose_training.domain.bookings import PartOfDay
from tests.journeys.beforehand import SCHOOL, asked, signs_in
from tests.journeys.steps import choose_day, heading, is_told, open_letter, reads_well
from tests.journeys.story import BOOKER, COORDINATOR, Story

COLLEAGUE = "cara.colleague@school.example"


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_parents_evening_by_telephone(norfolk: Story, script: bool) -> None:
    norfolk.script = script
    coordinator = signs_in(norfolk, norfolk.new_browser(), COORDINATOR)
    reference = takes_the_call(norfolk, coordinator)
    second = asked(
        norfolk,
        "parents-session",
        years=[],
        number=45,
        days=["8 October 2025"],
        part=PartOfDay.EVENING,
        name="Cara Colleague",
        email=COLLEAGUE,
    ).reference
    attaches(norfolk, coordinator, second, to=reference)

    arranges_the_evening(norfolk, coordinator, reference)
    reads_the_letter(norfolk, norfolk.new_browser())
    cancels(norfolk, coordinator, reference)
    again = rebooks(norfolk, coordinator, reference)
    assert again not in (reference, second)


# The office


def takes_the_call(story: Story, page: Page) -> str:
    """What the caller says, on one page."""
    page.goto("/office/bookings")
    page.get_by_role("link", name="Take a request by telephone").click()
    heading(page, "A request by telephone")
    page.get_by_label("School or group").fill("northgate dereham")
    page.get_by_label("What would they like?").select_option(label="JP-1: Session for parents and carers")
    page.get_by_label("How many people?").fill("40")
    choose_day(page, "First choice", "8 October 2025")
    page.get_by_label("Part of the day, choice 1").select_option("Evening")
    page.get_by_label("Who is asking?").fill("Bo Booker")
    page.get_by_label("Telephone number").fill("01362 555 010")
    page.get_by_label("E-mail address").fill(BOOKER)
    page.get_by_role("button", name="Write the request down").click()
    if page.get_by_role("radio", name=SCHOOL).count():
        is_told(page, "Select")
        reads_well(story, page)
        page.get_by_role("radio", name=SCHOOL).check()
        page.get_by_role("button", name="Write the request down").click()
    heading(page, SCHOOL)
    expect(page.get_by_role("main")).to_contain_text("by telephone")
    return page.url.rsplit("/", 1)[-1].split("?")[0].split("#")[0]


def attaches(story: Story, page: Page, second: str, *, to: str) -> None:
    """Cara did not know of Bo's call."""
    page.goto("/office/bookings")
    expect(page.get_by_role("row", name=second)).to_contain_text("Asked twice?")
    reads_well(story, page)
    page.get_by_role("link", name=second).click()
    expect(page.get_by_role("main")).to_contain_text("This may have been asked for twice")
    reads_well(story, page)
    page.get_by_role("button", name=f"Attach to {to}").click()
    expect(page.get_by_role("main")).to_contain_text(to)


def arranges_the_evening(story: Story, page: Page, reference: str) -> None:
    """What the school says on the telephone is written down; nobody works at seven, so the office looks twice."""
    page.goto(f"/office/bookings/{reference}/plan")
    page.get_by_role("link", name="write down what the school says").click()
    heading(page, "What the school says")
    for yes in page.get_by_label("Yes", exact=True).all():
        yes.check()
    page.get_by_label("Name and role of the person who agreed").fill("Hanna Head, headteacher")
    page.get_by_label("Full name of the safeguarding lead").fill("Dee Lead")
    page.get_by_label("How to reach them on the day").fill("extension 12")
    reads_well(story, page)
    page.get_by_role("button", name="Keep these answers").click()
    page.goto(f"/office/bookings/{reference}")
    page.get_by_role("link", name="Use this date").first.click()
    page.get_by_label("Starts at").fill("19:00")
    page.get_by_label("Ends at").fill("20:00")
    page.get_by_label("Finn Quantrill").check()
    page.get_by_role("button", name="Confirm the booking").click()
    expect(page.get_by_role("main")).to_contain_text("Please look at this first")
    expect(page.get_by_role("main")).to_contain_text("Finn Quantrill works from 8am to 6pm")
    reads_well(story, page)
    page.get_by_role("button", name="Confirm the booking").click()
    heading(page, "Confirmed")


def cancels(story: Story, page: Page, reference: str) -> None:
    """The school's boiler: the school calls it off."""
    page.goto(f"/office/bookings/{reference}")
    page.get_by_role("button", name="Cancel the booking").click()
    page.get_by_role("button", name="Cancel the booking").click()
    is_told(page, "Select who calls it off")
    reads_well(story, page)
    page.get_by_role("radio", name="The school or group").check()
    page.get_by_role("group", name="Reason").get_by_role("radio").first.check()
    page.get_by_role("button", name="Cancel the booking").click()
    heading(page, "Cancelled")
    reads_well(story, page)


def rebooks(story: Story, page: Page, reference: str) -> str:
    """Everything is known but the day; answers the new reference."""
    page.get_by_role("link", name="Ask again with other dates").click()
    heading(page, "Ask again with other dates")
    choose_day(page, "First choice", "12 November 2025")
    page.get_by_label("Part of the day, choice 1").select_option("Evening")
    reads_well(story, page)
    page.get_by_role("button", name="Make the new request").click()
    expect(page.get_by_role("main")).to_contain_text(f"Asks again for {reference}")
    return page.url.rsplit("/", 1)[-1].split("?")[0]


# The school


def reads_the_letter(story: Story, page: Page) -> None:
    open_letter(story, page, BOOKER, "Your ROSE visit on")
    expect(page.locator(".rose-letter")).to_contain_text("Wednesday 8 October 2025, 7pm to 8pm")
    open_letter(story, page, COLLEAGUE, "One request for your ROSE visit")
    reads_well(story, page)
