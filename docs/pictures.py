"""Takes the pictures of docs/pictures/ from a fresh demonstration: `python -m docs.pictures` (or `make pictures`).

With DATABASE_URL the demonstration in that database is shown, and loaded only if it is empty.
"""

import os
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, Page, sync_playwright

from docs import school_pictures
from docs.picture_readers import COORDINATOR, FACILITATOR, ROOT, flask, sign_in
from docs.school_pictures import inbox
from rose_training.clock import today
from tests.support import browser
from tests.support.server import SECRET_KEY, serving

PICTURES = Path(__file__).resolve().parent / "pictures"
WIDE, PHONE = 1280, 360


def home(page: Page) -> None:
    """What a visitor sees first."""
    page.goto("/")


def whats_on(page: Page) -> None:
    """The dates that anybody may register for."""
    page.goto("/whats-on")


def diary_week(page: Page) -> None:
    """Who is where in a week."""
    sign_in(page, COORDINATOR)
    page.goto(f"/office/diary?view=week&on={(today() + timedelta(days=7)).isoformat()}")


def diary_month(page: Page) -> None:
    """A month of the term."""
    sign_in(page, COORDINATOR)
    page.goto("/office/diary")


def diary_move(page: Page) -> None:
    """A session on its way to another day, with what is planned there."""
    sign_in(page, COORDINATOR)
    page.goto("/office/diary?view=list")
    page.locator(".rose-slot--confirmed").filter(has_not_text="week").get_by_role("link", name="Move").first.click()
    page.goto(f"{page.url}?on={(today() + timedelta(days=2)).isoformat()}")


def impact(page: Page) -> None:
    """The report of the three-year evaluation."""
    sign_in(page, COORDINATOR)
    page.goto("/office/impact/2011-09-01/2014-08-31")


def register(page: Page) -> None:
    """The cards of a course on a facilitator's telephone, below the name of the school."""
    sign_in(page, FACILITATOR)
    course = page.get_by_role("listitem").filter(has_text="JT-A, week").first
    course.get_by_role("link").click()
    page.get_by_role("link", name="Register by card").click()
    page.get_by_role("button", name="All present").click()
    page.get_by_role("group", name="Card 2").get_by_label("Late").check()
    page.get_by_role("group", name="Card 3").get_by_label("Absent").check()
    page.locator("[data-rose-tally]").evaluate("tally => tally.scrollIntoView()")


def minutes(page: Page) -> None:
    """Minutes beside a mark, on a telephone."""
    briefing_that_is_over(page)
    page.get_by_role("link", name="Correct the register").click()
    row = page.get_by_role("group", name="Isla").first
    row.get_by_label("Left early").check()
    row.get_by_label("Minutes there").fill("50")
    row.evaluate("row => window.scrollTo(0, row.offsetTop - 40)")


def briefing_that_is_over(page: Page) -> None:
    """What became of each place."""
    sign_in(page, COORDINATOR)
    page.goto("/office/afterwards")
    page.locator("#sessions tbody a").first.click()


def certificate_checked(page: Page) -> None:
    """What a stranger sees of a certificate."""
    briefing_that_is_over(page)
    number = page.locator("#afterwards").get_by_text("CERT-").first.inner_text()
    page.goto(f"/certificates/{number}")


def evaluations(page: Page) -> None:
    """What people said."""
    sign_in(page, COORDINATOR)
    page.goto("/office/afterwards/evaluations")


def colleagues(page: Page) -> None:
    """Three people on the page of a date, before they are registered."""
    page.goto("/whats-on")
    for address in [link.get_attribute("href") for link in page.locator("main a[href*='/whats-on/SES']").all()]:
        page.goto(address or "/whats-on")
        if page.get_by_role("link", name="Register for a place").count():
            break
    page.get_by_label("Your full name").fill("Ada Example")
    page.get_by_label("Your e-mail address").fill("ada@agency.example")
    page.get_by_label("Your organisation").fill("Norwich Youth Justice")
    page.get_by_label("Your job role").fill("Youth worker")
    for number, name in enumerate(("Bo", "Cy"), start=1):
        page.get_by_role("button", name="Add a colleague").click()
        row = page.get_by_role("group", name=f"Colleague {number}")
        row.get_by_label("Full name").fill(f"{name} Example")
        row.get_by_label("E-mail address").fill(f"{name.lower()}@agency.example")
    page.get_by_label("Your manager's e-mail address").fill("mo@agency.example")
    page.locator("#colleague-1").evaluate("row => window.scrollTo(0, row.offsetTop - 40)")


def proposal(page: Page) -> None:
    """An organisation that nobody knows, and those that may be meant."""
    colleagues(page)
    page.get_by_role("button", name="Register", exact=True).click()
    page.get_by_role("heading", name="3 people have a place").wait_for()
    sign_in(page, COORDINATOR)
    page.goto("/office/proposals")
    page.get_by_role("link", name="Norwich Youth Justice").click()


def registration(page: Page) -> None:
    """One of three, and what the office can do on their behalf."""
    proposal(page)
    page.get_by_role("link", name="Bo Example").click()


def mail(page: Page) -> None:
    """What was sent, waits, failed and came back."""
    sign_in(page, COORDINATOR)
    page.goto("/office/mail?state=sent")


def mail_words(page: Page) -> None:
    """The words of an e-mail, on the way to being changed."""
    sign_in(page, COORDINATOR)
    page.goto("/office/mail/wording/registration_confirmed")
    page.get_by_text("Placeholders of this e-mail").click()
    page.locator("h1").click()


def mail_preview(page: Page) -> None:
    """The same e-mail as it would read."""
    sign_in(page, COORDINATOR)
    page.goto("/office/mail/wording/registration_confirmed")
    page.locator("#preview").evaluate("heading => window.scrollTo(0, heading.offsetTop - 40)")


