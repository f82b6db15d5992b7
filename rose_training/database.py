"""The engine, the session and the one visible transaction.

SQLite runs in WAL mode with `synchronous=FULL`: what a page has confirmed is on the disk. Its driver's
own idea of transactions is switched off, so that reads begin with BEGIN and writes with BEGIN IMMEDIATE:
two writers queue instead of failing, and readers never take the write lock.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Connection, Engine, event
from sqlalchemy.orm import Session

from rose_training.models.schema import metadata

BUSY_SECONDS = 15
"""How long a SQLite writer queues for its turn."""

db = SQLAlchemy(metadata=metadata)
migrate = Migrate(db=db, directory="migrations", compare_type=True, render_as_batch=False)


def engine_options(url: str) -> dict[str, Any]:
    """What `create_engine` is told for this address. What was typed stays out of errors, and so out of logs."""
    if url.startswith("sqlite"):
        return {"connect_args": {"timeout": BUSY_SECONDS}, "hide_parameters": True}
    return {"pool_pre_ping": True, "pool_size": 10, "max_overflow": 10, "hide_parameters": True}


def prepare(engine: Engine) -> None:
    """Make a SQLite engine keep our promises; a PostgreSQL engine keeps them by itself."""
    if engine.dialect.name != "sqlite":
        return

    @event.listens_for(engine, "connect")
    def _on_connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "cache_size=-16000"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _on_begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def writing(session: Session) -> Iterator[Session]:
    """One transaction of `session` that may write: committed at the end, rolled back on any exception.

    A reading transaction that is still open is ended first, since SQLite cannot turn an older
    snapshot into a writer. Pending changes at that point would be lost, so they are refused.
    """
    if session.new or session.dirty or session.deleted:
        raise RuntimeError("changes were made outside of transaction()")
    session.rollback()
    session.connection(execution_options={"writes": True})
    try:
        yield session
        session.commit()
    except BaseException:
        session.rollback()
        raise


@contextmanager
def rehearsal() -> Iterator[Session]:
    """A transaction that does everything and keeps nothing: to show what a change would bring about."""
    session = db.session()
    if session.new or session.dirty or session.deleted:
        raise RuntimeError("changes were made outside of transaction()")
    session.rollback()
    session.connection(execution_options={"writes": True})
    try:
        yield session
    finally:
        session.rollback()


@contextmanager
def transaction() -> Iterator[Session]:
    """The one place where a page or a job commits: `with transaction() as session: ...`."""
    with writing(db.session()) as session:
        yield session
