"""Nothing is lost and nothing doubled: the outbox, a real mail server, and processes that die."""

import signal
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError

from rose_training.clock import now, set_to
from rose_training.database import db
from rose_training.domain.outbox import LEASE, LONGEST_HOLD, OutboxState
from rose_training.jobs.postman import NOT_KEPT, deliver_due
from rose_training.services import outbox_delivery
from tests.jobs.conftest import Site, eventually
from tests.jobs.mail_site import made

SOON = timedelta(seconds=30)
ANN = "ann@school.example"


def test_each_arrives_once_and_what_was_sent_is_kept(site: Site, at: datetime) -> None:
    site.queue(ANN, "bo@agency.example", at=at)

    assert site.deliver(at) == {OutboxState.SENT: 2}

    assert [letter["To"] for letter in site.server.received()] == [ANN, "bo@agency.example"]
    sent = site.messages()[0]
    assert (sent.sent_subject, sent.sent_at, sent.sent_by_post_box) == ("A note", at, False)
    assert str(sent.sent_text).startswith("A note about JIG-7K3Q-M2.\n")
    assert site.server.received()[0]["Message-ID"] == f"<{sent.message_id}@rose-training.example>"
    assert site.deliver(at + timedelta(days=30)) == {}
    assert len(site.server.received()) == 2


def test_nothing_leaves_before_its_hour(site: Site, at: datetime) -> None:
    site.queue(ANN, at=at)

    assert site.deliver(at - timedelta(seconds=1)) == {}
    assert site.server.received() == []


@pytest.mark.parametrize("recipient", ["later@school.example", "broken@school.example"])
def test_put_off_or_cut_off_it_arrives_at_the_next_attempt(site: Site, at: datetime, recipient: str) -> None:
    site.queue(recipient, ANN, at=at)

    assert site.deliver(at) == {OutboxState.QUEUED: 1, OutboxState.SENT: 1}
    assert site.deliver(at + SOON) == {OutboxState.SENT: 1}

    assert len(site.server.received_by(recipient)) == 1
    assert len(site.server.received_by(ANN)) == 1


@pytest.mark.parametrize(
    ("recipient", "reason"),
    [
        ("never@school.example", "550 no such mailbox"),
        ("spam@school.example", "554 this text is not wanted here"),
        ("no-address", "'no-address' cannot be written to: not an address that mail servers carry"),
    ],
)
def test_refused_it_fails_at_once_and_the_rest_goes_on(site: Site, at: datetime, recipient: str, reason: str) -> None:
    site.queue(recipient, ANN, at=at)

    assert site.deliver(at) == {OutboxState.FAILED: 1, OutboxState.SENT: 1}

    assert site.messages()[0].problem == reason
    assert site.server.received_by(recipient) == []
    assert site.deliver(at + timedelta(days=1)) == {}


def test_taken_without_a_reply_it_is_repeated_under_the_same_number(site: Site, at: datetime) -> None:
    """Nobody can know whether it arrived: see docs/decisions/0005."""
    site.queue("silent@school.example", at=at)

    assert site.deliver(at) == {OutboxState.QUEUED: 1}
    assert site.deliver(at + SOON) == {OutboxState.SENT: 1}

    first, second = site.server.received()
    assert first["Message-ID"] == second["Message-ID"]


def test_a_server_that_is_down_loses_nothing(site: Site, at: datetime) -> None:
    recipients = [f"person{n}@school.example" for n in range(5)]
    site.queue(*recipients, at=at)
    site.server.stop()

    assert site.deliver(at) == {OutboxState.QUEUED: 1}
    assert site.deliver(at + SOON) == {OutboxState.QUEUED: 1}
    assert "Connection refused" in str(site.messages()[0].problem)

    site.server.start()
    site.deliver(at + SOON + LONGEST_HOLD)
    assert sorted(letter["To"] for letter in site.server.received()) == recipients
    assert set(site.states().values()) == {OutboxState.SENT}


