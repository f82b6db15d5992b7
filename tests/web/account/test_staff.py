"""The team's sign-in: password, authenticator app, recovery codes, choosing and changing a password."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from rose_training import clock
from rose_training.adapters import one_time_codes
from rose_training.adapters.locks import SiteLocks
from rose_training.domain.actors import Actor
from rose_training.domain.permissions import Role
from rose_training.services import accounts, sign_in
from tests.factories import make_person
from tests.support.visitor import Visitor

GOOD = "tulip kettle fjord"
BETTER = "lamp river stone"


@pytest.fixture
def locks(app: Flask) -> SiteLocks:
    return SiteLocks(app.config["SECRET_KEY"])


@pytest.fixture
def carol(stored: Session, locks):
    person = make_person(stored, Role.COORDINATOR, name="Carol Jones", email="carol@example.org")
    sign_in.set_password(stored, person=person, password=GOOD, locks=locks, by=Actor.system("test"), at=clock.now())
    stored.commit()
    return person


def enter(visit, password=GOOD, email="carol@example.org"):
    return visit.post("/account/sign-in/staff", {"email": email, "password": password})


def enrol(visit, stored, carol, locks):
    """Set the second step up through the pages; answers the recovery codes."""
    visit.post("/account/authenticator", {"password": GOOD})
    page = visit.get("/account/authenticator/set-up")
    assert page.soup.select_one(".rose-qr svg")
    stored.refresh(carol)
    secret = locks.secret_for(carol.totp_nonce)
    assert secret in page.text.replace(" ", "")
    page = visit.post("/account/authenticator/set-up", {"code": one_time_codes.code_at(secret, at=clock.now())})
    return [code.get_text() for code in page.soup.select(".rose-recovery-codes code")]


def test_the_password_leads_to_the_office(visit, carol):
    page = enter(visit, email=" Carol@Example.org")
    assert page.status == 303
    assert visit.get("/account/").status == 200


@pytest.mark.parametrize(("email", "password"), [("carol@example.org", "wrong"), ("who@example.org", GOOD)])
def test_a_wrong_password_and_a_stranger_read_the_same(visit, carol, email, password):
    page = enter(visit, password, email)
    assert page.errors == ["The e-mail address or the password is not right."]
    assert page.soup.find("input", attrs={"name": "email"})["value"] == email
    assert not page.soup.find("input", attrs={"name": "password"}).get("value")


def test_the_eleventh_try_is_refused_even_with_the_right_password(visit, carol):
    for _ in range(10):
        enter(visit, "wrong")
    assert "too many tries" in enter(visit).errors[0]
    with clock.set_to(clock.now() + timedelta(minutes=5)):
        assert enter(visit).status == 303


def test_a_mailed_link_is_for_staff_no_way_around_the_password(visit, stored, carol, locks):
    with stored.begin_nested():
        nonce = sign_in.ask_for_link(stored, email="carol@example.org", next_page=None, locks=locks, at=clock.now())
    stored.commit()
    page = visit.post(f"/account/link/{locks.link_token(nonce)}")
    assert page.location == "/account/sign-in/staff"
    assert visit.get("/account/").status == 303


def test_with_an_app_set_up_the_password_alone_opens_nothing(visit, stored, carol, locks):
    visit.sign_in(carol)
    codes = enrol(visit, stored, carol, locks)
    assert len(codes) == 10
    other = Visitor(visit.app)
    assert enter(other).location == "/account/sign-in/second-step"
    assert other.get("/account/").status == 303, "not signed in yet"
    assert other.post("/account/sign-in/second-step", {"code": "000000"}).errors == [
        "This code is not right. Enter the code that the app shows now."
    ]
    stored.refresh(carol)
    later = clock.now() + timedelta(seconds=60)
    with clock.set_to(later):
        shown = one_time_codes.code_at(locks.secret_for(carol.totp_nonce), at=later)
        assert other.post("/account/sign-in/second-step", {"code": shown}).status == 303
        assert other.get("/account/").status == 200
        third = Visitor(visit.app)
        enter(third)
        page = third.post("/account/sign-in/second-step", {"code": shown})
        assert page.errors == ["This code has been used. Wait for the app to show the next one."]
        assert third.post("/account/sign-in/second-step", {"code": codes[0].upper()}).status == 303


def test_the_second_step_waits_ten_minutes(visit, stored, carol, locks):
    visit.sign_in(carol)
    enrol(visit, stored, carol, locks)
    other = Visitor(visit.app)
    enter(other)
    with clock.set_to(clock.now() + timedelta(minutes=10)):
        assert other.get("/account/sign-in/second-step").location == "/account/sign-in/staff"


def test_the_second_step_cannot_be_begun_without_a_password(visit):
    assert visit.get("/account/sign-in/second-step").location == "/account/sign-in/staff"


def test_the_app_is_removed_and_codes_renewed_only_with_the_password(visit, stored, carol, locks):
    visit.sign_in(carol)
    old = enrol(visit, stored, carol, locks)
    for address in ("recovery-codes", "remove"):
        page = visit.post(f"/account/authenticator/{address}", {"password": "wrong"})
        assert page.errors == ["This is not your password. Try again."]
    page = visit.post("/account/authenticator/recovery-codes", {"password": GOOD})
    new = [code.get_text() for code in page.soup.select(".rose-recovery-codes code")]
    assert len(new) == 10
    assert not set(new) & set(old)
    assert visit.post("/account/authenticator/remove", {"password": GOOD}).location == "/account/"
    assert enter(Visitor(visit.app)).location != "/account/sign-in/second-step"


def test_changing_the_password_signs_out_everywhere_else(visit, carol):
    other = Visitor(visit.app).sign_in(carol)
    visit.sign_in(carol)
    page = visit.post("/account/password", {"current": GOOD, "password": BETTER, "again": BETTER})
    assert page.location == "/account/"
    assert visit.get("/account/").status == 200, "this browser stays"
    assert other.get("/account/").status == 303
    assert enter(Visitor(visit.app), GOOD).errors
    assert enter(Visitor(visit.app), BETTER).status == 303


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"current": "wrong", "password": BETTER, "again": BETTER}, "This is not your password. Try again."),
        ({"current": GOOD, "password": BETTER, "again": BETTER + "x"}, "The two new passwords differ"),
        ({"current": GOOD, "password": "short", "again": "short"}, "Your password must have at least 12 characters"),
        ({"current": GOOD, "password": "jigsaw-jigsaw", "again": "jigsaw-jigsaw"}, "easily guessed"),
    ],
)
def test_a_new_password_is_refused_beside_its_field_and_changes_nothing(visit, carol, typed, sentence):
    visit.sign_in(carol)
    page = visit.post("/account/password", typed)
    assert len(page.errors) == 1
    assert sentence in page.errors[0]
    assert enter(Visitor(visit.app)).status == 303


def test_outside_users_have_no_password_pages(visit, stored):
    ann = make_person(stored, Role.PROFESSIONAL)
    stored.commit()
    visit.sign_in(ann)
    for page in ("password", "authenticator", "authenticator/set-up", "authenticator/recovery-codes"):
        assert visit.get(f"/account/{page}").status == 404, page


class TestChoosing:
    """The link that a new member of staff gets."""

    def address(self, locks, person, days=3):
        token = locks.password_token(
            person.reference, stored=person.password_hash, expires_at=clock.now() + timedelta(days=days)
        )
        return f"/account/choose-password/{token}"

    def test_a_password_is_chosen_once(self, visit, carol, locks):
        address = self.address(locks, carol)
        assert "carol@example.org" in visit.get(address).text
        assert visit.post(address, {"password": BETTER, "again": BETTER}).location == "/account/sign-in/staff"
        assert enter(visit, BETTER).status == 303
        assert Visitor(visit.app).get(address).heading == "This link cannot be used"

    def test_a_weak_one_keeps_the_link_good(self, visit, carol, locks):
        address = self.address(locks, carol)
        assert visit.post(address, {"password": "carol jones!", "again": "carol jones!"}).errors
        assert visit.post(address, {"password": BETTER, "again": BETTER}).status == 303

    def test_too_old_made_up_or_of_somebody_who_left_it_opens_nothing(self, visit, stored, carol, locks):
        old = self.address(locks, carol, days=0)
        forged = self.address(SiteLocks("another key"), carol)
        good = self.address(locks, carol)
        for grant in accounts.live_grants(stored, carol.id):
            grant.ended_at = clock.now()
        stored.commit()
        for address in (old, forged, good, "/account/choose-password/x"):
            assert visit.get(address).heading == "This link cannot be used"
