"""'Tell me the next date': ask, confirm by a button, leave with one click."""

import pytest
from sqlalchemy import select

from rose_training.domain.programme import Audience
from rose_training.messages.next_dates_letters import confirm_address, leave_address
from rose_training.models.next_dates import NextDateWish
from rose_training.models.outbox import OutboxMessage
from tests.factories import LONG_AGO, make_activity, make_session

ADA = "ada@agency.example"


def path(address):
    return "/" + address.split("/", 3)[3]


@pytest.fixture
def only(stored):
    def find():
        stored.rollback()
        stored.expire_all()
        return stored.scalars(select(NextDateWish)).one_or_none()

    return find


@pytest.fixture
def wish(visit, only):
    visit.get("/next-dates")
    visit.post("/next-dates", {"audience": "professionals", "email": ADA})
    return only()


@pytest.fixture
def links(app, wish):
    """The two addresses that stand in the mails."""
    with app.test_request_context():
        return path(confirm_address(wish.reference, Audience.PROFESSIONALS)), path(leave_address(wish.reference))


def test_asking_leads_to_the_mailbox_and_tells_nothing_of_the_address(visit, stored, wish):
    assert (wish.email, wish.audience, wish.confirmed_at) == (ADA, Audience.PROFESSIONALS, None)
    visit.get("/next-dates")
    again = visit.post("/next-dates", {"audience": "professionals", "email": "ADA@agency.example"})
    new = visit.post("/next-dates", {"audience": "parents", "email": "new@agency.example"})
    assert (again.status, again.location) == (new.status, new.location) == (303, "/next-dates/asked")
    assert "look into your mailbox" in visit.get("/next-dates/asked").text
    assert stored.query(OutboxMessage).filter_by(kind="next_dates_confirm", to=ADA).count() == 1


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"audience": "professionals", "email": ""}, "Enter your e-mail address"),
        ({"audience": "professionals", "email": "ada"}, "in the correct format"),
        ({"audience": "pupils", "email": ADA}, "Not a valid choice"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_kept(visit, only, sent, sentence):
    visit.get("/next-dates")
    page = visit.post("/next-dates", sent)
    assert page.status == 422
    assert any(sentence in error for error in page.errors)
    assert only() is None


def test_a_program_that_fills_every_box_gets_nothing(visit, only):
    visit.get("/next-dates")
    assert visit.post("/next-dates", {"audience": "parents", "email": ADA, "trap": "x"}).status == 303
    assert only() is None


def test_looking_confirms_nothing_and_the_button_does(visit, links, only):
    """Mail scanners follow every link."""
    confirm, _ = links
    assert "Yes, tell me" in visit.get(confirm).text
    assert only().confirmed_at is None
    assert visit.post(confirm).location == "/next-dates/confirmed"
    assert "We will tell you" in visit.get("/next-dates/confirmed").text
    assert only().confirmed_at is not None


def test_a_reader_leaves_by_the_button(visit, links, only):
    confirm, leave = links
    visit.get(confirm)
    visit.post(confirm)
    assert visit.get(leave).status == 200
    assert only().left_at is None
    assert visit.post(leave).location == "/next-dates/left"
    assert "no more e-mails" in visit.get("/next-dates/left").text
    assert only().left_at is not None


def test_a_mail_program_leaves_by_one_click_without_cookie_token_or_redirection(visit, links, only):
    """RFC 8058 §3.2."""
    _, leave = links
    stranger = visit.app.test_client()
    for _ in range(2):
        answer = stranger.post(leave, data={"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200
        assert "Location" not in answer.headers
    assert only().left_at is not None


@pytest.mark.parametrize("page", ["confirm", "leave"])
def test_a_link_that_was_not_made_by_us_opens_nothing(visit, links, page):
    assert visit.get(f"/next-dates/{page}/nonsense").status == 404
    confirm, leave = links
    swapped = {"confirm": leave, "leave": confirm}[page].rsplit("/")[-1]
    assert visit.get(f"/next-dates/{page}/{swapped}").status == 404


def test_the_link_of_an_address_that_was_forgotten_still_answers(visit, stored, links, wish):
    confirm, leave = links
    stored.delete(stored.get(NextDateWish, wish.id))
    stored.commit()
    visit.get(confirm)
    assert visit.post(confirm).location == "/next-dates"
    visit.get(leave)
    assert visit.post(leave).location == "/next-dates/left"


def test_dates_lead_here_with_their_audience(visit, stored):
    activity = make_activity(stored, audience=Audience.PARENTS, bookable=False)
    training = make_session(stored, activity=activity)
    stored.commit()
    link = "/next-dates?audience=parents"
    assert link in visit.get(f"/whats-on/{training.reference}").links()
    assert visit.get(link).soup.find("input", attrs={"value": "parents"}).has_attr("checked")
    assert "/next-dates" in visit.get("/whats-on").links()


def test_a_date_that_takes_nobody_has_the_form_on_it(visit, stored, only):
    training = make_session(stored, registration_closes_at=LONG_AGO)
    stored.commit()
    visit.get(f"/whats-on/{training.reference}")
    assert visit.post("/next-dates", {"audience": "professionals", "email": ADA}).status == 303
    assert only().email == ADA
