"""The outbox on both databases: one occasion is one e-mail, and one worker at a time holds it."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine, delete, select
from sqlalchemy.orm import Session

from rose_training.database import writing
from rose_training.domain.actors import Actor
from rose_training.domain.outbox import LEASE, STUCK_AFTER, Attempt, OutboxState, Outcome
from rose_training.domain.refusals import Refusal
from rose_training.models.history import HistoryEntry
from rose_training.models.outbox import OutboxMessage
from rose_training.services import outbox, outbox_delivery
from rose_training.services.outbox_delivery import Kept

ACCEPTED = Attempt(Outcome.ACCEPTED)
LATER = Attempt(Outcome.TRY_AGAIN, "450 later")
NEVER = Attempt(Outcome.REFUSED, "550 no such mailbox")
DOWN = Attempt(Outcome.UNREACHABLE, "connection refused")
OFFICE = Actor(None, "Cora Example")


def queue(session: Session, at: datetime, occasion: str = "confirmed 1", **over: object) -> None:
    facts: dict[str, object] = {
        "kind": "example_note",
        "to": "ann@school.example",
        "about": "JIG-7K3Q-M2",
        "occasion": occasion,
        "at": at,
        **over,
    }
    outbox.queue(session, **facts)  # type: ignore[arg-type]


def everything(session: Session) -> list[OutboxMessage]:
    chosen = select(OutboxMessage).order_by(OutboxMessage.id)
    return list(session.scalars(chosen.execution_options(populate_existing=True)))


def claimed(session: Session, at: datetime) -> OutboxMessage:
    found = outbox_delivery.claim(session, at=at)
    assert found is not None
    return found


def attempted(session: Session, at: datetime, attempt: Attempt) -> OutboxMessage:
    """The next e-mail after an attempt that ended so."""
    found = claimed(session, at)
    assert found.lease_key is not None
    outbox_delivery.record_attempt(session, lease_key=found.lease_key, attempt=attempt, at=at)
    session.flush()
    return found


def test_an_intent_waits_for_a_worker(session: Session, at: datetime) -> None:
    queue(session, at, to=" Ann@School.Example ", payload={"weeks": 6})

    [waiting] = everything(session)
    assert (waiting.state, waiting.to, waiting.payload) == (OutboxState.QUEUED, "ann@school.example", {"weeks": 6})
    assert waiting.due_at == waiting.next_try_at == at


def test_the_same_occasion_twice_is_one_e_mail(session: Session, at: datetime) -> None:
    queue(session, at)
    queue(session, at + timedelta(minutes=1))
    queue(session, at, to="ANN@school.example")

    assert len(everything(session)) == 1


@pytest.mark.parametrize("over", [{"occasion": "confirmed 2"}, {"to": "bo@school.example"}, {"kind": "another_note"}])
def test_another_occasion_address_or_kind_is_another_e_mail(
    session: Session, at: datetime, over: dict[str, str]
) -> None:
    queue(session, at)
    queue(session, at, **over)

    assert len(everything(session)) == 2


def test_one_worker_holds_an_e_mail(session: Session, at: datetime) -> None:
    queue(session, at)

    first = claimed(session, at)
    assert (first.state, first.tries, first.leased_until) == (OutboxState.SENDING, 1, at + LEASE)
    assert outbox_delivery.claim(session, at=at + LEASE - timedelta(seconds=1)) is None


def test_the_longest_due_is_claimed_first_and_tomorrow_s_waits(session: Session, at: datetime) -> None:
    queue(session, at, "tomorrow", due_at=at + timedelta(days=1))
    queue(session, at, "now")
    queue(session, at, "earlier", due_at=at - timedelta(hours=1))

    assert [claimed(session, at).occasion for _ in range(2)] == ["earlier", "now"]
    assert outbox_delivery.claim(session, at=at) is None


def test_an_e_mail_whose_worker_died_is_claimed_again(session: Session, at: datetime) -> None:
    queue(session, at)
    dead = claimed(session, at).lease_key

    again = claimed(session, at + LEASE)

    assert (again.lease_key != dead, again.tries) == (True, 2)
    assert dead is not None
    assert outbox_delivery.record_attempt(session, lease_key=dead, attempt=ACCEPTED, at=at + LEASE) is None
    assert outbox_delivery.withdraw(session, lease_key=dead) is False
    assert everything(session)[0].state is OutboxState.SENDING


def test_what_was_sent_is_kept(session: Session, at: datetime) -> None:
    queue(session, at)
    found = claimed(session, at)
    assert found.lease_key is not None

    outbox_delivery.record_attempt(
        session,
        lease_key=found.lease_key,
        attempt=ACCEPTED,
        at=at,
        kept=Kept("Your place", "Hello Ann", "<p>Hello Ann</p>", "BEGIN:VCALENDAR"),
    )

    session.flush()
    [sent] = everything(session)
    assert (sent.state, sent.sent_at, sent.sent_subject, sent.sent_text) == (
        OutboxState.SENT,
        at,
        "Your place",
        "Hello Ann",
    )
    assert (sent.lease_key, sent.leased_until, sent.problem) == (None, None, None)
    assert outbox_delivery.claim(session, at=at + timedelta(days=9)) is None


def test_a_passing_trouble_waits_and_keeps_its_identity(session: Session, at: datetime) -> None:
    queue(session, at)
    number = everything(session)[0].message_id

    attempted(session, at, LATER)

    [waiting] = everything(session)
    assert (waiting.state, waiting.problem, waiting.message_id) == (OutboxState.QUEUED, "450 later", number)
    assert waiting.next_try_at == at + timedelta(seconds=30)
    assert outbox_delivery.claim(session, at=at + timedelta(seconds=29)) is None
    assert attempted(session, at + timedelta(seconds=30), ACCEPTED).problem is None


def test_one_greylisted_address_does_not_hold_up_the_others(session: Session, at: datetime) -> None:
    queue(session, at, "first")
    queue(session, at, "second")
    attempted(session, at, LATER)

    assert claimed(session, at).occasion == "second"


def test_a_refused_address_fails_with_the_reason(session: Session, at: datetime) -> None:
    queue(session, at)
    attempted(session, at, NEVER)

    [failed] = everything(session)
    assert (failed.state, failed.problem) == (OutboxState.FAILED, "550 no such mailbox")
    assert outbox_delivery.claim(session, at=at + timedelta(days=9)) is None


def test_one_knocks_for_all_when_the_server_is_away(session: Session, at: datetime) -> None:
    for occasion in ("first", "second", "third"):
        queue(session, at, occasion)
    queue(session, at, "next week", due_at=at + timedelta(days=7))

    attempted(session, at, DOWN)

    knocked, second, third, next_week = everything(session)
    assert (knocked.tries, second.tries, third.tries) == (1, 0, 0)
    assert second.next_try_at == third.next_try_at == at + timedelta(seconds=30)
    assert next_week.next_try_at == at + timedelta(days=7)


def test_no_longer_wanted(session: Session, at: datetime) -> None:
    queue(session, at)
    found = claimed(session, at)
    assert found.lease_key is not None

    assert outbox_delivery.withdraw(session, lease_key=found.lease_key) is True
    session.flush()
    assert everything(session)[0].state is OutboxState.WITHDRAWN
    assert outbox_delivery.claim(session, at=at + timedelta(days=9)) is None


def test_the_office_sends_a_failed_one_again(session: Session, at: datetime) -> None:
    queue(session, at)
    failed = attempted(session, at, NEVER)

    outbox.send_again(session, message_id=failed.message_id, by=OFFICE, at=at + timedelta(hours=1))

    session.flush()
    assert attempted(session, at + timedelta(hours=1), ACCEPTED).state is OutboxState.SENT
    [entry] = session.scalars(select(HistoryEntry))
    assert (entry.subject, entry.event, entry.by) == ("JIG-7K3Q-M2", "mail_sent_again", "Cora Example")


def test_a_sent_one_again_is_a_new_e_mail_and_a_double_click_one(session: Session, at: datetime) -> None:
    queue(session, at, payload={"weeks": 6})
    sent = attempted(session, at, ACCEPTED)

    for _ in range(2):
        outbox.send_again(session, message_id=sent.message_id, by=OFFICE, at=at + timedelta(hours=1))

    first, second = everything(session)
    assert (first.state, second.state) == (OutboxState.SENT, OutboxState.QUEUED)
    assert (second.to, second.kind, second.payload) == (first.to, first.kind, first.payload)
    assert second.message_id != first.message_id


def test_one_on_its_way_or_withdrawn_is_not_sent_again(session: Session, at: datetime) -> None:
    queue(session, at)
    found = claimed(session, at)
    assert found.lease_key is not None

    with pytest.raises(Refusal):
        outbox.send_again(session, message_id=found.message_id, by=OFFICE, at=at)
    outbox_delivery.withdraw(session, lease_key=found.lease_key)
    with pytest.raises(Refusal):
        outbox.send_again(session, message_id=found.message_id, by=OFFICE, at=at)


def test_the_office_sets_one_aside(session: Session, at: datetime) -> None:
    queue(session, at)
    failed = attempted(session, at, NEVER)

    outbox.set_aside(session, message_id=failed.message_id, by=OFFICE, at=at)

    session.flush()
    assert everything(session)[0].state is OutboxState.WITHDRAWN
    assert not outbox.stuck(session, at=at)
    with pytest.raises(Refusal):
        outbox.set_aside(session, message_id=failed.message_id, by=OFFICE, at=at)


def test_an_unknown_e_mail_is_none(session: Session, at: datetime) -> None:
    assert outbox.message(session, "rose-unknown") is None
    assert outbox.send_again(session, message_id="rose-unknown", by=OFFICE, at=at) is None
    assert outbox.set_aside(session, message_id="rose-unknown", by=OFFICE, at=at) is None


def test_after_a_repair_all_that_pause_are_tried_at_once(session: Session, at: datetime) -> None:
    queue(session, at, "paused")
    queue(session, at, "next week", due_at=at + timedelta(days=7))
    attempted(session, at, LATER)

    assert outbox.send_all_waiting(session, at=at) == 1

    assert claimed(session, at).occasion == "paused"
    assert outbox_delivery.claim(session, at=at) is None


def test_late_and_failed_ones_are_told(session: Session, at: datetime) -> None:
    queue(session, at, "late")
    assert not outbox.stuck(session, at=at + STUCK_AFTER)

    told = outbox.stuck(session, at=at + STUCK_AFTER + timedelta(seconds=1))
    assert (bool(told), told.waiting, told.since, told.failed) == (True, 1, at, 0)

    attempted(session, at, NEVER)
    told = outbox.stuck(session, at=at + timedelta(days=1))
    assert (told.waiting, told.since, told.failed) == (0, None, 1)


def test_a_reminder_that_is_not_due_is_not_stuck(session: Session, at: datetime) -> None:
    queue(session, at, due_at=at + timedelta(days=7))

    assert not outbox.stuck(session, at=at + timedelta(days=6))


def test_lists_and_counts_by_state(session: Session, at: datetime) -> None:
    for number in range(3):
        queue(session, at + timedelta(minutes=number), f"occasion {number}")
    attempted(session, at, ACCEPTED)

    counts = outbox.counts(session)
    assert (counts[OutboxState.SENT], counts[OutboxState.QUEUED], counts[OutboxState.FAILED]) == (1, 2, 0)
    waiting, total = outbox.messages(session, state=OutboxState.QUEUED, limit=1, offset=1)
    assert ([found.occasion for found in waiting], total) == (["occasion 2"], 2)


def test_found_by_a_part_of_the_address(session: Session, at: datetime) -> None:
    queue(session, at)
    queue(session, at, to="bo_100%@agency.example")

    assert outbox.messages(session, state=OutboxState.QUEUED, address=" Ann@ ")[1] == 1
    assert outbox.messages(session, state=OutboxState.QUEUED, address="o_100%@")[1] == 1
    assert outbox.messages(session, state=OutboxState.QUEUED, address="n_n@")[1] == 0


def test_the_mailbox_page_shows_the_newest_first(session: Session, at: datetime) -> None:
    for number in range(3):
        queue(session, at, f"occasion {number}")
        found = claimed(session, at)
        assert found.lease_key is not None
        outbox_delivery.record_attempt(
            session,
            lease_key=found.lease_key,
            attempt=ACCEPTED,
            at=at + timedelta(minutes=number),
            post_box=number != 1,
        )
    session.flush()

    shown, total = outbox.in_post_box(session)
    assert ([found.occasion for found in shown], total) == (["occasion 2", "occasion 0"], 2)
    assert outbox.in_post_box(session, address="bo@")[1] == 0


@pytest.fixture
def many(engine: Engine, at: datetime) -> Iterator[int]:
    """Committed e-mails, for several workers at once."""
    number = 40
    with Session(engine) as session, writing(session):
        for n in range(number):
            queue(session, at, f"occasion {n}")
    yield number
    with Session(engine) as session, writing(session):
        session.execute(delete(OutboxMessage))


def test_several_workers_at_once_claim_each_e_mail_once(engine: Engine, many: int, at: datetime) -> None:
    def work(_: int) -> list[str]:
        taken = []
        while True:
            with Session(engine, expire_on_commit=False) as session:
                with writing(session):
                    found = outbox_delivery.claim(session, at=at)
                if found is None:
                    return taken
                taken.append(found.message_id)

    with ThreadPoolExecutor(4) as workers:
        taken = [number for numbers in workers.map(work, range(4)) for number in numbers]

    assert len(taken) == len(set(taken)) == many


def test_an_intent_whose_change_is_undone_never_was(engine: Engine, at: datetime) -> None:
    with Session(engine) as session:
        with pytest.raises(RuntimeError, match="undone"), writing(session):
            queue(session, at)
            raise RuntimeError("undone")
        assert everything(session) == []
