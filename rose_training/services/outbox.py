"""The outbox: e-mails are queued as intents and kept as sent; the office sees what is stuck.

What the worker does with it stands in `outbox_delivery`.
"""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select, update
from sqlalchemy.dialects.postgresql import insert as insert_on_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_on_sqlite
from sqlalchemy.orm import Session

from rose_training.domain.actors import Actor
from rose_training.domain.outbox import (
    NOBODY,
    STUCK_AFTER,
    OutboxState,
)
from rose_training.domain.refusals import Refusal
from rose_training.models.bounces import Bounce
from rose_training.models.outbox import OutboxMessage
from rose_training.services import history

TO_SOMEBODY = OutboxMessage.to != NOBODY


@dataclass(frozen=True)
class Intent:
    """That somebody should be told something, not yet in words.

    `kind` names a module of `rose_training.messages`, `about` is the reference of what it tells of,
    `occasion` names what happened so that the same thing asked for twice is one e-mail (unique with
    kind and address). It leaves at `due_at` (aware; at once when None) and its words are composed
    then; `payload` holds only what could not be found out again at that hour.
    """

    kind: str
    to: str
    about: str
    occasion: str
    payload: Mapping[str, object] = field(default_factory=dict)
    due_at: datetime | None = None


@dataclass(frozen=True)
class Stuck:
    """E-mails that somebody should look at: `waiting` since `since` (aware), `failed`, and `came_back`."""

    waiting: int
    since: datetime | None
    failed: int
    came_back: int = 0

    def __bool__(self) -> bool:
        """Whether there is anything to tell."""
        return bool(self.waiting or self.failed or self.came_back)


# Questions


def message(session: Session, message_id: str) -> OutboxMessage | None:
    """The e-mail with this opaque identifier, as it stands in addresses of the office."""
    return session.scalar(select(OutboxMessage).where(OutboxMessage.message_id == message_id))


def messages(
    session: Session, *, state: OutboxState, address: str = "", offset: int = 0, limit: int = 50
) -> tuple[Sequence[OutboxMessage], int]:
    """E-mails in one state, and how many there are without `limit`.

    Those to come soonest first, with those being sent this second; all others newest first.
    `address` may be a part of one.
    """
    to_come = state is OutboxState.QUEUED
    states = (OutboxState.QUEUED, OutboxState.SENDING) if to_come else (state,)
    latest = func.coalesce(OutboxMessage.sent_at, OutboxMessage.queued_at).desc()
    order = (OutboxMessage.next_try_at, OutboxMessage.id) if to_come else (latest, OutboxMessage.id.desc())
    return _page(session, OutboxMessage.state.in_(states), address, order, offset=offset, limit=limit)


def counts(session: Session) -> dict[OutboxState, int]:
    """How many e-mails stand in each state, zeros included."""
    by_state = select(OutboxMessage.state, func.count()).where(TO_SOMEBODY).group_by(OutboxMessage.state)
    found = {state: number for state, number in session.execute(by_state).all()}  # noqa: C416  (mypy reads it)
    return {state: found.get(state, 0) for state in OutboxState}


def in_post_box(
    session: Session, *, address: str = "", offset: int = 0, limit: int = 50
) -> tuple[Sequence[OutboxMessage], int]:
    """What went to the demonstration mailbox, newest first, and how many there are without `limit`."""
    order = (OutboxMessage.sent_at.desc(), OutboxMessage.id.desc())
    return _page(session, OutboxMessage.sent_by_post_box.is_(True), address, order, offset=offset, limit=limit)


def stuck(session: Session, *, at: datetime) -> Stuck:
    """E-mails that are late by more than `STUCK_AFTER`, have failed, or came back and nobody has dealt with it."""
    late = OutboxMessage.due_at < at - STUCK_AFTER
    waiting = OutboxMessage.state.in_((OutboxState.QUEUED, OutboxState.SENDING))
    number, since = session.execute(select(func.count(), func.min(OutboxMessage.due_at)).where(waiting, late)).one()
    failed = session.scalar(select(func.count()).where(OutboxMessage.state == OutboxState.FAILED))
    came_back = session.scalar(select(func.count()).where(Bounce.settled_at.is_(None)))
    return Stuck(waiting=number, since=since, failed=failed or 0, came_back=came_back or 0)


# Actions of those who tell somebody something


def queue(
    session: Session,
    *,
    kind: str,
    to: str,
    about: str,
    occasion: str,
    at: datetime,
    due_at: datetime | None = None,
    payload: Mapping[str, object] | None = None,
) -> None:
    """Ask for an e-mail, in the transaction of the change that it tells of: see `Intent`."""
    queue_all(session, [Intent(kind, to, about, occasion, payload or {}, due_at)], at=at)


