"""The story of a booking in sentences, with its e-mails, and who was quicker."""

from datetime import timedelta

import pytest

from rose_training.domain.actors import Actor
from rose_training.domain.bookings import ClosingReason, EndedBy
from rose_training.domain.refusals import Refusal
from rose_training.models.outbox import OutboxMessage
from rose_training.services import booking_history, booking_plans, bookings, history
from tests.factories import make_booking

ADA = Actor(None, "Ada")


def test_everything_stands_in_one_list_the_newest_first(session, at):
    booking = make_booking(session)
    history.record(
        session, subject=booking.reference, event="requested", by=Actor.visitor(), at=at, detail={"activity": "JW-3"}
    )
    later = at + timedelta(hours=1)
    booking_plans.cancel(
        session,
        booking,
        reason=ClosingReason.INSPECTION,
        explanation="",
        ended_by=EndedBy.SCHOOL,
        by=ADA,
        at=later,
    )
    sent = session.query(OutboxMessage).filter_by(about=booking.reference).one()
    sent.state, sent.sent_at, sent.sent_subject = "sent", later + timedelta(minutes=1), "Cancelled: your request"
    session.flush()

    lines = booking_history.story(session, booking)

    assert [line.sentence for line in lines] == [
        "E-mail to office@school.example: Cancelled: your request",
        "Cancelled by the school: The school has an inspection",
        "Asked for JW-3",
    ]
    assert [line.by for line in lines] == ["the site", "Ada", "the school, by its link"]
    assert lines[0].mail == sent.message_id


def test_the_second_desk_reads_what_the_first_has_done(session, at):
    booking = make_booking(session)
    before = booking_history.seen(session, booking)
    booking_plans.decline(session, booking, reason=ClosingReason.NO_FACILITATOR, explanation="", by=ADA, at=at)

    with pytest.raises(Refusal) as refused:
        booking_history.check_unchanged(session, booking, seen=before)

    assert refused.value.code == "changed_meanwhile"
    assert "Declined by us: No facilitator is free on these dates, by Ada" in refused.value.sentence
    booking_history.check_unchanged(session, booking, seen=booking_history.seen(session, booking))
    booking_history.check_unchanged(session, booking, seen=None)


def test_a_note_meanwhile_stops_nobody(session, at):
    booking = make_booking(session)
    before = booking_history.seen(session, booking)

    bookings.note(session, booking, notes="Rang", by=ADA, at=at)

    booking_history.check_unchanged(session, booking, seen=before)
