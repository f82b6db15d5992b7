"""Walk-ins: somebody at the door of an open session who is not on the register."""

from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from rose_training.domain.actors import Actor
from rose_training.domain.afterwards import STANDARD, Timing
from rose_training.domain.attendance import Mark, check_may_record
from rose_training.domain.permissions import Role
from rose_training.domain.references import new_reference
from rose_training.domain.refusals import Refusal
from rose_training.domain.registrations import LIVE, RegistrationState
from rose_training.domain.sign_in import tidy_email
from rose_training.models.people import Person
from rose_training.models.registrations import Registration
from rose_training.models.sessions import TrainingSession
from rose_training.services import delivery, history, people, proposals
from rose_training.services.attendance import NewMark, person_row, store_marks


@dataclass(frozen=True)
class WalkIn:
    """Somebody at the door who is not on the register, as they say; blanks are empty strings."""

    name: str
    email: str = ""
    organisation: str = ""
    job_role: str = ""


def add_walk_in(
    session: Session,
    *,
    training: TrainingSession,
    walk_in: WalkIn,
    by: Actor,
    at: datetime,
    timing: Timing = STANDARD,
) -> Registration:
    """Register somebody at the door and mark them present.

    Whoever stands on the reserve list is moved up; a full session gets one place more, for the
    person is in the room already. Raises `Refusal` when the session has no register of names, was
    cancelled or has not come yet, and when this person is on the register.
    """
    training = delivery.lock(session, training)
    check_may_record(state=training.state, starts_at=training.starts_at, at=at)
    if training.booking_id is not None:
        raise Refusal("no_names", "Nobody is listed by name for this session: count them instead.")
    known = _find_known(session, training, walk_in)
    if known is not None and known.state is RegistrationState.CONFIRMED:
        raise Refusal("already_listed", f"{known.name} is on the register already", "name")
    _make_room(session, training, known, by=by, at=at)
    registration = known or _new_registration(session, training, walk_in, by=by, at=at)
    was = registration.state.value if known else None
    registration.state = RegistrationState.CONFIRMED
    registration.confirmed_at = at
    registration.offered_until = None
    session.add(registration)
    session.flush()
    history.record(
        session,
        subject=registration.reference,
        event="came_without_a_place",
        by=by,
        at=at,
        detail={"session": training.reference, "before": was},
    )
    row = person_row(registration, {})
    store_marks(session, training, [NewMark(row, Mark.PRESENT)], by=by, at=at, timing=timing)
    return registration


def _find_known(session: Session, training: TrainingSession, walk_in: WalkIn) -> Registration | None:
    """The live registration of this person for this session: by address, or by name without one.

    A person whose account has this address is known also where their registration gave another.
    """
    email = tidy_email(walk_in.email)
    same = (
        or_(
            Registration.email == email,
            Registration.person_id.in_(select(Person.id).where(Person.email == email)),
        )
        if email
        else Registration.email.is_(None) & (func.lower(Registration.name) == walk_in.name.lower())
    )
    return session.scalar(
        select(Registration).where(Registration.session_id == training.id, Registration.state.in_(LIVE), same)
    )


def _make_room(
    session: Session, training: TrainingSession, known: Registration | None, *, by: Actor, at: datetime
) -> None:
    """One place more when all are taken and this person does not hold one yet."""
    holds_one = known is not None and known.state is RegistrationState.OFFERED
    if training.capacity is None or training.places_taken < training.capacity or holds_one:
        return
    training.capacity += 1
    session.flush()
    history.record(
        session,
        subject=training.reference,
        event="place_added_at_the_door",
        by=by,
        at=at,
        detail={"capacity": training.capacity - 1},
    )


def _new_registration(
    session: Session, training: TrainingSession, walk_in: WalkIn, *, by: Actor, at: datetime
) -> Registration:
    email = tidy_email(walk_in.email) or None
    employer = proposals.employer_named(session, walk_in.organisation, by=by, at=at)
    return Registration(
        reference=new_reference("REG"),
        session_id=training.id,
        person_id=_person(session, walk_in.name, email, by=by, at=at).id,
        name=walk_in.name,
        email=email,
        organisation_id=employer.organisation_id,
        organisation_described=walk_in.organisation or None,
        proposal_id=employer.proposal_id,
        job_role=walk_in.job_role or None,
        state=RegistrationState.CONFIRMED,
        walk_in=True,
        registered_at=at,
        queued_at=at,
        calendar_uid=f"reg-{uuid4().hex}@rose-training",
        calendar_sequence=0,
    )


def _person(session: Session, name: str, email: str | None, *, by: Actor, at: datetime) -> Person:
    """The person with this address, with leave to see their own places; without an address always a new one."""
    if email:
        known = people.know_person(session, email=email, name=name, by=by, at=at)
        people.grant_role(session, person=known, role=Role.PROFESSIONAL, by=by, at=at)
        return known
    person = Person(reference=new_reference("PER"), name=name, email=None, created_at=at)
    session.add(person)
    session.flush()
    return person
