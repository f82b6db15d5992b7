"""`flask offers`: places that were held end at their hour, and the next in line are asked."""

from datetime import timedelta

import click
from flask.cli import AppGroup

from rose_training.clock import now
from rose_training.database import db, transaction
from rose_training.jobs.timing import Timed, stopping
from rose_training.services import offers

EVERY = timedelta(minutes=1)

cli = AppGroup("offers", help="Timed work on the reserve lists.")


@cli.command("settle")
def settle() -> None:
    """End offers that nobody answered in time, and offer every free place to the next in line."""
    ended, made = settle_all()
    click.echo(f"Offers that ran out: {ended}. Offers made: {made}.")


def settle_all() -> tuple[int, int]:
    """Settle every session that needs it: how many offers ended, and how many were made.

    One transaction for each session: an offer ends, the next is made and both e-mails are queued, or
    none of it. Whenever a worker dies, the next round goes on where it stopped.
    """
    ended = made = 0
    for session_id in offers.sessions_to_settle(db.session(), at=now()):
        if stopping.is_set():
            break
        with transaction() as session:
            lapsed, asked = offers.settle_one(session, session_id=session_id, at=now())
        ended, made = ended + lapsed, made + asked
    return ended, made


TIMED = (Timed("settle the reserve lists", settle_all, every=EVERY),)