def test_a_server_that_goes_down_in_the_middle_loses_nothing(site: Site, at: datetime) -> None:
    site.queue("broken@school.example", *(f"person{n}@school.example" for n in range(3)), at=at)

    site.deliver(at)
    site.server.stop()
    site.deliver(at + SOON)
    site.server.start()
    for minutes in (3, 6):
        site.deliver(at + timedelta(minutes=minutes))

    assert set(site.states().values()) == {OutboxState.SENT}
    assert len(site.server.received()) == 4


def test_without_the_encryption_that_was_asked_for_nothing_leaves(site: Site, at: datetime) -> None:
    site.queue(ANN, at=at)
    encrypting = made(database_url=site.url, mail_server="127.0.0.1", mail_port=site.server.port, mail_use_tls=True)

    with encrypting.app_context(), set_to(at):
        assert deliver_due() == {OutboxState.QUEUED: 1}
        db.session.remove()
        db.engine.dispose()

    assert "STARTTLS" in str(site.messages()[0].problem)
    assert site.server.received() == []


def test_no_longer_wanted_it_is_withdrawn(site: Site, at: datetime) -> None:
    site.queue(ANN, at=at, unwanted=True)

    assert site.deliver(at) == {OutboxState.WITHDRAWN: 1}
    assert site.server.received() == []


def test_a_fault_of_ours_waits_and_holds_nobody_up(site: Site, at: datetime) -> None:
    site.queue(ANN, at=at, fault=True)
    site.queue("bo@agency.example", at=at)

    assert site.deliver(at) == {OutboxState.QUEUED: 1, OutboxState.SENT: 1}
    assert site.messages()[0].problem == (
        "The site could not write this e-mail (LookupError). Please tell whoever looks after the site."
    )


def test_a_personal_link_is_not_kept(site: Site, at: datetime) -> None:
    site.queue(ANN, at=at, secret=True)
    site.deliver(at)

    [sent] = site.messages()
    assert (sent.sent_text, sent.sent_html) == (NOT_KEPT, None)
    assert len(site.server.received()) == 1


def test_two_workers_at_once_send_each_once(site: Site) -> None:
    recipients = sorted(f"person{n:02}@school.example" for n in range(30))
    site.queue(*recipients, at=now())

    workers = [site.start("mail", "deliver") for _ in range(2)]
    assert [worker.wait() for worker in workers] == [0, 0]

    assert sorted(letter["To"] for letter in site.server.received()) == recipients
    assert set(site.states().values()) == {OutboxState.SENT}


def test_a_worker_killed_before_it_sent_loses_and_doubles_nothing(site: Site, tmp_path: Path) -> None:
    site.queue(ANN, at=now())
    marker = tmp_path / "writing"
    killed = site.start("worker", PAUSE_WHILE_WRITING=str(marker))
    eventually(marker.exists)

    killed.send_signal(signal.SIGKILL)
    killed.wait()

    assert site.states() == {ANN: OutboxState.SENDING}
    assert site.deliver(now()) == {}, "the lease still holds"
    assert site.deliver(now() + LEASE) == {OutboxState.SENT: 1}
    assert len(site.server.received()) == 1


def test_a_worker_killed_between_the_reply_and_writing_it_down_sends_the_same_number_again(
    site: Site, tmp_path: Path
) -> None:
    """The one instant that no design closes (docs/decisions/0005): once more rather than never, under the
    same Message-ID, by which the receiver knows it for the same e-mail; and never a third time."""
    site.queue(ANN, at=now())
    marker = tmp_path / "sent"
    killed = site.start("worker", PAUSE_BEFORE_WRITING_DOWN=str(marker))
    eventually(marker.exists)

    killed.send_signal(signal.SIGKILL)
    killed.wait()

    assert len(site.server.received()) == 1
    assert site.states() == {ANN: OutboxState.SENDING}
    assert site.deliver(now()) == {}, "the lease still holds"
    assert site.deliver(now() + LEASE) == {OutboxState.SENT: 1}
    first, second = site.server.received()
    assert first["Message-ID"] == second["Message-ID"]
    assert site.deliver(now() + LEASE * 2) == {}


