"""Signing in by mail, through the pages."""

from datetime import timedelta

import pytest

from rose_training import clock
from rose_training.adapters.locks import SiteLocks
from rose_training.domain.permissions import Role
from rose_training.models.outbox import OutboxMessage
from rose_training.models.people import SignInLink, SignInSession
from tests.factories import make_person
from tests.support.visitor import Visitor


@pytest.fixture
def locks(app):
    return SiteLocks(app.config["SECRET_KEY"])


@pytest.fixture
def ann(stored):
    person = make_person(stored, Role.PROFESSIONAL, name="Ann Smith", email="ann@example.org")
    stored.commit()
    return person


def ask(visit, email="ann@example.org", query=""):
    page = visit.post(f"/account/sign-in{query}", {"email": email})
    assert page.status == 303, page.errors
    return visit.get(page.location)


def nonce_of(stored):
    stored.rollback()
    return stored.query(SignInLink).order_by(SignInLink.id.desc()).first().nonce


def link_of(stored, locks):
    return f"/account/link/{locks.link_token(nonce_of(stored))}"


def is_signed_in(visit):
    return visit.get("/account/").status == 200


def test_the_button_behind_the_link_signs_in_and_the_link_works_once(visit, stored, ann, locks):
    ask(visit)
    address = link_of(stored, locks)
    for _ in range(2):  # a program that checks mails opens it first
        assert visit.get(address).heading == "Sign in as Ann Smith"
    assert visit.post(address).location == "/my/places"
    assert is_signed_in(visit)
    other = Visitor(visit.app)
    assert other.get(address).heading == "This link cannot be used"
    assert "used" in other.last.text


def test_the_link_works_on_another_computer_than_the_one_that_asked(visit, stored, ann, locks):
    ask(visit)
    other = Visitor(visit.app)
    other.post(link_of(stored, locks))
    assert is_signed_in(other)
    assert not is_signed_in(visit)


def test_the_code_signs_in_where_it_was_asked_for(visit, stored, ann, locks):
    page = ask(visit)
    assert "ann@example.org" in page.text
    code = locks.six_digits(nonce_of(stored))
    assert visit.post("/account/check-your-email", {"code": f"{code[:3]} {code[3:]}"}).status == 303
    assert is_signed_in(visit)


def test_a_wrong_code_is_told_at_the_field_and_five_use_it_up(visit, stored, ann, locks):
    ask(visit)
    code = locks.six_digits(nonce_of(stored))
    wrong = "111111" if code == "000000" else "000000"
    for _ in range(5):
        page = visit.post("/account/check-your-email", {"code": wrong})
        assert page.errors == ["This is not the code in our last mail to you. Check it and try again."]
        assert page.soup.title.get_text().startswith("Error: ")
    page = visit.post("/account/check-your-email", {"code": code})
    assert page.errors == ["A wrong code was entered too often. Ask for a new link."]


def test_a_stranger_sees_the_same_pages_as_a_person(visit, stored, ann, locks):
    def walk(email):
        walker = Visitor(visit.app)
        words = [ask(walker, email).text.replace(email, "(address)")]
        for _ in range(6):
            typed = "111111" if locks.six_digits(nonce_of(stored)) == "000000" else "000000"
            words.append(walker.post("/account/check-your-email", {"code": typed}).text.replace(email, "(address)"))
        return words

    told = walk("ann@example.org")
    with clock.set_to(clock.now() + timedelta(minutes=6)):  # both come from one network address
        assert walk("stranger@example.org") == told
    assert stored.query(OutboxMessage).filter_by(to="ann@example.org").count() == 1
    assert stored.query(OutboxMessage).count() == 2, "the stranger's goes to nobody"


def test_asking_does_the_same_work_for_a_stranger_and_for_a_person(visit, ann, count_queries):
    ask(visit, "somebody.else@example.org")  # what is asked once and remembered
    done = []
    for email in ("ann@example.org", "stranger@example.org"):
        with count_queries() as queries:
            ask(visit, email)
        done.append(queries.statements)
    assert done[0] == done[1]


@pytest.mark.parametrize("typed", ["", "ann", "ann@", "@example.org", "ann@example.org\nbcc: x@example.org", "a" * 300])
def test_what_is_no_address_is_told_and_nothing_is_queued(visit, stored, typed):
    page = visit.post("/account/sign-in", {"email": typed})
    assert page.status == 200
    assert len(page.errors) == 1
    assert stored.query(OutboxMessage).count() == 0


def test_the_seventh_mail_in_an_hour_is_refused(visit, stored, ann):
    for _ in range(6):
        ask(visit)
    page = visit.post("/account/sign-in", {"email": "Ann@example.org "})
    assert "too many tries" in page.errors[0]


