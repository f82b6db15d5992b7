"""A six-week course over a holiday, by numbered cards: from a request in two sittings to the figure."""

from icalendar import Event
from playwright.sync_api import Page, expect

from tests.journeys.steps import (
    accessible,
    ask_for_a_visit,
    calendar_file,
    follow_link,
    go_on,
    heading,
    open_letter,
    sent_reference,
    sign_in_by_mail,
    sign_in_by_password,
    type_papers,
)
from tests.journeys.story import BOOKER, COORDINATOR, PHONE, Story

SCHOOL = "Northgate High School"
DATES = ["8 October", "15 October", "22 October", "5 November", "12 November", "19 November"]
"""Six Wednesdays; the one between them lies in the half-term holiday."""
POSTPONED = [*DATES[:4], "19 November", "26 November"]
"""The school is inspected in week 5."""
AWAY = {2: ["Card 3"], 4: ["Card 3", "Card 5"], 5: ["Card 3"]}
"""Who was not there, by week: 32 attendances of 6 young people."""


def test_a_course_from_the_request_to_the_report(norfolk: Story) -> None:
    teacher, coordinator, facilitator = norfolk.new_browser(), norfolk.new_browser(), norfolk.new_browser(PHONE)
    reference = asks_for_the_course(teacher)

    norfolk.hour.becomes("10 September 2025", "10:00")
    holds_six_dates(norfolk, coordinator, reference)
    says_yes_to_the_rest(norfolk, teacher)
    confirms(coordinator, reference)
    first_entry = reads_the_letter(norfolk, teacher, "Your ROSE visits from", DATES)
    sees_the_dates(norfolk, teacher, reference)

    for week, day in enumerate(POSTPONED, start=1):
        norfolk.hour.becomes(f"{day} 2025", "11:15")
        if week == 4:
            postpones_week_five(norfolk, coordinator, reference)
            second_entry = reads_the_letter(norfolk, teacher, "Changed: your ROSE visits", POSTPONED)
            assert second_entry["UID"] == first_entry["UID"]
            assert int(second_entry["SEQUENCE"]) > int(first_entry["SEQUENCE"])
        takes_the_register(norfolk, facilitator, week)
        if week in (1, 6):
            types_the_cards(norfolk, facilitator, "before" if week == 1 else "after")

    sees_that_all_is_recorded(facilitator)
    reads_the_report(norfolk, coordinator, reference)


# The school


def asks_for_the_course(page: Page) -> str:
    """A teacher chooses the course among what is on offer; the parents have not been told yet."""
    page.goto("/")
    page.get_by_role("link", name="What we offer").click()
    page.get_by_role("link", name="Healthy Relationships").click()
    page.get_by_role("main").get_by_role("button", name="Ask us to visit").click()
    page.get_by_role("button", name="Start now").click()
    asked = {"school": SCHOOL, "years": ["Year 9"], "number": 6, "day": "8 October 2025"}
    ask_for_a_visit(page, town="dereham", ring="Tuesday after 3:30pm", **asked)
    for yes in page.get_by_label("Yes", exact=True).all():
        yes.check()
    parents = page.get_by_role("group", name="Have parents and carers been told about the course")
    parents.get_by_label("Not yet").check()
    page.get_by_label("Name and role of the person who agreed").fill("Hanna Head, headteacher")
    go_on(page)
    reference = sent_reference(page)
    expect(page.get_by_role("main")).to_contain_text("Somebody from our office rings you")
    return reference


def says_yes_to_the_rest(story: Story, page: Page) -> None:
    """By the link in the mail about the hold, without an account."""
    open_letter(story, page, BOOKER, "Held for you: ROSE visits")
    follow_link(page, "/before-we-come")
    heading(page, "Before we come")
    page.get_by_role("group", name="Have parents and carers been told about the course").get_by_label("Yes").check()
    page.get_by_role("button", name="Keep these answers").click()
    expect(page.get_by_role("alert")).to_contain_text("Your answers are kept")
    heading(page, "Your request")
    expect(page.get_by_role("button", name="Answer now")).to_have_count(0)


def reads_the_letter(story: Story, page: Page, subject: str, dates: list[str]) -> Event:
    """All dates are in it, and nothing about its topic; answers its entry for the calendar."""
    open_letter(story, page, BOOKER, subject)
    for day in dates:
        expect(page.locator(".rose-letter")).to_contain_text(f"Wednesday {day} 2025")
    expect(page.locator(".rose-letter")).not_to_contain_text("Healthy Relationships")
    return next(event for event in calendar_file(page).events if "RRULE" in event)


def sees_the_dates(story: Story, page: Page, reference: str) -> None:
    sign_in_by_mail(story, page, BOOKER)
    page.get_by_role("main").get_by_role("listitem").filter(has_text=reference).get_by_role("link").click()
    expect(page.get_by_role("table", name="Dates").get_by_role("row")).to_have_count(1 + 6)
    expect(page.get_by_role("main")).to_contain_text("numbered card, 1 to 6")


# The office