def test_a_server_that_takes_too_long_is_left_and_asked_again(site: Site, at: datetime) -> None:
    """Nobody can know whether it has the text: once more, under the same number. The others don't wait for it."""
    site.queue("stalled@school.example", ANN, at=at)
    hasty = made(database_url=site.url, mail_server="127.0.0.1", mail_port=site.server.port, mail_timeout=1)

    with hasty.app_context(), set_to(at):
        assert deliver_due() == {OutboxState.QUEUED: 1, OutboxState.SENT: 1}
        db.session.remove()
        db.engine.dispose()

    assert "timed out" in str(site.messages()[0].problem)
    assert site.deliver(at + SOON) == {OutboxState.SENT: 1}
    numbers = {letter["Message-ID"] for letter in site.server.received_by("stalled@school.example")}
    assert len(numbers) == 1
    assert len(site.server.received_by(ANN)) == 1


def test_stopped_while_sending_a_worker_finishes_that_one(site: Site) -> None:
    site.queue("slow@school.example", at=now())
    worker = site.start("worker")
    eventually(lambda: site.states()["slow@school.example"] is not OutboxState.QUEUED)

    worker.send_signal(signal.SIGTERM)
    said, _ = worker.communicate()

    assert worker.returncode == 0
    assert said.endswith("The worker has stopped.\n")
    assert site.states() == {"slow@school.example": OutboxState.SENT}
    assert len(site.server.received()) == 1


def test_stopped_with_a_long_queue_a_worker_leaves_the_rest_waiting(site: Site) -> None:
    site.queue(*(f"slow@school{n}.example" for n in range(40)), at=now())
    worker = site.start("worker")
    eventually(lambda: OutboxState.SENT in site.states().values())

    worker.send_signal(signal.SIGTERM)
    worker.wait()

    states = list(site.states().values())
    assert set(states) == {OutboxState.SENT, OutboxState.QUEUED}
    assert states.count(OutboxState.SENT) == len(site.server.received())


def test_in_demonstration_mode_it_goes_to_the_mailbox_page_alone(site: Site, at: datetime) -> None:
    shown: Flask = made(database_url=site.url)
    site.queue(ANN, at=at, secret=True)

    with shown.app_context(), set_to(at):
        assert deliver_due() == {OutboxState.SENT: 1}
        db.session.remove()
        db.engine.dispose()

    [sent] = site.messages()
    assert sent.sent_by_post_box
    assert "A note about" in str(sent.sent_text)
    assert "<h1" in str(sent.sent_html)
    assert site.server.received() == []


def test_the_command_sums_up_and_says_when_something_is_left(site: Site, at: datetime) -> None:
    site.queue(ANN, "never@school.example", at=at)
    runner = site.app.test_cli_runner()

    with set_to(at):
        first = runner.invoke(args=["mail", "deliver"])
        status = runner.invoke(args=["mail", "status"])
        second = runner.invoke(args=["mail", "deliver"])

    assert first.output.splitlines()[-1] == ("1 sent, 0 to be tried again, 1 failed, 0 no longer wanted; 0 waiting.")
    assert (first.exit_code, second.exit_code) == (1, 0)
    assert status.output.splitlines()[-1] == "Stuck: 0 late; 1 failed."
    assert status.exit_code == 1


def test_a_round_stops_when_asked(site: Site, at: datetime) -> None:
    site.queue(ANN, "bo@agency.example", at=at)
    answers = iter([False, True])

    with site.app.app_context(), set_to(at):
        done = deliver_due(stop=lambda: next(answers))

    assert done == {OutboxState.SENT: 1}


def test_written_down_late_when_the_database_was_away(
    site: Site, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What has left must not leave twice only because the database was away for a moment."""
    monkeypatch.setattr("rose_training.jobs.postman.DATABASE_PAUSES", (0, 0))
    site.queue(ANN, at=at)
    failures = iter([True, True, False])
    real = outbox_delivery.record_attempt

    def away(*args: object, **facts: object) -> object:
        if next(failures):
            raise OperationalError("UPDATE", {}, ConnectionError("away"))
        return real(*args, **facts)  # type: ignore[arg-type]

    monkeypatch.setattr(outbox_delivery, "record_attempt", away)
    assert site.deliver(at) == {OutboxState.SENT: 1}
    assert len(site.server.received()) == 1
