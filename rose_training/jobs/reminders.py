"""`flask reminders`: those whose hour has come are queued, by the worker or by hand."""

from datetime import timedelta

import click
from flask import current_app
from flask.cli import AppGroup

from rose_training.clock import now
from rose_training.database import db, transaction
from rose_training.jobs.timing import Timed
from rose_training.services import reminders

cli = AppGroup("reminders", help="Reminders of places and visits.")


def queue_due() -> int:
    """Queue every reminder that is due and was not queued yet; how many. Looking takes no write lock."""
    at = now()
    places = reminders.places_due(db.session(), days=current_app.config["REMINDER_DAYS"], at=at)
    visits = reminders.visits_due(db.session(), days=current_app.config["VISIT_REMINDER_DAYS"], at=at)
    db.session.rollback()
    if places or visits:
        with transaction() as session:
            reminders.queue(session, [*places, *visits], at=at)
    return len(places) + len(visits)


TIMED = (Timed("queue reminders", queue_due, every=timedelta(minutes=5)),)


@cli.command("queue")
def queue_once() -> None:
    """Queue every reminder that is due now. The worker does this every five minutes."""
    click.echo(f"Reminders queued: {queue_due()}.")
