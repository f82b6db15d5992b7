"""The worker: it begins, it stops when told, and no failure ends it."""

import logging
import signal
from datetime import datetime, time, timedelta

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from rose_training.clock import now, set_to
from rose_training.domain.outbox import OutboxState
from rose_training.jobs.timing import Timed
from rose_training.jobs.worker import give_sign, schedule, timed_work
from rose_training.services import worker_sign
from tests.jobs.conftest import Site, eventually, make_tables


def test_it_delivers_gives_a_sign_and_stops_when_told(site: Site) -> None:
    begun = now()
    worker = site.start("worker")
    site.queue("ann@school.example", at=now())

    eventually(lambda: site.states() == {"ann@school.example": OutboxState.SENT})
    eventually(lambda: seen(site) is not None)
    worker.send_signal(signal.SIGINT)
    said, _ = worker.communicate()

    assert (worker.returncode, said.splitlines()[-1]) == (0, "The worker has stopped.")
    assert len(site.server.received()) == 1
    last = seen(site)
    assert last is not None
    assert begun <= last <= now()


def seen(site: Site) -> datetime | None:
    with Session(site.engine) as session:
        return worker_sign.last_seen(session)


def test_it_outlives_a_database_that_is_not_ready(empty_sqlite: Site) -> None:
    site = empty_sqlite
    worker = site.start("worker")
    assert worker.stdout is not None
    assert worker.stdout.readline().startswith("The worker is at work")

    make_tables(site)
    site.queue("ann@school.example", at=now())

    eventually(lambda: site.states() == {"ann@school.example": OutboxState.SENT})
    assert worker.poll() is None


def test_a_failure_is_told_once_and_its_end_too(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    answers = iter([OperationalError("SELECT", {}, ConnectionError("away"))] * 3)

    def work() -> None:
        for trouble in answers:
            raise trouble

    logging.getLogger("rose_training").propagate = True
    scheduler = schedule(app, iter([Timed("work", work, every=timedelta(seconds=2))]))
    [job] = scheduler.get_jobs()
    with caplog.at_level(logging.INFO, logger="rose_training.worker"):
        for _ in range(5):
            job.func()

    assert [record.message for record in caplog.records] == [
        "timed work fails and will be tried again",
        "timed work is done again",
    ]


def test_every_piece_of_work_is_found_and_never_done_twice_at_once(app: Flask) -> None:
    work = list(timed_work())
    scheduler = schedule(app, iter(work))

    assert {"deliver e-mails", "give a sign of life"} <= {piece.name for piece in work}
    assert all(job.max_instances == 1 and job.coalesce for job in scheduler.get_jobs())


def test_nightly_work_waits_for_its_hour(app: Flask) -> None:
    [job] = schedule(app, iter([Timed("nightly", give_sign, at=time(2, 30))])).get_jobs()

    assert str(job.trigger) == "cron[hour='2', minute='30']"
    assert not hasattr(job, "next_run_time")


def test_work_names_one_rhythm() -> None:
    with pytest.raises(ValueError, match="either"):
        Timed("nothing", give_sign)
    with pytest.raises(ValueError, match="either"):
        Timed("both", give_sign, every=timedelta(1), at=time(2))


def test_the_sign_of_life_is_one_row(stored: Session, app: Flask, at: datetime) -> None:
    for minutes in (0, 1):
        with app.app_context(), set_to(at + timedelta(minutes=minutes)):
            give_sign()

    stored.rollback()
    assert worker_sign.last_seen(stored) == at + timedelta(minutes=1)
