"""A facilitator's sessions on the day."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from rose_training.domain.bookings import BookingState
from rose_training.domain.permissions import Role
from rose_training.models.sessions import TrainingSession
from tests.factories import make_assignment, make_booking, make_person, make_session
from tests.support.queries import Queries
from tests.support.visitor import Visitor
from tests.web.facilitator.conftest import HOUR, Day

PAGES = ("", "/register", "/headcount", "/scores", "/walk-in")


def another(stored: Session, day: Day, starts_at: datetime) -> TrainingSession:
    """One visit more of this facilitator."""
    booking = make_booking(stored, state=BookingState.CONFIRMED)
    training = make_session(stored, booking=booking, starts_at=starts_at, ends_at=starts_at + HOUR)
    make_assignment(stored, training, day.facilitator)
    stored.commit()
    return training


def test_the_list_leads_to_each_session(visit: Visitor, day: Day) -> None:
    page = visit.sign_in(day.person).get("/facilitator")
    assert page.heading == "My sessions"
    for training in (day.course, day.lesson, day.briefing):
        assert f"/facilitator/sessions/{training.reference}" in page.links()
    assert day.strange.reference not in page.html


def test_a_session_says_where_whom_and_what_to_do(visit: Visitor, day: Day) -> None:
    page = visit.sign_in(day.person).get(f"/facilitator/sessions/{day.course.reference}")
    assert "Rae Reception" in page.text
    assert "tel:016035550101" in page.links()
    assert "Dee Lead" in page.text
    assert "If a child tells you something" in page.text
    assert "tel:03448008021" in page.links()
    assert not page.soup.find("iframe")


def test_the_topic_of_a_targeted_course_stays_off_the_page(visit: Visitor, day: Day) -> None:
    page = visit.sign_in(day.person).get(f"/facilitator/sessions/{day.course.reference}")
    assert "Example activity" not in page.html
    assert ", week 1" in page.text


@pytest.mark.parametrize("page", PAGES)
def test_somebody_elses_session_is_not_there(visit: Visitor, day: Day, page: str) -> None:
    visit.sign_in(day.person)
    assert visit.get(f"/facilitator/sessions/{day.strange.reference}{page}").status == 404
    assert visit.post(f"/facilitator/sessions/{day.strange.reference}{page}", {"mark-card-1": "present"}).status in {
        400,
        404,
    }


@pytest.mark.parametrize("page", PAGES)
def test_only_facilitators_come_here(visit: Visitor, stored: Session, day: Day, page: str) -> None:
    professional = make_person(stored, Role.PROFESSIONAL)
    stored.commit()
    address = f"/facilitator/sessions/{day.course.reference}{page}"
    assert visit.get(address).location.startswith("/account/sign-in")  # type: ignore[union-attr]
    assert visit.sign_in(professional).get(address).status == 403


@pytest.mark.parametrize(("days", "says"), [(20, "This session is not open yet"), (-40, "This session is closed")])
def test_outside_the_days_a_page_says_when(
    visit: Visitor, stored: Session, day: Day, this_morning: datetime, days: int, says: str
) -> None:
    training = another(stored, day, this_morning + timedelta(days=days))
    page = visit.sign_in(day.person).get(f"/facilitator/sessions/{training.reference}")
    assert (page.status, page.heading) == (403, says)


def test_the_list_takes_the_same_queries_for_3_and_for_12(
    visit: Visitor,
    stored: Session,
    day: Day,
    this_morning: datetime,
    count_queries: Callable[[], AbstractContextManager[Queries]],
) -> None:
    visit.sign_in(day.person).get("/facilitator")
    with count_queries() as few:
        visit.get("/facilitator")
    for number in range(1, 10):
        another(stored, day, this_morning - timedelta(days=number))
    with count_queries() as many:
        visit.get("/facilitator")
    assert len(many) == len(few)


class TestConcern:
    def test_yes_or_no_is_saved_and_nothing_more_is_asked(self, visit: Visitor, stored: Session, day: Day) -> None:
        address = f"/facilitator/sessions/{day.course.reference}"
        page = visit.sign_in(day.person).get(address)
        form = page.soup.find("input", attrs={"name": "passed"}).find_parent("form")  # type: ignore[union-attr]
        assert {field.get("name") for field in form.find_all(["input", "textarea"])} == {"csrf_token", "passed"}  # type: ignore[union-attr]
        assert visit.post(address, {"passed": "yes"}).location == address
        stored.refresh(day.course)
        assert day.course.concern_passed_to_dsl is True
        checked = visit.get(address).soup.select_one("input[name=passed][checked]")
        assert checked is not None
        assert checked["value"] == "yes"

    def test_nothing_chosen_is_told(self, visit: Visitor, day: Day) -> None:
        address = f"/facilitator/sessions/{day.course.reference}"
        page = visit.sign_in(day.person).post(address, {})
        assert (page.status, page.errors) == (422, ["Choose yes or no"])
