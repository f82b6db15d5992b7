"""The first arrivals are marked from the morning on: until the start, nothing else is settled by it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from rose_training.domain.actors import Actor
from rose_training.domain.attendance import Mark
from rose_training.domain.refusals import Refusal
from rose_training.domain.registrations import RegistrationState
from rose_training.domain.sessions import SessionState
from rose_training.models.certificates import Certificate
from rose_training.models.outbox import OutboxMessage
from rose_training.services import (
    attendance,
    next_dates,
    offers,
    place_changes,
    registrations,
    reminders,
    sessions,
    whats_on,
)
from rose_training.services.attendance import NewMark, person_row, store_marks
from rose_training.services.registrations import Attendee
from tests.factories import SOON, make_registration, make_session

OFFICE = Actor(None, "Cora Coordinator")
MORNING = SOON - timedelta(hours=5)


@pytest.fixture
def training(session):
    return make_session(session, capacity=2)


@pytest.fixture
def ada(session, training):
    """Somebody with a place whom the register has had since the morning."""
    registration = make_registration(session, training, confirmed_at=MORNING)
    mark(session, training, registration, Mark.PRESENT)
    return registration


def mark(session, training, registration, what):
    marks = [row for row in attendance.register_of(session, training=training).rows if row.registration]
    row = next((row for row in marks if row.registration.id == registration.id), person_row(registration, {}))
    store_marks(session, training, [NewMark(row, what)], by=OFFICE, at=MORNING)


def plan(training, **over):
    return sessions.Plan(replace(sessions.arrangement_of(training), **over), capacity=training.capacity)


@pytest.mark.parametrize("what", [Mark.PRESENT, Mark.LATE, Mark.LEFT_EARLY])
def test_whoever_is_in_the_room_cannot_be_cancelled_or_replaced(session, training, what):
    ada = make_registration(session, training)
    mark(session, training, ada, what)
    with pytest.raises(Refusal) as no:
        registrations.cancel(session, registration=ada, by=OFFICE, at=MORNING)
    assert no.value.code == "marked_there"
    with pytest.raises(Refusal) as no:
        place_changes.substitute(
            session, registration=ada, colleague=Attendee("Bo", "bo@agency.example"), by=OFFICE, at=MORNING
        )
    assert no.value.code == "marked_there"
    assert ada.state is RegistrationState.CONFIRMED


def test_after_the_mark_is_corrected_the_place_can_be_cancelled(session, training, ada):
    mark(session, training, ada, Mark.ABSENT)
    registrations.cancel(session, registration=ada, by=OFFICE, at=MORNING)
    assert ada.state is RegistrationState.CANCELLED


def test_a_session_with_a_mark_from_the_morning_can_be_moved(session, training, ada):
    assert training.state is SessionState.DELIVERED
    later = plan(training, starts_at=SOON + timedelta(days=7), ends_at=SOON + timedelta(days=7, hours=1))
    sessions.change(session, reference=training.reference, plan=later, by=OFFICE, at=MORNING)
    assert (training.state, training.delivered_at) == (SessionState.SCHEDULED, None)
    kinds = session.scalars(select(OutboxMessage.kind).where(OutboxMessage.to == ada.email)).all()
    assert "session_changed" in kinds
    (row,) = attendance.register_of(session, training=training).rows
    assert (row.mark, [one.mark for one in row.earlier]) == (None, [Mark.PRESENT])
    (certificate,) = session.scalars(select(Certificate)).all()
    assert certificate.replaced_at == MORNING


def test_a_new_room_leaves_the_register_as_it_is(session, training, ada):
    sessions.change(
        session, reference=training.reference, plan=plan(training, place_name="The other hall"), by=OFFICE, at=MORNING
    )
    assert training.state is SessionState.DELIVERED
    assert attendance.register_of(session, training=training).rows[0].mark is Mark.PRESENT


def test_a_register_can_be_taken_again_on_the_new_day(session, training, ada):
    new = SOON + timedelta(days=7)
    later = plan(training, starts_at=new, ends_at=new + timedelta(hours=1))
    sessions.change(session, reference=training.reference, plan=later, by=OFFICE, at=MORNING)
    (row,) = attendance.register_of(session, training=training).rows
    store_marks(session, training, [NewMark(row, Mark.PRESENT)], by=OFFICE, at=new)
    assert training.state is SessionState.DELIVERED
    (row,) = attendance.register_of(session, training=training).rows
    assert (row.mark, row.version, len(row.earlier)) == (Mark.PRESENT, 2, 1)


def test_a_session_with_a_mark_from_the_morning_can_be_called_off(session, training, ada):
    sessions.cancel(session, reference=training.reference, reason="Snow", by=OFFICE, at=MORNING)
    assert (training.state, ada.state) == (SessionState.CANCELLED, RegistrationState.CANCELLED)
    assert all(one.replaced_at is not None for one in session.scalars(select(Certificate)))


def test_a_freed_place_is_still_offered_and_people_are_still_added(session, training, ada):
    bo = make_registration(session, training, confirmed_at=MORNING)
    waiting = make_registration(session, training, state=RegistrationState.RESERVE)
    asked = registrations.cancel(session, registration=bo, by=OFFICE, at=MORNING)
    assert asked == [waiting]
    offers.accept(session, registration=waiting, by=OFFICE, at=MORNING)
    outcome = registrations.register(
        session,
        session_reference=training.reference,
        attendee=Attendee("Cy", "cy@agency.example"),
        by=OFFICE,
        at=MORNING,
        by_office=True,
    )
    assert outcome.registration.state is RegistrationState.RESERVE


def test_after_the_start_the_hour_alone_decides(session, training):
    with pytest.raises(Refusal) as no:
        sessions.cancel(session, reference=training.reference, reason="Late", by=OFFICE, at=SOON)
    assert no.value.code == "started"


def test_reminders_do_not_stop_with_the_first_mark(session, training, ada):
    make_registration(session, training, confirmed_at=MORNING)
    before = SOON - timedelta(hours=20)
    assert len(reminders.places_due(session, days=[1], at=before)) == 2


def test_it_stays_on_the_list_of_dates_until_it_begins(session, training, ada):
    assert training.state is SessionState.DELIVERED

    def listed(at):
        return [one.reference for one in whats_on.whats_on(session, at=at, wanted=whats_on.Wanted()).dates]

    assert listed(MORNING) == [training.reference]
    assert listed(SOON) == []


def test_those_who_asked_for_the_next_date_hear_of_it_all_the_same(session, training, ada):
    training.registration_closes_at = None
    session.flush()
    references = [training.reference]
    assert next_dates.new_dates(session, references=references, at=MORNING) == [training]
    assert next_dates.new_dates(session, references=references, at=SOON) == []
