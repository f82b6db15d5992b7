"""The trail of changes: who changed what, when, and what it was before."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from rose_training.domain.actors import Actor
from rose_training.models.history import HistoryEntry


def entries_about(session: Session, subject: str) -> Sequence[HistoryEntry]:
    """All changes to what has this reference, the newest first."""
    return session.scalars(
        select(HistoryEntry).where(HistoryEntry.subject == subject).order_by(HistoryEntry.id.desc())
    ).all()


def record(
    session: Session,
    *,
    subject: str,
    event: str,
    by: Actor,
    at: datetime,
    detail: Mapping[str, object] | None = None,
) -> None:
    """Write one change into the trail, in the transaction of the change itself.

    `subject` is the reference of what changed, `event` a few words joined by underscores
    (`role_granted`), `detail` plain values for JSON. No e-mail address and no free text goes in:
    the trail is kept when a person's data are erased.
    """
    session.add(
        HistoryEntry(
            subject=subject,
            event=event,
            at=at,
            by_id=by.person_id,
            by=by.label,
            detail=dict(detail or {}),
        )
    )