def holds_six_dates(story: Story, page: Page, reference: str) -> None:
    """The calendar of Norfolk leaves the holiday out; without the parents there is nothing to confirm."""
    sign_in_by_password(story, page, COORDINATOR)
    expect(page.get_by_role("row", name=reference)).to_contain_text("Waits for a conversation")
    page.get_by_role("link", name=reference).click()
    expect(page.get_by_role("main")).to_contain_text("This course begins with a conversation")
    page.get_by_role("button", name="We have spoken").click()
    page.get_by_role("button", name="Choose date and facilitator").click()
    page.get_by_role("link", name="Find weekly dates that fit before the break").click()
    heading(page, "Find 6 weekly dates")
    main = page.get_by_role("main")
    expect(main).to_contain_text("Only 3 of 6 weeks fit before the break")
    expect(main).to_contain_text("Wednesday 29 October 2025 (school holiday)")
    accessible(story, page)
    page.get_by_role("listitem").filter(has_text="Go on after the break").get_by_role("button").click()
    expect(page.get_by_role("group", name="Week 4").get_by_label("Month")).to_have_value("11")
    accessible(story, page)
    expect(page.get_by_label("Fay Thirtle")).to_be_checked()
    expect(page.get_by_role("button", name="Confirm the booking")).to_have_count(0)
    page.get_by_role("button", name="Hold these dates").click()
    heading(page, "Date held")
    expect(page.get_by_role("button", name="Confirm as held")).to_have_count(0)
    expect(page.get_by_role("main")).to_contain_text("Stops confirmation")


def confirms(page: Page, reference: str) -> None:
    page.reload()
    page.get_by_role("button", name="Confirm as held").click()
    heading(page, "Confirmed")
    expect(page.get_by_role("main")).to_contain_text("Numbered cards 1 to 6")


def postpones_week_five(story: Story, page: Page, reference: str) -> None:
    """An inspection: week 5 moves on, and week 6 follows."""
    sign_in_by_password(story, page, COORDINATOR)
    page.get_by_role("link", name="Confirmed").click()
    page.get_by_role("link", name=reference).click()
    page.get_by_role("link", name="The course as one").click()
    page.get_by_role("link", name="Postpone week 5").click()
    heading(page, "Postpone week 5")
    expect(page.get_by_role("row", name="6").last).to_contain_text("Wednesday 26 November 2025")
    accessible(story, page)
    page.get_by_role("button", name="Postpone and tell the school").click()
    expect(page.get_by_role("alert")).to_contain_text("Week 5 is postponed")


def reads_the_report(story: Story, page: Page, reference: str) -> None:
    """Each young person once, however often they came; and no per cent of so few."""
    sign_in_by_password(story, page, COORDINATOR)
    page.get_by_role("link", name="Delivered").click()
    page.get_by_role("link", name=reference).click()
    heading(page, "Delivered")
    page.get_by_role("link", name="Impact").click()
    expect(page.get_by_role("article", name="Children and young people reached")).to_contain_text("6 people")
    knowledge = page.locator("#knowledge_increased")
    expect(knowledge).to_contain_text("5 of 6 valid pairs: too few for a percentage")
    page.get_by_role("link", name="See the rows behind Attendances").click()
    row = page.get_by_role("row", name=reference)
    expect(row.get_by_role("cell")).to_contain_text(
        [SCHOOL, "Healthy Relationships", "8 Oct 2025 to 26 Nov 2025", "6", "6", "32"]
    )


# The facilitator


def takes_the_register(story: Story, page: Page, week: int) -> None:
    """All present, then the exceptions."""
    sign_in_by_password(story, page, "fay@rose.example")
    page.get_by_role("link", name=SCHOOL).first.click()
    expect(page.get_by_role("main")).to_contain_text(f"JT-A, week {week}")
    page.get_by_role("link", name="Register by card").click()
    page.get_by_role("button", name="All present").click()
    for card in AWAY.get(week, []):
        page.get_by_role("group", name=card).get_by_label("Absent").check()
    if week == 1:
        page.get_by_role("group", name="Card 1").get_by_label("Late").check()
        accessible(story, page)
    page.get_by_role("button", name="Save the register").click()
    attended = 6 - len(AWAY.get(week, []))
    expect(page.get_by_role("alert")).to_contain_text(f"The register is complete: {attended} of 6 attended")
    expect(page.get_by_role("main")).to_contain_text(f"{attended} of 6 attended")


def types_the_cards(story: Story, page: Page, wave: str) -> None:
    """One row a card. The fifth knows as much at the end as at the beginning."""
    page.get_by_role("link", name="Before and after scores").click()
    if wave == "after":
        page.get_by_role("link", name="After", exact=True).click()
    better, before = "tfftftft", "tffnnnnn"
    papers = [before] * 6 if wave == "before" else [better] * 4 + [before, better]
    type_papers(story, page, wave, papers)
    page.get_by_role("button", name="Save the scores").click()
    expect(page.get_by_role("alert")).to_contain_text("6 papers added")


def sees_that_all_is_recorded(page: Page) -> None:
    """Nothing waits any more. A facilitator can look back over thirty days: to weeks 4, 5 and 6."""
    page.get_by_role("link", name="My sessions").first.click()
    expect(page.get_by_role("heading", name="Waiting for a register")).to_have_count(0)
    for day in POSTPONED[-3:]:
        session = page.get_by_role("listitem").filter(has_text=f"Wednesday {day} 2025")
        expect(session).to_contain_text("Recorded")
