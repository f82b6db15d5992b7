"""Headers, cookies, tokens and limits; logs without anybody's data; health."""

import json
import logging
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from sqlalchemy import text

from config import Settings
from rose_training import clock
from rose_training.app import create_app
from rose_training.domain.permissions import Role
from rose_training.services import worker_sign
from tests.factories import make_person
from tests.support.visitor import Visitor


@pytest.fixture
def carol(stored):
    person = make_person(stored, Role.COORDINATOR, name="Carol Jones", email="carol@example.org")
    stored.commit()
    return person


@pytest.fixture(scope="module")
def production(tmp_path_factory) -> Flask:
    """The site as it runs for real people, limits and all."""
    settings = Settings.read(
        {},
        site_mode="production",
        secret_key="a secret of production, long enough for it",
        site_url="https://rose.example",
        mail_server="mail.example",
        database_url=f"sqlite:///{tmp_path_factory.mktemp('production') / 'p.db'}",
    )
    return create_app(settings)


class TestHeaders:
    def test_nothing_runs_but_our_own(self, visit):
        policy = visit.get("/account/sign-in").response.headers["Content-Security-Policy"]
        rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
        assert rules["default-src"] == "'none'"
        assert rules["script-src"] == "'self'"
        assert rules["style-src"] == "'self'"
        assert rules["form-action"] == "'self'"
        assert rules["frame-ancestors"] == "'none'"
        assert rules["base-uri"] == "'none'"
        assert "unsafe" not in policy
        assert "http" not in policy

    @pytest.mark.parametrize("address", ["/", "/no-such-page", "/healthz", "/account/sign-in"])
    def test_every_answer_carries_them(self, visit, address):
        headers = visit.get(address).response.headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["Referrer-Policy"] == "same-origin"
        assert "geolocation=()" in headers["Permissions-Policy"]
        assert "Content-Security-Policy" in headers
        assert headers["X-Request-ID"]

    def test_pages_of_somebody_signed_in_stay_in_no_cache(self, visit, carol):
        assert visit.get("/account/sign-in").response.headers["Cache-Control"] == "no-store"
        assert visit.get("/").response.headers.get("Cache-Control") != "no-store"
        visit.sign_in(carol)
        for address in ("/account/", "/office/people"):
            assert visit.get(address).response.headers["Cache-Control"] == "no-store", address

    def test_in_production_the_browser_is_held_to_https(self, production):
        client = production.test_client()
        answer = client.get("/account/sign-in", base_url="https://rose.example")
        assert "max-age=31536000" in answer.headers["Strict-Transport-Security"]
        cookie = answer.headers["Set-Cookie"]
        assert "Secure" in cookie
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie

    def test_at_home_it_is_not(self, visit):
        answer = visit.get("/account/sign-in").response
        assert "Strict-Transport-Security" not in answer.headers
        assert "Secure" not in answer.headers["Set-Cookie"]

    def test_the_health_probe_is_not_sent_to_https(self, production):
        assert production.test_client().get("/healthz").status_code == 200


class TestForms:
    def test_a_form_without_its_token_changes_nothing(self, visit, carol):
        visit.sign_in(carol)
        for address in ("/account/sign-out-everywhere", "/office/people/add", "/account/password"):
            page = visit.post(address, token=False)
            assert page.status == 400, address
        assert visit.get("/account/").status == 200

    def test_another_browsers_token_is_refused(self, app, visit, carol):
        stolen = Visitor(app).get("/account/sign-in").csrf_token
        visit.sign_in(carol)
        assert visit.post("/account/sign-out-everywhere", {"csrf_token": stolen}).status == 400

    @pytest.mark.parametrize("address", ["/account/sign-in", "/account/sign-in/staff"])
    def test_null_characters_are_refused_before_the_database_sees_them(self, visit, address):
        typed = {"email": "ann\0@example.org", "password": "\0"}
        assert visit.post(address, typed).status == 400
        assert visit.get("/whats-on?month=%00").status == 400
        assert visit.get("/account/link/%00").status == 400

    def test_public_forms_are_limited(self, production):
        client = production.test_client()
        site = {"base_url": "https://rose.example", "headers": {"Referer": "https://rose.example/"}}
        form = client.get("/account/sign-in", **site).get_data(as_text=True)
        token = BeautifulSoup(form, "html5lib").find("input", attrs={"name": "csrf_token"})["value"]
        filled_in = {"csrf_token": token, "email": "not an address"}
        statuses = [client.post("/account/sign-in", data=filled_in, **site).status_code for _ in range(61)]
        assert statuses == [200] * 60 + [429]
        assert client.get("/account/sign-in", **site).status_code == 200, "reading is not limited"


