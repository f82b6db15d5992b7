"""`flask checklists`: schools whose checklist is still open are asked on its dates, by the worker or by hand."""

from datetime import time, timedelta

import click
from flask.cli import AppGroup

from rose_training.clock import LONDON, now
from rose_training.database import db, transaction
from rose_training.jobs.timing import Timed
from rose_training.services import checklists, outbox

cli = AppGroup("checklists", help="Checklists of visits.")
MORNING, EVENING = time(9), time(17)
"""Between these hours on a clock in Norfolk somebody at the school reads it the same day."""


def queue_due() -> int:
    """Queue what is due and was not queued yet; how many are due. Looking takes no write lock."""
    at = now()
    if not MORNING <= at.astimezone(LONDON).time() < EVENING:
        return 0
    due = checklists.chases_due(db.session(), at=at)
    db.session.rollback()
    if due:
        with transaction() as session:
            outbox.queue_all(session, due, at=at)
    return len(due)


TIMED = (Timed("ask for open checklists", queue_due, every=timedelta(hours=1)),)


@cli.command("ask")
def ask_once() -> None:
    """Ask the schools whose day it is for what is still open. Nobody is asked twice for the same."""
    click.echo(f"Schools with open points today: {queue_due()}.")
