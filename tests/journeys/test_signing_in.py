"""Signing in with a real browser: by keyboard, without a script, on a phone, with an authenticator app."""

import re
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from sqlalchemy.orm import Session

from rose_training.adapters import one_time_codes
from rose_training.adapters.locks import SiteLocks
from rose_training.clock import now
from rose_training.domain.actors import Actor
from rose_training.domain.permissions import Role
from rose_training.models.people import Person
from rose_training.services import sign_in
from tests.factories import make_person
from tests.support import axe

ROOT = Path(__file__).parents[2]
PHONE = {"width": 360, "height": 740}
GOOD = "tulip kettle fjord"

pytestmark = pytest.mark.skipif(
    not (ROOT / "static" / "dist" / "site.js").exists() or not axe.available(),
    reason="npm ci && npm run build has not been run",
)


@pytest.fixture
def ann(stored: Session) -> Person:
    person = make_person(stored, Role.PROFESSIONAL, name="Ann Smith", email="ann@example.org")
    stored.commit()
    return person


@pytest.fixture
def carol(app: Flask, stored: Session) -> Person:
    person = make_person(stored, Role.COORDINATOR, name="Carol Jones", email="carol@example.org")
    locks = SiteLocks(app.config["SECRET_KEY"])
    sign_in.set_password(stored, person=person, password=GOOD, locks=locks, by=Actor.system("test"), at=now())
    stored.commit()
    return person


def deliver(app: Flask) -> None:
    """What the worker does, once."""
    result = app.test_cli_runner().invoke(args=["mail", "deliver"])
    assert result.exit_code == 0, result.output


def test_from_a_page_one_wanted_through_the_mail_and_back_to_it_without_a_script(
    app: Flask, chrome: Browser, live: str, ann: Person
) -> None:
    context = chrome.new_context(viewport=PHONE, java_script_enabled=False)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(f"{live}/my/places")
    page.get_by_label("Your e-mail address").fill("ann@example.org")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Check your e-mail")
    deliver(app)
    page.goto(f"{live}/demonstration/mailbox")
    page.get_by_role("link", name="Sign in to ROSE training").click()
    found = re.search(r"^\d{3} \d{3}$", page.locator(".rose-letter").inner_text(), re.MULTILINE)
    assert found, "the mail holds a code"
    page.goto(f"{live}/account/check-your-email")
    page.get_by_label("Six-digit code").fill(found[0])
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{live}/my/places")
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You are signed out")
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    context.close()


def test_an_authenticator_app_is_set_up_and_asked_for(
    app: Flask, live: str, tab: Page, stored: Session, carol: Person
) -> None:
    tab.goto(f"{live}/account/sign-in/staff?next=/account/authenticator")
    tab.get_by_label("E-mail address").fill("carol@example.org")
    tab.get_by_label("Password", exact=True).fill(GOOD)
    tab.keyboard.press("Enter")
    expect(tab).to_have_url(f"{live}/account/authenticator")
    tab.get_by_label("Your password").fill(GOOD)
    tab.keyboard.press("Enter")
    expect(tab.get_by_role("img", name="QR code")).to_be_visible()
    stored.refresh(carol)
    secret = SiteLocks(app.config["SECRET_KEY"]).secret_for(carol.totp_nonce or "")
    expect(tab.locator("code")).to_have_text(" ".join(secret[at : at + 4] for at in range(0, 32, 4)))
    tab.get_by_label("Six-digit code").fill(one_time_codes.code_at(secret, at=now()))
    tab.keyboard.press("Enter")
    recovery_code = tab.locator(".rose-recovery-codes code").first.inner_text()
    tab.get_by_role("button", name="I have kept them").click()
    tab.get_by_role("button", name="Sign out", exact=True).first.click()
    tab.goto(f"{live}/account/sign-in/staff")
    tab.get_by_label("E-mail address").fill("carol@example.org")
    tab.get_by_label("Password", exact=True).fill(GOOD)
    tab.keyboard.press("Enter")
    tab.get_by_label("Code").fill(recovery_code)
    tab.keyboard.press("Enter")
    expect(tab).to_have_url(f"{live}/office/bookings")
    tab.goto(f"{live}/account/")
    expect(tab.get_by_text("9 left")).to_be_visible()


def test_a_program_finds_nothing_inaccessible(live: str, tab: Page, carol: Person) -> None:
    tab.set_viewport_size(PHONE)  # type: ignore[arg-type]
    for address in ("sign-in", "sign-in/staff", "link/x", "choose-password/x", "signed-out"):
        tab.goto(f"{live}/account/{address}")
        assert axe.problems(tab) == [], address
    tab.goto(f"{live}/account/sign-in/staff")
    tab.get_by_label("E-mail address").fill("carol@example.org")
    tab.get_by_role("button", name="Sign in").click()
    expect(tab.get_by_role("alert")).to_contain_text("Enter your password")
    assert axe.problems(tab) == [], "with an error"
    tab.get_by_label("Password", exact=True).fill(GOOD)
    tab.keyboard.press("Enter")
    expect(tab).to_have_url(f"{live}/office/bookings")
    pages = ["/account/", "/account/password", "/account/authenticator", "/office/people", "/office/people/add"]
    person = f"/office/people/{carol.reference}"
    for address in [*pages, person, f"{person}/name", f"{person}/roles"]:
        tab.goto(live + address)
        assert axe.problems(tab) == [], address
        assert tab.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], address
