"""Reading what mail servers send back: RFC 3464 reports, and the plain letters of older ones.

A report is believed only as far as it names one of our own e-mails: their numbers cannot be guessed,
so nobody can talk us out of an address by writing to the mailbox.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from email.utils import parseaddr

from rose_training.domain.bounces import BounceKind, kind_of

LONGEST_REASON = 300
LARGEST = 2 * 1024 * 1024
"""Bytes of a report that are read: it may carry our e-mail back, and that is small."""

_OUR_NUMBER = re.compile(r"<(rose-[0-9a-f]{24})@[^<>\s]{1,255}>")
_ADDRESS = re.compile(r"[^\s<>()\[\],;:\"]{1,64}@[^\s<>()\[\],;:\"]{1,255}")
_STATUS = re.compile(r"(?<![\d.])([45]\.\d{1,3}\.\d{1,3})(?![\d.])")
_REPLY = re.compile(r"(?<![\d.])([45]\d\d)(?=[ -])")
_REPORTERS = frozenset({"mailer-daemon", "postmaster", "mailerdaemon", "mail-daemon", "microsoftexchange"})
_COPY_BEGINS = re.compile(
    r"^[-\s]*(below this line|this is a copy|original message|the original message|returned message"
    r"|unsent message|received:|return-path:)",
    re.IGNORECASE | re.MULTILINE,
)
_STILL_TRYING = re.compile(
    r"warning message only|do not need to resend|still being tried|will be retried|keep trying|no action is required",
    re.IGNORECASE,
)
_NO_SUCH_ADDRESS = re.compile(
    r"(user|mailbox|recipient|address|account)[^.\n]{0,40}(unknown|not found|does not exist|doesn't exist|disabled)"
    r"|(unknown|no such|invalid) (user|mailbox|recipient|address)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Report:
    """One e-mail of ours that came back.

    `message_id` is ours, without the domain; `addresses` those that the report says it could not
    reach, lower case; `report_id` is the report's own, so that reading it twice counts once.
    """

    message_id: str
    addresses: tuple[str, ...]
    kind: BounceKind
    reason: str
    report_id: str


@dataclass(frozen=True)
class _Failure:
    addresses: tuple[str, ...]
    status: str
    words: str

    @property
    def kind(self) -> BounceKind:
        return kind_of(self.status)


def read_report(content: bytes) -> Report | None:
    """What a returned e-mail says, or None when it is no report about an e-mail of ours.

    Holiday notices, answers by people, reports of success and 'still trying' are none. Raises nothing:
    mail from the outside may be anything.
    """
    content = content[:LARGEST]
    letter = message_from_bytes(content)
    if _is_report(letter):
        failures = list(_failures_reported(letter))
    elif _is_from_a_server(letter):
        failures = list(_failures_told(letter))
    else:
        failures = []
    ours = _our_number(letter)
    if ours is None or not failures:
        return None
    worst = next((one for one in failures if one.kind is BounceKind.FOR_GOOD), failures[0])
    return Report(
        message_id=ours,
        addresses=tuple(dict.fromkeys(address for one in failures for address in one.addresses)),
        kind=worst.kind,
        reason=worst.words[:LONGEST_REASON],
        report_id=_report_id(letter, content),
    )


def _is_report(letter: Message) -> bool:
    return any(part.get_content_type() == "message/delivery-status" for part in letter.walk())


def _is_from_a_server(letter: Message) -> bool:
    _, sender = parseaddr(str(letter.get("From", "")))
    local = sender.partition("@")[0].lower()
    return local in _REPORTERS or local.startswith("microsoftexchange") or "X-Failed-Recipients" in letter


def _our_number(letter: Message) -> str | None:
    """The number of our e-mail, where the report carries it back: whole, as headers, or in its words.

    A report that carries nothing back may still say what it answers.
    """
    for part in letter.walk():
        if part is not letter and (found := _OUR_NUMBER.search(str(part.get("Message-ID", "")))):
            return found[1]
    for part in letter.walk():
        if part.get_content_maintype() == "text" and (found := _OUR_NUMBER.search(_text(part))):
            return found[1]
    for header in ("In-Reply-To", "References"):
        if found := _OUR_NUMBER.search(str(letter.get(header, ""))):
            return found[1]
    return None


def _failures_reported(letter: Message) -> Iterator[_Failure]:
    """The recipients that a report (RFC 3464 §2.3) gives up. 'delayed' and 'relayed' are not given up."""
    for part in letter.walk():
        blocks = part.get_payload()
        if part.get_content_type() != "message/delivery-status" or not isinstance(blocks, list):
            continue
        for block in blocks:
            if not isinstance(block, Message) or _field(block, "Action").lower() != "failed":
                continue
            # 'smtp; 550 5.1.1 no such user', 'rfc822; ann@school.example': what stands before is the kind.
            words = _field(block, "Diagnostic-Code").partition(";")[2].strip()
            status = _STATUS.search(_field(block, "Status")) or _STATUS.search(words) or _REPLY.search(words)
            names = (_field(block, "Original-Recipient"), _field(block, "Final-Recipient"))
            addresses = [found[0].lower() for name in names if (found := _ADDRESS.search(name.partition(";")[2]))]
            code = status[1] if status else ""
            yield _Failure(tuple(addresses), code, words or f"Status {code or 'not given'}")


def _failures_told(letter: Message) -> Iterator[_Failure]:
    """What a server says in plain words: qmail, older Exims, and others who never learnt to report."""
    words = next((_text(part) for part in letter.walk() if part.get_content_type() == "text/plain"), "")
    copy = _COPY_BEGINS.search(words)
    told = words[: copy.start()] if copy else words
    if not told.strip() or _STILL_TRYING.search(told) or "delayed" in str(letter.get("Subject", "")).lower():
        return
    named = str(letter.get("X-Failed-Recipients", "")) or told
    addresses = [found.lower().rstrip(".") for found in _ADDRESS.findall(named)]
    status = _STATUS.search(told) or _REPLY.search(told)
    if status is not None:
        yield _Failure(tuple(addresses), status[1], _line_around(told, status.start()))
    elif gone := _NO_SUCH_ADDRESS.search(told):
        yield _Failure(tuple(addresses), "5.1.1", _line_around(told, gone.start()))
    else:
        yield _Failure(tuple(addresses), "", _joined(told))


def _report_id(letter: Message, content: bytes) -> str:
    given = _field(letter, "Message-ID")
    return given if 0 < len(given) <= 200 else f"sha256:{hashlib.sha256(content).hexdigest()}"


def _field(part: Message, name: str) -> str:
    return _joined(str(part.get(name, "")))


def _text(part: Message) -> str:
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        return ""
    try:
        return content.decode(part.get_content_charset() or "utf-8", "replace")
    except LookupError:
        return content.decode("utf-8", "replace")


def _line_around(words: str, position: int) -> str:
    return _joined(words[words.rfind("\n", 0, position) + 1 :].partition("\n")[0])


def _joined(words: str) -> str:
    return " ".join(words.replace("\0", " ").split())
