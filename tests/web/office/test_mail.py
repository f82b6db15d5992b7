"""The office sees what was sent, what waits and what failed, and does something about it."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from rose_training.clock import now
from rose_training.domain.outbox import Attempt, OutboxState, Outcome
from rose_training.domain.permissions import Role
from rose_training.models.history import AccessEntry, HistoryEntry
from rose_training.models.outbox import OutboxMessage
from rose_training.services import outbox, outbox_delivery
from rose_training.services.outbox_delivery import Kept
from tests.factories import make_person
from tests.support.visitor import Visitor

SENT = Attempt(Outcome.ACCEPTED)
REFUSED = Attempt(Outcome.REFUSED, "550 no such mailbox")
LATER = Attempt(Outcome.TRY_AGAIN, "450 try later")
KEPT = Kept("Your place", "Hello Ann,\n\nyour place is confirmed.\n")


@pytest.fixture
def office(visit: Visitor, stored: Session) -> Visitor:
    """The coordinator, signed in."""
    coordinator = make_person(stored, Role.COORDINATOR, name="Cora Example")
    stored.commit()
    return visit.sign_in(coordinator)


def queued(stored: Session, occasion: str, attempt: Attempt | None = None, at: datetime | None = None) -> OutboxMessage:
    """An e-mail, after an attempt that ended so."""
    at = at or now()
    outbox.queue(stored, kind="example_note", to="ann@school.example", about="REG-7K3Q-M2", occasion=occasion, at=at)
    if attempt is not None:
        found = outbox_delivery.claim(stored, at=at)
        assert found is not None
        assert found.lease_key is not None
        outbox_delivery.record_attempt(stored, lease_key=found.lease_key, attempt=attempt, at=at, kept=KEPT)
    stored.commit()
    return stored.scalars(select(OutboxMessage).where(OutboxMessage.occasion == occasion)).one()


def state_of(stored: Session, message_id: str) -> OutboxState:
    stored.rollback()
    stored.expire_all()
    found = outbox.message(stored, message_id)
    assert found is not None
    return found.state


def test_nothing_yet(office: Visitor) -> None:
    page = office.get("/office/mail")

    assert page.heading == "Mail"
    assert "Nothing here" in page.text


def test_failed_ones_come_first_with_the_reason(office: Visitor, stored: Session) -> None:
    queued(stored, "sent", SENT)
    queued(stored, "failed", REFUSED)

    page = office.get("/office/mail")

    assert page.table()[1][4] == "550 no such mailbox"
    assert "Not sent (1)" in page.text
    assert "Sent (1)" in page.text


@pytest.mark.parametrize("address", ["/office/mail", "/office/sessions"])
def test_stuck_mail_is_told_on_every_page(office: Visitor, stored: Session, address: str) -> None:
    """pretix#4478: mails silently stayed where they were after the server's password was mended."""
    queued(stored, "failed", REFUSED)
    queued(stored, "late", at=now() - timedelta(hours=1))

    page = office.get(address)

    assert "1 e-mail is late" in page.text
    assert "1 e-mail could not be sent" in page.text


def test_no_banner_when_all_is_well(office: Visitor, stored: Session) -> None:
    queued(stored, "sent", SENT)

    assert "Mail is stuck" not in office.get("/office/mail").text


def test_opening_one_shows_what_left_and_is_written_down(office: Visitor, stored: Session) -> None:
    sent = queued(stored, "sent", SENT)

    page = office.get(f"/office/mail/{sent.message_id}")

    assert page.heading == "Your place"
    assert "your place is confirmed" in page.text
    stored.rollback()
    [read] = stored.scalars(select(AccessEntry))
    assert (read.subject, read.page, read.by) == ("REG-7K3Q-M2", "e-mail", "Cora Example")


def test_one_that_nobody_can_write_is_still_shown(office: Visitor, stored: Session) -> None:
    waiting = queued(stored, "waits", LATER)

    page = office.get(f"/office/mail/{waiting.message_id}")

    assert page.status == 200
    assert "450 try later" in page.text


def test_sent_again(office: Visitor, stored: Session) -> None:
    """pretix#4478: what had failed is sent from the office's page, without anybody registering again."""
    failed = queued(stored, "failed", REFUSED)
    office.get(f"/office/mail/{failed.message_id}")

    answer = office.post(f"/office/mail/{failed.message_id}/again")

    assert (answer.status, answer.location) == (303, f"/office/mail/{failed.message_id}")
    assert state_of(stored, failed.message_id) is OutboxState.QUEUED
    assert "Mail is stuck" not in office.get("/office/mail").text
    assert stored.scalars(select(HistoryEntry.event)).all() == ["mail_sent_again"]


def test_set_aside(office: Visitor, stored: Session) -> None:
    failed = queued(stored, "failed", REFUSED)
    office.get(f"/office/mail/{failed.message_id}")

    page = office.post(f"/office/mail/{failed.message_id}/set-aside", follow=True)

    assert "set aside" in page.text
    assert state_of(stored, failed.message_id) is OutboxState.WITHDRAWN


def test_too_late_to_set_aside_is_told(office: Visitor, stored: Session) -> None:
    sent = queued(stored, "sent", SENT)
    office.get(f"/office/mail/{sent.message_id}")

    page = office.post(f"/office/mail/{sent.message_id}/set-aside", follow=True)

    assert "Nothing was changed" in page.text
    assert state_of(stored, sent.message_id) is OutboxState.SENT


def test_all_that_pause_are_tried_now(office: Visitor, stored: Session) -> None:
    queued(stored, "waits", LATER)
    office.get("/office/mail?state=queued")

    page = office.post("/office/mail/try-now", follow=True)

    assert "1 tried again" in page.text
    stored.rollback()
    assert outbox_delivery.claim(stored, at=now()) is not None


def test_an_unknown_one_is_404(office: Visitor, stored: Session) -> None:
    queued(stored, "sent", SENT)
    office.get("/office/mail")

    assert office.post("/office/mail/rose-unknown/again").status == 404
    assert office.get("/office/mail/rose-unknown").status == 404


def test_a_list_of_fifty_asks_no_more_than_a_list_of_one(
    office: Visitor, stored: Session, count_queries: object
) -> None:
    queued(stored, "sent 0", SENT)
    office.get("/office/mail?state=sent")
    with count_queries() as one:  # type: ignore[operator]
        office.get("/office/mail?state=sent")
    for number in range(1, 50):
        queued(stored, f"sent {number}", SENT, at=datetime(2026, 11, 1, tzinfo=UTC))
    with count_queries() as fifty:  # type: ignore[operator]
        office.get("/office/mail?state=sent")

    assert len(fifty) == len(one)
