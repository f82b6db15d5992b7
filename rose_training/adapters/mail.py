"""E-mails as bytes, and handing them to a mail server over an open SMTP connection."""

import smtplib
from dataclasses import dataclass
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address, BaseHeader, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP, Policy
from email.utils import format_datetime

from rose_training.domain.outbox import Attempt, Outcome


class _OneLine(UnstructuredHeader, BaseHeader):
    """A header whose value is never wrapped and never encoded.

    The standard library turns an address longer than a line into encoded words, which no mail program
    reads as an address again.
    """

    def fold(self, *, policy: Policy) -> str:
        """The header as it leaves, on one line (RFC 5322 allows 998 signs)."""
        return f"{self.name}: {self}{policy.linesep}"


_headers = HeaderRegistry()
_headers.map_to_type("list-unsubscribe", _OneLine)
_POLICY = SMTP.clone(header_factory=_headers)


class AddressError(ValueError):
    """An address that cannot be written in the header of an e-mail."""


LONGEST_ADDRESS = 900
"""Of a page, in a header: one line holds 998 signs, its name included."""


@dataclass(frozen=True)
class CalendarPart:
    """A calendar file and its METHOD, which the part of the e-mail must repeat."""

    content: bytes
    method: str
    file_name: str = "training.ics"


def compose(
    *,
    sender: tuple[str, str],
    to: str,
    subject: str,
    text: str,
    html: str,
    message_id: str,
    at: datetime,
    calendar: CalendarPart | None = None,
    reply_to: str | None = None,
    unsubscribe: str | None = None,
) -> EmailMessage:
    """An e-mail with its text, the same as HTML, and where there is one the calendar file.

    `sender` is a name and an address; `message_id` is the opaque part before the @,
    the same on every attempt, so that a receiver who already has the e-mail can drop a repeat. The
    calendar stands twice, as every large sender does it: as an alternative that mail programs turn
    into an entry, and as an attachment for people to open. `unsubscribe` is the address of a page that
    ends the subscription (GET asks, POST does it): mail programs then show a button of their own
    (RFC 2369, RFC 8058). Raises AddressError when an address cannot be written in a header.
    """
    name, address = sender
    letter = EmailMessage(policy=_POLICY)
    letter["From"] = _mailbox(address, name)
    letter["To"] = _mailbox(to)
    if reply_to:
        letter["Reply-To"] = _mailbox(reply_to)
    letter["Subject"] = " ".join(subject.split())
    letter["Date"] = format_datetime(at)
    letter["Message-ID"] = f"<{message_id}@{_domain(address)}>"
    # No holiday notices back, and none to mailing lists (RFC 3834; the second is Exchange's own).
    letter["Auto-Submitted"] = "auto-generated"
    letter["X-Auto-Response-Suppress"] = "OOF, AutoReply"
    if unsubscribe:
        letter["List-Unsubscribe"] = f"<{_web_address(unsubscribe)}>"
        letter["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    letter.set_content(text)
    letter.add_alternative(html, subtype="html")
    if calendar is not None:
        letter.add_alternative(
            calendar.content.decode(),
            subtype="calendar",
            cte="base64",
            params={"method": calendar.method},
        )
        letter.add_attachment(
            calendar.content,
            maintype="application",
            subtype="ics",
            filename=calendar.file_name,
        )
    return letter


def deliver(connection: smtplib.SMTP, letter: EmailMessage, *, bounces_to: str | None = None) -> Attempt:
    """Hand `letter` to the server behind `connection` and say how it ended; raises nothing of SMTP.

    `bounces_to` is where mail servers report what they could not deliver; its sender when None.
    A connection that breaks before or after the text leaves open whether the server has it: that is
    TRY_AGAIN. A server that does not let us send at all is UNREACHABLE, and REFUSED is kept for
    what is wrong with this address or this text.
    """
    try:
        connection.send_message(letter, from_addr=bounces_to)
    except smtplib.SMTPRecipientsRefused as refusal:
        [(code, answer)] = refusal.recipients.values()
        return _said_no(code, answer)
    except smtplib.SMTPDataError as refusal:
        return _said_no(refusal.smtp_code, refusal.smtp_error)
    except smtplib.SMTPNotSupportedError as trouble:
        return Attempt(Outcome.REFUSED, f"The mail server cannot carry this e-mail: {trouble}")
    except (smtplib.SMTPSenderRefused, smtplib.SMTPHeloError) as refusal:
        return Attempt(Outcome.UNREACHABLE, _words(refusal.smtp_code, refusal.smtp_error))
    except (smtplib.SMTPException, OSError) as trouble:
        return Attempt(Outcome.TRY_AGAIN, f"The connection broke: {_describe(trouble)}")
    return Attempt(Outcome.ACCEPTED)


def unreachable(trouble: Exception) -> Attempt:
    """The attempt that ended before it began: no connection, or no sign-in."""
    if isinstance(trouble, smtplib.SMTPResponseException):
        reason = _words(trouble.smtp_code, trouble.smtp_error)
    else:
        reason = _describe(trouble)
    return Attempt(Outcome.UNREACHABLE, f"The mail server cannot be reached: {reason}")


def _said_no(code: int, answer: bytes | str) -> Attempt:
    # A code outside 4xx and 5xx is a server out of step; it may have recovered next time.
    outcome = Outcome.REFUSED if 500 <= code < 600 else Outcome.TRY_AGAIN
    return Attempt(outcome, _words(code, answer))


def _words(code: int, answer: bytes | str) -> str:
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    return f"{code} {' '.join(text.split())}".strip()


def _describe(trouble: Exception) -> str:
    return str(trouble) or type(trouble).__name__


def _mailbox(address: str, name: str = "") -> Address:
    """`address` with its domain in the form that mail servers carry (RFC 5890)."""
    local, at, domain = address.strip().rpartition("@")
    try:
        if not (local and at and local.isascii()):
            raise ValueError("not an address that mail servers carry")
        return Address(name, local, domain.encode("idna").decode("ascii"))
    except (ValueError, MessageError, IndexError) as trouble:
        raise AddressError(f"{address!r} cannot be written to: {trouble}") from trouble


def _web_address(address: str) -> str:
    """`address` as it may stand between angle brackets."""
    if not (address.isascii() and address.isprintable() and address.startswith(("https://", "http://"))):
        raise AddressError(f"{address!r} is not the address of a page")
    if set(address) & set(" <>,") or len(address) > LONGEST_ADDRESS:
        raise AddressError(f"{address!r} cannot stand in a header")
    return address


def _domain(address: str) -> str:
    return address.rpartition("@")[2] or "localhost"
