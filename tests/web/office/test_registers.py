"""The coordinator takes and corrects registers on somebody's behalf."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from rose_training.clock import now
from rose_training.domain.bookings import BookingState
from rose_training.domain.permissions import Role
from rose_training.models.attendance import Headcount
from rose_training.models.people import Person
from rose_training.models.sessions import TrainingSession
from tests.factories import make_booking, make_cohort, make_person, make_session
from tests.support.visitor import Visitor


@pytest.fixture
def coordinator(stored: Session) -> Person:
    person = make_person(stored, Role.COORDINATOR, name="Cora Example")
    stored.commit()
    return person


@pytest.fixture
def long_ago(stored: Session) -> TrainingSession:
    """A lesson of two months ago that nobody recorded."""
    starts_at = now() - timedelta(days=60)
    booking = make_booking(stored, state=BookingState.CONFIRMED, year_groups=["8"])
    training = make_session(stored, booking=booking, starts_at=starts_at, ends_at=starts_at + timedelta(hours=1))
    stored.commit()
    return training


def test_the_list_shows_what_waits_however_old(visit: Visitor, coordinator: Person, long_ago: TrainingSession) -> None:
    page = visit.sign_in(coordinator).get("/office/registers")
    assert "Waiting for a register: 1 session" in page.text
    assert f"/office/registers/{long_ago.reference}" in page.links()


def test_a_headcount_on_somebodys_behalf_carries_the_coordinators_name(
    visit: Visitor, stored: Session, coordinator: Person, long_ago: TrainingSession
) -> None:
    base = f"/office/registers/{long_ago.reference}"
    assert "What you record here carries your name" in visit.sign_in(coordinator).get(base).text
    assert visit.post(f"{base}/headcount", {"count-pupil-8": "27"}).location == base
    stored.rollback()
    (headcount,) = stored.scalars(select(Headcount)).all()
    assert (headcount.number, headcount.counted_by) == (27, "Cora Example")
    page = visit.get("/office/registers")
    assert "No register is waiting" in page.text
    assert "Recorded last" in page.text


def test_cards_of_a_course_and_scores_open_here_too(visit: Visitor, stored: Session, coordinator: Person) -> None:
    booking = make_booking(stored, state=BookingState.CONFIRMED)
    make_cohort(stored, booking, size=3)
    training = make_session(stored, booking=booking, week_number=1, starts_at=now(), ends_at=now() + timedelta(hours=1))
    stored.commit()
    visit.sign_in(coordinator)
    assert "Card 3" in visit.get(f"/office/registers/{training.reference}/register").text
    assert "No survey fits this session" in visit.get(f"/office/registers/{training.reference}/scores").text


def test_a_session_is_found_by_its_reference(visit: Visitor, coordinator: Person, long_ago: TrainingSession) -> None:
    visit.sign_in(coordinator)
    typed = long_ago.reference.lower()
    assert visit.get(f"/office/registers?reference={typed}").location == f"/office/registers/{long_ago.reference}"
    page = visit.get("/office/registers?reference=SES-0000-00", follow=True)
    assert "There is no session with the reference SES-0000-00." in page.text


def test_facilitators_do_not_come_here(visit: Visitor, stored: Session, long_ago: TrainingSession) -> None:
    facilitator = make_person(stored, Role.FACILITATOR)
    stored.commit()
    assert visit.sign_in(facilitator).get(f"/office/registers/{long_ago.reference}").status == 403
