"""The letters about several places, about a place that is passed on, and about a corrected name."""

from datetime import UTC, datetime

import icalendar
import pytest

from rose_training import clock
from rose_training.domain.registrations import RegistrationState
from rose_training.domain.sessions import SessionMode, SessionState
from rose_training.messages.catalogue import write
from rose_training.models.outbox import OutboxMessage
from rose_training.models.parties import Party
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
    return make_session(stored, activity=activity, capacity=5, mode=SessionMode.HYBRID, online_link=LINK)


@pytest.fixture
def party(stored, training):
    """Ada has registered Bo and Cy; Bo has a place."""
    arranged = Party(
        reference="PTY-2222-22",
        session_id=training.id,
        lead_name="Ada Example",
        lead_email="ada@agency.example",
        manager_email="mo@agency.example",
        together=False,
        size=2,
        made_at=TODAY,
    )
    stored.add(arranged)
    stored.flush()
    return arranged


def member(stored, training, party, name, **over):
    reference = f"REG-{name.upper() * 2}-22"
    person = make_person(stored, name=f"{name} Example", email=f"{name.lower()}@agency.example")
    values = {"confirmed_at": TODAY, "calendar_uid": f"{reference.lower()}@rose-training.example"}
    party_id = party.id if party else None
    return make_registration(stored, training, person=person, reference=reference, party_id=party_id, **values | over)


@pytest.fixture
def bo(stored, training, party):
    return member(stored, training, party, "Bo")


@pytest.fixture
def cy(stored, training, party):
    return member(stored, training, party, "Cy", state=RegistrationState.RESERVE, confirmed_at=None)


def calendar_of(letter):
    calendar = icalendar.Calendar.from_ical(letter.calendar.content)
    (event,) = calendar.walk("VEVENT")
    return calendar["METHOD"], event


def composed(app, stored, kind, about, to="x@agency.example", **payload):
    message = OutboxMessage(kind=kind, to=to, about=about, occasion="one", payload=payload)
    with app.app_context():
        return write(stored, message)


def test_a_colleague_reads_who_registered_them_and_has_their_own_entry(reads_as_kept, bo):
    letter = reads_as_kept("registered_by_colleague", to=bo.email, about=bo.reference)
    method, event = calendar_of(letter)
    assert (method, event["UID"], str(event["ATTENDEE"])) == ("REQUEST", bo.calendar_uid, f"mailto:{bo.email}")


def test_a_colleague_on_the_reserve_list_has_no_entry(reads_as_kept, cy):
    letter = reads_as_kept(
        "registered_by_colleague", to=cy.email, about=cy.reference, name="registered_by_colleague_reserve"
    )
    assert letter.calendar is None
    assert letter.facts["online_link"] is None


def test_the_manager_reads_names_and_no_link(reads_as_kept, party, bo, cy):
    letter = reads_as_kept("manager_copy", to="mo@agency.example", about=party.reference, news="booked")
    assert letter.calendar is None
    assert LINK not in str(letter.facts)
    assert letter.facts["address"] is None


@pytest.mark.parametrize("news", ["changed", "moved"])
def test_the_manager_reads_what_has_changed(reads_as_kept, party, bo, cy, news):
    reads_as_kept("manager_copy", to="mo@agency.example", about=party.reference, news=news, name=f"manager_copy_{news}")


def test_whoever_arranged_it_and_stays_away_has_the_link_to_change_it(reads_as_kept, party, bo, cy):
    letter = reads_as_kept("party_arranged", to="ada@agency.example", about=party.reference, news="booked")
    assert "/party/" in letter.facts["address"]
    assert LINK not in str(letter.facts)


def test_a_session_that_is_off_is_told_to_those_who_arranged_it(reads_as_kept, stored, training, party, bo, cy):
    for one in (bo, cy):
        one.state, one.cancelled_at = RegistrationState.CANCELLED, TODAY
    training.state, training.cancelled_reason = SessionState.CANCELLED, "The hall is flooded."
    stored.flush()
    for kind in ("manager_copy", "party_arranged"):
        reads_as_kept(kind, to="mo@agency.example", about=party.reference, news="called_off", name=f"{kind}_called_off")


