"""What the database itself refuses, whatever the code does."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import text, update
from sqlalchemy.exc import DBAPIError, IntegrityError, StatementError
from sqlalchemy.orm import Session

from rose_training.domain.bookings import BookingState
from rose_training.domain.intakes import IntakeState
from rose_training.domain.organisations import AliasKind
from rose_training.domain.permissions import Role
from rose_training.domain.registrations import Attends, RegistrationState
from rose_training.domain.sessions import SessionMode, SessionState
from rose_training.models.history import HistoryEntry
from rose_training.models.intakes import RegisterIntake
from rose_training.models.merges import DifferentOrganisations, OrganisationMerge
from rose_training.models.organisations import FormerArea, Organisation, OrganisationAlias
from tests.factories import (
    SOON,
    make_assignment,
    make_booking,
    make_facilitator,
    make_organisation,
    make_person,
    make_registration,
    make_session,
)


def test_a_naive_datetime_is_refused(session: Session) -> None:
    with pytest.raises(StatementError, match="naive"):
        make_session(session, starts_at=datetime(2026, 12, 8, 14, 0))  # noqa: DTZ001


def test_places_are_counted_by_the_database(session: Session) -> None:
    training = make_session(session, capacity=2)
    first = make_registration(session, training)
    make_registration(session, training, state=RegistrationState.OFFERED, offered_until=SOON)
    make_registration(session, training, state=RegistrationState.RESERVE)
    session.refresh(training)
    assert (training.places_taken, training.reserve_length) == (2, 1)

    first.state, first.cancelled_at = RegistrationState.CANCELLED, SOON
    session.flush()
    session.refresh(training)
    assert (training.places_taken, training.reserve_length) == (1, 1)


def test_one_place_too_many_is_refused(session: Session) -> None:
    training = make_session(session, capacity=1)
    make_registration(session, training)
    with pytest.raises(IntegrityError), session.begin_nested():
        make_registration(session, training)
    session.refresh(training)
    assert training.places_taken == 1


def test_places_in_the_room_and_online_are_two_capacities(session: Session) -> None:
    training = make_session(session, capacity=1, online_capacity=1, mode=SessionMode.HYBRID)
    make_registration(session, training, attends=Attends.IN_PERSON)
    make_registration(session, training, attends=Attends.ONLINE)
    session.refresh(training)
    assert (training.places_taken, training.online_taken) == (1, 1)
    for attends in Attends:
        with pytest.raises(IntegrityError), session.begin_nested():
            make_registration(session, training, attends=attends)


def test_an_offer_has_a_deadline(session: Session) -> None:
    with pytest.raises(IntegrityError), session.begin_nested():
        make_registration(session, state=RegistrationState.OFFERED)


def test_one_live_registration_per_person_and_session(session: Session) -> None:
    training, person = make_session(session), make_person(session)
    make_registration(session, training, person=person)
    with pytest.raises(IntegrityError), session.begin_nested():
        make_registration(session, training, person=person, state=RegistrationState.RESERVE)


def test_a_facilitator_is_never_in_two_places(session: Session) -> None:
    facilitator = make_facilitator(session)
    make_assignment(session, make_session(session, starts_at=SOON), facilitator)
    overlapping = make_session(session, starts_at=SOON + timedelta(minutes=30))
    with pytest.raises(IntegrityError), session.begin_nested():
        make_assignment(session, overlapping, facilitator)
    make_assignment(session, make_session(session, starts_at=SOON + timedelta(hours=1)), facilitator)


def test_moving_a_session_moves_its_assignment_and_is_refused_where_it_clashes(session: Session) -> None:
    facilitator = make_facilitator(session)
    first, later = make_session(session, starts_at=SOON), make_session(session, starts_at=SOON + timedelta(hours=3))
    make_assignment(session, first, facilitator)
    assignment = make_assignment(session, later, facilitator)
    with pytest.raises(IntegrityError), session.begin_nested():
        later.starts_at, later.ends_at = SOON + timedelta(minutes=10), SOON + timedelta(minutes=70)
        session.flush()
    session.refresh(later)
    later.starts_at, later.ends_at = SOON + timedelta(hours=5), SOON + timedelta(hours=6)
    session.flush()
    session.refresh(assignment)
    assert assignment.starts_at == SOON + timedelta(hours=5)


def test_a_cancelled_session_frees_its_facilitator(session: Session) -> None:
    facilitator = make_facilitator(session)
    cancelled = make_session(session, starts_at=SOON)
    make_assignment(session, cancelled, facilitator)
    cancelled.state, cancelled.cancelled_reason = SessionState.CANCELLED, "Snow"
    session.flush()
    make_assignment(session, make_session(session, starts_at=SOON), facilitator)


def test_history_is_append_only(session: Session) -> None:
    session.add(HistoryEntry(subject="JIG-2222-22", event="requested", at=SOON, by="somebody", detail={}))
    session.flush()
    for statement in ("UPDATE history_entry SET event = 'other'", "DELETE FROM history_entry"):
        with pytest.raises(DBAPIError), session.begin_nested():
            session.execute(text(statement))


def test_a_school_booker_books_for_a_school(session: Session) -> None:
    with pytest.raises(IntegrityError), session.begin_nested():
        make_person(session, Role.SCHOOL_BOOKER)
    make_person(session, Role.SCHOOL_BOOKER, organisation=make_organisation(session))


def test_a_school_of_the_register_is_never_merged_away(session: Session) -> None:
    school, other = make_organisation(session), make_organisation(session)
    for changes in (
        {"merged_into_id": other.id, "status": "closed"},
        {"urn": None, "merged_into_id": other.id},
        {"urn": None, "status": "closed", "merged_into_id": school.id},
    ):
        with pytest.raises(IntegrityError), session.begin_nested():
            session.execute(update(Organisation).where(Organisation.id == school.id).values(changes))


def test_an_organisation_is_merged_once_at_a_time_and_a_pair_called_different_once(session: Session) -> None:
    loser, winner = make_organisation(session, urn=None), make_organisation(session)

    def merge(reference: str, **over: object) -> None:
        values = {"loser_id": loser.id, "winner_id": winner.id, "merged_at": SOON, "by": "Cora"} | over
        with session.begin_nested():
            session.add(OrganisationMerge(reference=reference, **values))

    merge("MRG-1")
    with pytest.raises(IntegrityError):
        merge("MRG-2")
    merge("MRG-3", undone_at=SOON)
    with pytest.raises(IntegrityError):
        merge("MRG-4", loser_id=winner.id)
    for lower, higher in ((winner.id, loser.id), (loser.id, loser.id)):
        with pytest.raises(IntegrityError), session.begin_nested():
            session.add(DifferentOrganisations(lower_id=lower, higher_id=higher, decided_at=SOON, by="Cora"))


def test_a_refused_intake_has_a_reason_and_an_end(session: Session) -> None:
    values = {"file_name": "x.csv", "given_at": SOON, "by": "Cora"}
    for number, over in enumerate(
        (
            {"state": IntakeState.REFUSED, "finished_at": SOON},
            {"state": IntakeState.REFUSED, "reason": "No headings."},
            {"state": IntakeState.WAITING, "finished_at": SOON},
            {"state": IntakeState.TAKEN, "finished_at": SOON},
        )
    ):
        with pytest.raises(IntegrityError), session.begin_nested():
            session.add(RegisterIntake(reference=f"REG-{number}", **values, **over))


def test_a_name_and_a_former_area_are_kept_once(session: Session) -> None:
    school = make_organisation(session)
    for _ in ("first", "second"):
        alias = OrganisationAlias(
            organisation_id=school.id, name="Hall", plain="hall", kind=AliasKind.OTHER, noted_at=SOON
        )
        area = FormerArea(organisation_id=school.id, until=SOON.date(), district="Norwich")
        for row in (alias, area):
            if _ == "first":
                session.add(row)
                session.flush()
            else:
                with pytest.raises(IntegrityError), session.begin_nested():
                    session.add(row)


def test_what_has_ended_is_asked_for_again_once_at_a_time(session: Session) -> None:
    ended = make_booking(session, state=BookingState.CANCELLED, reason="Off")
    make_booking(session, rebooked_from_id=ended.id, state=BookingState.CANCELLED, reason="Off again")
    make_booking(session, rebooked_from_id=ended.id)
    with pytest.raises(IntegrityError), session.begin_nested():
        make_booking(session, rebooked_from_id=ended.id)
