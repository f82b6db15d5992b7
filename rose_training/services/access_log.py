"""The trail of reads: who opened a sensitive page, and when (§5.3 of the domain notes)."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from rose_training.domain.actors import Actor
from rose_training.models.history import AccessEntry


def reads_of(session: Session, subject: str) -> Sequence[AccessEntry]:
    """Everybody who opened a sensitive page about this reference, the latest first."""
    return session.scalars(
        select(AccessEntry).where(AccessEntry.subject == subject).order_by(AccessEntry.id.desc())
    ).all()


def note_read(session: Session, *, subject: str, page: str, by: Actor, at: datetime) -> None:
    """Write down that somebody opened `page` (a few words such as 'register') about `subject`."""
    session.add(AccessEntry(subject=subject, page=page, at=at, by_id=by.person_id, by=by.label))
