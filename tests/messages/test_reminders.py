"""Reminders: what they say, and when they are no longer wanted."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from rose_training import clock
from rose_training.domain.bookings import BookingState
from rose_training.domain.registrations import RegistrationState
from rose_training.domain.sessions import SessionMode, SessionState
from rose_training.messages.catalogue import write
from rose_training.messages.letter import Letter
from rose_training.models.outbox import OutboxMessage
from rose_training.models.registrations import Registration
from rose_training.models.sessions import TrainingSession
from tests.factories import (
    make_activity,
    make_booking,
    make_briefing_activity,
    make_organisation,
    make_person,
    make_registration,
    make_session,
)
from tests.messages.conftest import Reads

STARTS = datetime(2026, 12, 8, 14, tzinfo=UTC)
EVE = datetime(2026, 12, 7, 9, tzinfo=UTC)
LINK = "https://meet.example/secret-room"


@pytest.fixture(autouse=True)
def _on_the_eve() -> Iterator[None]:
    with clock.set_to(EVE):
        yield


@pytest.fixture
def placed(stored: Session) -> Registration:
    activity = make_briefing_activity(stored, code="PB-1")
    training = make_session(
        stored, activity=activity, reference="SES-2222-22", mode=SessionMode.ONLINE, online_link=LINK, starts_at=STARTS
    )
    person = make_person(stored, name="Ada Example", email="ada@agency.example")
    return make_registration(stored, training, person=person, reference="REG-2222-22")


def of_place(placed: Registration, *, last: bool) -> dict[str, object]:
    return {
        "session": placed.session.reference,
        "starts_at": placed.session.starts_at.isoformat(),
        "useful_until": STARTS.isoformat(),
        "last": last,
    }


def written(app: Flask, stored: Session, kind: str, to: str, about: str, payload: dict[str, object]) -> Letter | None:
    stored.flush()
    message = OutboxMessage(kind=kind, to=to, about=about, occasion="one", payload=payload)
    with app.app_context():
        return write(stored, message)


def test_a_week_before(reads_as_kept: Reads, placed: Registration) -> None:
    reads_as_kept("reminder_place", to="ada@agency.example", about=placed.reference, **of_place(placed, last=False))


def test_the_day_before_with_the_link_to_join(reads_as_kept: Reads, placed: Registration) -> None:
    letter = reads_as_kept(
        "reminder_place",
        to="ada@agency.example",
        about=placed.reference,
        name="reminder_place_last",
        **of_place(placed, last=True),
    )
    assert letter.facts["online_link"] == LINK


def _cancel_place(placed: Registration) -> None:
    placed.state, placed.cancelled_at = RegistrationState.CANCELLED, EVE


def _cancel_session(placed: Registration) -> None:
    placed.session.state, placed.session.cancelled_reason = SessionState.CANCELLED, "The hall is flooded"


def _move(placed: Registration) -> None:
    placed.session.starts_at += timedelta(hours=1)
    placed.session.ends_at += timedelta(hours=1)


@pytest.mark.parametrize("what", [_cancel_place, _cancel_session, _move])
def test_queued_and_then_overtaken_it_does_not_leave(
    app: Flask, stored: Session, placed: Registration, what: object
) -> None:
    """amy#1823: what was queued is asked again when it leaves."""
    payload = of_place(placed, last=True)
    to = "ada@agency.example"
    assert written(app, stored, "reminder_place", to, placed.reference, payload) is not None

    what(placed)  # type: ignore[operator]

    assert written(app, stored, "reminder_place", to, placed.reference, payload) is None


def test_too_late_to_be_of_use_it_does_not_leave(app: Flask, stored: Session, placed: Registration) -> None:
    payload = of_place(placed, last=False) | {"useful_until": EVE.isoformat()}
    assert written(app, stored, "reminder_place", "ada@agency.example", placed.reference, payload) is None


@pytest.fixture
def visit(stored: Session) -> TrainingSession:
    activity = make_activity(stored, code="JT-HR", title="Healthy relationships", targeted=True, weeks=6)
    school = make_organisation(stored, name="Example High School")
    booking = make_booking(
        stored, activity=activity, organisation=school, reference="JIG-2222-22", state=BookingState.CONFIRMED
    )
    for week in (1, 2):
        make_session(
            stored,
            booking=booking,
            reference=f"SES-000{week}",
            starts_at=STARTS + timedelta(weeks=week - 1),
            week_number=week,
        )
    return stored.query(TrainingSession).filter_by(reference="SES-0002").one()


def of_visit(visit: TrainingSession) -> dict[str, object]:
    return {
        "session": visit.reference,
        "starts_at": visit.starts_at.isoformat(),
        "useful_until": visit.starts_at.isoformat(),
        "last": True,
    }


def test_a_school_hears_of_one_date_with_contacts_and_what_to_have_ready(
    reads_as_kept: Reads, visit: TrainingSession
) -> None:
    letter = reads_as_kept("reminder_visit", to="office@school.example", about="JIG-2222-22", **of_visit(visit))
    assert [one.reference for one in letter.facts["dates"]] == ["SES-0002"]
    assert "relationship" not in letter.subject.lower()


def test_a_visit_whose_first_arrivals_are_marked_is_still_announced(
    app: Flask, stored: Session, visit: TrainingSession
) -> None:
    """The hour decides, not the word 'delivered'."""
    visit.state, visit.delivered_at = SessionState.DELIVERED, EVE
    assert written(app, stored, "reminder_visit", "office@school.example", "JIG-2222-22", of_visit(visit)) is not None


def test_a_week_that_is_off_is_not_announced(app: Flask, stored: Session, visit: TrainingSession) -> None:
    visit.state, visit.cancelled_reason = SessionState.CANCELLED, "No room"
    assert written(app, stored, "reminder_visit", "office@school.example", "JIG-2222-22", of_visit(visit)) is None


def test_a_visit_that_was_cancelled_is_not_announced(app: Flask, stored: Session, visit: TrainingSession) -> None:
    assert visit.booking is not None
    visit.booking.state, visit.booking.reason = BookingState.CANCELLED, "The school asked"
    assert written(app, stored, "reminder_visit", "office@school.example", "JIG-2222-22", of_visit(visit)) is None
