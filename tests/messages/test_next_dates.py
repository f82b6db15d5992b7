"""'Tell me the next date': the two letters, their links and the button of the mail program."""

from datetime import UTC, datetime, timedelta

import pytest

from rose_training import clock
from rose_training.domain.programme import Audience
from rose_training.domain.sessions import SessionMode, SessionState
from rose_training.messages.catalogue import write
from rose_training.messages.next_dates_letters import confirmed_by, left_by
from rose_training.models.next_dates import NextDateWish
from rose_training.models.outbox import OutboxMessage
from tests.factories import make_session

TODAY = datetime(2026, 11, 21, 9, tzinfo=UTC)
ADA = "ada@agency.example"


@pytest.fixture(autouse=True)
def _today():
    with clock.set_to(TODAY):
        yield


@pytest.fixture
def wish(stored):
    made = NextDateWish(
        reference="NXT-2222-22", email=ADA, audience=Audience.PROFESSIONALS, asked_at=TODAY, confirmed_at=TODAY
    )
    stored.add(made)
    stored.flush()
    return made


@pytest.fixture
def training(stored):
    return make_session(stored, reference="SES-2222-22", title="Spring briefing")


@pytest.fixture
def composed(app, stored, wish):
    def compose(kind, **payload):
        message = OutboxMessage(kind=kind, to=ADA, about=wish.reference, occasion="one", payload=payload)
        with app.app_context():
            return write(stored, message)

    return compose


def test_the_owner_is_asked_and_the_link_acts_for_them_alone(reads_as_kept, app, wish):
    letter = reads_as_kept("next_dates_confirm", to=ADA, about=wish.reference, audience="professionals")
    assert letter.unsubscribe is None
    assert not letter.keep
    token = letter.facts["address"].rsplit("/")[-1]
    with app.app_context():
        assert confirmed_by(token) == (wish.reference, Audience.PROFESSIONALS)
        assert left_by(token) is None


def test_news_names_each_date_and_can_be_ended_by_the_mail_program(reads_as_kept, app, stored, wish, training):
    online = make_session(
        stored,
        reference="SES-3333-33",
        title="Awareness week online",
        mode=SessionMode.ONLINE,
        online_link="https://meet.example/secret-room",
        place_name=None,
        starts_at=training.starts_at + timedelta(days=91),
    )
    letter = reads_as_kept(
        "next_dates_news", to=ADA, about=wish.reference, dates=[online.reference, training.reference]
    )
    assert letter.unsubscribe == letter.facts["leave"]
    with app.app_context():
        assert left_by(letter.unsubscribe.rsplit("/")[-1]) == wish.reference
    assert [one["title"] for one in letter.facts["dates"]] == ["Spring briefing", "Awareness week online"]


def test_one_date_has_a_subject_of_its_own(composed, training):
    assert composed("next_dates_news", dates=[training.reference]).subject == "A new date: ROSE training"


@pytest.mark.parametrize("why", ["cancelled", "over", "left", "not confirmed"])
def test_what_is_no_news_any_more_is_not_sent(composed, stored, wish, training, why):
    assert composed("next_dates_news", dates=[training.reference]) is not None
    if why == "cancelled":
        training.state, training.cancelled_reason = SessionState.CANCELLED, "Snow"
    elif why == "over":
        training.starts_at = TODAY - timedelta(hours=1)
    elif why == "left":
        wish.left_at = TODAY
    else:
        wish.confirmed_at = None
    stored.flush()
    assert composed("next_dates_news", dates=[training.reference]) is None


def test_a_wish_that_was_forgotten_asks_nobody(composed, stored, wish):
    stored.delete(wish)
    stored.flush()
    assert composed("next_dates_confirm", audience="professionals") is None
