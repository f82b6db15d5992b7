"""E-mails as they leave, and what a real mail server makes of them."""

import smtplib
from collections.abc import Iterator
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from pathlib import Path

import pytest
from icalendar import Calendar

from rose_training.adapters.calendar_files import Entry, Mailbox, Method, event
from rose_training.adapters.mail import AddressError, CalendarPart, compose, deliver, unreachable
from rose_training.domain.outbox import Attempt, Outcome
from tests.adapters.smtp_server import SmtpServer

AT = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
TEXT = "Hello Zoë,\n\nyour place on the briefing is confirmed.\n"
HTML = "<p>Hello Zoë,</p><p>your place on the briefing is confirmed.</p>"


def letter(to: str = "ann@school.example", **over: object) -> EmailMessage:
    facts: dict[str, object] = {
        "sender": ("ROSE training", "training@rose.example"),
        "to": to,
        "subject": "Your place on 3 March",
        "text": TEXT,
        "html": HTML,
        "message_id": "rose-4f7a",
        "at": AT,
        **over,
    }
    return compose(**facts)  # type: ignore[arg-type]


def calendar() -> CalendarPart:
    content = event(
        Entry(uid="reg-1@rose.example", sequence=0, stamp=AT, summary="Briefing – Zoë"),
        method=Method.REQUEST,
        starts_at=datetime(2027, 3, 2, 14, tzinfo=UTC),
        ends_at=datetime(2027, 3, 2, 15, tzinfo=UTC),
        organiser=Mailbox("training@rose.example"),
        attendee=Mailbox("ann@school.example"),
    )
    return CalendarPart(content, Method.REQUEST)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[SmtpServer]:
    with SmtpServer(tmp_path) as running:
        yield running


@pytest.fixture
def connection(server: SmtpServer) -> Iterator[smtplib.SMTP]:
    open_connection = smtplib.SMTP("127.0.0.1", server.port, timeout=20)
    yield open_connection
    open_connection.close()


def test_the_same_words_as_text_and_as_html() -> None:
    parts = list(letter().iter_parts())

    assert [part.get_content_type() for part in parts] == ["text/plain", "text/html"]
    assert parts[0].get_content() == TEXT
    assert parts[1].get_content().strip() == HTML


def test_the_headers_name_the_post_and_ask_for_no_answer() -> None:
    headers = letter()

    assert headers["Message-ID"] == "<rose-4f7a@rose.example>"
    assert headers["Date"] == "Sat, 21 Nov 2026 09:30:00 +0000"
    assert headers["Auto-Submitted"] == "auto-generated"
    assert headers["From"] == "ROSE training <training@rose.example>"


LEAVE = "https://rose-training.example/next-date/leave/" + "b2c4.Zx_9-" * 30


def test_a_mail_program_can_end_a_subscription_by_itself() -> None:
    """RFC 2369 and RFC 8058, on the bytes: a long address stays one piece and in the clear."""
    content = letter(unsubscribe=LEAVE).as_bytes()

    assert f"\r\nList-Unsubscribe: <{LEAVE}>\r\n".encode() in content
    assert b"\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in content
    assert message_from_bytes(content)["List-Unsubscribe"] == f"<{LEAVE}>"


def test_a_service_mail_offers_no_end() -> None:
    assert b"List-Unsubscribe" not in letter().as_bytes()


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "https://a.example/\r\nBcc: all@b.example",
        "https://a.example/>,<mailto:b@c.example",
        "/leave",
    ],
)
def test_only_the_address_of_a_page_stands_in_that_header(address: str) -> None:
    with pytest.raises(AddressError):
        letter(unsubscribe=address)


def test_a_line_break_cannot_smuggle_in_a_header() -> None:
    assert letter(subject="One\r\nBcc: all@example.org")["Bcc"] is None
    with pytest.raises(ValueError, match="cannot be written to"):
        letter(to="ann@school.example\r\nBcc: all@example.org")


