"""A request being filled in: kept page by page until it is sent."""

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from rose_training.models.bookings import BookingDraft
from rose_training.services import outbox

KEPT_FOR = timedelta(days=7)
"""An unsent draft holds names and telephone numbers: it is forgotten after a week."""


def draft(session: Session, *, key: str | None) -> BookingDraft | None:
    """The draft that a browser knows the key of."""
    if not key:
        return None
    return session.scalar(select(BookingDraft).where(BookingDraft.key == key))


def lock_draft(session: Session, *, key: str) -> BookingDraft | None:
    """The same, locked until the transaction ends, so that a request is sent once."""
    return session.scalar(
        select(BookingDraft).where(BookingDraft.key == key).with_for_update().execution_options(populate_existing=True)
    )


def begin(session: Session, *, answers: Mapping[str, Any], at: datetime) -> BookingDraft:
    """A new draft with an unguessable key."""
    started = BookingDraft(key=secrets.token_urlsafe(24), answers=dict(answers), created_at=at, changed_at=at)
    session.add(started)
    session.flush()
    return started


def save(session: Session, *, key: str, changes: Mapping[str, Any], at: datetime) -> BookingDraft | None:
    """Write the answers of one page; the others stay. None when the draft has gone or was sent."""
    kept = lock_draft(session, key=key)
    if kept is None or kept.booking_id is not None:
        return None
    kept.answers = {**kept.answers, **changes}
    kept.changed_at = at
    return kept


def send_link(session: Session, *, key: str, to: str, at: datetime) -> None:
    """Queue a mail with a link to carry on later. The same draft and address get one mail an hour."""
    outbox.queue(
        session,
        kind="request_link",
        to=to,
        about=key,
        occasion=f"{key}/{at:%Y%m%d%H}",
        at=at,
    )


def forget(session: Session, *, key: str | None) -> None:
    """Delete an unsent draft, because its writer starts anew."""
    session.execute(delete(BookingDraft).where(BookingDraft.key == key, BookingDraft.booking_id.is_(None)))


def forget_old(session: Session, *, at: datetime) -> int:
    """Delete drafts that nobody has touched for a week; how many there were.

    A sent draft goes too: the booking has everything, and the page that says so is seldom
    opened later than that.
    """
    gone = session.execute(delete(BookingDraft).where(BookingDraft.changed_at < at - KEPT_FOR))
    return int(gone.rowcount)  # type: ignore[attr-defined]
