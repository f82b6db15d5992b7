"""Certificates: issued to whoever attended, replaced when corrected, withdrawn when they did not."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from rose_training.domain.actors import Actor
from rose_training.domain.attendance import Mark
from rose_training.domain.certificates import Ended
from rose_training.domain.outbox import OutboxState
from rose_training.models.certificates import Certificate
from rose_training.models.outbox import OutboxMessage
from rose_training.models.registrations import Registration
from rose_training.models.sessions import TrainingSession
from rose_training.services import certificates, history
from rose_training.services.attendance import Sent, register_of, take_register
from rose_training.services.walk_ins import WalkIn, add_walk_in
from tests.factories import (
    make_assignment,
    make_briefing_activity,
    make_facilitator,
    make_person,
    make_registration,
    make_session,
)
from tests.support.queries import counting

BY = Actor(None, "Fay Example")


@pytest.fixture
def training(session: Session, at: datetime) -> TrainingSession:
    """A briefing of an hour that ended now, by two facilitators."""
    activity = make_briefing_activity(session, aims="Know the signs\nKnow whom to ring")
    made = make_session(session, activity=activity, starts_at=at - timedelta(hours=1), title="Spring briefing")
    for name in ("Fay Example", "Flo Example"):
        make_assignment(session, made, make_facilitator(session, person=make_person(session, name=name)))
    return made


@pytest.fixture
def ada(session: Session, training: TrainingSession) -> Registration:
    return make_registration(session, training, name="Ada Example")


def mark(session: Session, one: Registration, what: Mark, at: datetime, minutes: int | None = None) -> None:
    training = session.get_one(TrainingSession, one.session_id)
    (row,) = [row for row in register_of(session, training=training).rows if row.registration is one]
    take_register(session, training=training, sent={row.key: Sent(what, row.version, minutes)}, by=BY, at=at)


def all_of(session: Session, one: Registration) -> list[Certificate]:
    found = select(Certificate).where(Certificate.registration_id == one.id).order_by(Certificate.id)
    return list(session.scalars(found))


def mails(session: Session, one: Registration, kind: str) -> list[OutboxMessage]:
    asked = select(OutboxMessage).where(OutboxMessage.kind == kind, OutboxMessage.about == one.reference)
    return list(session.scalars(asked.order_by(OutboxMessage.id)))


def leave(session: Session, one: Registration, kind: str) -> None:
    """The mails of this kind have left."""
    for mail in mails(session, one, kind):
        mail.state = OutboxState.SENT
    session.flush()


@pytest.mark.parametrize(
    ("what", "minutes", "certified"),
    [(Mark.PRESENT, None, [50]), (Mark.LATE, 40, [40]), (Mark.LATE, 39, [])],
)
def test_breaks_count_neither_as_learning_hours_nor_for_the_80_percent(
    session: Session,
    training: TrainingSession,
    ada: Registration,
    at: datetime,
    what: Mark,
    minutes: int | None,
    certified: list[int],
) -> None:
    """§8: 60 minutes of active learning are an hour, breaks excluded."""
    training.break_minutes = 10
    mark(session, ada, what, at, minutes)
    assert [one.minutes for one in all_of(session, ada)] == certified


def test_whoever_attended_gets_one_with_everything_on_it(
    session: Session, training: TrainingSession, ada: Registration, at: datetime
) -> None:
    mark(session, ada, Mark.PRESENT, at)
    (one,) = all_of(session, ada)
    assert (one.name, one.title, one.minutes) == ("Ada Example", "Spring briefing", 60)
    assert one.held_on == at.date()
    assert one.outcomes == "Know the signs\nKnow whom to ring"
    assert one.facilitator == "Fay Example, Flo Example"
    (mail,) = mails(session, ada, "certificate_issued")
    assert (mail.occasion, mail.due_at) == (one.number, at + timedelta(hours=1))
    assert [entry.event for entry in history.entries_about(session, ada.reference)] == ["certificate_issued"]


@pytest.mark.parametrize(("what", "minutes"), [(Mark.ABSENT, None), (Mark.EXCUSED, None), (Mark.LATE, 40)])
def test_nobody_else_gets_one(
    session: Session, ada: Registration, at: datetime, what: Mark, minutes: int | None
) -> None:
    mark(session, ada, what, at, minutes)
    assert all_of(session, ada) == []
    assert mails(session, ada, "certificate_issued") == []


def test_the_minutes_are_those_that_they_were_there(session: Session, ada: Registration, at: datetime) -> None:
    mark(session, ada, Mark.LATE, at, 50)
    assert all_of(session, ada)[0].minutes == 50


def test_the_same_mark_again_changes_nothing(session: Session, ada: Registration, at: datetime) -> None:
    mark(session, ada, Mark.PRESENT, at)
    mark(session, ada, Mark.LEFT_EARLY, at, 60)
    mark(session, ada, Mark.PRESENT, at)
    assert len(all_of(session, ada)) == 1
    assert len(mails(session, ada, "certificate_issued")) == 1


def test_a_corrected_name_is_a_new_number_and_the_old_one_says_replaced(
    session: Session, ada: Registration, at: datetime
) -> None:
    mark(session, ada, Mark.PRESENT, at)
    ada.name = "Ada Corrected"
    later = at + timedelta(days=2)
    new = certificates.reissue(session, registration=ada, by=BY, at=later)
    old, current = all_of(session, ada)
    assert new is current
    assert (old.name, old.replaced_at, old.replaced_reason) == ("Ada Example", later, Ended.REPLACED.value)
    assert (current.name, current.replaced_at) == ("Ada Corrected", None)
    assert old.number != current.number
    assert [mail.occasion for mail in mails(session, ada, "certificate_issued")] == [old.number, current.number]
    assert certificates.reissue(session, registration=ada, by=BY, at=later) is None


def test_what_was_certified_stays_when_the_programme_is_edited(
    session: Session, training: TrainingSession, ada: Registration, at: datetime
) -> None:
    mark(session, ada, Mark.PRESENT, at)
    training.title, training.activity.aims, ada.name = "Another title", "Something else", "Ada Corrected"
    new = certificates.reissue(session, registration=ada, by=BY, at=at)
    assert new is not None
    assert (new.title, new.outcomes) == ("Spring briefing", "Know the signs\nKnow whom to ring")


def test_corrected_minutes_are_a_new_number(session: Session, ada: Registration, at: datetime) -> None:
    mark(session, ada, Mark.PRESENT, at)
    mark(session, ada, Mark.LEFT_EARLY, at, 50)
    old, new = all_of(session, ada)
    assert (old.replaced_reason, new.minutes) == (Ended.REPLACED.value, 50)


def test_corrected_to_absent_withdraws_it_and_says_so_once_they_had_heard(
    session: Session, ada: Registration, at: datetime
) -> None:
    mark(session, ada, Mark.PRESENT, at)
    leave(session, ada, "certificate_issued")
    mark(session, ada, Mark.ABSENT, at + timedelta(days=1))
    (one,) = all_of(session, ada)
    assert one.replaced_reason == Ended.WITHDRAWN.value
    assert len(mails(session, ada, "certificate_withdrawn")) == 1
    assert mails(session, ada, "session_missed") == []


def test_corrected_before_the_mail_left_there_is_nothing_to_take_back(
    session: Session, ada: Registration, at: datetime
) -> None:
    mark(session, ada, Mark.PRESENT, at)
    mark(session, ada, Mark.ABSENT, at)
    assert mails(session, ada, "certificate_withdrawn") == []
    assert len(mails(session, ada, "session_missed")) == 1


def test_given_back_it_has_a_new_number(session: Session, ada: Registration, at: datetime) -> None:
    for what in (Mark.PRESENT, Mark.ABSENT, Mark.PRESENT):
        mark(session, ada, what, at)
    withdrawn, current = all_of(session, ada)
    assert (withdrawn.replaced_reason, current.replaced_reason) == (Ended.WITHDRAWN.value, None)
    assert withdrawn.number != current.number


def test_a_walk_in_has_one_too_and_without_an_address_no_mail(
    session: Session, training: TrainingSession, at: datetime
) -> None:
    came = add_walk_in(session, training=training, walk_in=WalkIn("Wim Example"), by=BY, at=at)
    assert all_of(session, came)[0].name == "Wim Example"
    assert mails(session, came, "certificate_issued") == []


def test_nothing_is_certified_before_the_end(
    session: Session, training: TrainingSession, ada: Registration, at: datetime
) -> None:
    """A facilitator may mark people as they come in; whoever has left by the end is corrected then."""
    early = at - timedelta(minutes=50)
    mark(session, ada, Mark.PRESENT, early)
    (one,) = all_of(session, ada)
    assert one.issued_at == training.ends_at
    assert certificates.current_of(session, reference=ada.reference, at=early) is None
    assert certificates.by_number(session, typed=one.number, at=early) is None
    assert certificates.of_person(session, person_id=ada.person_id, at=early) == []
    assert certificates.of_person(session, person_id=ada.person_id, at=at) == [one]
    assert mails(session, ada, "certificate_issued")[0].due_at == at + timedelta(hours=1)


def test_a_number_is_found_exactly_or_not_at_all(session: Session, ada: Registration, at: datetime) -> None:
    mark(session, ada, Mark.PRESENT, at)
    number = all_of(session, ada)[0].number
    found = certificates.by_number(session, typed=number.lower(), at=at)
    assert found is not None
    for typed in (number[:-1], number[:-2] + "22", "CERT", "%", ""):
        assert certificates.by_number(session, typed=typed, at=at) is None


def test_a_full_register_costs_the_same_questions_as_a_small_one(
    session: Session, training: TrainingSession, at: datetime
) -> None:
    """Apart from the rows that are written, one by one."""
    for number in range(12):
        make_registration(session, training, name=f"Ada {number:02}")
    rows = register_of(session, training=training).rows
    sent = {row.key: Sent(Mark.PRESENT, 0) for row in rows}
    with counting(session.get_bind()) as queries:  # type: ignore[arg-type]
        take_register(session, training=training, sent=sent, by=BY, at=at)
    assert len([one for one in queries.statements if "FROM registration" in one]) < 12
