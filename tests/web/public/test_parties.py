"""Registering several on the one page, without a script, and changing their places by the lead's link."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from rose_training import clock
from rose_training.domain.programme import Audience
from rose_training.domain.registrations import Attends, RegistrationState
from rose_training.domain.sessions import SessionMode
from rose_training.messages.party_letters import party_token
from rose_training.messages.place_letters import place_token
from rose_training.models.outbox import OutboxMessage
from rose_training.models.parties import Party
from rose_training.models.registrations import Registration
from tests.factories import make_activity, make_person, make_registration, make_session

TODAY = datetime(2026, 11, 21, 9, tzinfo=UTC)
LATER = datetime(2027, 2, 3, 10, tzinfo=UTC)
LINK = "https://meet.example/secret-room"
ADA = {
    "name": "Ada Example",
    "email": "ada@agency.example",
    "organisation": "Example Agency",
    "job_role": "Youth worker",
}


@pytest.fixture(autouse=True)
def _today():
    with clock.set_to(TODAY):
        yield


def colleague(number, called, **over):
    values = {"name": f"{called} Example", "email": f"{called.lower()}@agency.example", "job_role": "Nurse"}
    return {f"colleagues-{number}-{field}": value for field, value in (values | over).items()}


THREE = ADA | colleague(0, "Bo") | colleague(1, "Cy")


def everybody(stored):
    stored.rollback()
    return stored.scalars(select(Registration).order_by(Registration.id)).all()


def mails(stored):
    return [(m.kind, m.to) for m in stored.scalars(select(OutboxMessage).order_by(OutboxMessage.id))]


def page_of(training):
    return f"/whats-on/{training.reference}"


def test_a_row_is_added_without_a_script_and_everything_typed_stays(visit, stored):
    training = make_session(stored)
    stored.commit()
    visit.get(page_of(training))
    page = visit.post(page_of(training), ADA | {"access_needs": "A ramp", "manager_email": "mo@x", "rows": "add"})
    assert page.status == 200
    assert page.errors == []
    assert page.soup.find(id="name")["value"] == "Ada Example"
    assert page.soup.find(id="access_needs")["value"] == "A ramp"
    assert page.soup.find(id="manager_email")["value"] == "mo@x"
    assert page.soup.find(id="colleagues-0-name").has_attr("autofocus")
    page = visit.post(page_of(training), ADA | colleague(0, "Bo") | {"rows": "add"})
    assert page.soup.find(id="colleagues-0-name")["value"] == "Bo Example"
    assert page.soup.find(id="colleagues-1-email") is not None
    assert everybody(stored) == []


def test_a_row_is_taken_out_and_the_others_stay(visit, stored):
    training = make_session(stored)
    stored.commit()
    visit.get(page_of(training))
    page = visit.post(page_of(training), THREE | {"rows": "remove-0"})
    assert page.soup.find(id="colleagues-0-name")["value"] == "Cy Example"
    assert page.soup.find(id="colleagues-1-name") is None


@pytest.mark.parametrize("rows", ["remove-7", "remove-x", "remove-", "nonsense", "remove--1"])
def test_a_button_that_is_none_of_ours_registers_nobody(visit, stored, rows):
    training = make_session(stored)
    stored.commit()
    visit.get(page_of(training))
    assert visit.post(page_of(training), THREE | {"rows": rows}).status == 200
    assert everybody(stored) == []


def test_the_enter_key_sends_the_form(visit, stored):
    """The first button of a form is the one that Enter presses: it must not take a colleague out."""
    training = make_session(stored)
    stored.commit()
    visit.get(page_of(training))
    page = visit.post(page_of(training), THREE | {"rows": "add"})
    form = page.soup.find(id="colleagues").find_parent("form")
    assert form.find("button").get("name") is None


def test_three_are_registered_in_three_requests(visit, stored):
    training = make_session(stored)
    stored.commit()
    visit.get(page_of(training))
    sent = visit.post(page_of(training), THREE | {"manager_email": "mo@agency.example"})
    assert sent.status == 303
    page = visit.get(sent.location)
    assert page.heading == "3 people have a place"
    assert [one.name for one in everybody(stored)] == ["Ada Example", "Bo Example", "Cy Example"]
    assert mails(stored) == [
        ("registration_confirmed", "ada@agency.example"),
        ("registered_by_colleague", "bo@agency.example"),
        ("registered_by_colleague", "cy@agency.example"),
        ("manager_copy", "mo@agency.example"),
    ]
    assert "/party/" not in page.html
    assert "/place/" not in page.html


def test_a_row_that_was_added_and_left_empty_is_nobody(visit, stored):
    training = make_session(stored)
    stored.commit()
    visit.get(page_of(training))
    blank = {f"colleagues-0-{field}": "" for field in ("name", "email", "job_role", "access_needs")}
    assert visit.post(page_of(training), ADA | blank).status == 303
    assert len(everybody(stored)) == 1


def test_whoever_only_registers_others_is_not_registered(visit, stored):
    training = make_session(stored)
    stored.commit()
    visit.get(page_of(training))
    page = visit.post(page_of(training), ADA | {"away": "y"})
    assert page.errors == ["Add a colleague, or come yourself"]
    assert visit.post(page_of(training), ADA | colleague(0, "Bo") | {"away": "y"}).status == 303
    assert [one.name for one in everybody(stored)] == ["Bo Example"]


@pytest.mark.parametrize(
    ("over", "field", "sentence"),
    [
        (colleague(1, "Cy", email="BO@agency.example "), "colleagues-1-email", "stands above already"),
        (colleague(1, "Cy", email="ada@agency.example"), "colleagues-1-email", "stands above already"),
        (colleague(1, "Cy", email="cy"), "colleagues-1-email", "correct format"),
        (colleague(0, "Bo", name=""), "colleagues-0-name", "Enter your colleague's full name"),
        ({"manager_email": "mo"}, "manager_email", "correct format"),
        ({"name": "Win at https://spam.example"}, "name", "the name alone"),
        (colleague(0, "Bo", name="See www.spam.example"), "colleagues-0-name", "the name alone"),
    ],
)
def test_a_sentence_stands_beside_the_row_and_nobody_is_registered(visit, stored, over, field, sentence):
    training = make_session(stored)
    stored.commit()
    visit.get(page_of(training))
    page = visit.post(page_of(training), THREE | over)
    assert page.status == 422
    assert len(page.errors) == 1
    assert sentence in page.errors[0]
    assert sentence in page.soup.find(id=f"{field}-error").get_text()
    assert page.soup.select_one(f'.govuk-error-summary a[href="#{field}"]')
    assert everybody(stored) == []
    assert mails(stored) == []


@pytest.mark.parametrize("over", [colleague(1, "Cy", email="known@agency.example"), {"email": "known@agency.example"}])
def test_the_answer_does_not_tell_who_was_registered_and_the_others_are_served(visit, stored, over):
    """Anybody may type any address; the mailbox alone hears what it has."""
    training, other = make_session(stored, starts_at=LATER), make_session(stored, starts_at=LATER)
    person = make_person(stored, email="known@agency.example")
    before = make_registration(stored, training, person=person)
    stored.commit()

    def answered(one):
        visit.get(page_of(one))
        return visit.get(visit.post(page_of(one), THREE | over).location)

    known, stranger = answered(training), answered(other)
    assert known.soup.main.get_text() == stranger.soup.main.get_text()
    assert known.heading == "3 people have a place"
    assert "what it has stays as it is" in known.text
    stored.rollback()
    found = [one for one in everybody(stored) if one.session_id == training.id]
    assert len(found) == 3
    assert [one.id for one in found if one.email == "known@agency.example"] == [before.id]
    told = stored.scalars(select(OutboxMessage).where(OutboxMessage.to == "known@agency.example")).all()
    assert [one.about for one in told if one.payload.get("asked_again")] == [before.reference]


def test_when_places_are_short_they_say_what_they_want(visit, stored):
    """pretix#974: all together or split."""
    training = make_session(stored, capacity=2)
    stored.commit()
    assert visit.get(page_of(training)).soup.find(id="together") is None
    page = visit.post(page_of(training), THREE)
    assert page.status == 422
    assert "Choose what we should do" in page.errors[0]
    page = visit.post(page_of(training), THREE | {"together": "split"})
    assert visit.get(page.location).heading == "2 people have a place, 1 is on the reserve list"
    assert [one.state.value for one in everybody(stored)] == ["confirmed", "confirmed", "reserve"]


