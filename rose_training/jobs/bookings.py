"""`flask bookings`: holds that run out, and drafts that nobody sent."""

from datetime import time, timedelta

import click
from flask.cli import AppGroup

from rose_training.clock import now
from rose_training.database import db, transaction
from rose_training.domain.actors import Actor
from rose_training.jobs.timing import Timed
from rose_training.services import booking_drafts, booking_plans

cli = AppGroup("bookings", help="Timed work on bookings.")


@cli.command("tidy")
def tidy() -> None:
    """End holds that have run out, and forget drafts that nobody has touched for a week."""
    lapsed, forgotten = let_holds_lapse(), forget_drafts()
    click.echo(f"Holds that ran out: {lapsed}. Drafts forgotten: {forgotten}.")


def let_holds_lapse() -> int:
    """Give requests whose hold has run out back to the office's list; how many. One transaction each."""
    lapsed = [booking.id for booking in booking_plans.lapsed_holds(db.session(), at=now())]
    for booking_id in lapsed:
        with transaction() as session:
            booking_plans.let_lapse(session, booking_id=booking_id, by=Actor.system("worker"), at=now())
    return len(lapsed)


def forget_drafts() -> int:
    """Delete drafts that are a week old; how many."""
    with transaction() as session:
        return booking_drafts.forget_old(session, at=now())


TIMED = (
    Timed("let holds lapse", let_holds_lapse, every=timedelta(minutes=5)),
    Timed("forget unsent requests", forget_drafts, at=time(3, 10)),
)
