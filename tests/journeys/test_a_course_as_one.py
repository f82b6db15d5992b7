"""A six-week course as one: a choice before the break, its cards, a week put off, one caught up on, n of 6."""

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from rose_training.domain.attendance import Mark
from rose_training.models.bookings import Booking
from rose_training.models.sessions import TrainingSession
from rose_training.services import attendance
from tests.journeys.beforehand import SCHOOL, asked, signs_in, the_office
from tests.journeys.steps import choose_day, heading, open_letter, reads_well
from tests.journeys.story import BOOKER, COORDINATOR, PHONE, Story

AFTER_THE_BREAK = ["24 September", "1 October", "8 October", "15 October", "22 October", "5 November"]
"""Five Wednesdays before the half-term holiday, and one after it."""
POSTPONED = ["24 September", "1 October", "15 October", "22 October", "5 November", "12 November"]
"""Week 3 moves on, and the later ones follow."""
CAUGHT_UP = "14 November"
MISSED = {1: {2, 7}, 4: {7}, 5: {7}}
"""Which cards were away, by week."""


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_course_as_one(norfolk: Story, script: bool) -> None:
    norfolk.script = script
    teacher = signs_in(norfolk, norfolk.new_browser(), BOOKER)
    coordinator = signs_in(norfolk, norfolk.new_browser(), COORDINATOR)
    days = ["24 September 2025"]
    booking = asked(norfolk, "course-a", years=["9"], number=10, days=days, spoken=True)

    chooses_what_fits(norfolk, coordinator, booking.reference)
    downloads_the_cards(norfolk, coordinator, f"/office/bookings/{booking.reference}/course")
    downloads_the_cards(norfolk, teacher, f"/school/bookings/{booking.reference}")

    norfolk.hour.becomes("2 October 2025")
    postpones_week_three(norfolk, signs_in(norfolk, coordinator, COORDINATOR), booking.reference)
    reads_of_all_dates(norfolk, teacher)

    took_the_registers(norfolk, booking)
    norfolk.hour.becomes("12 November 2025", "15:00")
    catches_up_on_week_one(norfolk, signs_in(norfolk, coordinator, COORDINATOR), booking.reference)
    norfolk.hour.becomes("14 November 2025", "12:00")
    marks_who_came(norfolk, signs_in(norfolk, norfolk.new_browser(PHONE), "fay@rose.example"))
    all_see_how_far_they_got(norfolk, coordinator, signs_in(norfolk, teacher, BOOKER), booking.reference)


# The office


def chooses_what_fits(story: Story, page: Page, reference: str) -> None:
    """Five fit before the holiday: the sixth goes after it. Held and confirmed as one."""
    page.goto(f"/office/bookings/{reference}")
    page.get_by_role("link", name="Use this date").first.click()
    heading(page, "Find 6 weekly dates")
    main = page.get_by_role("main")
    expect(main).to_contain_text("Only 5 of 6 weeks fit before the break")
    reads_well(story, page)
    page.get_by_role("listitem").filter(has_text="Go on after the break").get_by_role("button").click()
    page.get_by_label("Fay Thirtle").check()
    reads_well(story, page)
    page.get_by_role("button", name="Confirm the booking").click()
    heading(page, "Confirmed")
    for day in AFTER_THE_BREAK:
        expect(page.get_by_role("table", name="Dates")).to_contain_text(f"Wednesday {day} 2025")
    expect(main).to_contain_text("Numbered cards 1 to 10")


def downloads_the_cards(story: Story, page: Page, address: str) -> None:
    """The cards, and the list that stays at the school."""
    page.goto(address)
    reads_well(story, page)
    for paper in ("Cards to cut out", "List that stays at the school"):
        with page.expect_download() as download:
            page.get_by_role("link", name=paper).click()
        assert download.value.path().read_bytes().startswith(b"%PDF-")


