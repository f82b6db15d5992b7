"""How long the three-year impact report takes, and whether it grows faster than what it counts.

    .venv/bin/python -m benchmarks.impact [--scales 1 10 100] [--rounds 5]

The demonstration's past is multiplied; the organisations stay those of the county. The yardstick is
fetching every row that the report rests on, once, from the same database in the same run, as a report
that counts in Python would have to. The page is compared with a bare Flask page in the same process.
"""

import argparse
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NamedTuple
from urllib.parse import urlsplit

import psycopg
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from benchmarks.bare import app as bare_app
from config import Settings
from rose_training.app import create_app
from rose_training.clock import now
from rose_training.database import db, transaction
from rose_training.domain.periods import EVALUATION
from rose_training.domain.permissions import Role
from rose_training.jobs import demo
from rose_training.models.attendance import AttendanceMark, Headcount
from rose_training.models.bookings import Booking
from rose_training.models.people import Person, RoleGrant
from rose_training.models.registrations import Registration
from rose_training.models.sessions import TrainingSession
from rose_training.models.surveys import Response
from rose_training.services import accounts
from rose_training.services.impact import make_report

COUNTED = (AttendanceMark, Booking, Headcount, Registration, Response, TrainingSession)
"""The tables whose rows the report counts."""

PAGE = f"/office/impact/{EVALUATION.first_day}/{EVALUATION.last_day}"
AIM_SECONDS, AIM_SCALE = 1.0, 10


class Measured(NamedTuple):
    """How many rows were counted, and in how many seconds by the clock on the wall."""

    rows: int
    seconds: float


def main() -> None:
    """Print one line for each database and scale: rows, seconds, ratio to the yardstick, growth."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scales", type=int, nargs="+", default=[1, 10, 100])
    parser.add_argument("--rounds", type=int, default=5)
    asked = parser.parse_args()
    for database in (sqlite, postgresql):
        first: Measured | None = None
        for scale in asked.scales:
            with database() as address:
                if address is None:
                    print("report on PostgreSQL: none answers, so it is not measured")
                    break
                app = create_app(Settings.read({}, database_url=address, log_level="ERROR"))
                with app.app_context():
                    db.metadata.create_all(db.engine)
                    demo.enter(scale)
                    measured = measure(db.session(), scale, asked.rounds, first)
                    first = first or measured
                    if database is sqlite and scale == asked.scales[0]:
                        compare_pages(app, asked.rounds)
                    db.session.remove()
                    db.engine.dispose()


@contextmanager
def sqlite() -> Iterator[str | None]:
    """A file of its own for one scale."""
    with tempfile.TemporaryDirectory() as folder:
        yield f"sqlite:///{folder}/impact.db"


@contextmanager
def postgresql() -> Iterator[str | None]:
    """A database of its own on the server that the tests use, dropped afterwards; None where none answers."""
    server = os.environ.get("TEST_POSTGRES_URL", "postgresql://127.0.0.1:5432/postgres").replace("+psycopg", "")
    name = f"rose_bench_impact_{os.getpid()}"
    try:
        connection = psycopg.connect(server, autocommit=True, connect_timeout=3)
    except psycopg.OperationalError:
        yield None
        return
    with connection:
        connection.execute(f'CREATE DATABASE "{name}"')
        try:
            yield urlsplit(server)._replace(scheme="postgresql+psycopg", path=f"/{name}").geturl()
        finally:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def measure(session: Session, scale: int, rounds: int, first: Measured | None) -> Measured:
    """Time the report on this database.

    The clock on the wall is what counts here: with PostgreSQL the work is done in another process.
    """
    rows = sum(session.scalar(select(func.count()).select_from(table)) or 0 for table in COUNTED)
    reading = quickest(rounds, lambda: read_everything(session))
    taken = quickest(rounds, lambda: make_report(session, period=EVALUATION, at=now()))
    line = (
        f"report, {session.get_bind().dialect.name}, scale {scale}: {rows:,} rows, {taken.wall:.3f} s "
        f"({taken.processor:.3f} s of this process), {taken.wall / reading.wall:.2f} times the yardstick"
    )
    if first:
        line += f"; {rows / first.rows:.1f} times the rows take {taken.wall / first.seconds:.1f} times as long"
    if scale == AIM_SCALE:
        line += f" (aim: under {AIM_SECONDS:.0f} s)"
    print(line)
    return Measured(rows, taken.wall)


def compare_pages(app: Flask, rounds: int) -> None:
    """The whole page, signed in, against a page that says hello."""
    client, bare = app.test_client(), bare_app.test_client()
    with transaction() as session:
        coordinator = session.scalars(
            select(Person).join(RoleGrant, RoleGrant.person_id == Person.id).where(RoleGrant.role == Role.COORDINATOR)
        ).first()
        if coordinator is None:
            raise LookupError("the demonstration has no coordinator")
        token = accounts.start_session(session, person=coordinator, shared=False, at=now())
    with client.session_transaction() as cookie:
        cookie["_user_id"] = token
    if client.get(PAGE).status_code != 200:
        raise RuntimeError("the report did not answer")
    ours = quickest(rounds, lambda: client.get(PAGE))
    hello = quickest(rounds * 20, lambda: bare.get("/"))
    ratio = hello.processor / ours.processor
    print(f"the page of the report: {ours.processor * 1000:.0f} ms of the processor, {ratio:.4f} of a bare Flask page")


def read_everything(session: Session) -> None:
    """The yardstick: every row of every table, fetched once, as plain values."""
    for table in COUNTED:
        for _row in session.execute(select(table.__table__)):
            pass


class Seconds(NamedTuple):
    """By the clock on the wall, and by what the processor did for us; a busy machine changes the first."""

    wall: float
    processor: float


def quickest(rounds: int, work: Callable[[], object]) -> Seconds:
    """How long the work takes: the quickest of several goes, which a busy machine disturbs least."""
    wall, processor = [], []
    for _ in range(rounds):
        begun, begun_processor = time.perf_counter(), time.process_time()
        work()
        wall.append(time.perf_counter() - begun)
        processor.append(time.process_time() - begun_processor)
    return Seconds(min(wall), min(processor))


if __name__ == "__main__":
    main()