def mail_returned(page: Page) -> None:
    """An e-mail that did not arrive, written down by hand."""
    mail(page)
    page.goto("/office/mail?state=sent&to=school.example")
    page.locator("#mail tbody a").first.click()
    page.get_by_role("link", name="It did not arrive").click()
    page.get_by_label("The address does not work").check()
    page.get_by_label("What happened (optional)").fill("Moved to another team")
    page.get_by_role("button", name="Write it down").click()
    page.goto("/office/mail/returned")


def reserve_list(page: Page) -> None:
    """Places that are held, and the list in its order."""
    sign_in(page, COORDINATOR)
    page.goto("/office/sessions")
    page.locator("#sessions tbody a").first.click()
    page.locator("#offered").evaluate("table => window.scrollTo(0, table.getBoundingClientRect().top - 30)")


def briefing(page: Page) -> None:
    """A briefing that comes round, with its four public dates."""
    sign_in(page, COORDINATOR)
    page.goto("/office/series")
    page.get_by_role("link", name="Quarterly briefing").click()


def briefing_before(page: Page) -> None:
    """The dates of a new one before they are public: monthly, so that some fall into holidays."""
    sign_in(page, COORDINATOR)
    page.goto("/office/series/new")
    page.get_by_label("What is it?").select_option(label="Quarterly briefing (PB-1)")
    page.get_by_label("Title").fill("An hour for designated leads")
    first = today() + timedelta(days=30)
    first += timedelta(days=(3 - first.weekday()) % 7)
    for box, number in (("Day", first.day), ("Month", first.month), ("Year", first.year)):
        page.get_by_role("group", name="First date").get_by_label(box, exact=True).fill(str(number))
    page.get_by_label("How often?").select_option(label="Every month")
    page.get_by_label("Starts at").fill("4pm")
    page.get_by_label("Online", exact=True).check()
    page.get_by_label("Number of places", exact=True).fill("40")
    page.get_by_label("Dates ahead").fill("7")
    page.get_by_role("button", name="Set it up").click()
    page.get_by_role("button", name="Publish").first.wait_for()


def campaign(page: Page) -> None:
    """The events of a campaign."""
    sign_in(page, COORDINATOR)
    page.goto("/office/campaigns")
    page.locator("#campaigns tbody a").first.click()


def month(page: Page) -> None:
    """The month of the campaign, as a visitor sees it."""
    page.goto("/whats-on")
    months = page.get_by_label("Month").locator("option").evaluate_all("all => all.map(one => one.value)")
    busiest = max(filter(None, months), key=lambda one: (one.endswith("-03"), one))
    page.goto(f"/whats-on/month/{busiest}")


SHOTS: dict[str, tuple[Callable[[Page], None], int, int]] = {
    "home": (home, WIDE, 690),
    "whats-on": (whats_on, WIDE, 790),
    "inbox": (inbox, WIDE, 560),
    "impact": (impact, WIDE, 1285),
    "register": (register, PHONE, 760),
    "guide/diary-month": (diary_month, WIDE, 1250),
    "guide/diary-week": (diary_week, WIDE, 1100),
    "guide/diary-move": (diary_move, WIDE, 1340),
    "guide/reserve-list": (reserve_list, WIDE, 560),
    "guide/briefings-before": (briefing_before, WIDE, 960),
    "guide/briefings-series": (briefing, WIDE, 690),
    "guide/briefings-campaign": (campaign, WIDE, 860),
    "guide/briefings-month": (month, WIDE, 1010),
    "guide/afterwards-minutes": (minutes, PHONE, 640),
    "guide/afterwards-session": (briefing_that_is_over, WIDE, 1000),
    "guide/afterwards-check": (certificate_checked, WIDE, 640),
    "guide/afterwards-evaluations": (evaluations, WIDE, 1250),
    "guide/registrations-several": (colleagues, WIDE, 1180),
    "guide/registrations-proposal": (proposal, WIDE, 1000),
    "guide/registrations-one": (registration, WIDE, 900),
    "guide/mail": (mail, WIDE, 800),
    "guide/mail-words": (mail_words, WIDE, 1040),
    "guide/mail-preview": (mail_preview, WIDE, 800),
    "guide/mail-returned": (mail_returned, WIDE, 760),
    **school_pictures.SHOTS,
}
"""Each picture: how to get to it, and its width and height in pixels."""


def take(chrome: Browser, address: str, name: str) -> None:
    """One picture, in a browser of its own."""
    way, width, height = SHOTS[name]
    context = chrome.new_context(base_url=address, viewport={"width": width, "height": height})
    page = context.new_page()
    way(page)
    page.wait_for_load_state("networkidle")
    path = PICTURES / f"{name}.png"
    path.parent.mkdir(exist_ok=True)
    page.screenshot(path=path)
    print(f"{path.relative_to(ROOT)}: {path.stat().st_size // 1000} kB")
    context.close()


def main() -> None:
    """All pictures, or those named."""
    wanted = sys.argv[1:] or list(SHOTS)
    PICTURES.mkdir(exist_ok=True)
    with TemporaryDirectory() as folder:
        database_url = os.environ.get("DATABASE_URL", f"sqlite:///{folder}/pictures.db")
        os.environ |= {"DATABASE_URL": database_url, "SECRET_KEY": SECRET_KEY}
        flask("site", "prepare")
        flask("mail", "deliver")
        with serving(database_url, workers=1) as port, sync_playwright() as playwright:
            chrome = browser.launch(playwright)
            for name in wanted:
                take(chrome, f"http://127.0.0.1:{port}", name)
            chrome.close()


if __name__ == "__main__":
    main()
