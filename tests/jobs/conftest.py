"""A place for the outbox on each database, a real mail server, and workers in processes of their own."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Engine, create_engine, select
from sqlalchemy.orm import Session

from rose_training.clock import set_to
from rose_training.database import db, prepare, writing
from rose_training.domain.outbox import OutboxState
from rose_training.jobs.postman import deliver_due
from rose_training.models.outbox import OutboxMessage
from rose_training.models.schema import metadata
from rose_training.services import outbox
from tests.adapters.smtp_server import SmtpServer
from tests.jobs.mail_site import made
from tests.support.databases import empty, own_database

ROOT = Path(__file__).parents[2]
PATIENCE_SECONDS = 120


def eventually(question: Callable[[], object]) -> None:
    """Wait until the answer is yes; fail when it never is."""
    end = time.monotonic() + PATIENCE_SECONDS
    while not question():
        assert time.monotonic() < end, "it never came about"
        time.sleep(0.05)


@dataclass
class Site:
    """A database with an outbox, and the mail server it sends to."""

    url: str
    server: SmtpServer
    folder: Path
    processes: list[subprocess.Popen[str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.app: Flask = made(database_url=self.url, mail_server="127.0.0.1", mail_port=self.server.port)
        with self.app.app_context():
            self.engine: Engine = db.engine

    def queue(self, *recipients: str, at: datetime, **payload: object) -> None:
        """Queue one note for each recipient, due at once."""
        with Session(self.engine) as session, writing(session):
            for to in recipients:
                outbox.queue(
                    session, kind="example_note", to=to, about="JIG-7K3Q-M2", occasion="told", at=at, payload=payload
                )

    def deliver(self, at: datetime) -> dict[OutboxState, int]:
        """One round in this process, as if it were `at`."""
        with self.app.app_context(), set_to(at):
            return dict(deliver_due())

    def states(self) -> dict[str, OutboxState]:
        """Each recipient's e-mail and where it stands."""
        return {found.to: found.state for found in self.messages()}

    def messages(self) -> list[OutboxMessage]:
        """Everything in the outbox."""
        with Session(self.engine) as session:
            return list(session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)))

    def start(self, *command: str, **environment: str) -> subprocess.Popen[str]:
        """Start `flask <command>` in a process of its own."""
        process = subprocess.Popen(
            [sys.executable, "-m", "flask", "--app", "tests.jobs.mail_site:made_from_environment", *command],
            cwd=ROOT,
            env={
                **os.environ,
                "DATABASE_URL": self.url,
                "MAIL_SERVER": "127.0.0.1",
                "MAIL_PORT": str(self.server.port),
                "LOG_LEVEL": "CRITICAL",
                **environment,
            },
            stdout=subprocess.PIPE,
            text=True,
        )
        self.processes.append(process)
        return process

    def close(self) -> None:
        """End every process that was started."""
        for process in self.processes:
            if process.poll() is None:
                process.kill()
            process.wait()
            if process.stdout is not None:
                process.stdout.close()
        self.engine.dispose()


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def shared_database(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A database of each kind that several processes can share, for these tests alone."""
    with own_database(request, request.param, tmp_path_factory.mktemp("jobs"), "jobs") as url:
        yield url


@pytest.fixture
def database_url(shared_database: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of such a database with nothing in it, whatever a test before left."""
    if shared_database.startswith("sqlite"):
        path = tmp_path / "site.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        return f"sqlite:///{path}"
    engine = create_engine(shared_database)
    empty(engine)
    engine.dispose()
    return shared_database


@pytest.fixture
def server(tmp_path: Path) -> Iterator[SmtpServer]:
    """A real mail server, running."""
    folder = tmp_path / "arrived"
    folder.mkdir()
    with SmtpServer(folder) as running:
        yield running


@pytest.fixture
def site(database_url: str, server: SmtpServer, tmp_path: Path) -> Iterator[Site]:
    """The outbox on each database, with the mail server."""
    opened = Site(database_url, server, tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def empty_sqlite(server: SmtpServer, tmp_path: Path) -> Iterator[Site]:
    """A site whose database has no tables yet."""
    opened = Site(f"sqlite:///{tmp_path / 'empty.db'}", server, tmp_path)
    yield opened
    opened.close()


def make_tables(site: Site) -> None:
    """Give an empty SQLite site its tables."""
    engine = create_engine(site.url, connect_args={"timeout": 15})
    prepare(engine)
    metadata.create_all(engine)
    engine.dispose()
