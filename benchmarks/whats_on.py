"""How fast the what's-on page is, as a share of a bare Flask page on the same server in the same run.

    .venv/bin/python -m benchmarks.whats_on [--dates 20] [--seconds 2] [--rounds 5]

Two gunicorns of one process each, asked in turn. The aim is a fifth; a Flask page with one query of
20 rows, and nothing else, reaches 0.23 to 0.32.
"""

import argparse
import tempfile
from datetime import timedelta
from pathlib import Path

from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from benchmarks.load import answers_a_second, in_turn
from rose_training.clock import now
from rose_training.database import prepare
from rose_training.models.schema import metadata
from tests.factories import make_briefing_activity, make_session
from tests.support.server import serving

AIM = 0.2
WARM_UP_SECONDS = 1.0


def main() -> None:
    """Measure and print one line each."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dates", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=2.0)
    parser.add_argument("--rounds", type=int, default=5)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'bench.db'}"
        fill(url, asked.dates)
        with (
            serving(url, workers=1, application="benchmarks.bare:app") as bare_port,
            serving(url, workers=1) as our_port,
        ):
            for port, path in ((bare_port, "/"), (our_port, "/whats-on")):
                answers_a_second(port, path, WARM_UP_SECONDS)
            bare, ours = in_turn(
                asked.rounds,
                lambda: answers_a_second(bare_port, "/", asked.seconds),
                lambda: answers_a_second(our_port, "/whats-on", asked.seconds),
            )
    print(f"bare Flask page: {bare:,.0f} a second")
    print(f"what's on, {asked.dates} dates: {ours:,.0f} a second")
    print(f"ratio: {ours / bare:.2f} of bare Flask (aim: {AIM})")


def fill(url: str, dates: int) -> None:
    """So many open dates, one a week."""
    engine = create_engine(url)
    prepare(engine)
    metadata.create_all(engine)
    with Session(engine) as session:
        session.connection(execution_options={"writes": True})
        activity = make_briefing_activity(session)
        for week in range(1, dates + 1):
            make_session(session, activity=activity, starts_at=now() + timedelta(weeks=week))
        session.commit()
    engine.dispose()


if __name__ == "__main__":
    main()
