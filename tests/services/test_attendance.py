"""The register: taken, corrected, and taken by two people at once."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from rose_training.domain.actors import Actor
from rose_training.domain.attendance import Mark, RegisterKind
from rose_training.domain.bookings import BookingState
from rose_training.domain.refusals import Refusal
from rose_training.domain.registrations import RegistrationState
from rose_training.domain.sessions import SessionState
from rose_training.models.attendance import AttendanceMark
from rose_training.models.registrations import Registration
from rose_training.models.sessions import TrainingSession
from rose_training.services import history
from rose_training.services.attendance import Sent, register_of, take_register
from rose_training.services.walk_ins import WalkIn, add_walk_in
from tests.factories import (
    make_booking,
    make_briefing_activity,
    make_cohort,
    make_organisation,
    make_person,
    make_registration,
    make_session,
)
from tests.support.queries import counting

BY = Actor(None, "Fay Example")
OTHER = Actor(None, "Flo Example")


@pytest.fixture
def briefing(session: Session, at: datetime) -> TrainingSession:
    """A briefing an hour ago, with two places taken."""
    training = make_session(
        session,
        activity=make_briefing_activity(session),
        starts_at=at - timedelta(hours=1),
        ends_at=at,
    )
    for name in ("Bea Example", "abe Example"):
        make_registration(session, training, name=name)
    session.refresh(training)
    return training


@pytest.fixture
def course(session: Session, at: datetime) -> TrainingSession:
    """The first week of a course of eight cards."""
    booking = make_booking(session, state=BookingState.CONFIRMED)
    make_cohort(session, booking, size=8)
    return make_session(session, booking=booking, week_number=1, starts_at=at - timedelta(hours=1), ends_at=at)


def marks(session: Session, training: TrainingSession) -> dict[str, Mark | None]:
    """The register as it stands, by name."""
    return {row.name: row.mark for row in register_of(session, training=training).rows}


def test_a_briefing_lists_those_with_a_place_by_name(session: Session, briefing: TrainingSession) -> None:
    make_registration(session, briefing, name="Cas Example", state=RegistrationState.RESERVE)
    register = register_of(session, training=briefing)
    assert register.kind is RegisterKind.NAMES
    assert [row.name for row in register.rows] == ["abe Example", "Bea Example"]


def test_a_course_lists_cards_and_no_names(session: Session, course: TrainingSession) -> None:
    register = register_of(session, training=course)
    assert register.kind is RegisterKind.CARDS
    assert [row.name for row in register.rows] == [f"Card {number}" for number in range(1, 9)]


def test_a_class_lists_nobody(session: Session, at: datetime) -> None:
    training = make_session(session, booking=make_booking(session), starts_at=at, ends_at=at + timedelta(hours=1))
    assert register_of(session, training=training).kind is RegisterKind.HEADCOUNT


def test_taking_the_register_delivers_the_session_and_its_booking(
    session: Session, course: TrainingSession, at: datetime
) -> None:
    sent = {f"card-{number}": Sent(Mark.PRESENT, 0) for number in range(1, 9)}
    taken = take_register(session, training=course, sent=sent, by=BY, at=at)
    assert (taken.saved, taken.conflicts) == (8, ())
    assert register_of(session, training=course).tally.complete
    assert course.state is SessionState.DELIVERED
    assert course.delivered_at == at
    assert course.booking is not None
    assert course.booking.state is BookingState.DELIVERED
    assert course.booking.snapshot_name == course.booking.organisation.name  # type: ignore[union-attr]


def test_a_booking_with_a_week_to_come_is_not_delivered_yet(
    session: Session, course: TrainingSession, at: datetime
) -> None:
    week = timedelta(weeks=1)
    make_session(
        session, booking=course.booking, week_number=2, starts_at=course.starts_at + week, ends_at=course.ends_at + week
    )
    take_register(session, training=course, sent={"card-1": Sent(Mark.PRESENT, 0)}, by=BY, at=at)
    assert course.booking is not None
    assert course.booking.state is BookingState.CONFIRMED


def test_a_correction_keeps_the_old_mark_with_who_and_when(
    session: Session, course: TrainingSession, at: datetime
) -> None:
    later = at + timedelta(minutes=5)
    take_register(session, training=course, sent={"card-3": Sent(Mark.ABSENT, 0)}, by=BY, at=at)
    take_register(session, training=course, sent={"card-3": Sent(Mark.LATE, 1)}, by=OTHER, at=later)
    row = register_of(session, training=course).rows[2]
    assert row.mark is Mark.LATE
    (old,) = row.earlier
    assert (old.mark, old.marked_by, old.marked_at, old.current) == (Mark.ABSENT, "Fay Example", at, False)
    assert [entry.event for entry in history.entries_about(session, course.reference)] == [
        "register_taken",
        "session_delivered",
        "register_taken",
    ]


def test_two_people_with_different_rows_are_both_saved(session: Session, course: TrainingSession, at: datetime) -> None:
    take_register(session, training=course, sent={"card-1": Sent(Mark.PRESENT, 0)}, by=BY, at=at)
    taken = take_register(session, training=course, sent={"card-2": Sent(Mark.LATE, 0)}, by=OTHER, at=at)
    assert (taken.saved, taken.conflicts) == (1, ())
    assert marks(session, course)["Card 1"] is Mark.PRESENT
    assert marks(session, course)["Card 2"] is Mark.LATE


def test_the_same_row_is_never_overwritten_silently(session: Session, course: TrainingSession, at: datetime) -> None:
    first = {"card-1": Sent(Mark.ABSENT, 0), "card-2": Sent(Mark.PRESENT, 0)}
    take_register(session, training=course, sent=first, by=BY, at=at)
    second = {"card-1": Sent(Mark.PRESENT, 0), "card-2": Sent(Mark.PRESENT, 0), "card-3": Sent(Mark.PRESENT, 0)}
    taken = take_register(session, training=course, sent=second, by=OTHER, at=at)
    assert taken.saved == 1
    (conflict,) = taken.conflicts
    assert (conflict.row.key, conflict.row.mark, conflict.wanted) == ("card-1", Mark.ABSENT, Mark.PRESENT)
    assert marks(session, course)["Card 1"] is Mark.ABSENT


def test_an_unmarked_or_unknown_row_stores_nothing(session: Session, course: TrainingSession, at: datetime) -> None:
    sent = {"card-1": Sent(None, 0), "card-99": Sent(Mark.PRESENT, 0)}
    assert take_register(session, training=course, sent=sent, by=BY, at=at).saved == 0
    assert course.state is SessionState.SCHEDULED


def test_no_register_before_the_day(session: Session, course: TrainingSession, at: datetime) -> None:
    with pytest.raises(Refusal) as refusal:
        take_register(
            session, training=course, sent={"card-1": Sent(Mark.PRESENT, 0)}, by=BY, at=at - timedelta(days=1)
        )
    assert refusal.value.code == "too_early"


def test_the_register_takes_the_same_queries_for_8_and_for_80(session: Session, at: datetime) -> None:
    counts = []
    for size in (8, 80):
        booking = make_booking(session, state=BookingState.CONFIRMED)
        make_cohort(session, booking, size=size)
        training = make_session(session, booking=booking, week_number=1, starts_at=at, ends_at=at + timedelta(hours=1))
        sent = {f"card-{number}": Sent(Mark.PRESENT, 0) for number in range(1, size + 1)}
        take_register(session, training=training, sent=sent, by=BY, at=at)
        session.expire_all()
        with counting(session.get_bind().engine) as queries:  # type: ignore[union-attr]
            register_of(session, training=training)
        counts.append(len(queries))
    assert counts[0] == counts[1]


class TestWalkIns:
    def test_somebody_new_is_registered_and_present(
        self, session: Session, briefing: TrainingSession, at: datetime
    ) -> None:
        agency = make_organisation(session, name="Example Housing", search_text=" example housing ")
        came = WalkIn("Dot Example", "Dot@Agency.example", "example housing", "housing")
        registration = add_walk_in(session, training=briefing, walk_in=came, by=BY, at=at)
        assert registration.walk_in
        assert registration.email == "dot@agency.example"
        assert registration.organisation_id == agency.id
        assert marks(session, briefing)["Dot Example"] is Mark.PRESENT
        assert briefing.state is SessionState.DELIVERED

    def test_an_address_is_not_needed(self, session: Session, briefing: TrainingSession, at: datetime) -> None:
        registration = add_walk_in(session, training=briefing, walk_in=WalkIn("Dot Example"), by=BY, at=at)
        assert registration.email is None
        with pytest.raises(Refusal) as refusal:
            add_walk_in(session, training=briefing, walk_in=WalkIn("dot example"), by=BY, at=at)
        assert (refusal.value.code, refusal.value.field) == ("already_listed", "name")

    def test_somebody_with_a_place_is_not_added_twice(
        self, session: Session, briefing: TrainingSession, at: datetime
    ) -> None:
        listed = make_registration(session, briefing, name="Eve Example")
        with pytest.raises(Refusal) as refusal:
            add_walk_in(session, training=briefing, walk_in=WalkIn("E Example", str(listed.email)), by=BY, at=at)
        assert refusal.value.sentence == "Eve Example is on the register already"

    def test_somebody_on_the_reserve_list_is_moved_up(
        self, session: Session, briefing: TrainingSession, at: datetime
    ) -> None:
        person = make_person(session)
        waiting = make_registration(session, briefing, person=person, state=RegistrationState.RESERVE)
        came = add_walk_in(session, training=briefing, walk_in=WalkIn(person.name, str(person.email)), by=BY, at=at)
        assert came is waiting
        assert came.state is RegistrationState.CONFIRMED
        assert not came.walk_in

    def test_a_full_session_gets_one_place_more(
        self, session: Session, briefing: TrainingSession, at: datetime
    ) -> None:
        briefing.capacity = 2
        session.flush()
        add_walk_in(session, training=briefing, walk_in=WalkIn("Dot Example"), by=BY, at=at)
        session.refresh(briefing)
        assert (briefing.capacity, briefing.places_taken) == (3, 3)

    def test_nobody_is_named_on_a_visit_to_a_school(
        self, session: Session, course: TrainingSession, at: datetime
    ) -> None:
        with pytest.raises(Refusal) as refusal:
            add_walk_in(session, training=course, walk_in=WalkIn("Dot Example"), by=BY, at=at)
        assert refusal.value.code == "no_names"
        assert session.scalar(select(Registration.id).where(Registration.session_id == course.id)) is None


def test_only_one_mark_of_a_row_is_current(session: Session, course: TrainingSession, at: datetime) -> None:
    for version, mark in enumerate((Mark.PRESENT, Mark.ABSENT, Mark.EXCUSED)):
        take_register(session, training=course, sent={"card-1": Sent(mark, version)}, by=BY, at=at)
    stored = session.scalars(select(AttendanceMark).where(AttendanceMark.session_id == course.id)).all()
    assert [one.mark for one in stored if one.current] == [Mark.EXCUSED]
    assert len(stored) == 3
