"""How long a calendar feed of 500 dates takes: written afresh, written before, and when nothing has changed.

    .venv/bin/python -m benchmarks.feeds [--dates 500] [--seconds 2] [--rounds 3]

The yardstick is a bare Flask page on the same server in the same run. A calendar program asks every
few hours: what counts is that the answer 'nothing has changed' is cheap and the first one bounded.
"""

import argparse
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from urllib.request import urlopen

from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from benchmarks.load import answers_a_second, in_turn
from rose_training.clock import now
from rose_training.database import prepare
from rose_training.domain.actors import Actor
from rose_training.models.schema import metadata
from rose_training.services import history
from tests.factories import make_briefing_activity, make_session
from tests.support.server import serving

FEED = "/whats-on.ics"


def main() -> None:
    """Measure and print one line each."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dates", type=int, default=500)
    parser.add_argument("--seconds", type=float, default=2.0)
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'bench.db'}"
        fill(url, asked.dates)
        with (
            serving(url, workers=1, application="benchmarks.bare:app") as bare_port,
            serving(url, workers=1) as our_port,
        ):
            begun = time.perf_counter()
            size, mark = fetched(our_port)
            first = time.perf_counter() - begun
            answers_a_second(bare_port, "/", 1.0)
            bare, whole, unchanged = in_turn(
                asked.rounds,
                lambda: answers_a_second(bare_port, "/", asked.seconds),
                lambda: answers_a_second(our_port, FEED, asked.seconds),
                lambda: answers_a_second(our_port, FEED, asked.seconds, mark=mark),
            )
    print(f"feed of {asked.dates} dates ({size // 1000} kB), written afresh: {first * 1000:,.0f} ms")
    print(f"bare Flask page: {bare:,.0f} a second")
    print(f"the whole feed again: {whole:,.0f} a second, {whole / bare:.2f} of bare Flask")
    print(f"nothing has changed (304): {unchanged:,.0f} a second, {unchanged / bare:.2f} of bare Flask")


def fetched(port: int) -> tuple[int, str]:
    """The size of the feed in bytes and its mark."""
    with urlopen(f"http://127.0.0.1:{port}{FEED}") as answer:
        return len(answer.read()), answer.headers["ETag"]


def fill(url: str, dates: int) -> None:
    """So many open dates, each with a little history."""
    engine = create_engine(url)
    prepare(engine)
    metadata.create_all(engine)
    office = Actor(None, "Office")
    with Session(engine) as session:
        session.connection(execution_options={"writes": True})
        activity = make_briefing_activity(session)
        for number in range(1, dates + 1):
            made = make_session(session, activity=activity, starts_at=now() + timedelta(days=number))
            for event in ("session_created", "session_changed"):
                history.record(session, subject=made.reference, event=event, by=office, at=now())
        session.commit()
    engine.dispose()


if __name__ == "__main__":
    main()
