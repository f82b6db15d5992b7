"""How many people can register in a second: page, form sent, outcome read, over two server processes.

    .venv/bin/python -m benchmarks.registrations [--seconds 4] [--clients 1 4 8] [--database URL ...]

A registration is three requests and one transaction that is on the disk before it is confirmed. All
of them want the same session, so they queue for one row: the worst case. On SQLite and, where one
answers (TEST_POSTGRES_URL, or the local default), on PostgreSQL. The yardstick is a bare Flask page
on the same server in the same run.
"""

import argparse
import itertools
import os
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from sqlalchemy import create_engine, select, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from benchmarks.load import answers_a_second
from rose_training.clock import now
from rose_training.database import prepare
from rose_training.models.schema import metadata
from rose_training.models.sessions import TrainingSession
from tests.factories import make_session
from tests.support.server import Client, serving

CLIENTS = (1, 4, 8)
PLACES = 1_000_000
WARM_UP_SECONDS = 2.0
"""Until every process has read its templates."""
LOCAL_POSTGRES = "postgresql+psycopg://127.0.0.1:5432/postgres"


def main() -> None:
    """Measure each database with each number of clients, and print one line each."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=4.0)
    parser.add_argument("--clients", type=int, nargs="+", default=CLIENTS)
    parser.add_argument("--database", nargs="+", help="empty databases of your own instead of fresh ones")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, own_postgres() as postgres:
        fresh = [f"sqlite:///{Path(folder) / 'bench.db'}", *postgres]
        for url in asked.database or fresh:
            measure(url, asked.clients, asked.seconds)
        if not (asked.database or postgres):
            print("PostgreSQL: none answers, so it was not measured")


def measure(url: str, clients: list[int], seconds: float) -> None:
    """One database: the yardstick, then so many clients, more from line to line."""
    reference = prepare_session(url)
    with serving(url, workers=2, application="benchmarks.bare:app") as port:
        bare = answers_a_second(port, "/", seconds / 2)
    print(f"{url.partition(':')[0]}: bare Flask page: {bare:,.0f} a second")
    with serving(url, workers=2) as port:
        page, numbers = f"/whats-on/{reference}", itertools.count(1)
        registered, _ = register_until(port, page, numbers, max(clients), WARM_UP_SECONDS)
        for number in clients:
            done, took = register_until(port, page, numbers, number, seconds)
            registered += done
            who = "1 client" if number == 1 else f"{number} clients"
            print(
                f"  {who}: {done / took:,.1f} complete registrations a second, "
                f"{done / took / bare:.3f} for each bare Flask page"
            )
    check(url, registered)


@contextmanager
def own_postgres() -> Iterator[list[str]]:
    """The address of a PostgreSQL database that is gone afterwards; none when no server answers."""
    server = os.environ.get("TEST_POSTGRES_URL", LOCAL_POSTGRES).replace("postgresql://", "postgresql+psycopg://", 1)
    engine = create_engine(server, isolation_level="AUTOCOMMIT", connect_args={"connect_timeout": 3})
    name = f"rose_bench_{os.getpid()}"
    try:
        with engine.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
    except OperationalError:
        yield []
        return
    try:
        yield [server.rsplit("/", 1)[0] + f"/{name}"]
    finally:
        with engine.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        engine.dispose()


def prepare_session(url: str) -> str:
    """A database with one session that never fills; answers its reference."""
    engine = create_engine(url)
    prepare(engine)
    metadata.create_all(engine)
    with Session(engine) as session:
        session.connection(execution_options={"writes": True})
        reference = make_session(session, capacity=PLACES, starts_at=now() + timedelta(days=30)).reference
        session.commit()
    engine.dispose()
    return reference


def register_until(port: int, page: str, numbers: Iterator[int], clients: int, seconds: float) -> tuple[int, float]:
    """How many registrations were completed, and in how many seconds."""
    begun = time.perf_counter()
    with ThreadPoolExecutor(clients) as pool:
        done = sum(pool.map(lambda _: _register(port, page, numbers, begun + seconds), range(clients)))
    return done, time.perf_counter() - begun


def check(url: str, done: int) -> None:
    """Every registration that was confirmed is stored, and counted once."""
    engine = create_engine(url)
    with Session(engine) as session:
        taken = session.scalars(select(TrainingSession.places_taken)).one()
    engine.dispose()
    if taken != done:
        raise RuntimeError(f"{done} were confirmed, but {taken} are stored")


def _register(port: int, page: str, numbers: Iterator[int], end: float) -> int:
    done = 0
    while time.perf_counter() < end:
        client = Client(port)
        client.get(page)
        answers = {
            "name": "Ada Example",
            "email": f"person{next(numbers)}@agency.example",
            "organisation": "Example Agency",
            "job_role": "Youth worker",
        }
        status, outcome = client.post(page, answers)
        shown, _ = client.get(outcome)
        if (status, shown) != (303, 200):
            raise RuntimeError(f"not registered: {status}, then {shown}")
        done += 1
    return done


if __name__ == "__main__":
    main()
