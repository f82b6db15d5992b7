"""Who is reminded, when, and who is left in peace."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from rose_training.domain.actors import Actor
from rose_training.domain.bookings import BookingState
from rose_training.domain.registrations import RegistrationState
from rose_training.models.outbox import OutboxMessage
from rose_training.models.registrations import Registration
from rose_training.models.sessions import TrainingSession
from rose_training.services import places, registrations, reminders, sessions
from tests.factories import make_booking, make_person, make_registration, make_session
from tests.support.queries import counting

STARTS = datetime(2026, 12, 8, 14, tzinfo=UTC)
WEEK = datetime(2026, 12, 1, 9, tzinfo=UTC)
EVE = datetime(2026, 12, 7, 9, tzinfo=UTC)
DAYS = (7, 1)
OFFICE = Actor(None, "Cora Example")


@pytest.fixture
def training(session: Session) -> TrainingSession:
    return make_session(session, starts_at=STARTS)


def remind(session: Session, at: datetime, days: tuple[int, ...] = DAYS) -> list[str]:
    """One round of the worker; to whom."""
    intents = [*reminders.places_due(session, days=days, at=at), *reminders.visits_due(session, days=(1,), at=at)]
    reminders.queue(session, intents, at=at)
    return sorted(intent.to for intent in intents)


def queued(session: Session) -> int:
    kinds = OutboxMessage.kind.in_([reminders.PLACE, reminders.VISIT])
    return session.scalar(select(func.count()).where(kinds)) or 0


def ann(session: Session, training: TrainingSession, **over: object) -> Registration:
    person = make_person(session, email="ann@agency.example")
    return make_registration(session, training, person=person, **over)


def test_once_a_week_before_and_once_the_day_before(session: Session, training: TrainingSession) -> None:
    ann(session, training)

    assert remind(session, WEEK - timedelta(minutes=1)) == []
    assert remind(session, WEEK) == ["ann@agency.example"]
    assert remind(session, WEEK + timedelta(minutes=5)) == []
    assert remind(session, EVE) == ["ann@agency.example"]
    assert remind(session, STARTS - timedelta(minutes=1)) == []
    assert queued(session) == 2


def test_asked_for_twice_at_once_it_is_one(session: Session, training: TrainingSession) -> None:
    """amy#1823, #2719: the key (whose, which start, which offset) makes a double impossible."""
    ann(session, training)
    first = reminders.places_due(session, days=DAYS, at=WEEK)
    second = reminders.places_due(session, days=DAYS, at=WEEK)

    reminders.queue(session, first, at=WEEK)
    reminders.queue(session, second, at=WEEK)

    assert queued(session) == 1


@pytest.mark.parametrize("state", [RegistrationState.RESERVE, RegistrationState.CANCELLED])
def test_only_those_with_a_place(session: Session, training: TrainingSession, state: RegistrationState) -> None:
    cancelled = WEEK if state is RegistrationState.CANCELLED else None
    ann(session, training, state=state, cancelled_at=cancelled)
    assert remind(session, WEEK) == []


def test_nothing_goes_out_for_what_is_cancelled(session: Session, training: TrainingSession) -> None:
    """amy#1823: mails for cancelled events stayed queued."""
    ann(session, training)
    sessions.cancel(
        session, reference=training.reference, reason="The hall is flooded", by=OFFICE, at=WEEK - timedelta(1)
    )
    assert remind(session, WEEK) == []


def test_the_reminder_moves_with_the_date(session: Session, training: TrainingSession) -> None:
    """amy#2092."""
    ann(session, training)
    training.starts_at += timedelta(days=14)
    training.ends_at += timedelta(days=14)
    session.flush()

    assert remind(session, WEEK) == []
    assert remind(session, WEEK + timedelta(days=14)) == ["ann@agency.example"]


def test_reminded_for_one_date_and_again_for_the_new_one(session: Session, training: TrainingSession) -> None:
    ann(session, training)
    remind(session, WEEK)
    training.starts_at += timedelta(days=14)
    training.ends_at += timedelta(days=14)
    session.flush()

    assert remind(session, WEEK + timedelta(days=14)) == ["ann@agency.example"]


def test_whoever_registers_inside_the_window_gets_no_stale_one(session: Session, training: TrainingSession) -> None:
    person = make_person(session, email="late@agency.example", name="Lee Late")
    registrations.register(
        session,
        session_reference=training.reference,
        attendee=registrations.Attendee("Lee Late", "late@agency.example", "", ""),
        by=Actor(person.id, "Lee"),
        at=WEEK + timedelta(hours=3),
    )

    assert remind(session, WEEK + timedelta(hours=4)) == []
    assert remind(session, EVE) == ["late@agency.example"]


def test_whoever_hears_of_a_new_hour_inside_the_window_is_not_reminded_of_it_at_once(
    session: Session, training: TrainingSession
) -> None:
    registration = ann(session, training)
    remind(session, WEEK)
    training.starts_at += timedelta(hours=1)
    training.ends_at += timedelta(hours=1)
    places.tell(session, registration, kind="session_changed", at=WEEK + timedelta(hours=2))

    assert remind(session, WEEK + timedelta(hours=3)) == []
    assert remind(session, EVE) == ["ann@agency.example"]


def test_walk_ins_without_an_address_are_left_out(session: Session, training: TrainingSession) -> None:
    make_registration(session, training, email=None, walk_in=True)
    assert remind(session, WEEK) == []


def test_after_a_weekend_without_a_server_it_still_leaves_after_a_week_no_more(
    session: Session, training: TrainingSession
) -> None:
    ann(session, training)
    assert reminders.places_due(session, days=DAYS, at=WEEK + timedelta(days=1))
    assert not reminders.places_due(session, days=DAYS, at=WEEK + timedelta(days=4))


def test_a_school_hears_the_working_day_before_each_week_of_a_course(session: Session) -> None:
    booking = make_booking(session, state=BookingState.CONFIRMED)
    monday = datetime(2026, 12, 7, 10, tzinfo=UTC)
    for week in (1, 2):
        make_session(session, booking=booking, starts_at=monday + timedelta(weeks=week - 1), week_number=week)
    friday = datetime(2026, 12, 4, 9, tzinfo=UTC)

    assert remind(session, friday - timedelta(minutes=1)) == []
    assert remind(session, friday) == ["office@school.example"]
    assert remind(session, friday + timedelta(hours=1)) == []
    assert remind(session, friday + timedelta(weeks=1)) == ["office@school.example"]
    assert queued(session) == 2


def test_a_visit_that_is_only_held_is_nobodys_yet(session: Session) -> None:
    until = datetime(2026, 12, 6, tzinfo=UTC)
    booking = make_booking(session, state=BookingState.HELD, held_until=until)
    make_session(session, booking=booking, starts_at=datetime(2026, 12, 7, 10, tzinfo=UTC))
    assert remind(session, datetime(2026, 12, 4, 9, tzinfo=UTC)) == []


def test_a_thousand_cost_no_more_questions_than_one(session: Session, training: TrainingSession) -> None:
    ann(session, training)
    with counting(session.get_bind()) as one:  # type: ignore[arg-type]
        remind(session, WEEK)
    other = make_session(session, starts_at=STARTS, capacity=100)
    for _ in range(50):
        make_registration(session, other)
    session.flush()
    with counting(session.get_bind()) as many:  # type: ignore[arg-type]
        assert len(remind(session, WEEK)) == 50
    assert len(many) == len(one)