def test_the_lead_who_comes_reads_of_the_colleagues_in_the_own_letter(reads_as_kept, stored, training, party, bo, cy):
    ada = member(stored, training, party, "Ada")
    party.size = 3
    stored.flush()
    reads_as_kept("registration_confirmed", to=ada.email, about=ada.reference, name="registration_confirmed_lead")


def test_a_later_letter_about_the_party_says_it_all(app, stored, party, bo):
    """amy#2719: what two changes in a row have to say is one e-mail, the last."""
    earlier, later = (
        OutboxMessage(
            kind="manager_copy",
            to="mo@agency.example",
            about=party.reference,
            occasion=str(number),
            payload={"news": "changed"},
            state="queued",
            queued_at=TODAY,
            due_at=TODAY,
            next_try_at=TODAY,
            tries=0,
            message_id=f"m{number}",
            sent_by_post_box=False,
        )
        for number in range(2)
    )
    stored.add_all([earlier, later])
    stored.flush()
    with app.app_context():
        assert write(stored, earlier) is None
        assert write(stored, later) is not None


def passed_on(stored, training, **over):
    """Dee's place is now Bo's."""
    bo = member(stored, training, None, "Bo", **over)
    dee = member(stored, training, None, "Dee", state=RegistrationState.SUBSTITUTED, substituted_by_id=bo.id)
    dee.calendar_sequence = 1
    stored.flush()
    return dee, bo


def test_the_one_who_comes_gets_an_entry_and_the_other_loses_theirs(reads_as_kept, stored, training):
    """calcom/cal.diy#29706: the old entry is cancelled by METHOD:CANCEL with its own UID, not by another request."""
    dee, bo = passed_on(stored, training)
    method, event = calendar_of(reads_as_kept("substituted_in", to=bo.email, about=bo.reference))
    assert (method, event["UID"]) == ("REQUEST", bo.calendar_uid)
    method, event = calendar_of(reads_as_kept("substituted_out", to=dee.email, about=dee.reference))
    assert (method, event["UID"], event["SEQUENCE"], event["STATUS"]) == ("CANCEL", dee.calendar_uid, 1, "CANCELLED")


def test_on_the_reserve_list_nothing_stands_in_a_diary(reads_as_kept, stored, training):
    dee, bo = passed_on(stored, training, state=RegistrationState.RESERVE, confirmed_at=None)
    dee.confirmed_at = None
    stored.flush()
    letter = reads_as_kept("substituted_in", to=bo.email, about=bo.reference, name="substituted_in_reserve")
    assert letter.calendar is None
    letter = reads_as_kept("substituted_out", to=dee.email, about=dee.reference, name="substituted_out_reserve")
    assert letter.calendar is None


def test_a_corrected_name_renews_the_entry_unless_a_later_change_does(reads_as_kept, app, stored, training):
    bo = member(stored, training, None, "Bo", calendar_sequence=2)
    method, event = calendar_of(reads_as_kept("name_corrected", to=bo.email, about=bo.reference, sequence=2))
    assert (method, event["SEQUENCE"], event["ATTENDEE"].params["CN"]) == ("REQUEST", 2, "Bo Example")
    assert composed(app, stored, "name_corrected", bo.reference, sequence=1) is None


@pytest.mark.parametrize("kind", ["registered_by_colleague", "manager_copy", "party_arranged"])
def test_nothing_is_told_of_a_session_that_is_over(app, stored, training, party, bo, kind):
    about = bo.reference if kind == "registered_by_colleague" else party.reference
    assert composed(app, stored, kind, about, news="booked") is not None
    with clock.set_to(training.starts_at):
        assert composed(app, stored, kind, about, news="booked") is None


def test_what_somebody_needs_stands_in_no_letter(app, stored, training, party, bo):
    bo.access_needs = "A wheelchair space"
    stored.flush()
    for kind, about in (
        ("registered_by_colleague", bo.reference),
        ("registration_confirmed", bo.reference),
        ("substituted_in", bo.reference),
        ("manager_copy", party.reference),
        ("party_arranged", party.reference),
    ):
        letter = composed(app, stored, kind, about, news="booked")
        assert "wheelchair" not in str(letter.facts)
        assert letter.calendar is None or b"wheelchair" not in letter.calendar.content