def test_the_question_stands_on_the_page_before_it_is_missed(visit, stored):
    training = make_session(stored, capacity=1)
    stored.commit()
    visit.get(page_of(training))
    page = visit.post(page_of(training), ADA | {"rows": "add"})
    assert "What if there are too few places for all of you?" in page.text


def test_together_they_wait_together(visit, stored):
    training = make_session(stored, capacity=3)
    make_registration(stored, training)
    stored.commit()
    visit.get(page_of(training))
    page = visit.get(visit.post(page_of(training), THREE | {"together": "together"}).location)
    assert page.heading == "3 people are on the reserve list"
    assert "until there is room for all of you" in page.text


def test_the_lead_splits_a_party_that_waits_by_the_link_in_the_mail(visit, stored, app):
    training = make_session(stored, capacity=3)
    make_registration(stored, training)
    stored.commit()
    visit.get(page_of(training))
    visit.post(page_of(training), THREE | {"together": "together"})
    party = stored.scalars(select(Party)).one()
    with app.app_context():
        address = f"/party/{party_token(party.reference)}"
    assert "Come on single places" in visit.get(address).text
    page = visit.post(f"{address}/split", follow=True)
    assert "A place is held for Ada Example, Bo Example" in page.text
    assert "Come on single places" not in page.text
    assert [one.state.value for one in everybody(stored)] == ["confirmed", "offered", "offered", "reserve"]
    assert visit.post("/party/nonsense/split").status == 404


