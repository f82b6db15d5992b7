"""`flask worker`: does the timed work until it is told to stop. Several may run at once."""

import logging
import os
import signal
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from importlib import import_module
from pkgutil import iter_modules

import click
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger
from flask import Flask, current_app
from flask.cli import with_appcontext

import rose_training.jobs as package
from rose_training.adapters.traces import without_words
from rose_training.clock import LONDON, now
from rose_training.database import transaction
from rose_training.jobs.timing import Timed, stopping
from rose_training.services import worker_sign

LATENESS = timedelta(hours=1)
"""How late a piece of work may still begin, for example after the machine slept."""

log = logging.getLogger("rose_training.worker")


def give_sign() -> None:
    """Say that a worker is at work."""
    with transaction() as session:
        worker_sign.note_seen(session, at=now())


TIMED = (Timed("give a sign of life", give_sign, every=timedelta(seconds=15)),)


@click.command("worker")
@with_appcontext
def cli() -> None:
    """Deliver e-mails and do the other timed work until stopped (SIGTERM or Ctrl-C)."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())

    scheduler = schedule(app, timed_work())
    scheduler.start()
    click.echo(f"The worker is at work (process {os.getpid()}).")
    stopping.wait()
    # The step under way is finished, so that no e-mail is left between 'sent' and 'written down'.
    scheduler.shutdown(wait=True)
    click.echo("The worker has stopped.")


def timed_work() -> Iterator[Timed]:
    """Everything that the modules of this package name as TIMED."""
    for entry in iter_modules(package.__path__):
        yield from getattr(import_module(f"{package.__name__}.{entry.name}"), "TIMED", ())


def schedule(app: Flask, work: Iterator[Timed]) -> BackgroundScheduler:
    """A scheduler, not yet started, that does each piece of `work` at its hours and never twice at once."""
    scheduler = BackgroundScheduler(timezone=LONDON)
    for piece in work:
        scheduler.add_job(
            _surviving(app, piece),
            _trigger(piece),
            id=piece.name,
            coalesce=True,
            max_instances=1,
            misfire_grace_time=int(LATENESS.total_seconds()),
            # Work that repeats all day begins now; nightly work waits for its hour.
            **({"next_run_time": datetime.now(LONDON)} if piece.every else {}),
        )
    return scheduler


def _trigger(piece: Timed) -> BaseTrigger:
    if piece.every is not None:
        return IntervalTrigger(seconds=piece.every.total_seconds(), timezone=LONDON)
    assert piece.at is not None
    return CronTrigger(hour=piece.at.hour, minute=piece.at.minute, timezone=LONDON)


def _surviving(app: Flask, piece: Timed) -> Callable[[], None]:
    """`piece`, in the application's context, and such that no failure ends the worker.

    A failure is logged when it begins and when it is over, not every two seconds in between.
    """
    failing = False

    def run() -> None:
        nonlocal failing
        try:
            with app.app_context():
                piece.run()
        except Exception as trouble:
            if not failing:
                told = {"work": piece.name, **without_words(trouble)}
                log.error("timed work fails and will be tried again", extra=told)  # noqa: TRY400  (its words stay out)
            failing = True
        else:
            if failing:
                log.info("timed work is done again", extra={"work": piece.name})
            failing = False

    return run
