"""Certificates of attendance: their numbers, what a stranger may see of one, and learning time in words.

A certificate says that somebody took part. It never says 'accredited': nobody accredits our
sessions (§8 of the domain notes).
"""

import re
import secrets
from enum import StrEnum

from rose_training.domain.references import ALPHABET

PREFIX = "CERT"
SIGNS = 7
WEIGHTS = (2, 1)
"""Taken in turn from the left. Both are coprime with 27, and so is their difference: every single
mistyped sign and every pair of neighbours swapped changes the check sign."""

_BARE = re.compile(rf"(?:{PREFIX})?([{ALPHABET}]{{{SIGNS + 1}}})")
_PART_OF_NAME = re.compile(r"[^\s\-'’]+")


class Ended(StrEnum):
    """Why a certificate no longer counts."""

    REPLACED = "replaced"
    """Something on it was corrected, and a new one was issued."""

    WITHDRAWN = "withdrawn"
    """The register was corrected: this person was not there for long enough."""


def new_number() -> str:
    """A new random number such as `CERT-7K3Q-M2BX`; its last sign checks the others (27**7 numbers)."""
    signs = "".join(secrets.choice(ALPHABET) for _ in range(SIGNS))
    return _written(signs + check_sign(signs))


def check_sign(signs: str) -> str:
    """The sign that makes the weighted sum of a number a multiple of 27."""
    return ALPHABET[-_weighted(signs) % len(ALPHABET)]


def tidy_number(typed: str) -> str | None:
    """The number as it is stored from what somebody typed; None when it cannot be one of ours.

    Blanks, hyphens, case and the letters CERT in front do not matter.
    """
    found = _BARE.fullmatch(re.sub(r"[\s\-]", "", typed).upper())
    if found is None or _weighted(found[1]) % len(ALPHABET):
        return None
    return _written(found[1])


def initials(name: str) -> str:
    """What the public check page shows of a name: 'A. E.' for Ada Example, 'A. B. C.' for Ada Brown-Carter."""
    return " ".join(f"{part[0].upper()}." for part in _PART_OF_NAME.findall(name))


def learning_time(minutes: int) -> str:
    """'1 hour', '1 hour 30 minutes', '45 minutes': 60 minutes of active learning make an hour."""
    hours, left = divmod(minutes, 60)
    words = [f"{number} {unit}{'' if number == 1 else 's'}" for number, unit in ((hours, "hour"), (left, "minute"))]
    return " ".join(word for word, number in zip(words, (hours, left), strict=True) if number)


def _weighted(signs: str) -> int:
    return sum(WEIGHTS[place % 2] * ALPHABET.index(sign) for place, sign in enumerate(signs))


def _written(signs: str) -> str:
    return f"{PREFIX}-{signs[:4]}-{signs[4:]}"
