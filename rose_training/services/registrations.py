"""Registrations for open sessions: questions first, then what a professional or the office does."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from rose_training.domain.actors import Actor
from rose_training.domain.offers import standings as standings_of
from rose_training.domain.permissions import Role
from rose_training.domain.references import new_reference
from rose_training.domain.refusals import Refusal
from rose_training.domain.registrations import (
    LIVE,
    Attends,
    RegistrationState,
    check_may_cancel,
    check_may_register,
    check_not_there,
    check_takes_people,
)
from rose_training.domain.sign_in import tidy_email
from rose_training.models.parties import Party
from rose_training.models.people import Person
from rose_training.models.registrations import Registration
from rose_training.models.sessions import TrainingSession
from rose_training.services import history, offers, outbox, party_news, people, places, proposals, reserve_list


@dataclass(frozen=True)
class Attendee:
    """What somebody typed to register themselves or was registered with, blanks removed."""

    name: str
    email: str
    organisation: str = ""
    job_role: str = ""
    access_needs: str = ""


@dataclass(frozen=True)
class Outcome:
    """What came of trying to register. `repeated` when this person already had a registration.

    `standing` and `turn` (on the reserve list, from 1) are what anybody who asks now gets: all that may be
    shown to whoever typed the address, who need not be its owner.
    """

    registration: Registration
    repeated: bool
    standing: RegistrationState
    turn: int = 0


def by_reference(session: Session, *, reference: str) -> Registration | None:
    """One registration with its session and activity, in one query."""
    return session.scalar(
        select(Registration)
        .where(Registration.reference == reference)
        .options(joinedload(Registration.session).joinedload(TrainingSession.activity))
    )


def of_person(session: Session, *, person_id: int) -> Sequence[Registration]:
    """Everything somebody ever registered for, the latest session first, in one query."""
    return session.scalars(
        select(Registration)
        .join(Registration.session)
        .where(Registration.person_id == person_id)
        .options(joinedload(Registration.session).joinedload(TrainingSession.activity))
        .order_by(TrainingSession.starts_at.desc(), Registration.id.desc())
    ).all()


def turn_on_reserve_list(session: Session, *, registration: Registration) -> int:
    """1 for the next to be asked; 0 for somebody who is not on the reserve list."""
    return reserve_list.turn(session, registration)


def register(
    session: Session,
    *,
    session_reference: str,
    attendee: Attendee,
    by: Actor,
    at: datetime,
    by_office: bool = False,
    attends: Attends | None = None,
) -> Outcome:
    """Give somebody a place, or their turn on the reserve list, and queue the mail that says so.

    `attends` is the kind of place they wish for, where the session has both. The office may add
    people after booking has closed. Somebody who is registered already keeps what they have, and the
    details go to their address again. Raises `Refusal` when the session does not exist or takes nobody.
    """
    training = lock_to_register(session, reference=session_reference, at=at, by_office=by_office)
    person = known_person(session, attendee, by=by, at=at)
    present = live_registration(session, training, person)
    if present is not None:
        send_again(session, present, at=at)
        return Outcome(present, True, *_of_a_newcomer(training, attends or Attends.IN_PERSON))
    kind = places.kind_in(training, attends or Attends.IN_PERSON)
    (state,) = standings(session, training, attends=[kind], by=by, at=at)
    registration = enter(session, training, person, attendee, state=state, attends=attends or kind, by=by, at=at)
    places.tell(session, registration, kind=kind_for(state), at=at)
    return Outcome(registration, False, registration.state, turn_on_reserve_list(session, registration=registration))


def lock_to_register(session: Session, *, reference: str, at: datetime, by_office: bool = False) -> TrainingSession:
    """The open session, locked, when it takes people now; the office may add some after booking has closed.

    Offers that have run out end first, so that their owners count as gone. Raises `Refusal` when
    there is no such session or it takes nobody.
    """
    training = places.lock_open_session(session, reference=reference)
    if training is None:
        raise Refusal("no_such_session", "There is no such session.")
    _check_open(training, at=at, by_office=by_office)
    if offers.any_ran_out(session, session_id=training.id, at=at):
        offers.settle(session, training, by=offers.THE_CLOCK, at=at)
    return training


def standings(
    session: Session,
    training: TrainingSession,
    *,
    attends: Sequence[Attends],
    together: bool = False,
    by: Actor,
    at: datetime,
) -> list[RegistrationState]:
    """What people who ask now get, each for their kind of place: a place, or a turn on the reserve list.

    `training` must be locked. `together`: a place for all or for none. Nobody overtakes: free places
    are offered to the reserve list first, and only what it could not take is given to newcomers.
    """
    kinds = [places.kind_in(training, wish) for wish in attends]
    states = standings_of(kinds, places.free_places(training), together=together)
    if training.reserve_length or RegistrationState.RESERVE in states:
        offers.settle(session, training, by=by, at=at)
        states = standings_of(kinds, places.free_places(training), together=together)
    return states


def enter(
    session: Session,
    training: TrainingSession,
    person: Person,
    attendee: Attendee,
    *,
    state: RegistrationState,
    attends: Attends,
    by: Actor,
    at: datetime,
    party: Party | None = None,
) -> Registration:
    """Write down one registration in the state that `standings` gave. Tells nobody: the caller knows how.

    The order of the reserve list is the moment, then the order of entering.
    """
    employer = proposals.employer_named(session, attendee.organisation, by=by, at=at)
    registration = Registration(
        reference=new_reference("REG"),
        session_id=training.id,
        person_id=person.id,
        name=attendee.name,
        email=tidy_email(attendee.email),
        organisation_id=employer.organisation_id,
        organisation_described=attendee.organisation or None,
        proposal_id=employer.proposal_id,
        job_role=attendee.job_role or None,
        access_needs=attendee.access_needs or None,
        state=state,
        attends=attends,
        party_id=party.id if party else None,
        registered_at=at,
        queued_at=at,
        confirmed_at=at if state is RegistrationState.CONFIRMED else None,
        calendar_uid=f"reg-{uuid4().hex}@rose-training",
        calendar_sequence=0,
    )
    session.add(registration)
    session.flush()
    history.record(
        session,
        subject=registration.reference,
        event="registered",
        by=by,
        at=at,
        detail={"session": training.reference, "state": state.value},
    )
    return registration


def cancel(
    session: Session, *, registration: Registration, by: Actor, at: datetime, reason: str = ""
) -> list[Registration]:
    """Give up a place, an offer or a turn; a freed place is offered to the next in line at once.

    Answers those who are asked now. Raises `Refusal` when it was cancelled before, the session has
    begun, or the register says that this person has come.
    """
    training = places.lock_session_of(session, registration)
    check_may_cancel(state=registration.state, starts_at=training.starts_at, at=at)
    check_not_there(places.mark_of(session, registration))
    end(session, registration, by=by, at=at, reason=reason, cause="place")
    party_news.tell(session, registration, at=at)
    return offers.settle(session, training, by=by, at=at)


def end(
    session: Session,
    registration: Registration,
    *,
    by: Actor,
    at: datetime,
    reason: str,
    cause: str,
) -> None:
    """Cancel one registration and queue the mail that removes it from the diary.

    `cause` is 'place' when this person gives up or loses the place, 'session' when the whole
    session is off. The caller holds the lock of the session and has asked the rules.
    """
    before = registration.state
    registration.state = RegistrationState.CANCELLED
    registration.offered_until = None
    registration.cancelled_at = at
    registration.cancelled_reason = reason or None
    registration.access_needs = None
    registration.calendar_sequence += 1
    history.record(
        session,
        subject=registration.reference,
        event="registration_cancelled",
        by=by,
        at=at,
        detail={"from": before.value, "cause": cause},
    )
    places.tell(session, registration, kind="registration_cancelled", at=at)


def live_of(session: Session, training: TrainingSession) -> Sequence[Registration]:
    """Those who still mean to come to this session, in the order in which they asked."""
    return session.scalars(
        select(Registration)
        .where(Registration.session_id == training.id, Registration.state.in_(LIVE))
        .order_by(Registration.queued_at, Registration.id)
    ).all()


def takes_bookings(training: TrainingSession, *, at: datetime) -> bool:
    """Whether anybody may register for this session now."""
    try:
        _check_open(training, at=at, by_office=False)
    except Refusal:
        return False
    return True


def _check_open(training: TrainingSession, *, at: datetime, by_office: bool) -> None:
    if by_office:
        check_takes_people(state=training.state, starts_at=training.starts_at, at=at)
    else:
        check_may_register(
            state=training.state,
            starts_at=training.starts_at,
            registration_opens_at=training.registration_opens_at,
            registration_closes_at=training.registration_closes_at,
            at=at,
        )


def kind_for(state: RegistrationState) -> str:
    """The e-mail that tells somebody where they stand."""
    return _TELLING[state]


_TELLING = {
    RegistrationState.CONFIRMED: "registration_confirmed",
    RegistrationState.RESERVE: "registration_reserve",
    RegistrationState.OFFERED: "place_offered",
}


def live_registration(session: Session, training: TrainingSession, person: Person) -> Registration | None:
    """What this person has for this session: a place, an offer or a turn; None when nothing."""
    return session.scalar(
        select(Registration).where(
            Registration.session_id == training.id,
            Registration.person_id == person.id,
            Registration.state.in_(LIVE),
        )
    )


def _of_a_newcomer(training: TrainingSession, attends: Attends) -> tuple[RegistrationState, int]:
    """What somebody unknown would get at this moment: nobody overtakes those who wait."""
    (state,) = standings_of([places.kind_in(training, attends)], places.free_places(training), together=False)
    if state is RegistrationState.CONFIRMED and not training.reserve_length:
        return state, 0
    return RegistrationState.RESERVE, training.reserve_length + 1


def send_again(session: Session, registration: Registration, *, at: datetime) -> None:
    """The details once more, to the address we have; at most one such mail an hour."""
    if registration.email is None:
        return
    outbox.queue(
        session,
        kind=kind_for(registration.state),
        to=registration.email,
        about=registration.reference,
        occasion=f"{registration.reference}/again/{at:%Y%m%d%H}",
        at=at,
        payload={"sequence": registration.calendar_sequence, "asked_again": True},
    )


def known_person(session: Session, attendee: Attendee, *, by: Actor, at: datetime) -> Person:
    """The person with this address, with leave to see their own places.

    Anybody can type any address, so nothing about a person we know changes. Reading the mails
    sent to the address is what proves that it is theirs.
    """
    person = people.know_person(session, email=attendee.email, name=attendee.name, by=by, at=at)
    people.grant_role(session, person=person, role=Role.PROFESSIONAL, by=by, at=at)
    return person
