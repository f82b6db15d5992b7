"""A place that is held: looking takes nothing, one press takes it, one press lets it go."""

from datetime import UTC, datetime, timedelta

import pytest

from rose_training import clock
from rose_training.domain.registrations import Attends, RegistrationState
from rose_training.domain.sessions import SessionMode
from rose_training.messages.place_letters import place_token
from rose_training.models.registrations import Registration
from tests.factories import make_registration, make_session

TODAY = datetime(2026, 11, 21, 9, tzinfo=UTC)
UNTIL = TODAY + timedelta(hours=48)
OFFERED, RESERVE = RegistrationState.OFFERED, RegistrationState.RESERVE
CONFIRMED, CANCELLED = RegistrationState.CONFIRMED, RegistrationState.CANCELLED


@pytest.fixture(autouse=True)
def _today():
    with clock.set_to(TODAY):
        yield


@pytest.fixture
def training(stored):
    return make_session(stored, capacity=1)


@pytest.fixture
def offered(stored, training):
    mine = make_registration(stored, training, name="Ada Example", state=OFFERED, offered_until=UNTIL)
    stored.commit()
    return mine


def address_of(app, registration):
    with app.app_context():
        return f"/place/{place_token(registration.reference)}"


def state_of(stored, registration):
    stored.rollback()
    return stored.get_one(Registration, registration.id, populate_existing=True).state


def test_looking_at_an_offer_takes_nothing_and_one_press_takes_it(app, visit, stored, offered):
    address = address_of(app, offered)
    page = visit.get(address)
    assert page.heading == "A place for you"
    assert "Until Monday 23 November 2026, 9am nobody else can have it" in page.text
    assert visit.get(f"{address}/accept").status == 405, "programs that follow every link take no place"
    assert state_of(stored, offered) is OFFERED

    visit.get(address)
    done = visit.post(f"{address}/accept")
    assert (done.status, done.location) == (303, address)
    page = visit.get(address)
    assert "The place is yours. The confirmation is on its way." in page.text
    assert "You have a place" in page.text
    assert state_of(stored, offered) is CONFIRMED


def test_no_thank_you_is_one_press_and_the_next_is_asked(app, visit, stored, training, offered):
    next_one = make_registration(stored, training, state=RESERVE)
    stored.commit()
    address = address_of(app, offered)
    page = visit.get(address)
    assert [button.get_text(strip=True) for button in page.soup.select("main button")] == [
        "Take the place",
        "No, thank you",
    ]
    visit.post(f"{address}/cancel")
    assert "You are no longer on the reserve list" in visit.get(address).text
    assert (state_of(stored, offered), state_of(stored, next_one)) == (CANCELLED, OFFERED)


def test_a_page_notices_the_hour_when_no_worker_does(app, visit, stored, training, offered):
    next_one = make_registration(stored, training, state=RESERVE)
    stored.commit()
    address = address_of(app, offered)
    visit.get(address)
    with clock.set_to(UNTIL):
        refused = visit.post(f"{address}/accept", follow=True)
        assert "The time to answer has run out" in refused.text
        assert "The offer of a place was not answered in time" in refused.text
        assert "Take the place" not in refused.text
    assert (state_of(stored, offered), state_of(stored, next_one)) == (CANCELLED, OFFERED)


def test_the_page_of_a_date_never_says_full_while_a_lapsed_offer_keeps_the_place(visit, stored, training, offered):
    page = visit.get(f"/whats-on/{training.reference}")
    assert "Full, reserve list open" in page.text
    with clock.set_to(UNTIL):
        page = visit.get(f"/whats-on/{training.reference}")
    assert "1 place left" in page.text
    assert state_of(stored, offered) is CANCELLED


def test_whoever_waits_sees_their_turn(app, visit, stored, training, offered):
    first, second = (
        make_registration(stored, training, state=RESERVE, queued_at=TODAY + timedelta(minutes=n)) for n in (1, 2)
    )
    stored.commit()
    assert "You are next" in visit.get(address_of(app, first)).text
    page = visit.get(address_of(app, second))
    assert page.heading == "Your turn on the reserve list"
    assert "Your turn is number 2" in page.text


def test_a_date_with_both_kinds_of_place_says_how_many_of_each(visit, stored):
    training = make_session(stored, capacity=1, online_capacity=3, mode=SessionMode.HYBRID)
    make_registration(stored, training, attends=Attends.IN_PERSON)
    stored.commit()
    page = visit.get(f"/whats-on/{training.reference}")
    rows = {
        row.dt.get_text(strip=True): row.dd.get_text(strip=True) for row in page.soup.select(".govuk-summary-list__row")
    }
    assert (rows["Places in the room"], rows["Places online"]) == ("Full, reserve list open", "3 places left")


def test_nobody_takes_a_place_with_a_made_up_link(visit, training, offered):
    visit.get(f"/whats-on/{training.reference}")
    assert visit.post("/place/made-up/accept").status == 404
