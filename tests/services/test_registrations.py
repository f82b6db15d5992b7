"""Places are given in order, never twice, and every change is told by one e-mail."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from rose_training.domain.actors import Actor
from rose_training.domain.permissions import Role
from rose_training.domain.refusals import Refusal
from rose_training.domain.registrations import RegistrationState
from rose_training.domain.sessions import SessionState
from rose_training.models.history import HistoryEntry
from rose_training.models.outbox import OutboxMessage
from rose_training.models.people import Person, RoleGrant
from rose_training.models.registrations import Registration
from rose_training.models.sessions import TrainingSession
from rose_training.services import registrations
from rose_training.services.registrations import Attendee, Outcome
from tests.factories import SOON, make_agency, make_person, make_registration, make_session

VISITOR = Actor.visitor()


def attendee(name: str = "Ada Example", **over: str) -> Attendee:
    email = f"{name.split(maxsplit=1)[0].lower()}@agency.example"
    return Attendee(**{"name": name, "email": email, "organisation": "Example Agency", "job_role": ""} | over)


def register(session: Session, training: TrainingSession, who: Attendee, at: datetime, **how: bool) -> Outcome:
    return registrations.register(session, session_reference=training.reference, attendee=who, by=VISITOR, at=at, **how)


def mails(session: Session) -> list[tuple[str, str]]:
    return [(m.kind, m.to) for m in session.scalars(select(OutboxMessage).order_by(OutboxMessage.id))]


def test_a_stranger_gets_a_place_a_mail_and_leave_to_see_their_places(session, at):
    training = make_session(session, capacity=2)
    outcome = register(session, training, attendee(email="Ada@Agency.Example"), at)

    assert outcome.registration.state is RegistrationState.CONFIRMED
    assert outcome.registration.email == "ada@agency.example"
    assert mails(session) == [("registration_confirmed", "ada@agency.example")]
    session.refresh(training)
    assert (training.places_taken, training.reserve_length) == (1, 0)
    person = session.scalars(select(Person).where(Person.email == "ada@agency.example")).one()
    assert session.scalars(select(RoleGrant.role).where(RoleGrant.person_id == person.id)).all() == [Role.PROFESSIONAL]
    entry = session.scalars(select(HistoryEntry).where(HistoryEntry.subject == outcome.registration.reference)).one()
    assert (entry.event, entry.by) == ("registered", "visitor")
    assert "ada" not in str(entry.detail).lower()


def test_nobody_can_rename_somebody_we_know_by_typing_their_address(session, at):
    known = make_person(session, name="Bea Known")
    outcome = register(session, make_session(session), attendee("Impostor Example", email=known.email), at)
    session.refresh(known)
    assert known.name == "Bea Known"
    assert outcome.registration.name == "Impostor Example"


def test_when_it_is_full_people_join_the_reserve_list_in_order(session, at):
    """indico#3036: a registration form without a list is where people are lost."""
    training = make_session(session, capacity=1)
    register(session, training, attendee("Ada Example"), at)
    second = register(session, training, attendee("Bo Example"), at).registration
    third = register(session, training, attendee("Cy Example"), at).registration

    assert second.state is third.state is RegistrationState.RESERVE
    assert registrations.turn_on_reserve_list(session, registration=second) == 1
    assert registrations.turn_on_reserve_list(session, registration=third) == 2
    assert mails(session)[1:] == [
        ("registration_reserve", "bo@agency.example"),
        ("registration_reserve", "cy@agency.example"),
    ]


def test_registering_twice_changes_nothing_and_sends_the_details_once_an_hour(session, at):
    training = make_session(session, capacity=5)
    first = register(session, training, attendee(), at)
    for minutes in (0, 5, 10):
        again = register(session, training, attendee(email="ADA@agency.example"), at + timedelta(minutes=minutes))
        assert again.repeated
        assert again.registration is first.registration
    session.refresh(training)
    assert training.places_taken == 1
    assert len(mails(session)) == 2


def test_somebody_who_cancelled_may_register_again_at_the_end_of_the_list(session, at):
    training = make_session(session, capacity=1)
    ada = register(session, training, attendee("Ada Example"), at).registration
    bo = register(session, training, attendee("Bo Example"), at).registration
    registrations.cancel(session, registration=ada, by=VISITOR, at=at)
    again = register(session, training, attendee("Ada Example"), at)
    assert not again.repeated
    assert again.registration.state is RegistrationState.RESERVE
    assert bo.state is RegistrationState.OFFERED


