"""The worker's sign of life, which the readiness page asks for."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from rose_training.models.site import SiteSetting

KEY = "worker_seen"


def last_seen(session: Session) -> datetime | None:
    """When a worker last said that it is at work (aware), or None when none ever did."""
    value = session.scalar(select(SiteSetting.value).where(SiteSetting.key == KEY))
    return datetime.fromisoformat(value) if value else None


def note_seen(session: Session, *, at: datetime) -> None:
    """A worker is at work at `at` (aware). Several workers share the one sign."""
    session.merge(SiteSetting(key=KEY, value=at.isoformat(), changed_at=at))
