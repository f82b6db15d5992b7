"""The worker's round, on a real site."""

from datetime import UTC, datetime

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from rose_training import clock
from rose_training.domain.outbox import OutboxState
from rose_training.jobs.postman import deliver_due
from rose_training.jobs.worker import timed_work
from rose_training.models.outbox import OutboxMessage
from tests.factories import make_registration, make_session

EVE = datetime(2026, 12, 7, 9, tzinfo=UTC)


def test_queued_once_and_delivered(app: Flask, stored: Session) -> None:
    registration = make_registration(stored, make_session(stored))
    stored.commit()

    with clock.set_to(EVE):
        said = [app.test_cli_runner().invoke(args=["reminders", "queue"]).output for _ in range(2)]
        with app.app_context():
            assert deliver_due() == {OutboxState.SENT: 1}

    assert said == ["Reminders queued: 1.\n", "Reminders queued: 0.\n"]
    sent = stored.scalars(select(OutboxMessage)).one()
    assert sent.to == registration.email
    assert "Example Hall" in str(sent.sent_text)


def test_the_worker_does_it() -> None:
    assert "queue reminders" in {piece.name for piece in timed_work()}
