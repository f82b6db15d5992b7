"""The office reads who would like to be rung, and about what."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from rose_training.domain.refusals import Refusal
from rose_training.models.outbox import OutboxMessage
from rose_training.services.calls import Call, ask

AT = datetime(2026, 11, 23, 10, tzinfo=UTC)
CALL = Call("Bo Booker", "Forest School", "01603 000000", "after 3", "Could you come to 50 of Year 5?")


def test_the_office_is_asked_to_ring_once(stored, reads_as_kept):
    for _ in range(2):
        ask(stored, CALL, office="office@rose.example", at=AT)
    (message,) = stored.scalars(select(OutboxMessage)).all()

    letter = reads_as_kept("call_wanted_for_office", to=message.to, about=message.about, **message.payload)
    assert letter.subject == "Please ring somebody about a session"


def test_a_number_that_does_not_ring_is_refused(stored):
    with pytest.raises(Refusal) as refused:
        ask(stored, Call("Bo", "", "ring me", "", "?"), office="office@rose.example", at=AT)
    assert refused.value.field == "number"
