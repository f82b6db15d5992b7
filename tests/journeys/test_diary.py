"""The diary in the browser: read at every width, and a session moved with the keyboard alone."""

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from rose_training.clock import set_to
from rose_training.domain.actors import Actor
from rose_training.domain.bookings import BookingState
from rose_training.domain.calendar import TermDates
from rose_training.domain.permissions import Role
from rose_training.models.sessions import TrainingSession
from rose_training.services import accounts, calendar
from tests.factories import (
    make_assignment,
    make_booking,
    make_facilitator,
    make_organisation,
    make_person,
    make_session,
)
from tests.journeys.steps import heading
from tests.journeys.story import Hour
from tests.support import axe

TUESDAY = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)


@pytest.fixture
def visit_planned(stored: Session, hour: Hour) -> TrainingSession:
    """A confirmed visit on a Tuesday in November, in a term that the calendar knows."""
    hour.becomes("17 November 2026")
    terms = [TermDates(date(2026, 11, 2), date(2026, 12, 18), "Autumn 2", "2026/27")]
    calendar.keep_terms(stored, terms, source="for this test", by=Actor(None, "Cora"), at=hour.now())
    fay = make_facilitator(stored, person=make_person(stored, Role.FACILITATOR, name="Fay Example"))
    booking = make_booking(
        stored, state=BookingState.CONFIRMED, organisation=make_organisation(stored, name="Hethersett Academy")
    )
    training = make_session(stored, booking=booking, starts_at=TUESDAY, place_name="Hethersett Academy")
    make_assignment(stored, training, fay)
    other = make_session(stored, starts_at=TUESDAY + timedelta(days=1, hours=4), title="Open briefing")
    make_assignment(stored, other, fay)
    stored.commit()
    return training


@pytest.fixture
def office(app: Flask, stored: Session, live: str, tab: Page, hour: Hour, visit_planned: TrainingSession) -> Page:
    """The coordinator's browser."""
    cora = make_person(stored, Role.COORDINATOR, name="Cora Coordinator", created_at=hour.now())
    with set_to(hour.now()):
        token = accounts.start_session(stored, person=cora, shared=False, at=hour.now())
    stored.commit()
    value = str(app.session_interface.get_signing_serializer(app).dumps({"_user_id": token}))  # type: ignore[attr-defined]
    tab.context.add_cookies([{"name": app.config["SESSION_COOKIE_NAME"], "value": value, "url": live}])
    return tab


@pytest.mark.skipif(not axe.available(), reason="npm ci has not been run")
@pytest.mark.parametrize("width", [1280, 360])
def test_the_diary_is_read_at_every_width(office: Page, live: str, visit_planned: TrainingSession, width: int) -> None:
    office.set_viewport_size({"width": width, "height": 800})
    for address in (
        "/office/diary?on=2026-11-24",
        "/office/diary?view=week&on=2026-11-24",
        "/office/diary?view=list&on=2026-11-24",
        f"/office/diary/sessions/{visit_planned.reference}/move?on=2026-11-25&start=14:30&end=15:30",
    ):
        office.goto(live + address)
        expect(office.locator("main").get_by_text("Hethersett Academy").locator("visible=true").first).to_be_visible()
        assert office.evaluate("document.documentElement.scrollWidth") <= width
        assert axe.problems(office) == []


def test_a_session_is_moved_with_the_keyboard_alone(
    office: Page, live: str, stored: Session, visit_planned: TrainingSession
) -> None:
    office.goto(live + "/office/diary")
    office.get_by_role("link", name="Week", exact=True).press("Enter")
    office.get_by_role("link", name="Later").press("Enter")
    office.get_by_role("row", name="Fay Example").get_by_role("link", name="Move").first.press("Enter")
    heading(office, "Move this session")

    day = office.get_by_role("textbox", name="Day")
    day.press("ControlOrMeta+a")
    day.press_sequentially("25")
    office.get_by_role("button", name="Look at this day first").press("Enter")
    expect(office.get_by_role("region", name="Wednesday 25 November 2026")).to_contain_text("Open briefing")
    office.get_by_role("button", name="Move it and tell the school").press("Enter")

    expect(office.locator("main")).to_contain_text("Moved.")
    expect(office.get_by_role("row", name="Fay Example").get_by_role("cell").nth(2)).to_contain_text("Hethersett")
    stored.expire_all()
    stored.rollback()
    assert stored.get_one(TrainingSession, visit_planned.id).starts_at == TUESDAY + timedelta(days=1)
