"""The worker's side of the outbox: claim an e-mail under a lease, and write down what became of it."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, select, update
from sqlalchemy.orm import Session

from rose_training.domain.outbox import LEASE, Attempt, NextStep, OutboxState, Outcome, hold_until, step_after
from rose_training.models.outbox import OutboxMessage


@dataclass(frozen=True)
class Kept:
    """What left, as it is kept: the subject, the text, and in the mailbox also HTML and calendar."""

    subject: str
    text: str
    html: str | None = None
    calendar: str | None = None


def anything_due(session: Session, *, at: datetime) -> bool:
    """Whether a claim would find something: a question that takes no lock."""
    return session.scalar(select(OutboxMessage.id).where(_is_due(at)).limit(1)) is not None


def claim(session: Session, *, at: datetime) -> OutboxMessage | None:
    """The next e-mail that is due, claimed for one worker until its lease ends; None when idle.

    Commit at once: from then on no other worker takes it. PostgreSQL passes over rows that another
    worker is claiming this instant; on SQLite the condition of the update decides who came first.
    An e-mail whose worker died is due again when its lease has ended.
    """
    while True:
        candidate = session.scalar(
            select(OutboxMessage.id)
            .where(_is_due(at))
            .order_by(OutboxMessage.next_try_at, OutboxMessage.id)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        if candidate is None:
            return None
        key = secrets.token_hex(16)
        session.execute(
            update(OutboxMessage)
            .where(OutboxMessage.id == candidate, _is_due(at))
            .values(
                state=OutboxState.SENDING,
                lease_key=key,
                leased_until=at + LEASE,
                tries=OutboxMessage.tries + 1,
            )
            .execution_options(synchronize_session=False)
        )
        claimed = session.scalar(
            select(OutboxMessage).where(OutboxMessage.lease_key == key).execution_options(populate_existing=True)
        )
        if claimed is not None:
            return claimed


def record_attempt(
    session: Session,
    *,
    lease_key: str,
    attempt: Attempt,
    at: datetime,
    kept: Kept | None = None,
    post_box: bool = False,
) -> NextStep | None:
    """Write down how the attempt under this lease ended; None when the lease has passed on.

    `kept` is what left, `post_box` says that it went to the demonstration mailbox. When the server
    could not be reached at all, the rest of the queue waits a little too.
    """
    claimed = _leased(session, lease_key)
    if claimed is None:
        return None
    step = step_after(attempt, tries=claimed.tries, at=at)
    _leave_lease(claimed, step)
    if step.state is OutboxState.SENT:
        claimed.sent_at = at
        claimed.sent_by_post_box = post_box
        if kept is not None:
            claimed.sent_subject = kept.subject
            claimed.sent_text = kept.text
            claimed.sent_html = kept.html
            claimed.sent_calendar = kept.calendar
    if attempt.outcome is Outcome.UNREACHABLE:
        _hold_queue(session, until=hold_until(step, at=at))
    return step


def withdraw(session: Session, *, lease_key: str) -> bool:
    """The e-mail under this lease is no longer wanted; False when the lease has passed on."""
    claimed = _leased(session, lease_key)
    if claimed is None:
        return False
    _leave_lease(claimed, NextStep(OutboxState.WITHDRAWN))
    return True


def _is_due(at: datetime) -> ColumnElement[bool]:
    return or_(
        and_(OutboxMessage.state == OutboxState.QUEUED, OutboxMessage.next_try_at <= at),
        and_(OutboxMessage.state == OutboxState.SENDING, OutboxMessage.leased_until <= at),
    )


def _leased(session: Session, lease_key: str) -> OutboxMessage | None:
    return session.scalar(
        select(OutboxMessage)
        .where(
            OutboxMessage.lease_key == lease_key,
            OutboxMessage.state == OutboxState.SENDING,
        )
        .with_for_update()
    )


def _leave_lease(claimed: OutboxMessage, step: NextStep) -> None:
    claimed.state = step.state
    claimed.problem = step.problem[:500] if step.problem else None
    claimed.next_try_at = step.try_at or claimed.next_try_at
    claimed.lease_key = None
    claimed.leased_until = None


def _hold_queue(session: Session, *, until: datetime) -> None:
    session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.state == OutboxState.QUEUED, OutboxMessage.next_try_at < until)
        .values(next_try_at=until)
    )