def queue_all(session: Session, intents: Iterable[Intent], *, at: datetime) -> None:
    """Ask for several e-mails in one statement. Those that have been asked for already stay as they are."""
    rows = [
        {
            "kind": intent.kind,
            "to": intent.to.strip().lower(),
            "about": intent.about,
            "occasion": intent.occasion,
            "payload": dict(intent.payload),
            "state": OutboxState.QUEUED,
            "queued_at": at,
            "due_at": intent.due_at or at,
            "next_try_at": intent.due_at or at,
            "tries": 0,
            "message_id": f"rose-{secrets.token_hex(12)}",
            "sent_by_post_box": False,
        }
        for intent in intents
    ]
    if rows:
        insert = insert_on_sqlite if session.get_bind().dialect.name == "sqlite" else insert_on_postgresql
        statement = insert(OutboxMessage).on_conflict_do_nothing(index_elements=["kind", "to", "occasion"])
        session.execute(statement, rows)


def readdress(session: Session, *, about: str, was: str, now: str) -> None:
    """What has not left yet goes to another address: the old one may be a slip, and somebody else's."""
    session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.about == about, OutboxMessage.to == was, OutboxMessage.state == OutboxState.QUEUED)
        .values(to=now)
    )


# Actions of the office


def send_again(session: Session, *, message_id: str, by: Actor, at: datetime) -> OutboxMessage | None:
    """Send an e-mail now. None when unknown.

    One that failed or pauses is tried with a fresh count of attempts. One that was sent stays as it
    is, and a new e-mail of the same kind is written from the facts of today; asking twice within a
    minute is asking once. Raises Refusal when it is on its way or withdrawn.
    """
    found = message(session, message_id)
    if found is None:
        return None
    if found.state is OutboxState.SENT:
        queue(
            session,
            kind=found.kind,
            to=found.to,
            about=found.about,
            occasion=f"{found.occasion[:90]}, again {at:%Y-%m-%d %H:%M}",
            at=at,
            payload=found.payload,
        )
    else:
        _refuse_unless_waiting(found)
        found.state = OutboxState.QUEUED
        found.next_try_at = at
        found.tries = 0
    _record(session, found, "mail_sent_again", by=by, at=at)
    return found


def send_all_waiting(session: Session, *, at: datetime) -> int:
    """Try every e-mail that is due but pauses, for example after a repair. Answers how many."""
    pausing = and_(
        OutboxMessage.state == OutboxState.QUEUED,
        OutboxMessage.due_at <= at,
        OutboxMessage.next_try_at > at,
    )
    number = session.scalar(select(func.count()).where(pausing)) or 0
    session.execute(update(OutboxMessage).where(pausing).values(next_try_at=at))
    return number


def set_aside(session: Session, *, message_id: str, by: Actor, at: datetime) -> OutboxMessage | None:
    """Stop trying: the office has told the person in another way. None when unknown.

    Raises Refusal when it is sent, on its way, or withdrawn.
    """
    found = message(session, message_id)
    if found is None:
        return None
    _refuse_unless_waiting(found)
    found.state = OutboxState.WITHDRAWN
    _record(session, found, "mail_set_aside", by=by, at=at)
    return found


def _refuse_unless_waiting(found: OutboxMessage) -> None:
    if found.state not in (OutboxState.FAILED, OutboxState.QUEUED):
        raise Refusal(
            "mail_not_waiting",
            "This e-mail has gone, is on its way or was withdrawn in the meantime. Nothing was changed.",
        )


def _record(session: Session, found: OutboxMessage, event: str, *, by: Actor, at: datetime) -> None:
    detail = {"mail": found.message_id, "kind": found.kind}
    history.record(session, subject=found.about, event=event, by=by, at=at, detail=detail)


def _page(
    session: Session,
    condition: ColumnElement[bool],
    address: str,
    order: Sequence[Any],
    *,
    offset: int,
    limit: int,
) -> tuple[Sequence[OutboxMessage], int]:
    wanted = [condition, TO_SOMEBODY]
    if address.strip():
        wanted.append(OutboxMessage.to.contains(address.strip().lower(), autoescape=True))
    total = session.scalar(select(func.count()).select_from(OutboxMessage).where(*wanted)) or 0
    chosen = select(OutboxMessage).where(*wanted).order_by(*order).offset(offset).limit(limit)
    return session.scalars(chosen).all(), total
