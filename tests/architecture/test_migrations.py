"""Migrations and models say the same, on both databases, and can be taken back."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import flask_migrate
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import create_engine, text

from config import ROOT, Settings
from rose_training.app import create_app
from rose_training.database import db
from rose_training.models.schema import metadata
from tests.conftest import DATABASES

TRIGGERS = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname || ' on ' || relname, proname FROM pg_trigger "
    "JOIN pg_class ON tgrelid = pg_class.oid JOIN pg_proc ON tgfoid = pg_proc.oid WHERE NOT tgisinternal",
}
INDEXES = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'index'",
    "postgresql": "SELECT indexname FROM pg_indexes WHERE schemaname = 'public'",
}


@pytest.fixture(params=DATABASES)
def migrated(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """The application on a database that the migrations have made."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'migrated.db'}"
    else:
        whole = request.getfixturevalue("postgres_url")
        server, name = whole.rsplit("/", 1)[0], f"{whole.rsplit('/', 1)[1]}_migrated"
        engine = create_engine(whole, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
            connection.execute(text(f"CREATE DATABASE {name}"))
        url = f"{server}/{name}"
    app = create_app(Settings.read({}, database_url=url, secret_key="x" * 40, log_level="ERROR"))
    with app.app_context():
        flask_migrate.upgrade()
        yield app
        db.session.remove()
        db.engine.dispose()
    if request.param == "postgresql":
        with engine.connect() as connection:
            connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
        engine.dispose()


def test_there_is_one_head() -> None:
    assert len(ScriptDirectory(str(ROOT / "migrations")).get_heads()) == 1


@pytest.mark.filterwarnings("ignore:Skipped unsupported reflection:sqlalchemy.exc.SAWarning")
@pytest.mark.filterwarnings("ignore:autogenerate skipping metadata-specified expression-based index:UserWarning")
def test_migrations_make_the_tables_of_the_models(migrated: Flask) -> None:
    with db.engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), metadata)
    assert not [difference for difference in differences if not _expression_index(difference)]


def test_migrations_make_the_indexes_of_the_models(migrated: Flask) -> None:
    """By name: over expressions, too, which Alembic does not compare."""
    with db.engine.connect() as connection:
        made = set(connection.scalars(text(INDEXES[db.engine.dialect.name])))
    assert {str(index.name) for table in metadata.tables.values() for index in table.indexes} <= made


def test_migrations_make_the_triggers_of_the_models(migrated: Flask, tmp_path: Path, postgres_or_none: Any) -> None:
    dialect = db.engine.dialect.name
    if dialect == "sqlite":
        made = create_engine(f"sqlite:///{tmp_path / 'made.db'}")
        metadata.create_all(made)
    else:
        made = postgres_or_none
    assert _triggers(db.engine, dialect) == _triggers(made, dialect)


def test_migrations_can_be_taken_back(migrated: Flask) -> None:
    flask_migrate.downgrade(revision="base")
    flask_migrate.upgrade()


@pytest.fixture
def postgres_or_none(request: pytest.FixtureRequest) -> Any:
    if request.node.callspec.params["migrated"] == "sqlite":
        yield None
        return
    engine = create_engine(request.getfixturevalue("postgres_url"))
    yield engine
    engine.dispose()


def _triggers(engine: Any, dialect: str) -> dict[str, str]:
    with engine.connect() as connection:
        return {name: " ".join(str(body).split()) for name, body in connection.execute(text(TRIGGERS[dialect]))}


def _expression_index(difference: Any) -> bool:
    """Alembic can't see indexes over expressions; the test of their names does."""
    return difference[0] == "add_index" and any("coalesce" in str(part) for part in difference[1].expressions)
