"""Every page that a reader comes to by links, in a real browser: accessible, and no wider than a phone.

The small world and the walk are those of tests/web/test_every_link.py; here one address of each page is opened.
"""

from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page

from rose_training.domain.permissions import Role
from rose_training.models.people import Person
from tests.support import axe
from tests.support.visitor import Visitor
from tests.web import test_every_link
from tests.web.test_every_link import Walk

ROOT = Path(__file__).parents[2]
WIDTHS = (1280, 360)
READERS = (None, Role.FACILITATOR, Role.PROFESSIONAL)

people = test_every_link.people

pytestmark = pytest.mark.skipif(
    not (ROOT / "static" / "dist" / "site.js").exists() or not axe.available(),
    reason="npm ci && npm run build has not been run",
)


@pytest.mark.parametrize("role", READERS, ids=lambda role: role.value if role else "visitor")
def test_a_program_finds_nothing_wrong_with_any_page(
    app: Flask, live: str, tab: Page, people: dict[Role, Person], role: Role | None
) -> None:
    visit = Visitor(app)
    if role is not None:
        visit.sign_in(people[role])
    pages = Walk(app, visit, role).follow_links().one_of_each
    cookie = visit.client.get_cookie(app.config["SESSION_COOKIE_NAME"])
    if cookie is not None:
        tab.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live}])
    wrong = [found for address in pages for found in wrong_with(tab, live, address)]
    assert not wrong, "\n".join(wrong)
    assert len(pages) > 5, "the walk came somewhere"


def wrong_with(tab: Page, live: str, address: str) -> list[str]:
    """What is wrong with one page as a desk and as a phone show it, in words."""
    tab.goto(live + address)
    wrong = []
    for width in WIDTHS:
        tab.set_viewport_size({"width": width, "height": 800})
        wrong += [f"{address} at {width}: {problem}" for problem in axe.problems(tab)]
        if tab.evaluate("document.documentElement.scrollWidth") > width:
            wrong.append(f"{address} is wider than {width} pixels")
    return wrong
