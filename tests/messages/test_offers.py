"""The letters of the reserve list: what they say, and that they are true at the moment they leave."""

from datetime import UTC, datetime, timedelta

import pytest

from rose_training import clock
from rose_training.domain.registrations import Attends, RegistrationState
from rose_training.domain.sessions import SessionMode, SessionState
from rose_training.messages.catalogue import write
from rose_training.models.outbox import OutboxMessage
from rose_training.models.parties import Party
from tests.factories import make_briefing_activity, make_person, make_registration, make_session

TODAY = datetime(2026, 11, 21, 9, tzinfo=UTC)
UNTIL = TODAY + timedelta(hours=48)
OFFERED, RESERVE = RegistrationState.OFFERED, RegistrationState.RESERVE
CANCELLED, CONFIRMED = RegistrationState.CANCELLED, RegistrationState.CONFIRMED


@pytest.fixture(autouse=True)
def _today():
    with clock.set_to(TODAY):
        yield


@pytest.fixture
def training(stored):
    activity = make_briefing_activity(stored, code="PB-1")
    return make_session(stored, activity=activity, capacity=3, reference="SES-2222-22")


def registered(stored, training, number, state, **over):
    person = make_person(stored, name=f"Ada Example {number}", email=f"ada.{number}@agency.example")
    return make_registration(stored, training, person=person, reference=f"REG-{number}", state=state, **over)


@pytest.fixture
def offered(stored, training):
    return registered(stored, training, 1, OFFERED, offered_until=UNTIL, calendar_sequence=1)


def composed(app, stored, kind, registration, **payload):
    message = OutboxMessage(
        kind=kind, to=registration.email, about=registration.reference, occasion="one", payload=payload
    )
    with app.app_context():
        return write(stored, message)


def test_the_offer_says_until_when_and_where_to_answer(reads_as_kept, offered):
    letter = reads_as_kept("place_offered", to=offered.email, about=offered.reference, sequence=1)
    assert letter.calendar is None, "there is no place yet"
    assert "/place/" in letter.facts["address"]
    assert letter.facts["online_link"] is None


def test_colleagues_read_that_one_answer_counts_for_all(reads_as_kept, stored, training):
    party = Party(
        reference="PTY-2222-22",
        session_id=training.id,
        lead_name="Lee Lead",
        lead_email="lee@agency.example",
        together=True,
        size=2,
        made_at=TODAY,
    )
    stored.add(party)
    stored.flush()
    team = [registered(stored, training, number, OFFERED, offered_until=UNTIL, party_id=party.id) for number in (5, 6)]
    reads_as_kept("place_offered", to=team[0].email, about=team[0].reference, name="place_offered_together", sequence=0)


def test_where_there_are_both_kinds_the_offer_says_which(app, stored, training, offered):
    training.mode, training.online_capacity, offered.attends = SessionMode.HYBRID, 2, Attends.ONLINE
    stored.flush()
    assert composed(app, stored, "place_offered", offered, sequence=1).facts["kind"] == " online"


@pytest.mark.parametrize("state", [CONFIRMED, RESERVE, CANCELLED])
def test_an_offer_that_was_answered_before_its_mail_left_is_not_sent(app, stored, offered, state):
    assert composed(app, stored, "place_offered", offered, sequence=1) is not None
    offered.state, offered.offered_until = state, None
    offered.cancelled_at = TODAY if state is CANCELLED else None
    stored.flush()
    assert composed(app, stored, "place_offered", offered, sequence=1) is None


def test_an_offer_that_ran_out_before_its_mail_left_is_not_sent(app, stored, offered):
    """The mail server was away for two days: a letter about a place that is gone must not follow."""
    with clock.set_to(UNTIL):
        assert composed(app, stored, "place_offered", offered, sequence=1) is None


def test_an_offer_that_was_told_anew_is_not_sent_twice(app, stored, offered):
    """The session moved: the letter about the change tells the offer and its new deadline."""
    offered.calendar_sequence = 2
    stored.flush()
    assert composed(app, stored, "place_offered", offered, sequence=1) is None


def test_whoever_holds_an_offer_reads_of_a_change_and_the_deadline(reads_as_kept, offered):
    letter = reads_as_kept(
        "session_changed", to=offered.email, about=offered.reference, name="session_changed_offered", sequence=1
    )
    assert letter.calendar is None


@pytest.fixture
def lapsed(stored, training):
    return registered(stored, training, 2, CANCELLED, cancelled_at=TODAY)


def test_a_lapsed_offer_says_how_to_join_again(reads_as_kept, lapsed):
    reads_as_kept("offer_lapsed", to=lapsed.email, about=lapsed.reference)


def test_after_booking_has_closed_it_says_whom_to_ring(reads_as_kept, training, lapsed, stored):
    training.registration_closes_at = TODAY
    stored.flush()
    reads_as_kept("offer_lapsed", to=lapsed.email, about=lapsed.reference, name="offer_lapsed_closed")


def test_whoever_has_joined_again_is_not_told_that_they_are_gone(app, stored, training, lapsed):
    make_registration(stored, training, person=lapsed.person, state=RESERVE)
    assert composed(app, stored, "offer_lapsed", lapsed) is None


def test_nobody_is_told_of_a_lapsed_offer_for_a_session_that_is_off_or_over(app, stored, training, lapsed):
    with clock.set_to(training.starts_at):
        assert composed(app, stored, "offer_lapsed", lapsed) is None
    training.state, training.cancelled_reason = SessionState.CANCELLED, "Snow"
    stored.flush()
    assert composed(app, stored, "offer_lapsed", lapsed) is None


def test_an_offer_that_was_withdrawn_leaves_the_turn(reads_as_kept, stored, training):
    waits = registered(stored, training, 3, RESERVE, calendar_sequence=2)
    letter = reads_as_kept("offer_withdrawn", to=waits.email, about=waits.reference, sequence=2)
    assert letter.facts["turn"] == 1


def test_a_withdrawal_that_was_overtaken_by_a_new_offer_is_not_sent(app, stored, offered):
    assert composed(app, stored, "offer_withdrawn", offered, sequence=1) is None


def test_whoever_leaves_the_list_reads_that_and_has_nothing_to_remove(reads_as_kept, lapsed):
    letter = reads_as_kept(
        "registration_cancelled", to=lapsed.email, about=lapsed.reference, name="registration_cancelled_reserve"
    )
    assert letter.calendar is None
