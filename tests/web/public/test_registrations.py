"""Registering without an account, and the page of one's place."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from rose_training import clock
from rose_training.domain.permissions import Role
from rose_training.domain.programme import Audience
from rose_training.domain.registrations import RegistrationState
from rose_training.domain.sessions import SessionMode
from rose_training.messages.place_letters import place_token
from rose_training.models.outbox import OutboxMessage
from rose_training.models.registrations import Registration
from tests.factories import make_activity, make_person, make_registration, make_session
from tests.support.visitor import Visitor

TODAY = datetime(2026, 11, 21, 9, tzinfo=UTC)
LINK = "https://meet.example/secret-room"
ADA = {
    "name": "Ada Example",
    "email": "Ada@Agency.example ",
    "organisation": "Example Agency",
    "job_role": "Youth worker",
}


@pytest.fixture(autouse=True)
def _today():
    with clock.set_to(TODAY):
        yield


def everybody(stored):
    stored.rollback()
    return stored.scalars(select(Registration).order_by(Registration.id)).all()


def token_of(app, registration):
    with app.app_context():
        return place_token(registration.reference)


def test_three_requests_from_the_page_to_the_place(visit, stored):
    training = make_session(stored)
    stored.commit()
    visit.get(f"/whats-on/{training.reference}")
    sent = visit.post(f"/whats-on/{training.reference}", ADA)
    assert sent.status == 303
    page = visit.get(sent.location)
    assert page.heading == "You have a place"
    assert "ada@agency.example" in page.text
    (mine,) = everybody(stored)
    assert (mine.name, mine.email, mine.state) == ("Ada Example", "ada@agency.example", RegistrationState.CONFIRMED)
    assert (mine.organisation_described, mine.job_role) == ("Example Agency", "Youth worker")


def test_on_a_full_date_one_is_told_at_once_that_it_is_the_reserve_list(visit, stored):
    training = make_session(stored, capacity=1)
    make_registration(stored, training)
    stored.commit()
    assert "Join the reserve list" in visit.get(f"/whats-on/{training.reference}").text
    page = visit.get(visit.post(f"/whats-on/{training.reference}", ADA).location)
    assert page.heading == "You are on the reserve list"
    assert "You are next" in page.text


def test_the_outcome_neither_cancels_nor_joins_and_is_for_this_browser_alone(visit, stored, app):
    """Anybody may type any address: what opens the place goes to the mailbox alone."""
    training = make_session(stored, mode=SessionMode.ONLINE, online_link=LINK)
    stored.commit()
    address = visit.post(f"/whats-on/{training.reference}", ADA).location
    page = visit.get(address)
    assert "meet.example" not in page.html
    assert "/place/" not in page.html
    assert Visitor(app).get(address).location == "/whats-on"


@pytest.mark.parametrize("capacity", [1, 20])
def test_a_stranger_learns_nothing_of_who_is_registered(app, stored, capacity):
    """The same answer, word for word, for an address that is registered and for one that is not."""
    training = make_session(stored, capacity=capacity)
    bea = make_registration(
        stored, training, person=make_person(stored, name="Bea Secret", email="bea@agency.example"), confirmed_at=TODAY
    )
    stored.commit()
    told = []
    for email in ("bea@agency.example", "new@agency.example"):
        stranger = Visitor(app)
        stranger.get(f"/whats-on/{training.reference}")
        sent = stranger.post(f"/whats-on/{training.reference}", ADA | {"email": email})
        page = stranger.get(sent.location)
        told.append((sent.status, sent.location, page.text.replace(email, "...")))
    assert told[0] == told[1]
    assert "Secret" not in told[0][2]
    stored.rollback()
    mail = stored.scalars(select(OutboxMessage).where(OutboxMessage.to == bea.email)).one()
    assert (mail.kind, mail.payload["asked_again"]) == ("registration_confirmed", True)
    assert len(everybody(stored)) == 2


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("name", "   ", "Enter your full name"),
        ("name", "x" * 201, "200 characters at most"),
        ("email", "", "Enter your e-mail address"),
        ("email", "ada", "correct format"),
        ("email", "ada@agency.example, bo@agency.example", "correct format"),
        ("email", "ada@agency.example\nBcc: all@agency.example", "correct format"),
        ("email", "a" * 250 + "@agency.example", "correct format"),
        ("email", "zoë@agency.example", "correct format"),
        ("email", "ada@agency..example", "correct format"),
        ("email", "ada@" + "a" * 64 + ".example", "correct format"),
        ("organisation", "", "Enter the name of your organisation"),
        ("job_role", "x" * 101, "100 characters at most"),
    ],
)
def test_wrong_input_gets_a_sentence_beside_its_field_and_changes_nothing(visit, stored, field, typed, sentence):
    training = make_session(stored)
    stored.commit()
    page = visit.post(f"/whats-on/{training.reference}", ADA | {field: typed})
    assert page.status == 422
    assert len(page.errors) == 1
    assert sentence in page.errors[0]
    assert sentence in page.soup.find(id=f"{field}-error").get_text()
    assert page.soup.title.get_text().startswith("Error: ")
    kept = "job_role" if field != "job_role" else "organisation"
    assert page.soup.find(id=kept)["value"] == ADA[kept]
    assert everybody(stored) == []


def test_what_is_typed_comes_back_as_words_never_as_markup(visit, stored):
    training = make_session(stored)
    stored.commit()
    page = visit.post(f"/whats-on/{training.reference}", ADA | {"name": '"><script>x</script>', "email": "no"})
    assert "<script>x" not in page.html


def test_a_program_that_fills_in_every_box_registers_nobody(visit, stored):
    training = make_session(stored)
    stored.commit()
    assert visit.post(f"/whats-on/{training.reference}", ADA | {"trap": "https://spam.example"}).status == 303
    assert everybody(stored) == []


def test_a_form_from_elsewhere_is_refused(visit, stored):
    training = make_session(stored)
    stored.commit()
    assert visit.post(f"/whats-on/{training.reference}", ADA, token=False).status == 400
    assert everybody(stored) == []


def test_booking_that_closed_while_the_form_was_filled_in_says_so(visit, stored):
    training = make_session(stored, registration_closes_at=TODAY + timedelta(minutes=1))
    stored.commit()
    visit.get(f"/whats-on/{training.reference}")
    with clock.set_to(TODAY + timedelta(minutes=2)):
        page = visit.post(f"/whats-on/{training.reference}", ADA)
    assert page.status == 422
    assert "Booking for this date has closed" in page.errors[0]
    assert everybody(stored) == []


def test_parents_register_with_name_and_address_alone(visit, stored):
    training = make_session(stored, activity=make_activity(stored, audience=Audience.PARENTS))
    stored.commit()
    page = visit.post(f"/whats-on/{training.reference}", {"name": "Pat Parent", "email": "pat@home.example"})
    assert page.status == 303
    assert everybody(stored)[0].organisation_described is None


def test_whoever_is_signed_in_need_not_type_who_they_are(visit, stored):
    ada = make_person(stored, Role.PROFESSIONAL, name="Ada Example")
    training = make_session(stored)
    stored.commit()
    page = visit.sign_in(ada).get(f"/whats-on/{training.reference}")
    assert page.soup.find(id="name")["value"] == "Ada Example"
    assert page.soup.find(id="email")["value"] == ada.email


def test_looking_at_ones_place_changes_nothing_and_one_click_gives_it_up(app, visit, stored):
    training = make_session(stored, capacity=1, mode=SessionMode.HYBRID, online_link=LINK)
    mine = make_registration(stored, training, confirmed_at=TODAY)
    next_one = make_registration(stored, training, state=RegistrationState.RESERVE)
    stored.commit()
    address = f"/place/{token_of(app, mine)}"
    page = visit.get(address)
    assert "You have a place" in page.text
    assert LINK in page.links()
    assert visit.get(f"{address}/cancel").status == 405
    assert [r.state.value for r in everybody(stored)] == ["confirmed", "reserve"]

    visit.get(address)
    done = visit.post(f"{address}/cancel")
    assert (done.status, done.location) == (303, address)
    page = visit.get(address)
    assert "This place is cancelled" in page.text
    assert "meet.example" not in page.html
    assert [r.state.value for r in everybody(stored)] == ["cancelled", "offered"]
    kinds = [(m.kind, m.to) for m in stored.scalars(select(OutboxMessage).order_by(OutboxMessage.id))]
    assert kinds == [("registration_cancelled", mine.email), ("place_offered", next_one.email)]


def test_a_shared_computer_keeps_neither_the_place_nor_the_outcome(app, visit, stored):
    training = make_session(stored, mode=SessionMode.ONLINE, online_link=LINK)
    mine = make_registration(stored, training)
    stored.commit()
    outcome = visit.post(f"/whats-on/{training.reference}", ADA).location
    for address in (f"/place/{token_of(app, mine)}", outcome):
        assert visit.get(address).response.headers["Cache-Control"] == "no-store", address


def test_pressing_cancel_twice_is_said_and_does_no_harm(app, visit, stored):
    mine = make_registration(stored)
    stored.commit()
    address = f"/place/{token_of(app, mine)}"
    token = visit.get(address).csrf_token
    for _ in range(2):
        visit.post(f"{address}/cancel", {"csrf_token": token})
    assert "already been cancelled" in visit.get(address).text


def test_somebody_on_the_reserve_list_sees_their_turn_and_no_joining_link(app, visit, stored):
    training = make_session(stored, capacity=1, mode=SessionMode.ONLINE, online_link=LINK)
    make_registration(stored, training)
    first, second = (
        make_registration(stored, training, state=RegistrationState.RESERVE, queued_at=TODAY + timedelta(minutes=n))
        for n in range(2)
    )
    stored.commit()
    page = visit.get(f"/place/{token_of(app, second)}")
    assert "Your turn is number 2" in page.text
    assert "meet.example" not in page.html
    assert "You are next" in visit.get(f"/place/{token_of(app, first)}").text


@pytest.mark.parametrize("token", ["nonsense", "IlJFRy1BQUFBLUFBIg.xxxxxxxxxxxxxxxxxxxxxxxxxxx"])
def test_a_made_up_link_opens_nothing(visit, token):
    assert visit.get(f"/place/{token}").status == 404
    assert visit.post(f"/place/{token}/cancel", token=False, data={"csrf_token": "x"}).status in {400, 404}


def test_a_place_needs_few_questions(app, visit, stored, count_queries):
    mine = make_registration(stored)
    stored.commit()
    address = f"/place/{token_of(app, mine)}"
    visit.get(address)
    with count_queries() as queries:
        visit.get(address)
    assert len(queries) <= 2, str(queries)
