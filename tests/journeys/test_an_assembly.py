"""An assembly: other dates are offered and one is chosen, the school asks to move, and people are counted."""

import pytest
from icalendar import Event
from playwright.sync_api import Page, expect

from tests.journeys.beforehand import asked, signs_in
from tests.journeys.steps import (
    calendar_file,
    choose_day,
    follow_link,
    heading,
    is_told,
    open_letter,
    reads_well,
)
from tests.journeys.story import BOOKER, COORDINATOR, PHONE, Story


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_an_assembly_with_a_counter_offer_and_a_move(norfolk: Story, script: bool) -> None:
    norfolk.script = script
    teacher, coordinator = norfolk.new_browser(), signs_in(norfolk, norfolk.new_browser(), COORDINATOR)
    reference = asked(norfolk, "assembly", years=["7", "8"], number=180, days=["16 September 2025"]).reference

    offers_other_dates(norfolk, coordinator, reference)
    chooses_the_second(norfolk, teacher)
    confirms(coordinator, reference)
    first_entry = reads_the_letter(norfolk, teacher, "Your ROSE visit on", "Thursday 2 October 2025, 9am")

    asks_to_move(norfolk, signs_in(norfolk, teacher, BOOKER), reference)
    moves_it_in_the_diary(norfolk, coordinator, reference)
    second_entry = reads_the_letter(norfolk, teacher, "Changed: your ROSE visit", "Tuesday 7 October 2025, 9am")
    assert second_entry["UID"] == first_entry["UID"]
    assert int(second_entry["SEQUENCE"]) > int(first_entry["SEQUENCE"])
    got_one_letter(teacher, "Changed: your ROSE visit")

    norfolk.hour.becomes("7 October 2025", "09:40")
    counts_heads(norfolk, signs_in(norfolk, norfolk.new_browser(PHONE), "finn@rose.example"))


# The school


def chooses_the_second(story: Story, page: Page) -> None:
    open_letter(story, page, BOOKER, "Other dates")
    follow_link(page, "/dates")
    heading(page, "Other dates for your visit")
    page.get_by_role("button", name="Send your answer").click()
    is_told(page, "Select")
    page.get_by_role("radio", name="Thursday 2 October 2025").check()
    reads_well(story, page)
    page.get_by_role("button", name="Send your answer").click()
    expect(page.get_by_role("main")).to_contain_text("Thursday 2 October 2025")


def reads_the_letter(story: Story, page: Page, subject: str, when: str) -> Event:
    """Answers its entry for the calendar."""
    open_letter(story, page, BOOKER, subject)
    expect(page.locator(".rose-letter")).to_contain_text(when)
    return calendar_file(page).events[0]


def asks_to_move(story: Story, page: Page, reference: str) -> None:
    """Mock exams in the hall."""
    page.goto(f"/school/bookings/{reference}")
    page.get_by_role("link", name="Ask to move it").or_(page.get_by_role("button", name="Ask to move it")).click()
    heading(page, "Ask to move it")
    page.get_by_label("Why would you like to move it?").fill("Mock exams in the hall")
    choose_day(page, "First choice", "7 October 2025")
    page.get_by_label("Part of the day for the first choice").select_option("Morning")
    reads_well(story, page)
    page.get_by_role("button", name="Ask to move it").click()
    expect(page.get_by_role("main")).to_contain_text("You have asked to move it")
    reads_well(story, page)


def got_one_letter(page: Page, subject: str) -> None:
    page.goto(f"/demonstration/mailbox?to={BOOKER}")
    expect(page.get_by_role("main").get_by_role("link", name=subject)).to_have_count(1)


# The office


def offers_other_dates(story: Story, page: Page, reference: str) -> None:
    """Nobody can come on the wished day."""
    page.goto(f"/office/bookings/{reference}")
    page.get_by_role("button", name="Offer other dates").click()
    heading(page, "Offer other dates")
    for n, day in ((1, "30 September 2025"), (2, "2 October 2025")):
        choose_day(page, f"Date {n}", day)
        page.get_by_label(f"Starts at on date {n}").fill("9:00")
        page.get_by_label(f"Who would come? on date {n}").select_option("Finn Quantrill")
    reads_well(story, page)
    page.get_by_role("button", name="See the letter first").click()
    expect(page.get_by_role("main")).to_contain_text("Tuesday 30 September 2025")
    reads_well(story, page)
    page.get_by_role("button", name="Offer these dates").click()
    expect(page.get_by_role("main")).to_contain_text("Other dates: ")
    reads_well(story, page)


def confirms(page: Page, reference: str) -> None:
    page.goto(f"/office/bookings/{reference}")
    page.get_by_role("button", name="Confirm as held").click()
    heading(page, "Confirmed")


def moves_it_in_the_diary(story: Story, page: Page, reference: str) -> None:
    """The wish is found from the inbox; the diary answers it."""
    page.goto("/office/bookings")
    page.get_by_role("link", name="To move", exact=True).click()
    heading(page, "To move, and not ready")
    reads_well(story, page)
    page.get_by_role("link", name=reference).click()
    expect(page.get_by_role("main")).to_contain_text("Mock exams in the hall")
    page.goto("/office/diary?view=list&on=2025-10-02")
    page.get_by_role("link", name="Move Assembly").locator("visible=true").click()
    heading(page, "Move this session")
    expect(page.get_by_role("main")).to_contain_text("Mock exams in the hall")
    choose_day(page, "Date", "7 October 2025")
    page.get_by_role("button", name="Look at this day first").click()
    reads_well(story, page)
    page.get_by_role("button", name="Move it and tell the school").click()
    expect(page.get_by_role("main")).to_contain_text("Moved.")
    page.goto(f"/office/bookings/{reference}")
    expect(page.get_by_role("main")).not_to_contain_text("The school asks to move it")


# The facilitator


def counts_heads(story: Story, page: Page) -> None:
    """A hall has no register."""
    page.goto("/facilitator")
    page.get_by_role("link", name="Northgate High School").first.click()
    expect(page.get_by_role("link", name="Register")).to_have_count(0)
    page.get_by_role("link", name="Headcount").click()
    page.get_by_label("Year 7", exact=True).fill("92")
    page.get_by_label("Year 8", exact=True).fill("85")
    page.get_by_label("School staff").fill("9")
    page.get_by_role("button", name="Save the headcount").click()
    expect(page.get_by_role("main")).to_contain_text("186 people counted")