def test_a_freed_place_is_offered_to_the_head_of_the_list_and_both_are_told(session, at):
    training = make_session(session, capacity=1)
    ada, bo, cy = (register(session, training, attendee(f"{n} Example"), at).registration for n in ("Ada", "Bo", "Cy"))
    asked = registrations.cancel(session, registration=ada, by=VISITOR, at=at + timedelta(hours=1))

    assert asked == [bo]
    assert (bo.state, bo.offered_until) == (RegistrationState.OFFERED, at + timedelta(hours=49))
    assert cy.state is RegistrationState.RESERVE
    assert mails(session)[-2:] == [
        ("registration_cancelled", "ada@agency.example"),
        ("place_offered", "bo@agency.example"),
    ]
    session.refresh(training)
    assert (training.places_taken, training.reserve_length) == (1, 1)


def test_leaving_the_reserve_list_frees_no_place(session, at):
    training = make_session(session, capacity=1)
    _, bo, cy = (register(session, training, attendee(f"{n} Example"), at).registration for n in ("Ada", "Bo", "Cy"))
    assert registrations.cancel(session, registration=bo, by=VISITOR, at=at) == []
    assert registrations.turn_on_reserve_list(session, registration=cy) == 1


def test_nobody_who_cancelled_is_ever_moved_up(session, at):
    training = make_session(session, capacity=1)
    ada, bo = (register(session, training, attendee(f"{n} Example"), at).registration for n in ("Ada", "Bo"))
    registrations.cancel(session, registration=bo, by=VISITOR, at=at)
    registrations.cancel(session, registration=ada, by=VISITOR, at=at)
    assert bo.state is RegistrationState.CANCELLED
    session.refresh(training)
    assert training.places_taken == 0


def test_a_place_is_cancelled_once_and_not_after_the_start(session, at):
    ada = register(session, make_session(session), attendee(), at).registration
    with pytest.raises(Refusal) as no:
        registrations.cancel(session, registration=ada, by=VISITOR, at=SOON)
    assert no.value.code == "started"
    registrations.cancel(session, registration=ada, by=VISITOR, at=at)
    with pytest.raises(Refusal) as no:
        registrations.cancel(session, registration=ada, by=VISITOR, at=at)
    assert no.value.code == "not_live"


def test_the_office_may_add_people_after_booking_has_closed(session, at):
    training = make_session(session, registration_closes_at=at - timedelta(minutes=1))
    with pytest.raises(Refusal) as no:
        register(session, training, attendee(), at)
    assert no.value.code == "booking_closed"
    assert mails(session) == []
    outcome = register(session, training, attendee(), at, by_office=True)
    assert outcome.registration.state is RegistrationState.CONFIRMED


def test_nobody_registers_for_what_is_cancelled_or_was_never_there(session, at):
    called_off = make_session(session, state=SessionState.CANCELLED, cancelled_reason="Snow")
    with pytest.raises(Refusal) as no:
        register(session, called_off, attendee(), at, by_office=True)
    assert no.value.code == "cancelled"
    with pytest.raises(Refusal) as no:
        registrations.register(session, session_reference="SES-NONE-22", attendee=attendee(), by=VISITOR, at=at)
    assert no.value.code == "no_such_session"


@pytest.mark.parametrize("typed", ["Youth Offending Team", "  youth  offending team ", "YOUTH OFFENDING TEAM"])
def test_an_organisation_is_known_again_by_its_exact_name(session, at, typed):
    team = make_agency(session, name="Youth Offending Team", search_text=" youth offending team | norwich ")
    make_agency(session, name="Youth Offending Team West", search_text=" youth offending team west | kings lynn ")
    outcome = register(session, make_session(session), attendee(organisation=typed), at)
    assert outcome.registration.organisation_id == team.id
    assert outcome.registration.organisation_described == typed


@pytest.mark.parametrize("typed", ["Youth Offending", "youth_offending%", "—"])
def test_what_is_not_known_exactly_is_kept_as_text(session, at, typed):
    make_agency(session, name="Youth Offending Team", search_text=" youth offending team ")
    outcome = register(session, make_session(session), attendee(organisation=typed), at)
    assert outcome.registration.organisation_id is None
    assert outcome.registration.organisation_described == typed


def test_two_organisations_of_one_name_are_not_guessed_between(session, at):
    for _ in range(2):
        make_agency(session, name="Youth Team", search_text=" youth team ")
    outcome = register(session, make_session(session), attendee(organisation="Youth Team"), at)
    assert outcome.registration.organisation_id is None


def test_somebody_sees_their_own_places_and_nobody_elses(session, at):
    mine, other = make_registration(session), make_registration(session)
    assert [r.id for r in registrations.of_person(session, person_id=mine.person_id)] == [mine.id]
    found = registrations.by_reference(session, reference=other.reference)
    assert isinstance(found, Registration)
    assert found.id == other.id
