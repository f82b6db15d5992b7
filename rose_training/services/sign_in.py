"""Signing in: by a link or a code in a mail, or by password. The second step is in `second_step`."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from rose_training.domain.actors import Actor
from rose_training.domain.outbox import NOBODY
from rose_training.domain.refusals import Refusal
from rose_training.domain.sign_in import (
    LINK_LIFETIME,
    Locks,
    refuse_stale_link,
    refuse_weak_password,
    tidy_code,
    tidy_email,
)
from rose_training.models.people import Person, SignInLink
from rose_training.services import history, outbox
from rose_training.services.accounts import end_everywhere, person_by_email, works_here

LINK_KEPT = timedelta(days=1)
"""How long after its end a link is told to be too old, and not merely unknown."""


@dataclass(frozen=True)
class Opened:
    """A link or code that was right: who may be signed in, and the page they wanted, a path or None."""

    person: Person
    next_page: str | None


# Questions


def person_of_link(session: Session, *, token: str, locks: Locks, at: datetime) -> Person:
    """Whom an e-mailed link would sign in. Raises Refusal with the reason when it no longer can."""
    return _good_link(session, token=token, locks=locks, at=at)[1]


def awaits_link(session: Session, *, nonce: str, at: datetime) -> Person | None:
    """The person whose link with this nonce is still good; None for a stranger's and for a stale one."""
    link = _link_row(session, nonce)
    if link is None:
        return None
    try:
        _refuse_stale(link, at=at)
    except Refusal:
        return None
    return link.person


# By e-mail


def ask_for_link(session: Session, *, email: str, next_page: str | None, locks: Locks, at: datetime) -> str:
    """Queue the mail with a link and a code; the answer is the nonce that `use_code` is asked with.

    For an address that we don't know the same is done, with nobody's name on it: whoever watches
    learns nothing. A newer link supersedes the older ones.
    """
    person = person_by_email(session, email)
    account = _account(email, locks)
    nonce = locks.new_nonce()
    session.execute(delete(SignInLink).where(SignInLink.expires_at < at - LINK_KEPT))
    session.execute(
        update(SignInLink)
        .where(
            SignInLink.account == account,
            SignInLink.used_at.is_(None),
            SignInLink.superseded_at.is_(None),
        )
        .values(superseded_at=at)
    )
    session.add(
        SignInLink(
            person_id=person.id if person else None,
            account=account,
            nonce=nonce,
            requested_at=at,
            expires_at=at + LINK_LIFETIME,
            next_page=next_page,
        )
    )
    outbox.queue(
        session,
        kind="sign_in_link",
        to=(person.email if person else None) or NOBODY,
        about=nonce,
        occasion=nonce,
        at=at,
    )
    return nonce


def use_link(session: Session, *, token: str, locks: Locks, at: datetime) -> Opened:
    """Use a link up; its person may then be signed in. Raises Refusal, also for staff, who have passwords."""
    link, person = _good_link(session, token=token, locks=locks, at=at, lock=True)
    _refuse_staff(session, person)
    link.used_at = at
    return Opened(person, link.next_page)


def use_code(session: Session, *, nonce: str, typed: str, locks: Locks, at: datetime) -> Opened | Refusal:
    """Use the six-digit code of the mail that `ask_for_link` queued.

    A refusal is given back, not raised: the wrong code must stay counted when the transaction ends.
    """
    link = _link_row(session, nonce, lock=True)
    if link is None:
        return _no_such_link()
    try:
        _refuse_stale(link, at=at)
        right = locks.same(locks.six_digits(nonce), tidy_code(typed))
        if not right or not _is_still_theirs(link, locks):
            link.wrong_codes += 1
            return _wrong_code()
        assert link.person is not None
        _refuse_staff(session, link.person)
    except Refusal as refusal:
        return refusal
    link.used_at = at
    return Opened(link.person, link.next_page)


# By password


def check_password(session: Session, *, email: str, password: str, locks: Locks) -> Person:
    """The member of staff with this address and password. Raises the same Refusal, after the same work, if none.

    Reads only: the slow comparison keeps no other writer waiting.
    """
    person = person_by_email(session, email)
    matches = locks.matches(password, person.password_hash if person else None)
    if person is None or not matches or not works_here(session, person):
        raise _wrong_password()
    return person


def ask_for_password(session: Session, *, person: Person, by: Actor, at: datetime) -> None:
    """Queue the mail with a link by which a member of staff chooses a password of their own."""
    if person.email is None:
        raise Refusal("no_address", "We have no e-mail address for this person.")
    outbox.queue(
        session, kind="choose_password", to=person.email, about=person.reference, occasion=at.isoformat(), at=at
    )
    history.record(session, subject=person.reference, event="password_link_sent", by=by, at=at)


def person_choosing(session: Session, *, token: str, locks: Locks, at: datetime) -> Person:
    """Whose password a link is good for. Raises Refusal when it is not ours, too old, or used."""
    reference = locks.reference_of(token)
    person = session.scalar(select(Person).where(Person.reference == reference)) if reference else None
    if (
        person is None
        or not works_here(session, person)
        or not locks.password_token_is_good(token, stored=person.password_hash, at=at)
    ):
        raise Refusal("password_link_stale", "This link has been used, is too old or is not complete.")
    return person


def set_password(session: Session, *, person: Person, password: str, locks: Locks, by: Actor, at: datetime) -> None:
    """Give somebody a new password and sign them out wherever they are. Raises Refusal when it is weak."""
    refuse_weak_password(password, name=person.name, email=person.email or "")
    person.password_hash = locks.hash_of(password)
    end_everywhere(session, person_id=person.id, at=at)
    history.record(session, subject=person.reference, event="password_set", by=by, at=at)


def _link_row(session: Session, nonce: str, *, lock: bool = False) -> SignInLink | None:
    asked = select(SignInLink).where(SignInLink.nonce == nonce)
    return session.scalar(asked.with_for_update() if lock else asked)


def _good_link(
    session: Session, *, token: str, locks: Locks, at: datetime, lock: bool = False
) -> tuple[SignInLink, Person]:
    nonce = locks.nonce_of(token)
    link = _link_row(session, nonce, lock=lock) if nonce else None
    if link is None or link.person is None or not _is_still_theirs(link, locks):
        raise _no_such_link()
    _refuse_stale(link, at=at)
    return link, link.person


def _is_still_theirs(link: SignInLink, locks: Locks) -> bool:
    """Whether the link's person has the address that it was asked for."""
    return link.person is not None and link.account == _account(link.person.email or "", locks)


def _refuse_stale(link: SignInLink, *, at: datetime) -> None:
    refuse_stale_link(
        used=link.used_at is not None,
        superseded=link.superseded_at is not None,
        expires_at=link.expires_at,
        wrong_codes=link.wrong_codes,
        at=at,
    )


def _refuse_staff(session: Session, person: Person) -> None:
    if works_here(session, person):
        raise Refusal("staff_by_password", "Members of the ROSE team sign in with their password.")


def _account(email: str, locks: Locks) -> str:
    """What a link keeps of the address it was asked for: a link dies when the person's address changes."""
    return locks.fingerprint("account of a link", tidy_email(email))


def _no_such_link() -> Refusal:
    return Refusal("link_unknown", "This link is not complete. Copy the whole link from the mail, or ask again.")


def _wrong_code() -> Refusal:
    return Refusal("code_wrong", "This is not the code in our last mail to you. Check it and try again.", "code")


def _wrong_password() -> Refusal:
    return Refusal("password_wrong", "The e-mail address or the password is not right.", "password")
