"""What all tests share: real databases, the application, a visitor who inspects what they see.

SQLite always runs. PostgreSQL runs where one answers (TEST_POSTGRES_URL, or the local default); with
REQUIRE_POSTGRES=1 it is a failure when none does.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from config import Settings
from rose_training.app import create_app
from rose_training.database import db, prepare
from rose_training.models.schema import metadata
from tests.support.databases import empty, own_database
from tests.support.queries import Queries, counting
from tests.support.visitor import Visitor

LOCAL_POSTGRES = "postgresql+psycopg://127.0.0.1:5432/postgres"
DATABASES = ["sqlite", "postgresql"]

# No test measures time: a busy machine is no reason to fail.
hypothesis_settings.register_profile("ours", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.load_profile("ours")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--web-database",
        choices=DATABASES,
        default="sqlite",
        help="the database behind `app` and `visit` (services are tested on both in any case)",
    )


def postgres_address() -> str:
    given = os.environ.get("TEST_POSTGRES_URL", LOCAL_POSTGRES)
    return given.replace("postgresql://", "postgresql+psycopg://", 1)


def _answers(address: str) -> bool:
    engine = create_engine(address, connect_args={"connect_timeout": 3})
    try:
        with engine.connect():
            return True
    except OperationalError:
        return False
    finally:
        engine.dispose()


@pytest.fixture(scope="session")
def postgres_url(worker_id: str) -> Iterator[str]:
    """A fresh PostgreSQL database for this run, with all tables and nothing in them; gone afterwards."""
    server = postgres_address()
    if not _answers(server):
        if os.environ.get("REQUIRE_POSTGRES"):
            pytest.fail(f"REQUIRE_POSTGRES is set and no PostgreSQL answers at {server}", pytrace=False)
        pytest.skip("no PostgreSQL answers")
    name = f"rose_test_{os.getpid()}_{worker_id}"
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
        connection.execute(text(f"CREATE DATABASE {name}"))
    url = server.rsplit("/", 1)[0] + f"/{name}"
    fresh = create_engine(url)
    metadata.create_all(fresh)
    fresh.dispose()
    yield url
    with engine.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
    engine.dispose()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with all tables and nothing in them."""
    path = tmp_path_factory.mktemp("database") / "template.db"
    engine = create_engine(f"sqlite:///{path}")
    prepare(engine)
    metadata.create_all(engine)
    with engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.exec_driver_sql("BEGIN")
    engine.dispose()
    return path


@pytest.fixture(scope="session")
def _engines() -> Iterator[dict[str, Engine]]:
    engines: dict[str, Engine] = {}
    yield engines
    for engine in engines.values():
        engine.dispose()


@pytest.fixture(params=DATABASES)
def engine(request: pytest.FixtureRequest, _engines: dict[str, Engine]) -> Engine:
    """An engine with all tables, on each database. What is committed stays: prefer `session`."""
    name: str = request.param
    if name not in _engines:
        if name == "postgresql":
            made = create_engine(request.getfixturevalue("postgres_url"))
        else:
            path = request.getfixturevalue("sqlite_template").with_name("services.db")
            shutil.copy(request.getfixturevalue("sqlite_template"), path)
            made = create_engine(f"sqlite:///{path}", connect_args={"timeout": 15})
            prepare(made)
        _engines[name] = made
    return _engines[name]


@pytest.fixture(params=DATABASES)
def engine_of_our_own(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """An engine on an empty database, of each kind, that may be committed to, by several at once."""
    with own_database(request, request.param, tmp_path, "at_once") as address:
        if request.param == "sqlite":
            engine = create_engine(address, connect_args={"timeout": 15})
            prepare(engine)
        else:
            engine = create_engine(address, pool_size=8)
        yield engine
        engine.dispose()


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    """A database session on SQLite and on PostgreSQL; nothing in it is ever committed."""
    with Session(engine) as opened:
        opened.connection(execution_options={"writes": True})
        yield opened
        opened.rollback()


@pytest.fixture
def at() -> datetime:
    """A Tuesday morning in term."""
    return datetime(2026, 11, 17, 9, 30, tzinfo=UTC)


def _settings(database_url: str) -> Settings:
    return Settings.read(
        {},
        database_url=database_url,
        secret_key="for tests only, and long enough for them",
        rate_limits=False,
        log_level="ERROR",
    )


@pytest.fixture(scope="session")
def _application(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    kind = request.config.getoption("--web-database")
    with own_database(request, kind, tmp_path_factory.mktemp("web"), "web") as url:
        application = create_app(_settings(url))
        application.testing = True
        yield application
        with application.app_context():
            db.engine.dispose()


@pytest.fixture
def app(_application: Flask, request: pytest.FixtureRequest) -> Flask:
    """The application on an empty database (SQLite, or as --web-database says)."""
    with _application.app_context():
        engine = db.engine
    if engine.dialect.name == "sqlite":
        engine.dispose()
        path = Path(engine.url.database or "")
        for beside in ("-wal", "-shm"):
            Path(f"{path}{beside}").unlink(missing_ok=True)
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
    else:
        empty(engine)
    _application.jinja_env.globals["demonstration"].__init__()  # type: ignore[misc]
    _application.extensions["stuck_mail"].forget()
    return _application


@pytest.fixture
def stored(app: Flask) -> Iterator[Session]:
    """A session on the application's database. Commit what you make; `rollback()` before you read
    what a page has changed."""
    with app.app_context():
        engine = db.engine
    with Session(engine, expire_on_commit=False) as opened:
        yield opened
        opened.rollback()


@pytest.fixture
def visit(app: Flask) -> Visitor:
    """Somebody with a browser, who checks every page they see (tests/support/visitor.py)."""
    return Visitor(app)


@pytest.fixture
def count_queries(app: Flask) -> Callable[[], AbstractContextManager[Queries]]:
    """`with count_queries() as queries: visit.get(...)`, then `len(queries)` and `queries.statements`."""
    with app.app_context():
        engine = db.engine
    return lambda: counting(engine)