@pytest.mark.parametrize("address", ["", "nobody", "@school.example", "zoë@school.example"])
def test_an_address_that_cannot_be_written_to_is_named(address: str) -> None:
    with pytest.raises(ValueError, match="cannot be written to"):
        letter(to=address)


def test_a_domain_with_accents_is_written_as_servers_carry_it() -> None:
    assert letter(to="ann@schüle.example")["To"] == "ann@xn--schle-mva.example"


def test_the_calendar_stands_in_the_mail_and_beside_it() -> None:
    with_calendar = letter(calendar=calendar())

    words, attachment = with_calendar.iter_parts()
    part = list(words.iter_parts())[2]
    assert part["Content-Type"].params == {"charset": "utf-8", "method": "REQUEST"}
    assert part.get_content_type() == "text/calendar"
    assert attachment.get_content_type() == "application/ics"
    assert attachment.get_filename() == "training.ics"
    assert attachment.get_content() == calendar().content
    assert part.get_payload(decode=True) == calendar().content


def test_it_arrives_as_it_was_written(server: SmtpServer, connection: smtplib.SMTP) -> None:
    attempt = deliver(connection, letter(calendar=calendar()))

    [arrived] = server.received()
    assert attempt == Attempt(Outcome.ACCEPTED)
    assert arrived.get_body(("plain",)).get_content().splitlines() == TEXT.splitlines()  # type: ignore[union-attr]
    [attachment] = arrived.iter_attachments()
    assert Calendar.from_ical(attachment.get_content())["method"] == "REQUEST"


def test_greylisting_asks_for_patience(server: SmtpServer, connection: smtplib.SMTP) -> None:
    later = letter("later@school.example")

    assert deliver(connection, later) == Attempt(Outcome.TRY_AGAIN, "450 greylisted, try again")
    assert deliver(connection, later) == Attempt(Outcome.ACCEPTED)
    assert len(server.received()) == 1


@pytest.mark.parametrize(
    ("recipient", "reason"),
    [
        ("never@school.example", "550 no such mailbox"),
        ("spam@school.example", "554 this text is not wanted here"),
    ],
)
def test_a_refusal_is_final_and_gives_its_reason(
    server: SmtpServer, connection: smtplib.SMTP, recipient: str, reason: str
) -> None:
    assert deliver(connection, letter(recipient)) == Attempt(Outcome.REFUSED, reason)
    assert server.received() == []


def test_the_connection_serves_the_next_one_after_a_refusal(server: SmtpServer, connection: smtplib.SMTP) -> None:
    deliver(connection, letter("never@school.example"))

    assert deliver(connection, letter()) == Attempt(Outcome.ACCEPTED)


@pytest.mark.parametrize(("recipient", "arrived"), [("broken@school.example", 0), ("silent@school.example", 1)])
def test_a_server_that_hangs_up_leaves_it_open(
    server: SmtpServer, connection: smtplib.SMTP, recipient: str, arrived: int
) -> None:
    attempt = deliver(connection, letter(recipient))

    assert attempt.outcome is Outcome.TRY_AGAIN
    assert attempt.reason.startswith("The connection broke")
    assert len(server.received()) == arrived


def test_a_connection_that_is_gone_is_tried_again(server: SmtpServer, connection: smtplib.SMTP) -> None:
    server.stop()

    assert deliver(connection, letter()).outcome is Outcome.TRY_AGAIN


def test_a_server_that_is_down_is_unreachable(server: SmtpServer) -> None:
    server.stop()

    with pytest.raises(ConnectionRefusedError) as refused:
        smtplib.SMTP("127.0.0.1", server.port, timeout=20)
    attempt = unreachable(refused.value)
    assert attempt.outcome is Outcome.UNREACHABLE
    assert "Connection refused" in attempt.reason


def test_a_wrong_password_is_not_the_fault_of_the_e_mail() -> None:
    attempt = unreachable(smtplib.SMTPAuthenticationError(535, b"wrong password"))

    assert attempt == Attempt(Outcome.UNREACHABLE, "The mail server cannot be reached: 535 wrong password")