def test_after_thirty_minutes_the_link_says_why(visit, stored, ann, locks):
    ask(visit)
    address = link_of(stored, locks)
    with clock.set_to(clock.now() + timedelta(minutes=31)):
        page = visit.get(address)
    assert "more than 30 minutes old" in page.text
    assert "/account/sign-in" in page.links()


@pytest.mark.parametrize("token", ["x", "x.y", "é", "a" * 2000])
def test_a_made_up_link_is_refused_kindly(visit, token):
    assert visit.get(f"/account/link/{token}").heading == "This link cannot be used"


def test_the_code_page_without_having_asked_leads_to_asking(visit):
    assert visit.get("/account/check-your-email").location == "/account/sign-in"


def test_half_an_hour_later_the_code_page_has_forgotten_the_address(visit, ann):
    ask(visit)
    with clock.set_to(clock.now() + timedelta(minutes=30)):
        assert visit.get("/account/check-your-email").location == "/account/sign-in"
    assert visit.get("/account/check-your-email").location == "/account/sign-in"


def test_one_goes_on_to_the_page_one_wanted(visit, stored, ann, locks):
    wanted = visit.get("/my/places?when=past").location
    assert wanted == "/account/sign-in?next=/my/places?when%3Dpast"
    ask(visit, query=wanted.removeprefix("/account/sign-in"))
    assert visit.post(link_of(stored, locks)).location == "/my/places?when=past"


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "\\\\evil.example",
        "/%09/evil.example".replace("%09", "\t"),
        "/\n//evil.example",
        "javascript:alert(1)",
        "evil.example",
        "///evil.example",
        "/" + "a" * 400,
    ],
)
def test_one_is_never_led_to_another_site(visit, stored, ann, locks, elsewhere):
    page = visit.client.post(
        "/account/sign-in",
        query_string={"next": elsewhere},
        data={"email": "ann@example.org", "csrf_token": visit.get("/account/sign-in").csrf_token},
    )
    assert page.status_code == 303
    assert visit.post(link_of(stored, locks)).location == "/my/places"


def test_a_shared_computer_unless_somebody_says_no(visit, stored, ann, locks):
    ask(visit)
    box = visit.get(link_of(stored, locks)).soup.find("input", attrs={"name": "shared"})
    assert box.has_attr("checked")
    visit.post(link_of(stored, locks), {"shared": "y"})
    stored.rollback()
    assert stored.query(SignInSession).one().idle_minutes == 15
    own = Visitor(visit.app)
    ask(own)
    own.post(link_of(stored, locks), {})
    stored.rollback()
    assert {row.idle_minutes for row in stored.query(SignInSession)} == {15, 30}


def test_left_alone_one_is_signed_out_and_finds_the_way_back(visit, stored, ann):
    start = clock.now()
    visit.sign_in(ann)
    for minutes in (10, 35, 60):  # each page keeps it going
        with clock.set_to(start + timedelta(minutes=minutes)):
            assert is_signed_in(visit)
    with clock.set_to(start + timedelta(minutes=91)):
        page = visit.get("/my/places")
        assert page.location == "/account/sign-in?next=/my/places"
        assert "signed out because nothing happened" in visit.get(page.location).soup.get_text()


def test_signing_out_ends_the_session_so_that_a_kept_cookie_opens_nothing(visit, stored, ann):
    visit.sign_in(ann)
    visit.get("/account/")
    with visit.client.session_transaction() as cookie:
        kept = dict(cookie)
    page = visit.post("/account/sign-out")
    assert page.location == "/account/signed-out"
    assert page.response.headers["Clear-Site-Data"] == '"cache", "cookies"'
    assert not is_signed_in(visit)
    with visit.client.session_transaction() as cookie:
        cookie.update(kept)
    assert not is_signed_in(visit)


def test_signing_out_everywhere_ends_the_other_browsers_too(visit, stored, ann):
    other = Visitor(visit.app).sign_in(ann)
    visit.sign_in(ann)
    assert is_signed_in(other)
    assert "2 browsers" in visit.get("/account/").text
    visit.post("/account/sign-out-everywhere")
    assert not is_signed_in(visit)
    assert not is_signed_in(other)


def test_signing_in_takes_nothing_over_from_whoever_used_the_browser_before(visit, stored, ann, locks):
    with visit.client.session_transaction() as cookie:
        cookie["left_behind"] = "somebody's draft"
    ask(visit)
    visit.post(link_of(stored, locks))
    with visit.client.session_transaction() as cookie:
        assert "left_behind" not in cookie
        assert "asked" not in cookie


def test_signing_out_without_being_signed_in_does_no_harm(visit):
    token = visit.get("/account/sign-in").csrf_token
    assert visit.post("/account/sign-out", {"csrf_token": token}).status == 303


def test_whoever_is_signed_in_needs_no_sign_in_page(visit, stored, ann):
    visit.sign_in(ann)
    assert visit.get("/account/sign-in").location == "/my/places"
