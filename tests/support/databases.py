"""Databases that a test has to itself and may commit to."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, text

from rose_training.models.schema import metadata


@contextmanager
def own_database(request: pytest.FixtureRequest, kind: str, folder: Path, name: str) -> Iterator[str]:
    """The address of a database of `kind` ('sqlite' or 'postgresql') with all tables and nothing in them."""
    if kind == "sqlite":
        path = folder / f"{name}.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        yield f"sqlite:///{path}"
        return
    server, shared = request.getfixturevalue("postgres_url").rsplit("/", 1)
    own = f"{shared}_{name}"
    beside = create_engine(f"{server}/postgres", isolation_level="AUTOCOMMIT")
    with beside.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {own} WITH (FORCE)"))
        connection.execute(text(f"CREATE DATABASE {own}"))
    engine = create_engine(f"{server}/{own}")
    metadata.create_all(engine)
    engine.dispose()
    yield f"{server}/{own}"
    with beside.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {own} WITH (FORCE)"))
    beside.dispose()


def empty(engine: Engine) -> None:
    """Take every row out of a PostgreSQL database, and let the numbers begin at 1 again."""
    tables = ", ".join(f'"{table.name}"' for table in metadata.sorted_tables)
    with engine.begin() as connection:
        connection.execute(text(f"TRUNCATE {tables} RESTART IDENTITY CASCADE"))