def postpones_week_three(story: Story, page: Page, reference: str) -> None:
    page.goto(f"/office/bookings/{reference}/course")
    page.get_by_role("link", name="Postpone week 3").click()
    heading(page, "Postpone week 3")
    expect(page.get_by_role("table", name="The course before and after")).to_contain_text("Wednesday 12 November 2025")
    reads_well(story, page)
    page.get_by_role("button", name="Postpone and tell the school").click()
    expect(page.get_by_role("main")).to_contain_text("Week 3 is postponed")
    for day in POSTPONED:
        expect(page.get_by_role("table", name="Weeks")).to_contain_text(f"Wednesday {day} 2025")


def catches_up_on_week_one(story: Story, page: Page, reference: str) -> None:
    """Two were away in week 1."""
    page.goto(f"/office/bookings/{reference}/course")
    reads_well(story, page)
    page.get_by_role("link", name="Catch up on week 1").click()
    choose_day(page, "Date", f"{CAUGHT_UP} 2025")
    page.get_by_label("Starts at").fill("10:00")
    page.get_by_label("Fay Thirtle").check()
    reads_well(story, page)
    page.get_by_role("button", name="Put it on and tell the school").click()
    row = page.get_by_role("row").filter(has_text="once more")
    expect(row).to_contain_text(f"Friday {CAUGHT_UP} 2025")


def all_see_how_far_they_got(story: Story, office: Page, school: Page, reference: str) -> None:
    """Each card with us, the sums with the school: nine came to all six, card 7 to four."""
    signs_in(story, office, COORDINATOR).goto(f"/office/bookings/{reference}/course")
    got = office.get_by_role("table", name="Weeks by card")
    expect(got.get_by_role("row").filter(has_text="6 of 6")).to_have_count(9)
    expect(got.get_by_role("row").filter(has_text="4 of 6")).to_have_count(1)
    reads_well(story, office)
    school.goto(f"/school/bookings/{reference}")
    expect(school.get_by_role("main")).to_contain_text("At least 4 of 6 weeks")
    expect(school.get_by_role("table", name="Weeks by card")).to_have_count(0)
    reads_well(story, school)


# The school


def reads_of_all_dates(story: Story, page: Page) -> None:
    open_letter(story, page, BOOKER, "Changed: your ROSE visits from")
    for day in POSTPONED[2:]:
        expect(page.locator(".rose-letter")).to_contain_text(f"{day} 2025")


# The facilitator


def took_the_registers(story: Story, booking: Booking) -> None:
    """Six weeks on paper and in the site, as another story shows."""
    session = story.stored
    session.rollback()
    weeks = session.scalars(
        select(TrainingSession)
        .where(TrainingSession.booking_id == booking.id, TrainingSession.week_number.is_not(None))
        .order_by(TrainingSession.week_number)
    )
    for week, training in enumerate(weeks, start=1):
        away = MISSED.get(week, set())
        rows = attendance.register_of(session, training=training).rows
        sent = {
            row.key: attendance.Sent(Mark.ABSENT if card in away else Mark.PRESENT, row.version)
            for card, row in enumerate(rows, start=1)
        }
        attendance.take_register(session, training=training, sent=sent, by=the_office(story), at=training.ends_at)
    session.commit()


def marks_who_came(story: Story, page: Page) -> None:
    """Card 2 and card 7 come; the others need not."""
    page.goto("/facilitator")
    page.get_by_role("link", name=SCHOOL).first.click()
    expect(page.get_by_role("table", name="Weeks by card")).to_be_visible()
    reads_well(story, page)
    page.get_by_role("link", name="Register by card").click()
    reads_well(story, page)
    for card in range(1, 11):
        mark = "Present" if card in MISSED[1] else "Excused"
        page.get_by_role("group", name=f"Card {card}", exact=True).get_by_label(mark).check()
    page.get_by_role("button", name="Save the register").click()
    expect(page.get_by_role("alert")).to_contain_text("2 of 10 attended")
