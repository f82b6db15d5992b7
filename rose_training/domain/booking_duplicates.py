"""Whether two requests ask for the same: the same body, and the same activity or the same days.

One host sent the same request four times to a site of our kind; attaching is cheaper than answering twice.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime
from difflib import SequenceMatcher

from rose_training.domain.bookings import DUPLICATE_WINDOW

ALIKE = 0.8
"""How alike two described names must be, from 0 to 1."""

EVERYBODYS = frozenset(
    {
        "gmail.com",
        "googlemail.com",
        "outlook.com",
        "hotmail.com",
        "hotmail.co.uk",
        "live.co.uk",
        "yahoo.com",
        "yahoo.co.uk",
        "icloud.com",
        "btinternet.com",
        "aol.com",
    }
)
"""Mail providers: two addresses there say nothing about a common school."""

_WORD = re.compile(r"[a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request is recognised by."""

    organisation_id: int | None
    described: str
    email: str
    activity_id: int
    days: frozenset[date]
    requested_at: datetime
    years: frozenset[str] = frozenset()
    """Codes of `YearGroup`; empty for adults."""


def why_alike(one: Asked, other: Asked) -> str | None:
    """In a few words why both are probably the same request; None when they are not."""
    if abs(one.requested_at - other.requested_at) > DUPLICATE_WINDOW:
        return None
    body = _same_body(one, other)
    if body is None:
        return None
    common = one.days & other.days
    if one.activity_id == other.activity_id:
        return f"{body}, same activity{', same day' if common else ''}"
    # A school may well have two classes taught different things on one day.
    return f"{body}, same day" if common and _same_group(one, other) else None


def _same_group(one: Asked, other: Asked) -> bool:
    return bool(one.years & other.years) or one.years == other.years


def _same_body(one: Asked, other: Asked) -> str | None:
    if one.organisation_id is not None and other.organisation_id is not None:
        return "Same school" if one.organisation_id == other.organisation_id else None
    if one.email == other.email:
        return "Same e-mail address"
    if _domain(one.email) != _domain(other.email) or _domain(one.email) in EVERYBODYS:
        return None
    if SequenceMatcher(None, _plain(one.described), _plain(other.described)).ratio() >= ALIKE:
        return "Similar name, same address after the @"
    return None


def _domain(email: str) -> str:
    return email.rpartition("@")[2].lower()


def _plain(name: str) -> str:
    return " ".join(_WORD.findall(name.lower()))
