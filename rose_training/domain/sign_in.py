"""The rules of signing in: how long, how often, and which passwords.

Sources: §5.4 and §7.4 of the domain notes (Cyber Essentials, NCSC, GOV.UK patterns).
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from rose_training.domain.actors import Actor
from rose_training.domain.permissions import STAFF_ROLES, Permission, Role, may
from rose_training.domain.refusals import Refusal

LINK_LIFETIME = timedelta(minutes=30)
"""How long an e-mailed link, and the code in the same mail, may be used."""

WRONG_CODES_ALLOWED = 5
"""This many wrong codes use the code up."""

PASSWORD_LINK_LIFETIME = timedelta(days=3)
"""How long a link to choose a password may be used; choosing one uses it up."""

SECOND_STEP_LIFETIME = timedelta(minutes=10)
"""How long after the password the authenticator's code may be given."""

TRIES_ALLOWED = 10
TRIES_WINDOW = timedelta(minutes=5)
"""No more than ten tries in five minutes, for one account or from one network address."""

ASKS_ALLOWED = 6
ASKS_WINDOW = timedelta(hours=1)
"""No more than six mails an hour to one address: an inbox is not to be flooded."""

SEEN_EVERY = timedelta(minutes=1)
"""How often a visit is written down; more often would only make the database busy."""

SHORTEST_PASSWORD = 12
EASILY_GUESSED = (
    "password",
    "jigsaw",
    "magdalene",
    "norwich",
    "norfolk",
    "rosetraining",
    "safeguarding",
    "letmein",
    "welcome",
    "qwerty",
    "iloveyou",
    "football",
    "123456",
    "abcdef",
    "111111",
    "000000",
)
"""Words that whoever guesses tries first: no password may be made of little else."""

FIGURES_AND_STOPS = "0123456789 !.,-_?*#@"
"""What people put at the ends of a word to make it longer."""


class Try(StrEnum):
    """What was tried, as it is counted."""

    LINK_ASKED = "link_asked"
    CODE = "code"
    PASSWORD = "password"  # noqa: S105  (the name of a step)
    SECOND_STEP = "second_step"


@dataclass(frozen=True)
class Limits:
    """How long a browser stays signed in: without being used, and at the very most."""

    idle: timedelta
    absolute: timedelta


@dataclass(frozen=True)
class SessionLimits:
    """The limits of a shared computer and of everybody else's (§5.4 of the domain notes)."""

    shared: Limits = Limits(timedelta(minutes=15), timedelta(hours=2))
    own: Limits = Limits(timedelta(minutes=30), timedelta(hours=12))

    def of(self, *, shared: bool) -> Limits:
        """The limits that hold for this computer."""
        return self.shared if shared else self.own


@dataclass(frozen=True)
class SignedIn:
    """Who is at the browser, and what they may do.

    `organisation_ids` are those that a school booker speaks for; `facilitator_id` is theirs
    when they deliver sessions. Both are the scope that services are asked with.
    """

    person_id: int
    name: str
    email: str
    roles: frozenset[Role]
    organisation_ids: frozenset[int] = field(default_factory=frozenset)
    facilitator_id: int | None = None
    shared: bool = False

    @property
    def actor(self) -> Actor:
        """Themselves, as the history names them."""
        return Actor.person(self.person_id, self.name)

    @property
    def is_staff(self) -> bool:
        """Whether they work for the charity."""
        return is_staff(self.roles)

    def may(self, permission: Permission | str) -> bool:
        """Whether they hold the permission, given itself or by its value as templates do."""
        return may(self.roles, Permission(permission))