def test_more_colleagues_than_the_setting_says(visit, app, stored, monkeypatch):
    monkeypatch.setitem(app.config, "COLLEAGUES_AT_ONCE", 1)
    training = make_session(stored)
    stored.commit()
    visit.get(page_of(training))
    page = visit.post(page_of(training), THREE)
    assert page.status == 422
    assert "1 colleagues in one go" in page.errors[0] or "1 colleague in one go" in page.errors[0]
    assert everybody(stored) == []
    page = visit.post(page_of(training), ADA | colleague(0, "Bo") | {"rows": "remove-5"})
    assert "Add a colleague" not in page.text


def test_a_program_that_sends_a_thousand_rows_is_answered(visit, stored):
    training = make_session(stored)
    stored.commit()
    visit.get(page_of(training))
    many = {}
    for number in range(1000):
        many |= colleague(number, f"N{number}")
    assert visit.post(page_of(training), ADA | many).status == 422
    assert everybody(stored) == []


def test_parents_are_asked_for_nobody_else(visit, stored):
    training = make_session(stored, activity=make_activity(stored, audience=Audience.PARENTS))
    stored.commit()
    page = visit.get(page_of(training))
    assert "Add a colleague" not in page.text
    assert page.soup.find(id="manager_email") is None


def test_each_says_whether_they_come_or_join(visit, stored):
    training = make_session(stored, mode=SessionMode.HYBRID, online_capacity=5, online_link=LINK)
    stored.commit()
    visit.get(page_of(training))
    asked = ADA | {"attends": "online"} | colleague(0, "Bo", attends="in_person")
    assert visit.post(page_of(training), asked).status == 303
    assert [one.attends for one in everybody(stored)] == [Attends.ONLINE, Attends.IN_PERSON]
    assert visit.post(page_of(training), ADA | {"attends": "by balloon"}).status == 422


# By the lead's link


@pytest.fixture
def party(app, visit, stored):
    training = make_session(stored, mode=SessionMode.HYBRID, online_capacity=5, online_link=LINK)
    stored.commit()
    visit.get(page_of(training))
    visit.post(page_of(training), THREE | {"colleagues-0-access_needs": "A ramp"})
    stored.rollback()
    arranged = stored.scalars(select(Party)).one()
    with app.app_context():
        return f"/party/{party_token(arranged.reference)}"


def test_the_lead_sees_everybody_and_no_joining_link(visit, stored, party):
    """pretix#1092, indico#1377: the lead contact manages the places of the group."""
    page = visit.get(party)
    for name in ("Ada Example", "Bo Example", "Cy Example"):
        assert name in page.text
    assert "meet.example" not in page.html
    assert "ramp" not in page.html
    assert page.response.headers["Cache-Control"] == "no-store"


