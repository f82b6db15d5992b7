"""The public pages in a real browser: accessible, no wider than a phone, never in the way of the keyboard."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from rose_training.web.navigation import EXIT_ADDRESS
from tests.support import axe

ROOT = Path(__file__).parents[2]
PAGES = [
    "/",
    "/numbers-to-ring",
    "/before-you-read-on",
    "/leaving-quickly",
    "/accessibility",
    "/privacy",
    "/privacy/young-people",
    "/cookies",
    "/complaints",
    "/no-such-page",
]
PHONE, DESK = {"width": 360, "height": 740}, {"width": 1280, "height": 900}

pytestmark = pytest.mark.skipif(
    not (ROOT / "static" / "dist" / "site.js").exists() or not axe.available(),
    reason="npm ci && npm run build has not been run",
)


@pytest.fixture
def tab(tab: Page) -> Page:
    """A tab in which the weather page is ours: no test reaches the network."""

    def weather(route: Route) -> None:
        route.fulfill(content_type="text/html", body="<!doctype html><title>Weather</title><h1>Dry</h1>")

    tab.route("https://**/*", weather)
    return tab


@pytest.mark.parametrize("address", PAGES)
def test_a_program_finds_nothing_inaccessible(live: str, tab: Page, address: str) -> None:
    for size in (DESK, PHONE):
        tab.set_viewport_size(size)  # type: ignore[arg-type]
        tab.goto(live + address)
        assert axe.problems(tab) == []


@pytest.mark.parametrize("width", [320, 360, 1280])
def test_no_page_scrolls_sideways(live: str, tab: Page, width: int) -> None:
    tab.set_viewport_size({"width": width, "height": 740})
    for address in PAGES:
        tab.goto(live + address)
        assert tab.evaluate("document.documentElement.scrollWidth") <= width, address


def test_the_security_policy_stops_nothing_of_ours(live: str, tab: Page) -> None:
    complaints: list[str] = []
    tab.on("console", lambda message: complaints.append(message.text))
    tab.on("pageerror", lambda error: complaints.append(str(error)))
    for address in PAGES[:-1]:
        tab.goto(live + address)
    assert complaints == []
    assert "js-enabled" in (tab.get_attribute("body", "class") or "")


@pytest.mark.parametrize("address", ["/", "/privacy", "/numbers-to-ring"])
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_the_exit_button_never_hides_what_has_the_focus(
    live: str, tab: Page, address: str, size: dict[str, int]
) -> None:
    """WCAG 2.2, 2.4.11: tab through the page and back; something of each focused thing stays in sight."""
    tab.set_viewport_size(size)  # type: ignore[arg-type]
    tab.goto(live + address)
    stops = tab.locator("a[href], button, [tabindex='0']").count()
    hidden = []
    for key in ["Tab"] * stops + ["Shift+Tab"] * stops:
        tab.keyboard.press(key)
        covered = tab.evaluate(
            """() => {
                const one = document.activeElement;
                const exit = document.querySelector(".govuk-exit-this-page__button");
                if (!one || one === document.body || one === exit) return "";
                const a = one.getBoundingClientRect(), b = exit.getBoundingClientRect();
                const under = a.left >= b.left && a.right <= b.right && a.top >= b.top && a.bottom <= b.bottom;
                return under ? one.outerHTML.slice(0, 80) : "";
            }"""
        )
        if covered:
            hidden.append(covered)
    assert hidden == []


def test_three_shifts_leave_and_the_way_back_is_gone(live: str, tab: Page) -> None:
    tab.goto("about:blank")
    tab.goto(live + "/numbers-to-ring")
    tab.wait_for_selector(".js-enabled")
    tab.keyboard.press("Shift")
    assert tab.locator("[role=status]").inner_text() == "Shift, press 2 more times to exit."
    tab.keyboard.press("a")  # any other key begins again
    for _ in range(3):
        tab.keyboard.press("Shift")
    expect(tab).to_have_url(EXIT_ADDRESS)
    tab.go_back()
    assert "numbers-to-ring" not in tab.url


def test_a_capital_letter_is_not_a_shift(live: str, tab: Page) -> None:
    tab.goto(live + "/numbers-to-ring")
    tab.wait_for_selector(".js-enabled")
    for _ in range(3):
        tab.keyboard.press("Shift+A")
    assert tab.url.endswith("/numbers-to-ring")
    assert tab.locator(".govuk-exit-this-page-overlay").count() == 0


def test_the_button_leaves(live: str, tab: Page) -> None:
    tab.goto(live + "/numbers-to-ring")
    tab.wait_for_selector(".js-enabled")
    tab.get_by_role("button", name="Exit this page").first.click()
    expect(tab).to_have_url(EXIT_ADDRESS)


def test_the_link_beside_the_skip_link_leaves(live: str, tab: Page) -> None:
    tab.goto(live + "/numbers-to-ring")
    tab.wait_for_selector(".js-enabled")
    tab.keyboard.press("Tab")
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.textContent") == "Exit this page"
    tab.keyboard.press("Enter")
    expect(tab).to_have_url(EXIT_ADDRESS)