class Locks(Protocol):
    """What only the holder of the site's secret can do; `adapters.locks` does it."""

    def new_nonce(self) -> str:
        """A fresh random string that opens nothing by itself."""
        ...

    def fingerprint(self, purpose: str, value: str) -> str:
        """What is stored in place of a value: 64 signs that give nothing away."""
        ...

    def link_token(self, nonce: str) -> str:
        """What stands in the e-mailed link for this nonce."""
        ...

    def nonce_of(self, link_token: str) -> str | None:
        """The nonce of a link that we made, or None."""
        ...

    def six_digits(self, nonce: str) -> str:
        """The code in the same mail."""
        ...

    def password_token(self, reference: str, *, stored: str | None, expires_at: datetime) -> str:
        """What stands in a link to choose a password; a new password makes it worthless."""
        ...

    def reference_of(self, password_token: str) -> str | None:
        """The person that such a link was made for, or None."""
        ...

    def password_token_is_good(self, password_token: str, *, stored: str | None, at: datetime) -> bool:
        """Whether such a link is neither too old nor used."""
        ...

    def same(self, one: str, other: str) -> bool:
        """Whether two strings are equal, in a time that tells nothing."""
        ...

    def hash_of(self, password: str) -> str:
        """What is stored in place of a password."""
        ...

    def matches(self, password: str, stored: str | None) -> bool:
        """Whether the password is the stored one; takes as long when nothing is stored."""
        ...

    def step_of(self, code: str, nonce: str, *, at: datetime) -> int | None:
        """The half minute an authenticator's code belongs to, or None when it is wrong."""
        ...

    def new_recovery_codes(self) -> list[str]:
        """Ten fresh codes to keep on paper."""
        ...


def is_staff(roles: Iterable[Role]) -> bool:
    """Whether any of the roles is one of the charity's own: such people sign in by password."""
    return not STAFF_ROLES.isdisjoint(roles)


def tidy_email(typed: str) -> str:
    """An e-mail address as it is stored and compared: no spaces around it, lower case."""
    return typed.strip().lower()


def tidy_code(typed: str) -> str:
    """A code as people paste it, '123 456' or '123-456', as it is compared: the bare signs."""
    return "".join(sign for sign in typed if sign.isalnum()).lower()


def session_is_live(*, seen_at: datetime, idle: timedelta, expires_at: datetime, at: datetime) -> bool:
    """Whether a signed-in browser may go on: used lately enough and not begun too long ago."""
    return at < seen_at + idle and at < expires_at


def refuse_if_too_many(
    tries: Sequence[datetime],
    *,
    at: datetime,
    allowed: int = TRIES_ALLOWED,
    window: timedelta = TRIES_WINDOW,
) -> None:
    """Say no to a further try when `allowed` of the earlier ones lie within the last `window`."""
    recent = sorted(tried for tried in tries if at - window < tried <= at)
    if len(recent) < allowed:
        return
    free_again = recent[-allowed] + window
    minutes = max(1, -((at - free_again) // timedelta(minutes=1)))
    wait = "a minute" if minutes == 1 else f"{minutes} minutes"
    raise Refusal("too_many_tries", f"There were too many tries. Wait {wait}, then try again.")


def refuse_stale_link(
    *,
    used: bool,
    superseded: bool,
    expires_at: datetime,
    wrong_codes: int,
    at: datetime,
) -> None:
    """Say no, and why, when a link or its code can no longer sign anybody in."""
    if used:
        raise Refusal("link_used", "This link has been used. Each link works once.")
    if superseded:
        raise Refusal(
            "link_superseded",
            "We have sent you a newer link since. Use the one in the last mail.",
        )
    if wrong_codes >= WRONG_CODES_ALLOWED:
        raise Refusal(
            "code_used_up",
            "A wrong code was entered too often. Ask for a new link.",
            "code",
        )
    if at >= expires_at:
        raise Refusal("link_expired", "This link is more than 30 minutes old. Ask for a new one.")


def refuse_weak_password(password: str, *, name: str = "", email: str = "") -> None:
    """Say no to a password that is short or easily guessed.

    Length is what counts: there is no maximum and no rule about kinds of signs
    (§5.4 of the domain notes). Once the easily guessed words, the person's own name and address,
    and the figures at either end are taken out, eight signs must be left, four of them different.
    """
    if len(password) < SHORTEST_PASSWORD:
        raise Refusal(
            "password_short",
            f"Your password must have at least {SHORTEST_PASSWORD} characters. Three random words make a good one.",
            "password",
        )
    own_words = {word for word in re.split(r"[^a-z]+", f"{name} {email}".lower()) if len(word) > 3}
    left = password.lower()
    for word in sorted(own_words.union(EASILY_GUESSED), key=len, reverse=True):
        left = left.replace(word, "")
    left = left.strip(FIGURES_AND_STOPS)
    if len(left) < 8 or len(set(left)) < 4:
        raise Refusal(
            "password_guessable",
            "This password is easily guessed. Choose three random words that have nothing to do "
            "with you or with this work.",
            "password",
        )
