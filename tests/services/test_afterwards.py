"""What follows a register: one right letter to each person."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from rose_training.domain.actors import Actor
from rose_training.domain.afterwards import Timing
from rose_training.domain.attendance import Mark
from rose_training.domain.bookings import BookingState
from rose_training.domain.evaluations import EvaluationKind
from rose_training.domain.outcomes import Outcome
from rose_training.domain.periods import Period
from rose_training.domain.registrations import RegistrationState
from rose_training.domain.sessions import SessionState
from rose_training.models.evaluations import EvaluationInvitation
from rose_training.models.outbox import OutboxMessage
from rose_training.models.registrations import Registration
from rose_training.models.sessions import TrainingSession
from rose_training.services import outcomes
from rose_training.services.attendance import Sent, register_of, take_register
from tests.factories import make_agency, make_booking, make_cohort, make_registration, make_session
from tests.support.queries import counting

BY = Actor(None, "Fay Example")


@pytest.fixture
def training(session: Session, at: datetime) -> TrainingSession:
    return make_session(session, starts_at=at - timedelta(hours=1))


def take(
    session: Session, training: TrainingSession, at: datetime, timing: Timing | None = None, **marks: object
) -> None:
    """`take(session, training, at, Ada=Mark.PRESENT, Bo=(Mark.LATE, 30))`, by first names."""
    sent = {}
    for row in register_of(session, training=training).rows:
        said = marks.get(row.name.split()[0])
        if said is not None:
            what, minutes = said if isinstance(said, tuple) else (said, None)
            sent[row.key] = Sent(what, row.version, minutes)
    take_register(session, training=training, sent=sent, by=BY, at=at, timing=timing or Timing())


def queued(session: Session, one: Registration) -> dict[str, datetime]:
    asked = select(OutboxMessage).where(OutboxMessage.about == one.reference)
    return {mail.kind: mail.due_at for mail in session.scalars(asked)}


def test_everybody_hears_what_fits_and_no_more(session: Session, training: TrainingSession, at: datetime) -> None:
    ada, bo, cy, di = (
        make_registration(session, training, name=f"{name} Example") for name in ("Ada", "Bo", "Cy", "Di")
    )
    take(session, training, at, Ada=Mark.PRESENT, Bo=(Mark.LATE, 30), Cy=Mark.ABSENT, Di=Mark.EXCUSED)
    assert queued(session, ada).keys() == {"certificate_issued", "evaluation_eight_weeks"}
    assert queued(session, bo).keys() == {"evaluation_straight_after", "evaluation_eight_weeks"}
    assert queued(session, cy).keys() == {"session_missed"}
    assert queued(session, di) == {}
    assert queued(session, cy)["session_missed"] == datetime(2026, 11, 18, 9, 0, tzinfo=UTC)
    assert queued(session, ada)["evaluation_eight_weeks"] == datetime(2027, 1, 12, 9, 0, tzinfo=UTC)


def test_the_delays_are_settings(session: Session, training: TrainingSession, at: datetime) -> None:
    cy = make_registration(session, training, name="Cy Example")
    take(session, training, at, Timing(missed_days=3, hour=15), Cy=Mark.ABSENT)
    assert queued(session, cy)["session_missed"] == datetime(2026, 11, 20, 15, 0, tzinfo=UTC)


def test_who_did_not_come_hears_once_whatever_is_corrected(
    session: Session, training: TrainingSession, at: datetime
) -> None:
    cy = make_registration(session, training, name="Cy Example")
    for what in (Mark.ABSENT, Mark.EXCUSED, Mark.ABSENT):
        take(session, training, at, Cy=what)
    asked = select(OutboxMessage).where(OutboxMessage.about == cy.reference)
    assert [mail.kind for mail in session.scalars(asked)] == ["session_missed"]


def test_a_correction_long_after_asks_nobody_where_they_were(
    session: Session, training: TrainingSession, at: datetime
) -> None:
    cy = make_registration(session, training, name="Cy Example")
    take(session, training, at + timedelta(days=20), Cy=Mark.ABSENT)
    assert queued(session, cy) == {}


def test_somebody_without_an_address_hears_nothing(session: Session, training: TrainingSession, at: datetime) -> None:
    wim = make_registration(session, training, name="Wim Example", email=None, walk_in=True)
    take(session, training, at, Wim=Mark.PRESENT)
    assert queued(session, wim) == {}
    assert session.scalar(select(EvaluationInvitation)) is None


def test_each_is_asked_twice_straight_after_and_at_eight_weeks(
    session: Session, training: TrainingSession, at: datetime
) -> None:
    ada = make_registration(session, training, name="Ada Example")
    take(session, training, at, Ada=Mark.PRESENT)
    take(session, training, at, Ada=(Mark.LATE, 40))
    asked = select(EvaluationInvitation).where(EvaluationInvitation.registration_id == ada.id)
    assert {one.kind for one in session.scalars(asked)} == set(EvaluationKind)


def test_cards_of_a_course_lead_to_nothing(session: Session, at: datetime) -> None:
    booking = make_booking(session, state=BookingState.CONFIRMED)
    make_cohort(session, booking, size=3)
    week = make_session(session, booking=booking, week_number=1, starts_at=at - timedelta(hours=1))
    rows = register_of(session, training=week).rows
    take_register(session, training=week, sent={row.key: Sent(Mark.ABSENT, 0) for row in rows}, by=BY, at=at)
    assert session.scalar(select(OutboxMessage)) is None


def test_every_registration_has_its_outcome(session: Session, training: TrainingSession, at: datetime) -> None:
    """DFE-Digital/schools-experience PR #999: cancelled is never absent, whatever the register says."""
    ada = make_registration(session, training, name="Ada Example")
    gone = make_registration(
        session,
        training,
        name="Bo Example",
        confirmed_at=at - timedelta(days=20),
        state=RegistrationState.CANCELLED,
        cancelled_at=at - timedelta(days=10),
    )
    late = make_registration(
        session,
        training,
        name="Cy Example",
        confirmed_at=at - timedelta(days=20),
        state=RegistrationState.CANCELLED,
        cancelled_at=at - timedelta(hours=3),
    )
    instead = make_registration(
        session, training, name="Di Example", state=RegistrationState.SUBSTITUTED, substituted_by_id=ada.id
    )
    waiting = make_registration(session, training, name="Ed Example", state=RegistrationState.RESERVE)
    take(session, training, at, Ada=Mark.PRESENT)
    found = {one.registration.id: one.outcome for one in outcomes.of_session(session, training=training, late_days=2)}
    assert found == {
        ada.id: Outcome.ATTENDED,
        gone.id: Outcome.CANCELLED_IN_TIME,
        late.id: Outcome.CANCELLED_LATE,
        instead.id: Outcome.SUBSTITUTED,
        waiting.id: None,
    }
    assert outcomes.of_person(session, person_id=late.person_id, late_days=2) == {late.id: Outcome.CANCELLED_LATE}


