"""The five letters about a place: what they say, and when they are no longer wanted."""

from datetime import UTC, datetime, timedelta

import icalendar
import pytest

from rose_training import clock
from rose_training.domain.registrations import RegistrationState
from rose_training.domain.sessions import SessionMode, SessionState
from rose_training.messages.catalogue import write
from rose_training.models.outbox import OutboxMessage
from tests.factories import make_briefing_activity, make_person, make_registration, make_session

TODAY = datetime(2026, 11, 21, 9, tzinfo=UTC)
LINK = "https://meet.example/secret-room"


@pytest.fixture(autouse=True)
def _today():
    with clock.set_to(TODAY):
        yield


@pytest.fixture
def training(stored):
    activity = make_briefing_activity(stored, code="PB-1")
    return make_session(stored, activity=activity, capacity=1, mode=SessionMode.HYBRID, online_link=LINK)


@pytest.fixture
def placed(stored, training):
    return registered(stored, training, "REG-2222-22", confirmed_at=TODAY)


def registered(stored, training, reference, **over):
    person = make_person(stored, name="Ada Example", email=f"{reference.lower()}@agency.example")
    uid = f"{reference.lower()}@rose-training.example"
    return make_registration(stored, training, person=person, reference=reference, calendar_uid=uid, **over)


def entry(letter):
    calendar = icalendar.Calendar.from_ical(letter.calendar.content)
    (event,) = calendar.walk("VEVENT")
    return calendar, event


def composed(app, stored, kind, registration, **payload):
    message = OutboxMessage(
        kind=kind, to=registration.email, about=registration.reference, occasion="one", payload=payload
    )
    with app.app_context():
        return write(stored, message)


def test_a_place_is_confirmed_with_an_entry_for_the_diary(reads_as_kept, placed, training):
    letter = reads_as_kept("registration_confirmed", to=placed.email, about=placed.reference)
    calendar, event = entry(letter)
    assert (calendar["METHOD"], letter.calendar.method) == ("REQUEST", "REQUEST")
    assert (event["UID"], event["SEQUENCE"]) == (placed.calendar_uid, 0)
    assert event.start == training.starts_at
    assert str(event["ATTENDEE"]) == f"mailto:{placed.email}"


def test_no_secret_stands_in_a_calendar_that_is_shared(app, stored, placed):
    content = composed(app, stored, "registration_confirmed", placed).calendar.content.decode()
    assert "meet.example" not in content
    assert "/place/" not in content


def test_the_reserve_list_letter_says_the_turn_and_holds_no_place(reads_as_kept, stored, training, placed):
    registered(stored, training, "REG-3333-33", state=RegistrationState.RESERVE, queued_at=TODAY)
    second = registered(
        stored, training, "REG-4444-44", state=RegistrationState.RESERVE, queued_at=TODAY + timedelta(minutes=1)
    )
    letter = reads_as_kept("registration_reserve", to=second.email, about=second.reference)
    assert letter.calendar is None
    assert letter.facts["turn"] == 2
    assert letter.facts["online_link"] is None


def test_a_freed_place_is_good_news(reads_as_kept, placed):
    placed.calendar_sequence = 1
    letter = reads_as_kept("place_freed", to=placed.email, about=placed.reference)
    assert entry(letter)[1]["SEQUENCE"] == 1


def test_a_change_moves_the_entry(reads_as_kept, placed):
    placed.calendar_sequence = 3
    letter = reads_as_kept("session_changed", to=placed.email, about=placed.reference, sequence=3)
    calendar, event = entry(letter)
    assert (calendar["METHOD"], event["SEQUENCE"]) == ("REQUEST", 3)


def test_a_change_that_was_overtaken_is_not_sent(app, stored, placed):
    placed.calendar_sequence = 2
    assert composed(app, stored, "session_changed", placed, sequence=1) is None


def test_whoever_waits_hears_of_a_change_without_an_entry(app, stored, training):
    waiting = registered(stored, training, "REG-5555-55", state=RegistrationState.RESERVE)
    assert composed(app, stored, "session_changed", waiting, sequence=0).calendar is None


def test_a_cancelled_place_leaves_the_diary(reads_as_kept, placed, stored):
    placed.state, placed.cancelled_at, placed.calendar_sequence = RegistrationState.CANCELLED, TODAY, 1
    stored.flush()
    letter = reads_as_kept("registration_cancelled", to=placed.email, about=placed.reference)
    calendar, event = entry(letter)
    assert (calendar["METHOD"], event["STATUS"], event["SEQUENCE"]) == ("CANCEL", "CANCELLED", 1)


def test_a_session_that_is_off_says_why(reads_as_kept, placed, training, stored):
    placed.state, placed.cancelled_at = RegistrationState.CANCELLED, TODAY
    training.state, training.cancelled_reason = SessionState.CANCELLED, "The hall is flooded"
    stored.flush()
    reads_as_kept(
        "registration_cancelled", to=placed.email, about=placed.reference, name="registration_cancelled_session_off"
    )


def test_whoever_never_had_a_place_has_nothing_to_remove(app, stored, training):
    gone = registered(stored, training, "REG-6666-66", state=RegistrationState.CANCELLED, cancelled_at=TODAY)
    assert composed(app, stored, "registration_cancelled", gone).calendar is None


@pytest.mark.parametrize("kind", ["registration_confirmed", "place_freed", "registration_reserve", "session_changed"])
def test_nothing_is_sent_about_a_place_that_is_gone_or_a_session_that_is_over(app, stored, training, placed, kind):
    if kind == "registration_reserve":
        placed.state = RegistrationState.RESERVE
        stored.flush()
    assert composed(app, stored, kind, placed, sequence=0) is not None
    with clock.set_to(training.starts_at):
        assert composed(app, stored, kind, placed, sequence=0) is None
    placed.state, placed.cancelled_at = RegistrationState.CANCELLED, TODAY
    stored.flush()
    assert composed(app, stored, kind, placed, sequence=0) is None


def test_subjects_give_nothing_away(app, stored, placed, training):
    training.title = "Recognising exploitation"
    stored.flush()
    letter = composed(app, stored, "registration_confirmed", placed)
    assert letter.subject == "Your place: ROSE training on 8 Dec 2026"
    assert "exploitation" not in letter.calendar.content.decode().lower()
