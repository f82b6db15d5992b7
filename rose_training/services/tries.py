"""Tries at signing in are counted, so that nobody can go on guessing (§5.4 of the domain notes).

A try is written down in a transaction of its own, **before** it is judged: many tries at once, against
several server processes, are still counted.
"""

from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from rose_training.domain.sign_in import (
    ASKS_ALLOWED,
    ASKS_WINDOW,
    TRIES_ALLOWED,
    TRIES_WINDOW,
    Locks,
    Try,
    refuse_if_too_many,
)
from rose_training.models.people import SignInAttempt


def count_try(session: Session, step: Try, *, account: str, network: str | None, locks: Locks, at: datetime) -> None:
    """Write a try down, or raise Refusal when there were too many for this account or network address.

    `account` is the e-mail address or whatever else names what is tried. Neither it nor the network
    address is stored, only a fingerprint. Asking for mails is limited for each account alone, since a
    whole staff room shares one network address.
    """
    asks = step is Try.LINK_ASKED
    allowed, window = (ASKS_ALLOWED, ASKS_WINDOW) if asks else (TRIES_ALLOWED, TRIES_WINDOW)
    keys = _try_keys(step, account=account, network=None if asks else network, locks=locks)
    session.execute(delete(SignInAttempt).where(SignInAttempt.at < at - ASKS_WINDOW))
    for key in keys:
        _queue_up_for(session, key)
        earlier = session.scalars(
            select(SignInAttempt.at).where(SignInAttempt.key == key, SignInAttempt.at > at - window)
        ).all()
        refuse_if_too_many(earlier, at=at, allowed=allowed, window=window)
    session.add_all(SignInAttempt(key=key, at=at) for key in keys)


def forgive_tries(session: Session, step: Try, *, account: str, network: str | None, locks: Locks) -> None:
    """After a success: forget the account's tries, and this one of the network address."""
    keys = _try_keys(step, account=account, network=network, locks=locks)
    session.execute(delete(SignInAttempt).where(SignInAttempt.key == keys[0]))
    if network:
        last = select(func.max(SignInAttempt.id)).where(SignInAttempt.key == keys[1]).scalar_subquery()
        session.execute(delete(SignInAttempt).where(SignInAttempt.id == last))


def _try_keys(step: Try, *, account: str, network: str | None, locks: Locks) -> list[str]:
    keys = [locks.fingerprint(f"tries of {step} by account", account)]
    if network:
        keys.append(locks.fingerprint("tries by network address", network))
    return keys


def _queue_up_for(session: Session, key: str) -> None:
    """Let nobody else count the same key until this transaction ends. SQLite has one writer anyway."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(int(key[:15], 16))))
