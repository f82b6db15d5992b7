"""What came back: believed when it is ours, written down once, settled by a call."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from rose_training.adapters.bounce_reports import Report
from rose_training.domain.actors import Actor
from rose_training.domain.bounces import BounceKind
from rose_training.domain.outbox import Attempt, OutboxState, Outcome
from rose_training.domain.refusals import Refusal
from rose_training.models.bounces import Bounce
from rose_training.models.history import HistoryEntry
from rose_training.models.outbox import OutboxMessage
from rose_training.services import bounces, outbox, outbox_delivery
from tests.factories import make_booking, make_person
from tests.support.queries import counting

OFFICE = Actor(None, "Cora Example")
WORKER = Actor.system("worker")
ANN = "ann@agency.example"


def sent(
    session: Session, at: datetime, *, to: str = ANN, about: str = "REG-1", accepted: bool = True
) -> OutboxMessage:
    outbox.queue(session, kind="example_note", to=to, about=about, occasion=f"{to}/{about}", at=at)
    claimed = outbox_delivery.claim(session, at=at)
    assert claimed is not None
    attempt = Attempt(Outcome.ACCEPTED if accepted else Outcome.REFUSED, "" if accepted else "550 no")
    outbox_delivery.record_attempt(session, lease_key=str(claimed.lease_key), attempt=attempt, at=at)
    session.flush()
    return claimed


def report(message: OutboxMessage, **over: object) -> Report:
    facts: dict[str, object] = {
        "message_id": message.message_id,
        "addresses": (message.to,),
        "kind": BounceKind.FOR_GOOD,
        "reason": "550 no such user",
        "report_id": "<one@mx.example>",
    }
    return Report(**(facts | over))  # type: ignore[arg-type]


def test_recorded_once_however_often_the_mailbox_is_read(session: Session, at: datetime) -> None:
    message = sent(session, at)

    assert bounces.record(session, report(message), by=WORKER, at=at)
    assert not bounces.record(session, report(message), by=WORKER, at=at)

    [came_back], total = bounces.unsettled(session)
    assert total == 1
    assert came_back.message is message
    assert (came_back.bounce.address, came_back.bounce.reason) == (ANN, "550 no such user")
    assert session.scalars(select(HistoryEntry.event)).all() == ["mail_came_back"]
    assert outbox.stuck(session, at=at).came_back == 1


def test_a_number_that_we_never_gave_out_is_not_believed(session: Session, at: datetime) -> None:
    message = sent(session, at)
    assert not bounces.record(session, report(message, message_id="rose-" + "0" * 24), by=WORKER, at=at)
    assert bounces.unsettled(session) == ([], 0)


def test_forwarded_elsewhere_it_is_still_our_address_that_is_corrected(session: Session, at: datetime) -> None:
    message = sent(session, at)
    bounces.record(session, report(message, addresses=("ann@elsewhere.example",)), by=WORKER, at=at)
    [came_back], _ = bounces.unsettled(session)
    assert came_back.bounce.address == ANN
    assert came_back.bounce.reason == "550 no such user (reported for ann@elsewhere.example)"


def test_a_reason_of_any_length_fits(session: Session, at: datetime) -> None:
    long = "x" * bounces.LONGEST_REASON
    bounces.record(session, report(sent(session, at), addresses=("b@c.example",), reason=long), by=WORKER, at=at)
    session.flush()
    assert len(session.scalars(select(Bounce.reason)).one()) == bounces.LONGEST_REASON


def test_settled_once_somebody_has_rung(session: Session, at: datetime) -> None:
    message = sent(session, at)
    bounces.record(session, report(message), by=WORKER, at=at)
    bounces.record(session, report(message, report_id="<two@mx.example>"), by=WORKER, at=at)
    [first, _], _ = bounces.unsettled(session)

    bounces.settle(session, number=first.bounce.id, by=OFFICE, at=at + timedelta(hours=1))

    assert bounces.unsettled(session) == ([], 0)
    assert bounces.troubled(session) == {}
    assert len(bounces.of_message(session, message_id=message.message_id)) == 2
    assert bounces.settle(session, number=0, by=OFFICE, at=at) is None


def test_written_down_by_hand_after_a_call(session: Session, at: datetime) -> None:
    message = sent(session, at)
    assert bounces.note(
        session,
        message_id=message.message_id,
        kind=BounceKind.FOR_NOW,
        reason="On leave until May, says the desk",
        by=OFFICE,
        at=at,
    )
    session.flush()
    [came_back], _ = bounces.unsettled(session)
    assert (came_back.bounce.noted_by, came_back.bounce.report_id) == ("Cora Example", None)


def test_what_has_not_left_cannot_have_come_back(session: Session, at: datetime) -> None:
    outbox.queue(session, kind="example_note", to=ANN, about="REG-1", occasion="one", at=at)
    waiting = session.scalars(select(OutboxMessage)).one()
    with pytest.raises(Refusal, match="has not left"):
        bounces.note(session, message_id=waiting.message_id, kind=BounceKind.FOR_NOW, reason="", by=OFFICE, at=at)
    assert not bounces.note(session, message_id="rose-unknown", kind=BounceKind.FOR_NOW, reason="", by=OFFICE, at=at)


def test_beside_a_person_stands_what_does_not_reach_them(session: Session, at: datetime) -> None:
    bounces.record(session, report(sent(session, at)), by=WORKER, at=at)
    refused = sent(session, at, to="bo@agency.example", accepted=False)
    assert refused.state is OutboxState.FAILED

    with counting(session.get_bind()) as queries:  # type: ignore[arg-type]
        found = bounces.troubled(session)

    assert found == {ANN: "550 no such user", "bo@agency.example": "550 no"}
    assert len(queries) == 2


def test_whom_to_ring_instead(session: Session, at: datetime) -> None:
    make_person(session, email=ANN, phone="01603 111111")
    booking = make_booking(session)
    for_ann = sent(session, at)
    for_booker = sent(session, at, to=booking.booker_email, about=booking.reference)
    for_nobody = sent(session, at, to="cy@c.example")

    assert bounces.phones(session, [for_ann, for_booker, for_nobody, None]) == {
        for_ann.message_id: "01603 111111",
        for_booker.message_id: "01603 000000",
    }
