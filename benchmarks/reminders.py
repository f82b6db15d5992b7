"""How long reminders take: found and queued, composed from the facts, and handed to a mail server.

    .venv/bin/python -m benchmarks.reminders [--people 1000] [--database URL]

Each e-mail is claimed and written down in two transactions that are on the disk, so that a worker may
die at any moment. The yardstick is smtplib alone, handing the same number of copies of one e-mail, as
long as a reminder, to the same server over one connection.
"""

import argparse
import smtplib
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email import message_from_string
from email.policy import SMTP
from pathlib import Path

from flask import Flask
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from config import Settings
from rose_training.app import create_app
from rose_training.clock import set_to
from rose_training.database import db, prepare
from rose_training.domain.outbox import OutboxState
from rose_training.jobs.postman import deliver_due
from rose_training.jobs.reminders import queue_due
from rose_training.models.outbox import OutboxMessage
from rose_training.models.schema import metadata
from tests.factories import make_registration, make_session
from tests.support.queries import counting

STARTS = datetime(2026, 12, 8, 14, tzinfo=UTC)
EVE = datetime(2026, 12, 7, 9, tzinfo=UTC)


def main() -> None:
    """Measure and print one line each."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=1000)
    parser.add_argument("--database", help="an empty database of your own; a fresh SQLite file when left out")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, mail_server() as port:
        url = asked.database or f"sqlite:///{Path(folder) / 'bench.db'}"
        app = site(url, port, asked.people)
        with app.app_context(), set_to(EVE):
            with counting(db.engine) as queries:
                queueing = timed(queue_due)
            sending = timed(deliver_due)
            example = sent_example(asked.people)
        bare = timed(lambda: send_bare(port, example, asked.people))
    people = asked.people
    print(f"bare smtplib: {people:,} copies of one e-mail, {bare.told(people)}")
    print(f"found and queued: {people:,} reminders with {len(queries)} statements, {queueing.told(people)}")
    print(f"composed and handed over: {people:,}, {sending.told(people)}")
    print(f"ratio: {sending.processor / bare.processor:.1f} times the processor time of the bare hand-over")
    print(f"       {sending.wall / bare.wall:.1f} times as long, waiting for disk and server included")


@dataclass(frozen=True)
class Took:
    """Seconds on the clock, and seconds of this process's own work, which a busy machine does not change."""

    wall: float
    processor: float

    def told(self, number: int) -> str:
        """In words, for so many e-mails."""
        return f"{self.wall:.2f} s, of them {self.processor:.2f} s work ({number / self.wall:,.0f} a second)"


def timed(work: Callable[[], object]) -> Took:
    """How long it takes."""
    wall, processor = time.perf_counter(), time.process_time()
    work()
    return Took(time.perf_counter() - wall, time.process_time() - processor)


@contextmanager
def mail_server() -> Iterator[int]:
    """A mail server in a process of its own; its port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    command = [sys.executable, "-m", "benchmarks.mail_sink", str(port)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        try:
            yield port
        finally:
            process.terminate()


def site(url: str, port: int, people: int) -> Flask:
    """The application, with so many people on sessions of tomorrow."""
    engine = create_engine(url)
    prepare(engine)
    metadata.create_all(engine)
    with Session(engine) as session:
        session.connection(execution_options={"writes": True})
        each = 100
        for first in range(0, people, each):
            training = make_session(session, capacity=each, starts_at=STARTS + timedelta(minutes=first // each))
            for _ in range(min(each, people - first)):
                make_registration(session, training)
        session.commit()
    engine.dispose()
    settings = Settings.read({}, database_url=url, mail_server="127.0.0.1", mail_port=port, log_level="ERROR")
    return create_app(settings)


def sent_example(people: int) -> str:
    """One of the e-mails that left, after a look that all did."""
    sent = db.session.scalars(select(OutboxMessage).where(OutboxMessage.state == OutboxState.SENT)).all()
    assert len(sent) == people, f"{len(sent)} of {people} left"
    return f"From: rose@rose-training.example\nTo: ann@agency.example\n\n{sent[0].sent_text}{sent[0].sent_html}"


def send_bare(port: int, content: str, number: int) -> None:
    """Hand so many copies over, on one connection."""
    letter = message_from_string(content, policy=SMTP)
    with smtplib.SMTP("127.0.0.1", port) as connection:
        for _ in range(number):
            connection.send_message(letter)


if __name__ == "__main__":
    main()
