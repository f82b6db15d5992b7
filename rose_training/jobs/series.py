"""`flask series`: the next dates of the briefings that come round."""

import logging
from datetime import timedelta
from functools import partial

import click
from flask.cli import AppGroup

from rose_training.clock import now
from rose_training.database import db, transaction
from rose_training.domain.actors import Actor
from rose_training.domain.refusals import Refusal
from rose_training.jobs.timing import Timed
from rose_training.services import series

cli = AppGroup("series", help="Briefings that come round.")
log = logging.getLogger("rose_training.series")

FIRST_LOOK = timedelta(hours=1)
"""So long the office can look at the dates of a new series before the worker makes them public."""


@cli.command("publish")
def publish() -> None:
    """Publish the dates that are missing among the next ones of every series."""
    click.echo(f"Dates published: {publish_next_dates()}.")


def publish_next_dates(*, settled: timedelta = timedelta()) -> int:
    """Publish what is missing of every series that is not stopped and was set up so long ago; how many dates.

    One transaction each. A series that cannot be published does not hold up the others.
    """
    everyone = series.every_one(db.session())
    wanted = [one.reference for one in everyone if one.active and one.created_at <= now() - settled]
    number = 0
    for reference in wanted:
        try:
            with transaction() as session:
                number += len(series.publish(session, reference=reference, by=Actor.system("worker"), at=now()))
        except Refusal as refusal:
            log.warning("a series cannot be published", extra={"series": reference, "code": refusal.code})
    return number


TIMED = (
    Timed(
        "publish the next dates of every series",
        partial(publish_next_dates, settled=FIRST_LOOK),
        every=timedelta(minutes=30),
    ),
)
