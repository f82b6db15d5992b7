"""The trail of reads: who opened a sensitive page, and when (§5.3 of the domain notes)."""

from datetime import datetime

from sqlalchemy.orm import Session

from rose_training.domain.actors import Actor
from rose_training.models.history import AccessEntry


def note_read(session: Session, *, subject: str, page: str, by: Actor, at: datetime) -> None:
    """Write down that somebody opened `page` (a few words such as 'register') about `subject`."""
    session.add(AccessEntry(subject=subject, page=page, at=at, by_id=by.person_id, by=by.label))
