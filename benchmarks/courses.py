"""How long proposing the six dates of a course takes over three years of diary.

    .venv/bin/python -m benchmarks.courses [--bookings 500 5000] [--rounds 10]

Measured is the service, from the question to the choices, with the school's calendar and the diaries of
twelve facilitators. The yardstick is one plain look at as many rows as the proposal reads, in the same run;
the rules alone, without the database, are measured beside it.
"""

import argparse
import tempfile
from collections.abc import Callable
from datetime import date, time, timedelta
from functools import partial
from pathlib import Path

from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from benchmarks.impact import quickest
from benchmarks.office import fill
from rose_training.clock import now
from rose_training.domain.calendar import LOOK_AHEAD_WEEKS, WEEK, academic_year, london_day
from rose_training.domain.course_choices import CourseProposal, CourseWish
from rose_training.domain.courses import propose
from rose_training.models.calendar import TermPeriod
from rose_training.models.sessions import Assignment
from rose_training.services import calendar, courses
from tests.factories import make_activity, make_booking

WEEKS, MINUTES = 6, 60


def main() -> None:
    """Measure at each size and print one line each."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bookings", type=int, nargs="+", default=[500, 5000])
    parser.add_argument("--rounds", type=int, default=10)
    asked = parser.parse_args()
    for bookings in asked.bookings:
        with tempfile.TemporaryDirectory() as folder:
            url = f"sqlite:///{Path(folder) / 'bench.db'}"
            fill(url, bookings)
            measure(url, bookings, asked.rounds)


def measure(url: str, bookings: int, rounds: int) -> None:
    """One database: the whole question, the rules alone, and the yardstick."""
    engine = create_engine(url)
    first = next_monday()
    with Session(engine) as session:
        session.connection(execution_options={"writes": True})
        half_terms(session, first)
        booking = make_booking(session, activity=make_activity(session, weeks=WEEKS, minutes=MINUTES))
        session.commit()
        booking_id = booking.id

    def whole() -> CourseProposal:
        with Session(engine) as session:
            found = session.get_one(type(booking), booking_id)
            return courses.proposal_for(session, found, first=first, starts=time(10), at=now())

    def yardstick() -> int:
        with Session(engine) as session:
            until = now() + LOOK_AHEAD_WEEKS * WEEK
            return len(
                session.scalars(
                    select(Assignment).where(Assignment.starts_at > now(), Assignment.starts_at < until)
                ).all()
            )

    with Session(engine) as session:
        known = calendar.calendar_of(session, organisation_id=None)
        diaries = courses.diaries_of(
            session, facilitator_ids=(), first=first - 8 * WEEK, last=first + LOOK_AHEAD_WEEKS * WEEK
        )
    wish = CourseWish(first, time(10), WEEKS, MINUTES, london_day(now()))
    proposal = whole()
    taken, rules, plain = (seconds(rounds, work) for work in (whole, partial(propose, wish, known, diaries), yardstick))
    print(
        f"{bookings:,} bookings: {taken * 1000:.0f} ms of the processor, {taken / plain:.1f} times one look at the "
        f"same {yardstick():,} rows; the rules alone {rules * 1000:.1f} ms. "
        f"{proposal.sentence}, {len(proposal.choices)} choices."
    )
    engine.dispose()


def seconds(rounds: int, work: Callable[[], object]) -> float:
    """The processor time of the quickest of several goes."""
    return quickest(rounds, work).processor


def next_monday() -> date:
    """A Monday five weeks ahead."""
    today = london_day(now())
    return today + timedelta(days=35 - today.weekday())


def half_terms(session: Session, first: date) -> None:
    """Three years of half-terms of five weeks with a week off, so that six never fit as asked."""
    for number in range(26):
        starts = first + number * 6 * WEEK
        session.add(
            TermPeriod(
                academic_year=academic_year(starts),
                name=f"Half-term {number}",
                starts_on=starts,
                ends_on=starts + timedelta(days=32),
                source="benchmark",
            )
        )


if __name__ == "__main__":
    main()
