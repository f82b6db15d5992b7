"""The ways to the pictures of schools, requests, courses, facilitators, organisations and term dates."""

from collections.abc import Callable
from datetime import date, timedelta

from playwright.sync_api import Page

from docs.picture_readers import COORDINATOR, FACILITATOR, SCHOOL, follow, open_letter, sign_in, sign_in_by_mail
from rose_training.clock import today


def scroll_to(page: Page, selector: str) -> None:
    """Put what the picture is about at its top."""
    page.locator(selector).first.evaluate("it => window.scrollTo(0, it.getBoundingClientRect().top + scrollY - 30)")


def days(page: Page) -> None:
    """The days on which somebody is free, on the way through the request."""
    page.goto("/ask-for-a-session?activity=secondary-class")
    page.get_by_role("button", name="Start now").click()
    page.get_by_label("Find it in the register").fill("aylsham")
    page.get_by_role("button", name="Search").click()
    page.get_by_label("Aylsham High School").check()
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Year 9", exact=True).check()
    page.get_by_label("How many children or young people do you expect?").fill("27")
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("A day when we can come for the first choice").select_option(index=3)


def accept(page: Page) -> None:
    """A date that is held, behind the link in the e-mail."""
    page.goto("/demonstration/mailbox")
    held = page.get_by_role("link", name="Held for you").evaluate_all("all => all.map(link => link.pathname)")
    for address in held:
        page.goto(address)
        if page.locator(".rose-letter").get_by_role("link", name="/accept").count():
            break
    follow(page, "/accept")


def offered(page: Page) -> None:
    """Other dates, to choose one of."""
    open_letter(page, "Other dates for your ROSE visit")
    follow(page, "/dates")


def next_steps(page: Page) -> None:
    """What a school has to do next."""
    sign_in_by_mail(page, SCHOOL)
    page.goto("/school")


def checklist(page: Page) -> None:
    """What is in place for a visit, and what is not."""
    next_steps(page)
    page.get_by_role("link", name="Respect, pressure and consent").first.click()
    scroll_to(page, "#checklist")


def ask_to_move(page: Page) -> None:
    """Another date, with its reason."""
    next_steps(page)
    page.get_by_role("link", name="Respect, pressure and consent").first.click()
    page.get_by_role("button", name="Ask to move it").click()
    page.get_by_label("Why", exact=False).first.fill("Year 9 is on a trip that day")


def colleagues_of_school(page: Page) -> None:
    """Who may book for a school, a mailbox among them."""
    next_steps(page)
    page.goto("/school/colleagues")


def inbox(page: Page) -> None:
    """Requests in the order of need."""
    sign_in(page, COORDINATOR)
    page.goto("/office/bookings")


def request(page: Page) -> None:
    """A request that may have been made twice, and its dates in our diary."""
    inbox(page)
    page.get_by_role("row").filter(has_text="Downham Market Academy").get_by_role("link").first.click()


def _plan(page: Page) -> None:
    inbox(page)
    page.get_by_role("row").filter(has_text="Parker's").get_by_role("link").first.click()
    page.get_by_role("link", name="Use this date").first.click()
    page.get_by_label("Fran Facilitator").check()


def letter(page: Page) -> None:
    """The e-mail that would leave."""
    _plan(page)
    page.get_by_label("A sentence of your own").fill("We bring everything, you only need the hall.")
    page.get_by_role("button", name="See the letter first").click()
    scroll_to(page, ".rose-letter")


def other_dates(page: Page) -> None:
    """What was offered, on the page of the booking."""
    inbox(page)
    page.get_by_role("row").filter(has_text="Other dates are offered").get_by_role("link").first.click()


def by_telephone(page: Page) -> None:
    """A request on one page."""
    inbox(page)
    page.get_by_role("link", name="Take a request by telephone").click()


def to_move(page: Page) -> None:
    """Schools that ask to move, and visits that something stops."""
    sign_in(page, COORDINATOR)
    page.goto("/office/bookings/wishes")


def choices(page: Page) -> None:
    """Six weeks that do not fit before the break, and what can be done."""
    inbox(page)
    page.get_by_role("row").filter(has_text="Internet Safety").get_by_role("link").first.click()
    page.get_by_role("link", name="Use this date").last.click()
    scroll_to(page, "#proposal")


def _course(page: Page) -> None:
    inbox(page)
    page.goto("/office/bookings?state=confirmed")
    page.get_by_role("row").filter(has_text="Healthy Relationships").get_by_role("link").first.click()
    page.get_by_role("link", name="The course as one").click()