class TestGuards:
    def test_a_visitor_is_asked_to_sign_in_and_a_stranger_to_the_page_is_refused(self, visit, stored):
        assert visit.get("/office/people").location == "/account/sign-in?next=/office/people"
        ann = make_person(stored, Role.PROFESSIONAL)
        stored.commit()
        visit.sign_in(ann)
        page = visit.get("/office/people")
        assert page.status == 403
        assert "999" in page.soup.get_text()

    def test_a_role_that_ends_closes_the_page_at_once(self, visit, stored, carol):
        make_person(stored, Role.COORDINATOR)
        stored.commit()
        visit.sign_in(carol)
        assert visit.get("/office/people").status == 200
        stored.execute(text("UPDATE role_grant SET ended_at = granted_at WHERE person_id = :id"), {"id": carol.id})
        stored.commit()
        assert visit.get("/office/people").status == 403

    def test_a_view_that_says_nothing_answers_nobody(self, app, visit):
        visit.get("/")
        app.view_functions["silent"] = lambda: "a secret"
        rule = app.url_rule_class("/silent", endpoint="silent")
        app.url_map.add(rule)
        try:
            with pytest.raises(RuntimeError, match="write @open_to_all"):
                visit.get("/silent")
        finally:
            del app.view_functions["silent"]
            app.url_map._rules.remove(rule)
            app.url_map._rules_by_endpoint.pop("silent")
            app.url_map._remap = True

    def test_an_open_page_keeps_a_sign_in_going_too(self, visit, stored, carol):
        start = clock.now()
        visit.sign_in(carol)
        with clock.set_to(start + timedelta(minutes=20)):
            visit.get("/accessibility")
        stored.rollback()
        seen = stored.scalars(text("SELECT seen_at FROM sign_in_session")).one()
        assert str(seen)[:19] == (start + timedelta(minutes=20)).replace(tzinfo=None).isoformat(" ")[:19]

    def test_an_open_page_asks_the_database_nothing_about_a_visitor(self, visit, count_queries):
        visit.get("/accessibility")
        with count_queries() as queries:
            visit.get("/accessibility")
        assert [query for query in queries.statements if "sign_in" in query] == []

    def test_a_form_sent_too_late_leads_back_to_its_page(self, visit, carol):
        start = clock.now()
        visit.sign_in(carol)
        visit.get("/office/people/add")
        with clock.set_to(start + timedelta(hours=1)):
            page = visit.post("/office/people/add", {"name": "x"})
        assert page.location == "/account/sign-in?next=/office/people/add"

    def test_a_forged_or_broken_cookie_signs_nobody_in(self, app):
        for value in ("", "x", "eyJfdXNlcl9pZCI6IjEifQ.x.y", "." * 50):
            visit = Visitor(app)
            visit.client.set_cookie("rose", value)
            assert visit.get("/account/").status == 303


class TestLogs:
    @pytest.fixture(autouse=True)
    def _listening(self):
        logger = logging.getLogger("rose_training")
        before = logger.level
        logger.setLevel("INFO")
        yield
        logger.setLevel(before)

    def lines(self, capsys):
        return [json.loads(line) for line in capsys.readouterr().err.splitlines()]

    def test_one_line_of_json_a_request_with_the_rule_and_not_the_address(self, visit, capsys):
        capsys.readouterr()
        visit.get("/account/link/a-secret-token?email=ann@example.org", headers={"X-Request-ID": "given-id-1"})
        (line,) = self.lines(capsys)
        assert line["method"] == "GET"
        assert line["route"] == "/account/link/<token>"
        assert line["status"] == 200
        assert line["request_id"] == "given-id-1"
        assert line["ms"] >= 0
        assert "secret" not in json.dumps(line)
        assert "ann@" not in json.dumps(line)

    def test_an_id_that_is_not_one_is_replaced(self, visit):
        for given in ("short", "x" * 100, "with space", "<script>alert(1)"):
            page = visit.get("/healthz", headers={"X-Request-ID": given})
            assert page.response.headers["X-Request-ID"] != given
            assert len(page.response.headers["X-Request-ID"]) == 16

    def test_an_address_that_does_not_exist_is_not_logged(self, visit, capsys):
        capsys.readouterr()
        visit.get("/ann@example.org")
        assert "ann" not in json.dumps(self.lines(capsys))

    def test_a_failure_is_logged_with_its_place_and_without_its_words(self, app, visit, capsys, monkeypatch):
        def fail() -> str:
            raise ValueError("ann@example.org")

        fail.guard = "open to all"
        monkeypatch.setitem(app.view_functions, "public.healthz", fail)
        monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
        capsys.readouterr()
        page = visit.get("/healthz", headers={"X-Request-ID": "given-id-1"})
        failed, answered = self.lines(capsys)
        assert page.status == 500
        assert "given-id-1" in page.text
        assert failed["exception"] == "ValueError"
        assert any("in fail" in line for line in failed["where"])
        assert failed["request_id"] == answered["request_id"] == "given-id-1"
        assert "ann@" not in json.dumps([failed, answered])


class TestHealth:
    def test_the_process_answers(self, visit):
        page = visit.get("/healthz")
        assert (page.status, page.response.get_json()) == (200, {"status": "ok"})

    def stamp(self, stored, version="0001"):
        stored.execute(text("CREATE TABLE IF NOT EXISTS alembic_version (version_num VARCHAR(32) NOT NULL)"))
        stored.execute(text("DELETE FROM alembic_version"))
        stored.execute(text("INSERT INTO alembic_version VALUES (:version)"), {"version": version})
        stored.commit()

    def test_it_is_ready_when_the_database_the_migrations_and_the_worker_are(self, visit, stored, monkeypatch):
        monkeypatch.setattr("rose_training.web.public.health._newest_migrations", lambda _root: frozenset({"0001"}))
        self.stamp(stored)
        worker_sign.note_seen(stored, at=clock.now())
        stored.commit()
        assert visit.get("/readyz").response.get_json() == {
            "status": "ready",
            "parts": {"database": True, "migrations": True, "worker": True},
        }
        with clock.set_to(clock.now() + timedelta(seconds=70)):
            page = visit.get("/readyz")
            assert page.status == 503
            assert page.response.get_json()["parts"]["worker"] is False
        self.stamp(stored, "0000")
        page = visit.get("/readyz")
        assert page.status == 503
        assert page.response.get_json()["parts"] == {"database": True, "migrations": False, "worker": True}

    def test_a_database_that_does_not_answer_is_told_and_not_thrown(self, tmp_path):
        settings = Settings.read({}, secret_key="x" * 40, database_url=f"sqlite:////{tmp_path}/gone/away.db")
        application = create_app(settings)
        answer = application.test_client().get("/readyz")
        assert answer.status_code == 503
        assert answer.get_json()["parts"]["database"] is False
