"""Who looks at the site when its pictures are taken, and how each of them comes in."""

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Cookie, Page

from rose_training.jobs.demonstration.world import PASSWORD

ROOT = Path(__file__).resolve().parents[1]
COORDINATOR, FACILITATOR, SCHOOL = "coordinator@rose.example", "facilitator@rose.example", "school@rose.example"
SIGNED_IN: dict[str, list[Cookie]] = {}
"""The cookies of those who came by a link: few of them are sent in an hour."""


def sign_in(page: Page, email: str) -> None:
    """With the password that the demonstration prints."""
    page.goto("/account/sign-in/staff")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Sign out").first.wait_for()


def sign_in_by_mail(page: Page, email: str) -> None:
    """As a school does: by the link in an e-mail. The second time, the browser still knows who it is."""
    if email in SIGNED_IN:
        page.context.add_cookies(SIGNED_IN[email])  # type: ignore[arg-type]
        return
    page.goto("/account/sign-in")
    page.get_by_label("Your e-mail address").fill(email)
    page.get_by_role("button", name="Send me an e-mail").click()
    flask("mail", "deliver")
    open_letter(page, "Sign in to ROSE training", to=email)
    follow(page, "/account/link/")
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("button", name="Sign out").first.wait_for()
    SIGNED_IN[email] = page.context.cookies()


def open_letter(page: Page, subject: str, *, to: str = "") -> None:
    """The newest e-mail of the mailbox with these words in its subject."""
    page.goto(f"/demonstration/mailbox?to={to}")
    page.get_by_role("link", name=subject).first.click()


def follow(page: Page, part: str) -> None:
    """The link of the open e-mail whose address has this part. The server of the pictures has a port of its own."""
    address = page.locator(".rose-letter").get_by_role("link", name=part).first.get_attribute("href") or "/"
    page.goto(urlsplit(address).path)


def flask(*words: str) -> None:
    """A command of the site, on the database of the pictures."""
    command = [sys.executable, "-m", "flask", "--app", "wsgi", *words]
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL, env=os.environ)  # noqa: S603  (ours)
