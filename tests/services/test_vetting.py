"""What the office has seen of checks, whom it blocks, who is warned."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from rose_training.database import writing
from rose_training.domain.actors import Actor
from rose_training.domain.refusals import Refusal
from rose_training.domain.vetting import Vetting, VettingState
from rose_training.models.outbox import OutboxMessage
from rose_training.models.people import Facilitator
from rose_training.services import history, vetting
from tests.factories import make_facilitator, make_vetting
from tests.services.test_bookings_at_once import all_at_once

OFFICE = Actor(None, "office")
TODAY = date(2026, 11, 17)
SEEN = Vetting(
    enhanced_dbs=True,
    issued_on=date(2025, 1, 8),
    review_due=date(2028, 1, 8),
    trained_on=date(2025, 9, 1),
    training_until=date(2027, 9, 1),
)
STEPS = (60, 30, 7)


@pytest.fixture
def new(session):
    return make_facilitator(session, vetted=False)


def test_nobody_is_sent_until_the_office_has_seen_a_check(session, at, new):
    fine = make_facilitator(session)
    assert vetting.blocked(session, facilitator_ids=[new.id, fine.id], on=TODAY) == {
        new.id: "no enhanced DBS check is recorded"
    }
    vetting.record(session, facilitator=new, vetting=SEEN, by=OFFICE, at=at)
    assert vetting.blocked(session, facilitator_ids=[new.id, fine.id], on=TODAY) == {}
    assert set(vetting.blocked(session, facilitator_ids=[new.id], on=date(2027, 9, 2))) == {new.id}


def test_what_was_seen_before_stays_in_the_trail(session, at, new):
    vetting.record(session, facilitator=new, vetting=SEEN, by=OFFICE, at=at)
    vetting.record(session, facilitator=new, vetting=SEEN, by=OFFICE, at=at)
    renewed = replace(SEEN, training_until=date(2029, 9, 1))
    vetting.record(session, facilitator=new, vetting=renewed, by=OFFICE, at=at)
    latest, first = history.entries_about(session, new.person.reference)
    assert latest.detail == {"training_until": "2027-09-01"}
    assert first.detail["enhanced_dbs"] is False


def test_dates_that_cannot_be_are_refused_and_change_nothing(session, at, new):
    with pytest.raises(Refusal):
        vetting.record(session, facilitator=new, vetting=replace(SEEN, issued_on=None), by=OFFICE, at=at)
    assert vetting.vetting_of(session, facilitator_ids=[new.id]) == {new.id: Vetting()}


def test_everybody_by_name_with_their_state(session, new):
    make_vetting(session, make_facilitator(session, vetted=False), training_until=TODAY + timedelta(days=10))
    states = [one.state for one in vetting.everybody(session, on=TODAY, warn_days=60)]
    assert sorted(states) == sorted([VettingState.MISSING, VettingState.DUE_SOON])


def mails(session):
    return sorted((row.kind, row.occasion.split("/", 1)[1]) for row in session.scalars(select(OutboxMessage)))


def test_a_warning_goes_to_both_once_at_each_step(session, at, new):
    due = TODAY + timedelta(days=60)
    make_vetting(session, new, review_due=due)

    def warn(days):
        return vetting.warn(session, steps=STEPS, office="office@rose.example", at=at + timedelta(days=days))

    assert [warn(-1), warn(0), warn(1), warn(29)] == [0, 2, 0, 0]
    assert [warn(30), warn(53), warn(53), warn(60)] == [2, 2, 0, 0]
    assert [warn(61), warn(90)] == [2, 0]
    assert [occasion for kind, occasion in mails(session) if kind == "check_expiring"] == [
        f"check/{due.isoformat()}/{step}" for step in (0, 30, 60, 7)
    ]


def test_whoever_is_entered_late_gets_one_warning(session, at, new):
    make_vetting(session, new, review_due=TODAY + timedelta(days=5))
    assert vetting.warn(session, steps=STEPS, office="office@rose.example", at=at) == 2


def test_nobody_is_warned_who_has_stopped(session, at, new):
    make_vetting(session, new, review_due=TODAY + timedelta(days=5))
    new.active = False
    session.flush()
    assert vetting.warn(session, steps=STEPS, office="office@rose.example", at=at) == 0


@pytest.mark.parametrize(
    "wrong",
    [
        {"issued_on": None},
        {"enhanced_dbs": False},
        {"reviewed_on": date(2009, 1, 1)},
        {"review_due": date(2026, 1, 12)},
        {"trained_on": None},
        {"training_until": date(2026, 1, 13)},
    ],
)
def test_the_database_refuses_dates_that_cannot_be(session, new, wrong):
    with pytest.raises(IntegrityError):
        make_vetting(session, new, **wrong)


def test_two_desks_record_the_first_check_at_once(engine_of_our_own, at):
    with Session(engine_of_our_own) as session, writing(session):
        new = make_facilitator(session, vetted=False).id

    def record(session, due):
        facilitator = session.get_one(Facilitator, new)
        vetting.record(session, facilitator=facilitator, vetting=replace(SEEN, review_due=due), by=OFFICE, at=at)

    days = [date(2028, 1, number) for number in range(10, 14)]
    assert all_at_once(engine_of_our_own, record, days) == {"done": 4}
