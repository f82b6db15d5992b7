"""Somebody would like to be rung: the office is told, and nothing else is kept."""

import secrets
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy.orm import Session

from rose_training.domain.visit_checks import check_phone
from rose_training.services import outbox


@dataclass(frozen=True, slots=True)
class Call:
    """Who would like to be rung, where, when and about what."""

    caller: str
    school: str
    number: str
    when: str
    question: str


def ask(session: Session, call: Call, *, office: str, at: datetime) -> None:
    """Tell the office. The same question sent twice in an hour is one e-mail. Refuses a number that does not ring."""
    check_phone(call.number, "number")
    same = sha256("\n".join((*asdict(call).values(), f"{at:%Y%m%d%H}")).encode()).hexdigest()[:40]
    outbox.queue(
        session,
        kind="call_wanted_for_office",
        to=office,
        about=f"CALL-{secrets.token_hex(4).upper()}",
        occasion=same,
        at=at,
        payload=asdict(call),
    )
