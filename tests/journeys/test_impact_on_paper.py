"""The impact report on paper, as a real browser prints it."""

from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page
from sqlalchemy.orm import Session

from rose_training.clock import now
from rose_training.database import transaction
from rose_training.domain.permissions import Role
from rose_training.domain.surveys import Wave
from rose_training.models.people import Person
from rose_training.services import accounts
from tests.factories import make_organisation, make_person
from tests.support.evidence import make_paper, make_survey, make_visit, on

REPORT = "/office/impact/2011-09-01/2014-08-31"
SMALLEST_TYPE = 11
"""Pixels of 1/96 inch: a little more than eight points."""

A4_BETWEEN_MARGINS = {"width": 688, "height": 1001}
"""182 by 265 millimetres, in the same pixels."""

pytestmark = pytest.mark.skipif(
    not (Path(__file__).parents[2] / "static" / "dist" / "site.css").exists(),
    reason="npm ci && npm run build has not been run",
)


@pytest.fixture
def paper(app: Flask, stored: Session, live: str, tab: Page) -> Page:
    """The coordinator's report, as the printer gets it."""
    _, (lesson,) = make_visit(stored, make_organisation(stored), on(2012, 3, 1), pupils=24)
    survey = make_survey(stored)
    for sheet in range(1, 13):
        make_paper(stored, survey, lesson, Wave.BEFORE, sheet, "rrrwwwwwww")
        make_paper(stored, survey, lesson, Wave.AFTER, sheet, "rrrrrrrrwn")
    coordinator = make_person(stored, Role.COORDINATOR)
    stored.commit()
    with app.app_context(), transaction() as session:
        person = session.get_one(Person, coordinator.id)
        token = accounts.start_session(session, person=person, shared=False, at=now())
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie["_user_id"] = token
    name = app.config["SESSION_COOKIE_NAME"]
    sent = client.get_cookie(name)
    assert sent is not None
    tab.context.add_cookies([{"name": name, "value": sent.value, "url": live}])
    tab.set_viewport_size(A4_BETWEEN_MARGINS)
    tab.goto(live + REPORT)
    tab.emulate_media(media="print")
    return tab


def test_what_is_for_the_office_stays_on_the_screen(paper: Page) -> None:
    for words in ("Exact counts for the office", "Worried about a child? Numbers to ring", "See the rows"):
        assert not paper.get_by_text(words).first.is_visible()
    assert paper.get_by_text("Definition version 2.").first.is_visible()


def test_charts_stand_side_by_side_in_one_piece_and_can_be_read(paper: Page) -> None:
    boxes = [chart.bounding_box() for chart in paper.locator(".rose-impact__charts > *").all()]
    first, second = (box for box in boxes if box is not None)
    assert first["y"] == second["y"]
    assert second["x"] >= first["x"] + first["width"]
    sizes = paper.evaluate(
        "() => [...document.querySelectorAll('.rose-chart__picture text')].map(text => {"
        "  const picture = text.ownerSVGElement;"
        "  const scale = picture.getBoundingClientRect().width / picture.viewBox.baseVal.width;"
        "  return parseFloat(getComputedStyle(text).fontSize) * scale })"
    )
    assert min(sizes) >= SMALLEST_TYPE
    for piece in (".rose-impact__charts", ".rose-chart", ".rose-impact__years", ".rose-account"):
        inside = paper.locator(piece).first.evaluate("piece => getComputedStyle(piece).breakInside")
        assert inside == "avoid", piece
