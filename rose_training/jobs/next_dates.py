"""`flask next-dates`: tell those who asked of the dates that are new."""

from datetime import time

import click
from flask.cli import AppGroup

from rose_training.clock import now
from rose_training.database import transaction
from rose_training.jobs.timing import Timed
from rose_training.services import next_dates

cli = AppGroup("next-dates", help="Those who want to hear of the next date.")


@cli.command("tell")
def tell() -> None:
    """Queue a mail to everybody who has not heard of a new date, and forget addresses that are not needed."""
    told, forgotten = tell_of_new_dates(), forget_addresses()
    click.echo(f"Told of new dates: {told}. Addresses forgotten: {forgotten}.")


def tell_of_new_dates() -> int:
    """Queue the mails of the day; how many."""
    with transaction() as session:
        return next_dates.tell(session, at=now())


def forget_addresses() -> int:
    """Delete addresses that nobody confirmed, or that left a month ago; how many."""
    with transaction() as session:
        return next_dates.forget_old(session, at=now())


TIMED = (
    # In the morning, when somebody is there to answer, and all the news of a day in one mail.
    Timed("tell of new dates", tell_of_new_dates, at=time(9, 15)),
    Timed("forget addresses that left", forget_addresses, at=time(3, 20)),
)
