"""Leave while somebody is asked about a session on one of its days."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from rose_training.domain.actors import Actor
from rose_training.domain.assignments import AssignmentAnswer
from rose_training.domain.availability import Leave
from rose_training.domain.refusals import Refusal
from rose_training.models.outbox import OutboxMessage
from rose_training.services import availability
from rose_training.services.leave_taking import enter_leave
from tests.factories import SOON, make_assignment, make_facilitator, make_session

FAY = Actor(None, "Fay")
AT = SOON - timedelta(days=20)
DAYS = Leave(SOON.date() - timedelta(days=1), SOON.date() + timedelta(days=1))


@pytest.fixture
def fay(session):
    return make_facilitator(session)


def given(session, fay, answer, starts_at=SOON):
    row = make_assignment(session, make_session(session, starts_at=starts_at), fay)
    row.answer = answer
    session.flush()
    return row


def take(session, fay):
    return enter_leave(session, facilitator_id=fay.id, leave=DAYS, office="office@rose.example", by=FAY, at=AT)


def test_what_was_only_asked_is_declined_and_the_office_is_told(session, fay):
    asked = given(session, fay, AssignmentAnswer.ASKED)
    later = given(session, fay, AssignmentAnswer.ASKED, SOON + timedelta(days=7))
    assert take(session, fay) == 1
    assert (asked.answer, asked.active, asked.words) == (AssignmentAnswer.DECLINED, False, "On leave")
    assert later.answer is AssignmentAnswer.ASKED
    assert session.scalars(select(OutboxMessage.kind)).all() == ["assignment_declined_for_office"]
    assert len(availability.leave_to_come(session, facilitator_id=fay.id, today=AT.date())) == 1


def test_what_is_promised_still_stops_it(session, fay):
    given(session, fay, AssignmentAnswer.ACCEPTED)
    with pytest.raises(Refusal) as refused:
        take(session, fay)
    assert refused.value.code == "leave_promised"
