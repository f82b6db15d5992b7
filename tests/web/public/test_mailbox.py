"""The mailbox page: everything that a demonstration would send, and 404 anywhere else."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from flask import Flask
from icalendar import Calendar
from sqlalchemy.orm import Session

from rose_training.domain.outbox import Attempt, Outcome
from rose_training.models.outbox import OutboxMessage
from rose_training.services import outbox, outbox_delivery
from rose_training.services.outbox_delivery import Kept
from tests.support.visitor import Page, Visitor

CALENDAR = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//EN\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n"
HTML = '<!doctype html><html lang="en"><head><title>x</title></head><body><h1>x</h1></body></html>'


def arrived(stored: Session, at: datetime, to: str, subject: str, **over: object) -> OutboxMessage:
    """An e-mail that went to the mailbox page."""
    outbox.queue(stored, kind="example_note", to=to, about="REG-7K3Q-M2", occasion=subject, at=at)
    found = outbox_delivery.claim(stored, at=at)
    assert found is not None
    assert found.lease_key is not None
    facts = {"text": "Hello <Ann>,\n\nhttps://example.org/place", "html": HTML, "calendar": CALENDAR, **over}
    outbox_delivery.record_attempt(
        stored,
        lease_key=found.lease_key,
        attempt=Attempt(Outcome.ACCEPTED),
        at=at,
        kept=Kept(subject, **facts),  # type: ignore[arg-type]
        post_box=True,
    )
    stored.commit()
    return found


def listed(page: Page) -> list[str]:
    """The e-mails on the page, as text."""
    return [" ".join(mail.get_text(" ").split()) for mail in page.soup.select(".rose-mails li")]


@pytest.fixture
def sending_by_smtp(app: Flask) -> Iterator[Flask]:
    """The application as it is where mails leave it."""
    before = app.extensions["settings"]
    app.extensions["settings"] = replace(before, mail_server="mail.example")
    yield app
    app.extensions["settings"] = before


def test_an_empty_mailbox_says_how_to_fill_it(visit: Visitor) -> None:
    page = visit.get("/demonstration/mailbox")

    assert page.status == 200
    assert "No e-mail yet" in page.text


def test_the_newest_stands_first(visit: Visitor, stored: Session, at: datetime) -> None:
    arrived(stored, at, "ann@school.example", "First")
    arrived(stored, at + timedelta(minutes=1), "bo@agency.example", "Second")

    assert listed(visit.get("/demonstration/mailbox")) == [
        "Second bo@agency.example 17 Nov 2026, 9:31am With a calendar entry",
        "First ann@school.example 17 Nov 2026, 9:30am With a calendar entry",
    ]


def test_found_by_address(visit: Visitor, stored: Session, at: datetime) -> None:
    arrived(stored, at, "ann@school.example", "First")
    arrived(stored, at, "bo@agency.example", "Second")

    assert len(listed(visit.get("/demonstration/mailbox?to=bo@"))) == 1
    assert "No e-mail to this address" in visit.get("/demonstration/mailbox?to=cy@").text


def test_in_pages(visit: Visitor, stored: Session, at: datetime) -> None:
    for number in range(26):
        arrived(stored, at + timedelta(minutes=number), "ann@school.example", f"Letter {number}")

    first, second = visit.get("/demonstration/mailbox"), visit.get("/demonstration/mailbox?page=2")

    assert (len(listed(first)), len(listed(second))) == (25, 1)
    assert "/demonstration/mailbox?page=2" in first.links()


def test_a_letter_is_read_with_its_links(visit: Visitor, stored: Session, at: datetime) -> None:
    letter = arrived(stored, at, "ann@school.example", "Your place")

    page = visit.get(f"/demonstration/mailbox/{letter.message_id}")

    assert page.heading == "Your place"
    assert "Hello <Ann>," in page.text
    assert "https://example.org/place" in page.links()


def test_the_html_has_a_page_of_its_own_that_runs_nothing(visit: Visitor, stored: Session, at: datetime) -> None:
    letter = arrived(stored, at, "ann@school.example", "Your place")

    page = visit.get(f"/demonstration/mailbox/{letter.message_id}/html")

    policy = page.response.headers["Content-Security-Policy"]
    assert page.html == HTML
    assert "sandbox" in policy
    assert "script" not in policy.replace("default-src 'none'", "")


def test_the_calendar_entry_is_a_file(visit: Visitor, stored: Session, at: datetime) -> None:
    letter = arrived(stored, at, "ann@school.example", "Your place")

    response = visit.get(f"/demonstration/mailbox/{letter.message_id}/calendar").response

    assert response.content_type == "text/calendar; charset=utf-8"
    assert response.headers["Content-Disposition"] == 'attachment; filename="training.ics"'
    assert Calendar.from_ical(response.get_data())["method"] == "REQUEST"


def test_a_letter_without_a_calendar_offers_none(visit: Visitor, stored: Session, at: datetime) -> None:
    letter = arrived(stored, at, "ann@school.example", "Your place", calendar=None)
    address = f"/demonstration/mailbox/{letter.message_id}"

    assert f"{address}/calendar" not in visit.get(address).links()
    assert visit.get(f"{address}/calendar").status == 404


@pytest.mark.parametrize("part", ["", "/html", "/calendar"])
def test_nothing_of_it_exists_where_mails_leave(
    sending_by_smtp: Flask, visit: Visitor, stored: Session, at: datetime, part: str
) -> None:
    letter = arrived(stored, at, "ann@school.example", "Your place")

    assert visit.get("/demonstration/mailbox").status == 404
    assert visit.get(f"/demonstration/mailbox/{letter.message_id}{part}").status == 404


def test_what_left_by_smtp_or_waits_is_not_shown(visit: Visitor, stored: Session, at: datetime) -> None:
    outbox.queue(stored, kind="example_note", to="ann@school.example", about="REG-1", occasion="waits", at=at)
    stored.commit()
    [waiting] = outbox.messages(stored, state=outbox.OutboxState.QUEUED)[0]

    assert visit.get(f"/demonstration/mailbox/{waiting.message_id}").status == 404
    assert visit.get("/demonstration/mailbox/rose-unknown").status == 404
