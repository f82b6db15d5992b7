"""Whether the site can do its work at this moment."""

from datetime import datetime, timedelta

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from rose_training.services import worker_sign

WORKER_SEEN_WITHIN = timedelta(minutes=1)


def parts(session: Session, *, newest_migrations: frozenset[str], at: datetime) -> dict[str, bool]:
    """Each part of the site and whether it is well: `database`, `migrations`, `worker`."""
    try:
        session.execute(text("SELECT 1"))
    except SQLAlchemyError:
        session.rollback()
        return {"database": False, "migrations": False, "worker": False}
    return {
        "database": True,
        "migrations": bool(newest_migrations) and _applied(session) == newest_migrations,
        "worker": _worker_is_at_work(session, at=at),
    }


def _applied(session: Session) -> frozenset[str]:
    """The migrations that the database stands at; none when it has never been migrated."""
    try:
        return frozenset(session.scalars(text("SELECT version_num FROM alembic_version")))
    except SQLAlchemyError:
        session.rollback()
        return frozenset()


def _worker_is_at_work(session: Session, *, at: datetime) -> bool:
    try:
        seen = worker_sign.last_seen(session)
    except SQLAlchemyError:
        session.rollback()
        return False
    return seen is not None and at - seen <= WORKER_SEEN_WITHIN
