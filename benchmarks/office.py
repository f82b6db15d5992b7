"""How long the office waits for its inbox and its diary with 5,000 bookings over three years.

    .venv/bin/python -m benchmarks.office [--bookings 500 5000] [--rounds 10]

The yardstick is a bare Flask page in the same process in the same run. A second line says how much longer
each page takes for having ten times the bookings behind it: the inbox shows a page of them and the diary
one month, so that neither should grow as its table does.
"""

import argparse
import random
import tempfile
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from flask.testing import FlaskClient
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from benchmarks.bare import app as bare_app
from benchmarks.impact import quickest
from config import Settings
from rose_training.app import create_app
from rose_training.clock import now
from rose_training.database import db, prepare, transaction
from rose_training.domain.bookings import BookingState
from rose_training.domain.permissions import Role
from rose_training.domain.sessions import SessionState
from rose_training.models.bookings import PreferredDate
from rose_training.models.people import Person
from rose_training.models.schema import metadata
from rose_training.services import accounts
from tests.factories import (
    make_activity,
    make_assignment,
    make_booking,
    make_facilitator,
    make_organisation,
    make_person,
    make_session,
)

PAGES = {
    "inbox": "/office/bookings",
    "diary, month": "/office/diary?view=month",
    "diary, week": "/office/diary?view=week",
    "diary, half-term": "/office/diary?view=list",
}
SCHOOLS, FACILITATORS, YEARS = 400, 12, 3
WAITING = 0.02
"""The share of all bookings that still wait for an answer."""


def main() -> None:
    """Measure each page at each size and print one line each."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bookings", type=int, nargs="+", default=[500, 5000])
    parser.add_argument("--rounds", type=int, default=10)
    asked = parser.parse_args()
    bare = bare_app.test_client()
    hello = quickest(asked.rounds * 20, lambda: bare.get("/")).processor
    first: dict[str, float] = {}
    for bookings in asked.bookings:
        with tempfile.TemporaryDirectory() as folder:
            url = f"sqlite:///{Path(folder) / 'bench.db'}"
            fill(url, bookings)
            client = signed_in(url)
            for name, address in PAGES.items():
                if client.get(address).status_code != 200:
                    raise RuntimeError(f"{address} did not answer")
                taken = quickest(asked.rounds, partial(client.get, address)).processor
                growth = f"; {taken / first[name]:.1f} times as long as with the fewest" if name in first else ""
                first.setdefault(name, taken)
                print(
                    f"{name}, {bookings:,} bookings: {taken * 1000:.0f} ms of the processor, "
                    f"{hello / taken:.4f} of a bare Flask page{growth}"
                )


def fill(url: str, bookings: int) -> None:
    """So many bookings, spread over the working hours of three years around today, without a clash."""
    chance = random.Random(2026)
    engine = create_engine(url)
    prepare(engine)
    metadata.create_all(engine)
    today = now().date()
    days = [today + timedelta(days=n) for n in range(-YEARS * 365 // 2, YEARS * 365 // 2)]
    slots = [(day, hour) for day in days if day.weekday() < 5 for hour in (8, 10, 12, 14)]
    free = [(slot, n) for n in range(FACILITATORS) for slot in slots]
    with Session(engine) as session:
        session.connection(execution_options={"writes": True})
        make_person(session, Role.COORDINATOR)
        activity = make_activity(session)
        schools = [make_organisation(session) for _ in range(SCHOOLS)]
        facilitators = [make_facilitator(session) for _ in range(FACILITATORS)]
        for (day, hour), n in chance.sample(free, bookings):
            starts_at = datetime(day.year, day.month, day.day, hour, tzinfo=UTC)
            over = starts_at < now()
            waiting = chance.random() < WAITING
            state = BookingState.DELIVERED if over else BookingState.CONFIRMED
            booking = make_booking(
                session,
                activity=activity,
                organisation=chance.choice(schools),
                state=BookingState.REQUESTED if waiting else state,
                requested_at=min(now(), starts_at) - timedelta(days=chance.randint(1, 40)),
            )
            if waiting:
                session.add(PreferredDate(booking_id=booking.id, rank=1, on=today + timedelta(days=30), part="any"))
                continue
            training = make_session(
                session,
                booking=booking,
                starts_at=starts_at,
                state=SessionState.DELIVERED if over else SessionState.SCHEDULED,
            )
            make_assignment(session, training, facilitators[n])
        session.commit()
    engine.dispose()


def signed_in(url: str) -> FlaskClient:
    """A coordinator's browser."""
    app = create_app(Settings.read({}, database_url=url, log_level="ERROR", rate_limits=False))
    client = app.test_client()
    with app.app_context():
        person = db.session().query(Person).order_by(Person.id).first()
        if person is None:
            raise LookupError("nobody may open the office")
        with transaction() as session:
            token = accounts.start_session(session, person=person, shared=False, at=now())
    with client.session_transaction() as cookie:
        cookie["_user_id"] = token
    return client


if __name__ == "__main__":
    main()
