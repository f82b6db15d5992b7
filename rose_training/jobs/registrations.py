"""`flask registrations`: what people needed to take part is forgotten 30 days after their session."""

from datetime import time

import click
from flask.cli import AppGroup

from rose_training.clock import now
from rose_training.database import db, transaction
from rose_training.jobs.timing import Timed
from rose_training.services import place_changes

cli = AppGroup("registrations", help="Timed work on registrations.")


@cli.command("tidy")
@click.option("--dry-run", is_flag=True, help="Only say how many it would be.")
def tidy(dry_run: bool) -> None:
    """Delete access needs that were told for a session more than 30 days ago."""
    if dry_run:
        due = place_changes.forget_access_needs(db.session(), at=now(), dry_run=True)
        click.echo(f"Access needs that would be deleted: {due}. Nothing was changed.")
        return
    click.echo(f"Access needs deleted: {forget_access_needs()}.")


def forget_access_needs() -> int:
    """Delete them; how many."""
    with transaction() as session:
        return place_changes.forget_access_needs(session, at=now())


TIMED = (Timed("forget access needs", forget_access_needs, at=time(3, 20)),)
