"""The calendar file by the link in the mail (moodle-mod_booking#1052: not everybody can use an attachment)."""

from datetime import UTC, datetime, timedelta

import icalendar
import pytest
from flask import Flask
from sqlalchemy.orm import Session

from rose_training.clock import now
from rose_training.domain.bookings import BookingState
from rose_training.domain.registrations import RegistrationState
from rose_training.domain.sessions import SessionMode, SessionState
from rose_training.messages import booking_letters, place_letters
from rose_training.models.registrations import Registration
from tests.factories import make_activity, make_booking, make_registration, make_session
from tests.support.visitor import Visitor

LINK = "https://meet.example/secret-room"


def token_of(app: Flask, registration: Registration) -> str:
    with app.app_context():
        return place_letters.place_token(registration.reference)


@pytest.fixture
def placed(stored: Session) -> Registration:
    training = make_session(stored, mode=SessionMode.HYBRID, online_link=LINK)
    registration = make_registration(stored, training)
    stored.commit()
    return registration


def test_the_date_of_a_place(app: Flask, visit: Visitor, placed: Registration) -> None:
    answer = visit.client.get(f"/place/{token_of(app, placed)}/training.ics")

    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"] == 'attachment; filename="training.ics"'
    assert answer.headers["Cache-Control"] == "no-store"
    calendar = icalendar.Calendar.from_ical(answer.data)
    [event] = calendar.walk("VEVENT")
    assert calendar["METHOD"] == "PUBLISH"
    assert (event["UID"], event.start) == (placed.calendar_uid, placed.session.starts_at)
    assert "ATTENDEE" not in event
    assert LINK.encode() not in answer.data


@pytest.mark.parametrize("state", [RegistrationState.RESERVE, RegistrationState.CANCELLED])
def test_without_a_place_there_is_no_date(
    app: Flask, visit: Visitor, stored: Session, placed: Registration, state: RegistrationState
) -> None:
    placed.state = state
    placed.cancelled_at = now() if state is RegistrationState.CANCELLED else None
    stored.commit()
    assert visit.client.get(f"/place/{token_of(app, placed)}/training.ics").status_code == 404


def test_a_session_that_is_off_is_no_date(app: Flask, visit: Visitor, stored: Session, placed: Registration) -> None:
    placed.session.state, placed.session.cancelled_reason = SessionState.CANCELLED, "The hall is flooded"
    stored.commit()
    assert visit.client.get(f"/place/{token_of(app, placed)}/training.ics").status_code == 404


def test_all_dates_of_a_course(app: Flask, visit: Visitor, stored: Session) -> None:
    booking = make_booking(stored, activity=make_activity(stored, weeks=6), state=BookingState.CONFIRMED)
    first = datetime(2027, 1, 12, 10, tzinfo=UTC)
    for week in range(6):
        make_session(stored, booking=booking, starts_at=first + timedelta(weeks=week), week_number=week + 1)
    stored.commit()
    with app.app_context():
        token = booking_letters.request_token(booking.reference)

    answer = visit.client.get(f"/your-request/{token}/visit.ics")

    [event] = icalendar.Calendar.from_ical(answer.data).walk("VEVENT")
    assert event["RRULE"]["COUNT"] == [6]
    assert "ATTENDEE" not in event
    booking.state, booking.reason = BookingState.CANCELLED, "The school asked"
    stored.commit()
    assert visit.client.get(f"/your-request/{token}/visit.ics").status_code == 404


def test_a_false_token_opens_nothing(visit: Visitor) -> None:
    assert visit.client.get("/place/false/training.ics").status_code == 404
    assert visit.client.get("/your-request/false/visit.ics").status_code == 404
