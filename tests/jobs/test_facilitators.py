"""`flask facilitators warn`, and the worker's own call every morning."""

from datetime import timedelta

from sqlalchemy import select

from rose_training.clock import now
from rose_training.domain.calendar import london_day
from rose_training.jobs import facilitators
from rose_training.models.outbox import OutboxMessage
from tests.factories import make_facilitator, make_vetting


def test_each_warning_is_queued_once(app, stored):
    fay = make_facilitator(stored, vetted=False)
    make_vetting(stored, fay, review_due=london_day(now()) + timedelta(days=60))
    stored.commit()
    runner = app.test_cli_runner()
    assert "Warnings queued: 2." in runner.invoke(args=["facilitators", "warn"]).output
    assert "Warnings queued: 0." in runner.invoke(args=["facilitators", "warn"]).output
    kinds = stored.scalars(select(OutboxMessage.kind)).all()
    assert sorted(kinds) == ["check_expiring", "check_expiring_for_office"]


def test_the_worker_looks_every_morning():
    (timed,) = facilitators.TIMED
    assert timed.at is not None
