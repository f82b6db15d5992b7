"""`flask checklists`: schools are asked in office hours, once."""

from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from rose_training import clock
from rose_training.domain.bookings import BookingState
from rose_training.domain.outbox import OutboxState
from rose_training.jobs.postman import deliver_due
from rose_training.jobs.worker import timed_work
from rose_training.models.outbox import OutboxMessage
from tests.factories import make_booking, make_session

VISIT = datetime(2026, 12, 10, 10, tzinfo=UTC)


@pytest.fixture
def _visit(stored: Session) -> None:
    make_session(stored, booking=make_booking(stored, state=BookingState.CONFIRMED), starts_at=VISIT)
    stored.commit()


@pytest.mark.usefixtures("_visit")
def test_asked_once_and_delivered(app: Flask, stored: Session) -> None:
    said = []
    for hour in (7, 9, 10, 18):
        with clock.set_to(datetime(2026, 12, 8, hour, 30, tzinfo=UTC)):
            said.append(app.test_cli_runner().invoke(args=["checklists", "ask"]).output.strip())
    with clock.set_to(datetime(2026, 12, 8, 11, tzinfo=UTC)), app.app_context():
        assert deliver_due() == {OutboxState.SENT: 1}

    assert [line.rsplit(" ", 1)[1] for line in said] == ["0.", "1.", "1.", "0."]
    sent = stored.scalars(select(OutboxMessage)).one()
    assert "Somebody has looked at what we will do" in str(sent.sent_text)


def test_the_worker_does_it() -> None:
    assert "ask for open checklists" in {piece.name for piece in timed_work()}
