"""The letters to facilitators about their dates and their checks, as they read."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from rose_training.clock import set_to
from rose_training.domain.actors import Actor
from rose_training.domain.assignments import AssignmentAnswer
from rose_training.domain.bookings import BookingState
from rose_training.domain.sessions import SessionState
from rose_training.messages.catalogue import write
from rose_training.models.facilitators import VettingRecord
from rose_training.models.outbox import OutboxMessage
from rose_training.models.sessions import Assignment
from rose_training.services import assignments, diary, sessions
from tests.factories import SOON, make_activity, make_booking, make_facilitator, make_organisation, make_session

OFFICE = Actor(None, "office")
WEEK = timedelta(days=7)


@pytest.fixture(autouse=True)
def the_hour(at):
    with set_to(at):
        yield


@pytest.fixture
def fay(stored):
    made = make_facilitator(stored)
    made.person.name, made.person.reference = "Fay Example", "PER-2222-22"
    return made


@pytest.fixture
def course(stored):
    """Two weeks of a targeted course, whose topic nobody must read."""
    activity = make_activity(stored, code="JT-B", title="A topic nobody must read", weeks=6, targeted=True)
    school = make_organisation(stored, name="Example High School")
    booking = make_booking(
        stored, reference="JIG-7K3Q-M2", activity=activity, organisation=school, state=BookingState.CONFIRMED
    )
    return [
        make_session(stored, booking=booking, starts_at=SOON + week * WEEK, week_number=week + 1) for week in range(2)
    ]


def assign(stored, course, fay, at, before=()):
    diary.assign(stored, training_sessions=course, facilitator_ids=[fay.id], before=before, at=at)
    stored.commit()


def newest(stored, kind):
    return stored.scalars(
        select(OutboxMessage).where(OutboxMessage.kind == kind).order_by(OutboxMessage.id.desc())
    ).first()


def reads(reads_as_kept, stored, kind, name=None):
    found = newest(stored, kind)
    return reads_as_kept(kind, to=found.to, about=found.about, name=name, **found.payload)


def answer(stored, said, at, words=""):
    rows = stored.scalars(select(Assignment).order_by(Assignment.starts_at)).all()
    assignments.answer(stored, assignments=rows, said=said, words=words, office="office@x.example", by=OFFICE, at=at)
    stored.commit()


def test_asked(stored, at, fay, course, reads_as_kept):
    assign(stored, course, fay, at)
    reads(reads_as_kept, stored, "assignment_asked")


def test_asked_about_a_date_that_is_only_held(stored, at, fay, course, reads_as_kept):
    course[0].booking.state, course[0].booking.held_until = BookingState.HELD, at + timedelta(days=3)
    assign(stored, course, fay, at)
    reads(reads_as_kept, stored, "assignment_asked", name="assignment_asked_held")


def test_nobody_is_asked_who_has_answered(app, stored, at, fay, course):
    assign(stored, course, fay, at)
    answer(stored, AssignmentAnswer.ACCEPTED, at)
    with app.app_context():
        assert write(stored, newest(stored, "assignment_asked")) is None


def test_changed(stored, at, fay, course, reads_as_kept):
    assign(stored, course, fay, at)
    answer(stored, AssignmentAnswer.ACCEPTED, at)
    before = diary.release(stored, session_ids=[one.id for one in course])
    course[1].starts_at, course[1].ends_at = course[1].starts_at + WEEK, course[1].ends_at + WEEK
    assign(stored, course, fay, at + timedelta(hours=1), before)
    reads(reads_as_kept, stored, "assignment_changed")


def test_another_place_is_no_new_question(stored, at, fay, course, reads_as_kept):
    assign(stored, course, fay, at)
    answer(stored, AssignmentAnswer.ACCEPTED, at)
    before = diary.release(stored, session_ids=[one.id for one in course])
    course[0].place_name = "Town Hall"
    assign(stored, course, fay, at + timedelta(hours=1), before)
    reads(reads_as_kept, stored, "assignment_changed", name="assignment_changed_place")


def test_not_needed_any_more(stored, at, fay, course, reads_as_kept):
    assign(stored, course, fay, at)
    assignments.tell_ended(stored, given=diary.release(stored, session_ids=[one.id for one in course]), at=at)
    stored.commit()
    reads(reads_as_kept, stored, "assignment_ended")


def test_cancelled(stored, at, fay, reads_as_kept):
    briefing = make_session(stored, reference="SES-2222-22", title="Quarterly briefing")
    assign(stored, [briefing], fay, at)
    sessions.cancel(stored, reference=briefing.reference, reason="Snow", by=OFFICE, at=at)
    stored.commit()
    reads(reads_as_kept, stored, "assignment_ended", name="assignment_ended_cancelled")


def test_declined(stored, at, fay, course, reads_as_kept):
    assign(stored, course, fay, at)
    answer(stored, AssignmentAnswer.DECLINED, at, "I am at another school.")
    reads(reads_as_kept, stored, "assignment_declined_for_office")


def test_a_briefing_declined_leads_to_its_page(app, stored, at, fay):
    assign(stored, [make_session(stored, reference="SES-2222-22")], fay, at)
    answer(stored, AssignmentAnswer.DECLINED, at)
    with app.app_context():
        letter = write(stored, newest(stored, "assignment_declined_for_office"))
    assert letter.facts["address"].endswith("/office/sessions/SES-2222-22/change")


@pytest.mark.parametrize("kind", ["check_expiring", "check_expiring_for_office"])
@pytest.mark.parametrize(("due", "name"), [(date(2027, 1, 5), ""), (date(2026, 11, 2), "_over")])
def test_a_date_that_runs_out(app, stored, at, fay, reads_as_kept, kind, due, name):
    row = stored.scalars(select(VettingRecord)).one()
    row.training_until = due
    stored.commit()
    payload = {"what": "training", "on": due.isoformat()}
    reads_as_kept(kind, to="x@y.example", about="PER-2222-22", name=f"{kind}{name}", **payload)
    row.training_until = date(2030, 1, 1)
    stored.commit()
    with app.app_context():
        message = OutboxMessage(kind=kind, to="x@y.example", about="PER-2222-22", occasion="late", payload=payload)
        assert write(stored, message) is None, "renewed in the meantime"


def test_no_letter_names_the_topic(app, stored, at, fay, course):
    assign(stored, course, fay, at)
    answer(stored, AssignmentAnswer.DECLINED, at)
    with app.app_context():
        for kind in ("assignment_declined_for_office",):
            letter = write(stored, newest(stored, kind))
            assert "nobody must read" not in f"{letter.subject} {letter.facts}"


@pytest.mark.parametrize("kind", ["assignment_changed", "assignment_declined_for_office"])
def test_no_letter_about_dates_that_were_cancelled_meanwhile(app, stored, at, fay, course, kind):
    assign(stored, course, fay, at)
    if kind == "assignment_changed":
        given = diary.release(stored, session_ids=[one.id for one in course])
        course[0].starts_at, course[0].ends_at = SOON + timedelta(hours=2), SOON + timedelta(hours=3)
        assign(stored, course, fay, at, before=given)
    else:
        answer(stored, AssignmentAnswer.DECLINED, at)
    with app.test_request_context():
        assert write(stored, newest(stored, kind)) is not None

    for training in course:
        training.state, training.cancelled_reason = SessionState.CANCELLED, "Off"
    stored.commit()
    with app.test_request_context():
        assert write(stored, newest(stored, kind)) is None