def test_of_a_session_that_was_called_off_nobody_was_absent(session: Session, at: datetime) -> None:
    off = make_session(
        session, starts_at=at - timedelta(hours=1), state=SessionState.CANCELLED, cancelled_reason="Snow"
    )
    make_registration(
        session,
        off,
        state=RegistrationState.CANCELLED,
        cancelled_at=at - timedelta(hours=3),
        confirmed_at=at - timedelta(days=9),
    )
    assert [one.outcome for one in outcomes.of_session(session, training=off, late_days=2)] == [None]


def test_the_rate_by_agency_counts_delivered_sessions_of_the_period(
    session: Session, training: TrainingSession, at: datetime
) -> None:
    ymca = make_agency(session, name="YMCA Norfolk")
    for name in ("Ada", "Bo", "Cy"):
        make_registration(session, training, name=f"{name} Example", organisation_id=ymca.id)
    make_registration(session, training, name="Di Example", organisation_described="A small trust")
    make_registration(session, training, name="Ed Example")
    take(session, training, at, Ada=Mark.PRESENT, Bo=Mark.ABSENT, Cy=Mark.EXCUSED, Di=Mark.PRESENT, Ed=Mark.PRESENT)
    year = Period.academic_year(2026)
    with counting(session.get_bind()) as queries:  # type: ignore[arg-type]
        found = outcomes.of_agencies(session, period=year, late_days=2)
    assert len(queries) == 2
    assert [(one.name, one.expected, one.rate) for one in found] == [
        ("YMCA Norfolk", 2, None),
        ("A small trust", 1, None),
        ("No organisation given", 1, None),
    ]
    assert outcomes.of_agencies(session, period=Period.academic_year(2025), late_days=2) == []