def course(page: Page) -> None:
    """Weeks, a week once more, and who has come to how many."""
    _course(page)


def postpone(page: Page) -> None:
    """A week moves on, and what becomes of the later ones."""
    _course(page)
    page.get_by_role("link", name="Postpone").nth(1).click()
    page.get_by_role("button", name="Show the new dates").click()
    scroll_to(page, "#moves")


def facilitators(page: Page) -> None:
    """Checks, and who owes an answer."""
    sign_in(page, COORDINATOR)
    page.goto("/office/facilitators")


def answer(page: Page) -> None:
    """Can you come?"""
    sign_in(page, FACILITATOR)
    page.goto("/facilitator")
    page.locator("main a[href*='/facilitator/answers/']").first.click()


def availability(page: Page) -> None:
    """The hours of a week, and leave: of the one who works part-time."""
    facilitators(page)
    page.get_by_role("row").filter(has_text="Farid").get_by_role("link", name="Hours and leave").click()


def intake(page: Page) -> None:
    """What an import of the register changed, line by line."""
    sign_in(page, COORDINATOR)
    page.goto("/office/organisations/register")
    page.locator("main tbody a").first.click()


def compare(page: Page) -> None:
    """Two that look alike, side by side."""
    sign_in(page, COORDINATOR)
    page.goto("/office/organisations/duplicates")
    page.get_by_role("row").filter(has_text="YMCA").get_by_role("link", name="Compare").click()


def school(page: Page) -> None:
    """Everything ever done with a school."""
    sign_in(page, COORDINATOR)
    page.goto("/office/organisations?q=King+Edward+VII")
    page.locator("main tbody a").first.click()
    page.get_by_role("heading", name="In the national register").evaluate("it => window.scrollTo(0, it.offsetTop - 20)")


def term_calendar(page: Page) -> None:
    """A school year at a glance."""
    sign_in(page, COORDINATOR)
    page.goto("/office/calendar")


def term_file(page: Page) -> None:
    """A school's own days from a table, before they are kept."""
    next_steps(page)
    page.goto("/school/days")
    page.get_by_role("button", name="Read in a file").click()
    first = today() + timedelta(days=(7 - today().weekday()) % 7 + 70)
    lines = [("INSET day", first, first), ("Mock exams Year 11", first + timedelta(days=7), first + timedelta(days=9))]
    dates = [f"{what},{_written(begin)},{_written(end)}" for what, begin, end in lines]
    table = "\n".join(["What,First day,Last day", *dates])
    file = {"name": "our-days.csv", "mimeType": "text/csv", "buffer": table.encode()}
    page.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]
    page.get_by_role("button", name="Look at the file").click()
    page.get_by_role("heading", name="What would change").wait_for()


def _written(day: date) -> str:
    return f"{day:%d/%m/%Y}"


WIDE, PHONE = 1280, 360
SHOTS: dict[str, tuple[Callable[[Page], None], int, int]] = {
    "guide/schools-days": (days, WIDE, 1000),
    "guide/schools-accept": (accept, WIDE, 640),
    "guide/schools-offered": (offered, WIDE, 800),
    "guide/schools-next": (next_steps, WIDE, 640),
    "guide/schools-checklist": (checklist, PHONE, 900),
    "guide/schools-move": (ask_to_move, WIDE, 900),
    "guide/schools-colleagues": (colleagues_of_school, WIDE, 640),
    "guide/requests-inbox": (inbox, WIDE, 900),
    "guide/requests-one": (request, WIDE, 1300),
    "guide/requests-letter": (letter, WIDE, 1080),
    "guide/requests-offered": (other_dates, WIDE, 760),
    "guide/requests-telephone": (by_telephone, WIDE, 760),
    "guide/requests-to-move": (to_move, WIDE, 640),
    "guide/courses-choices": (choices, WIDE, 1100),
    "guide/courses-course": (course, WIDE, 1200),
    "guide/courses-postpone": (postpone, WIDE, 780),
    "guide/facilitators-checks": (facilitators, WIDE, 760),
    "guide/facilitators-answer": (answer, WIDE, 1250),
    "guide/facilitators-availability": (availability, WIDE, 900),
    "guide/organisations-intake": (intake, WIDE, 800),
    "guide/organisations-compare": (compare, WIDE, 1250),
    "guide/organisations-school": (school, WIDE, 1300),
    "guide/term-dates-year": (term_calendar, WIDE, 1000),
    "guide/term-dates-file": (term_file, WIDE, 760),
}
"""Each picture: how to get to it, and its width and height in pixels."""