def test_the_lead_cancels_substitutes_and_corrects(visit, stored, party):
    """pretix#1092, indico#3512: the lead swaps names without asking us."""
    ada, bo, cy = everybody(stored)
    visit.get(party)
    assert visit.post(f"{party}/{cy.reference}/cancel").location == party
    visit.get(f"{party}/{bo.reference}/colleague")
    dee = {"name": "Dee Example", "email": "dee@agency.example"}
    assert "Dee Example comes instead" in visit.post(f"{party}/{bo.reference}/colleague", dee, follow=True).text
    visit.get(f"{party}/{ada.reference}/name")
    page = visit.post(f"{party}/{ada.reference}/name", {"name": "Ada Exampel"}, follow=True)
    assert "The name is now Ada Exampel" in page.text
    assert "Dee Example" in page.text
    assert "Bo Example" not in page.text
    states = {one.name: one.state for one in everybody(stored)}
    assert states == {
        "Ada Exampel": RegistrationState.CONFIRMED,
        "Bo Example": RegistrationState.SUBSTITUTED,
        "Cy Example": RegistrationState.CANCELLED,
        "Dee Example": RegistrationState.CONFIRMED,
    }


def test_the_lead_moves_a_colleague_online(visit, stored, party):
    _, bo, _ = everybody(stored)
    visit.get(party)
    visit.post(f"{party}/{bo.reference}/switch")
    stored.rollback()
    stored.refresh(bo)
    assert bo.attends is Attends.ONLINE


def test_anothers_place_is_not_in_the_party(visit, stored, party):
    stranger = make_registration(stored)
    stored.commit()
    token = visit.get(party).csrf_token
    for what in ("cancel", "switch", "name", "colleague"):
        sent = visit.post(f"{party}/{stranger.reference}/{what}", {"name": "X", "csrf_token": token})
        assert sent.status == 404
    assert visit.get("/party/nonsense").status == 404


def test_one_kind_of_link_does_not_open_the_other(app, visit, stored, party):
    ada, bo, _ = everybody(stored)
    with app.app_context():
        of_place = place_token(bo.reference)
        of_ada = place_token(ada.reference)
    assert visit.get(f"/party/{of_place}").status == 404
    assert visit.get(f"/place/{party.rsplit('/', 1)[1]}").status == 404
    assert party in visit.get(f"/place/{of_ada}").links(), "the lead finds the party from the own place"
    assert not [link for link in visit.get(f"/place/{of_place}").links() if "/party/" in link]


def test_the_page_of_a_party_needs_few_questions(visit, stored, party, count_queries):
    visit.get(party)
    with count_queries() as queries:
        visit.get(party)
    assert len(queries) <= 3, str(queries)


# By the link to one place


def test_somebody_sends_a_colleague_instead(app, visit, stored):
    training = make_session(stored, capacity=1, mode=SessionMode.ONLINE, online_link=LINK)
    mine = make_registration(stored, training, confirmed_at=TODAY, name="Ada Example")
    stored.commit()
    with app.app_context():
        address = f"/place/{place_token(mine.reference)}"
    page = visit.get(f"{address}/colleague")
    assert page.heading == "Who comes instead of you?"
    assert visit.post(f"{address}/colleague", {"name": "Bo", "email": ""}).errors == [
        "Enter your colleague's e-mail address"
    ]
    page = visit.post(f"{address}/colleague", {"name": "Bo Example", "email": "bo@agency.example"}, follow=True)
    assert "A colleague comes instead of you" in page.text
    assert "meet.example" not in page.html
    assert mails(stored) == [("substituted_out", mine.email), ("substituted_in", "bo@agency.example")]
    page = visit.post(f"{address}/colleague", {"name": "Cy Example", "email": "cy@agency.example"})
    assert "given up already" in page.errors[0]


def test_somebody_corrects_their_name(app, visit, stored):
    mine = make_registration(stored, name="Ada Exampel")
    stored.commit()
    with app.app_context():
        address = f"/place/{place_token(mine.reference)}"
    assert visit.get(f"{address}/name").soup.find(id="name")["value"] == "Ada Exampel"
    assert visit.post(f"{address}/name", {"name": " "}).errors == ["Enter the full name"]
    page = visit.post(f"{address}/name", {"name": "Ada  Example"}, follow=True)
    assert "Ada Example" in page.text
    assert mails(stored) == [("name_corrected", mine.email)]


def test_somebody_joins_online_instead(app, visit, stored):
    training = make_session(stored, mode=SessionMode.HYBRID, online_capacity=1, online_link=LINK)
    mine = make_registration(stored, training, confirmed_at=TODAY)
    stored.commit()
    with app.app_context():
        address = f"/place/{place_token(mine.reference)}"
    visit.get(address)
    page = visit.post(f"{address}/switch", follow=True)
    assert "The place is now online" in page.text
    stored.refresh(mine)
    assert mine.attends is Attends.ONLINE
