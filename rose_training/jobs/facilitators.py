"""`flask facilitators`: warn of checks and trainings that run out."""

from datetime import time

import click
from flask import current_app
from flask.cli import AppGroup

from rose_training.clock import now
from rose_training.database import transaction
from rose_training.jobs.timing import Timed
from rose_training.services import vetting

cli = AppGroup("facilitators", help="Those who deliver sessions.")


def warn_of_checks() -> int:
    """Queue today's warnings, each once; how many."""
    steps = current_app.config["CHECK_WARNING_DAYS"]
    with transaction() as session:
        return vetting.warn(session, steps=steps, office=current_app.extensions["settings"].office_email, at=now())


TIMED = (Timed("warn of checks that run out", warn_of_checks, at=time(8, 30)),)


@cli.command("warn")
def warn_once() -> None:
    """Queue the warnings of today. The worker does this every morning."""
    click.echo(f"Warnings queued: {warn_of_checks()}.")
