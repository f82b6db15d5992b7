"""The clock of the reserve lists: offers end at their hour, also when a worker dies in the middle."""

import os
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine, func, select
from sqlalchemy.orm import Session

from rose_training.clock import now
from rose_training.database import prepare
from rose_training.domain.registrations import RegistrationState
from rose_training.jobs.worker import timed_work
from rose_training.models.outbox import OutboxMessage
from rose_training.models.registrations import Registration
from tests.factories import make_briefing_activity, make_registration, make_session
from tests.support.databases import own_database

ROOT = Path(__file__).parents[2]
OFFERED, RESERVE = RegistrationState.OFFERED, RegistrationState.RESERVE
CANCELLED = RegistrationState.CANCELLED


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request, tmp_path):
    with own_database(request, request.param, tmp_path, "offers_job") as address:
        yield address


@pytest.fixture
def opened(address):
    engine = create_engine(address)
    prepare(engine)
    with Session(engine) as session:
        yield session
    engine.dispose()


def ran_out(opened, number):
    """Sessions with one place, held for somebody whose time is over, and one more who waits."""
    activity, earlier = make_briefing_activity(opened), now() - timedelta(days=1)
    for _ in range(number):
        training = make_session(opened, activity=activity, capacity=1, starts_at=now() + timedelta(days=20))
        make_registration(opened, training, state=OFFERED, offered_until=earlier, queued_at=earlier)
        make_registration(opened, training, state=RESERVE, queued_at=earlier + timedelta(minutes=1))
    opened.commit()


DYING = """
import os, signal, sys
from sqlalchemy import event
from rose_training.app import create_app
from rose_training.database import db
from rose_training.jobs import offers

left = int(sys.argv[1])
with create_app().app_context():
    @event.listens_for(db.engine, "before_cursor_execute")
    def count(*_):
        global left
        left -= 1
        if not left:
            os.kill(os.getpid(), signal.SIGKILL)
    offers.settle_all()
"""


def settling(address):
    """`flask offers settle` in a process of its own."""
    return started(address, "-m", "flask", "--app", "wsgi", "offers", "settle")


def dying(address, number):
    """The same work in a process that is killed (SIGKILL, by itself) before its `number`-th statement."""
    return started(address, "-c", DYING, str(number))


def started(address, *command):
    return subprocess.Popen(
        [sys.executable, *command],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": address, "LOG_LEVEL": "CRITICAL"},
        stdout=subprocess.PIPE,
        text=True,
    )


def number_of(opened, state):
    opened.rollback()
    return opened.scalar(select(func.count()).where(Registration.state == state))


def check_all_whole(opened):
    """Every session is either as before or wholly settled: the offer ended, the next asked, both told."""
    opened.rollback()
    kinds: dict[str, list[str]] = {}
    for about, kind in opened.execute(select(OutboxMessage.about, OutboxMessage.kind)):
        kinds.setdefault(about, []).append(kind)
    sessions: dict[int, list[Registration]] = {}
    for one in opened.scalars(select(Registration).order_by(Registration.id)):
        sessions.setdefault(one.session_id, []).append(one)
    for first, second in sessions.values():
        told = (kinds.get(first.reference, []), kinds.get(second.reference, []))
        assert (first.state, second.state, *told) in [
            (OFFERED, RESERVE, [], []),
            (CANCELLED, OFFERED, ["offer_lapsed"], ["place_offered"]),
        ]


def test_the_clock_ends_offers_and_makes_the_next_and_striking_twice_does_nothing(address, opened):
    ran_out(opened, 2)
    said, _ = settling(address).communicate()
    assert said.splitlines()[-1] == "Offers that ran out: 2. Offers made: 2."
    check_all_whole(opened)
    said, _ = settling(address).communicate()
    assert said.splitlines()[-1] == "Offers that ran out: 0. Offers made: 0."


def test_a_worker_that_dies_at_any_step_leaves_whole_sessions_and_the_next_goes_on(address, opened):
    ran_out(opened, 5)
    for number in (3, 9, 14, 28):
        died = dying(address, number)
        died.communicate()
        assert died.returncode == -signal.SIGKILL
        check_all_whole(opened)
    again = settling(address)
    again.communicate()
    assert again.returncode == 0
    assert number_of(opened, CANCELLED) == 5
    check_all_whole(opened)


def test_two_workers_at_once_pass_every_place_on_once(address, opened):
    ran_out(opened, 40)
    workers = [settling(address) for _ in range(2)]
    said = [worker.communicate()[0].splitlines()[-1] for worker in workers]
    assert [worker.returncode for worker in workers] == [0, 0]
    assert sum(int(line.split("ran out: ")[1].split(".")[0]) for line in said) == 40
    check_all_whole(opened)


def test_the_worker_looks_every_minute():
    [work] = [piece for piece in timed_work() if piece.name == "settle the reserve lists"]
    assert work.every == timedelta(minutes=1)
