"""What may change about one place after registering: who sits on it, and how they are called."""

from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from rose_training.domain.actors import Actor
from rose_training.domain.afterwards import STANDARD, Timing
from rose_training.domain.parties import check_may_change, same_name
from rose_training.domain.references import new_reference
from rose_training.domain.refusals import Refusal
from rose_training.domain.registrations import LIVE, RegistrationState, check_not_there
from rose_training.domain.sign_in import tidy_email
from rose_training.models.people import Person
from rose_training.models.registrations import Registration
from rose_training.models.sessions import TrainingSession
from rose_training.services import certificates, history, party_news, places, registrations
from rose_training.services.registrations import Attendee

NEEDS_KEPT = timedelta(days=30)
"""How long after a session we still know what somebody needed to take part (§5.1 of the domain notes)."""


# Questions


def predecessor_name(session: Session, *, registration: Registration) -> str | None:
    """In whose stead somebody comes, or None."""
    return session.scalar(select(Registration.name).where(Registration.substituted_by_id == registration.id).limit(1))


def successor_name(session: Session, *, registration: Registration) -> str | None:
    """Who comes in somebody's stead, or None."""
    return session.scalar(select(Registration.name).where(Registration.id == registration.substituted_by_id))


# Actions


def substitute(
    session: Session, *, registration: Registration, colleague: Attendee, by: Actor, at: datetime
) -> Registration:
    """Let a colleague have the place, or the turn on the reserve list, exactly as it stands.

    The one gets an entry for the diary, the other's is taken out (§8 of the domain notes). Both work
    for the same organisation, so the colleague's is not asked. Raises
    `Refusal` when it is no longer held, the session has begun, the register says that its owner has
    come, or the colleague is registered already.
    """
    training = places.lock_session_of(session, registration)
    check_may_change(state=registration.state, starts_at=training.starts_at, at=at)
    check_not_there(places.mark_of(session, registration))
    person = registrations.known_person(session, colleague, by=by, at=at)
    _refuse_if_registered(session, training, registration, person)

    successor = Registration(
        reference=new_reference("REG"),
        session_id=training.id,
        person_id=person.id,
        name=colleague.name,
        email=tidy_email(colleague.email),
        job_role=colleague.job_role or None,
        access_needs=colleague.access_needs or None,
        organisation_id=registration.organisation_id,
        organisation_described=registration.organisation_described,
        proposal_id=registration.proposal_id,
        party_id=registration.party_id,
        attends=registration.attends,
        registered_at=at,
        queued_at=registration.queued_at,
        state=RegistrationState.RESERVE,
        calendar_uid=f"reg-{uuid4().hex}@rose-training",
        calendar_sequence=0,
    )
    session.add(successor)
    session.flush()
    _hand_over(session, registration, successor, at=at)
    history.record(
        session,
        subject=registration.reference,
        event="substituted",
        by=by,
        at=at,
        detail={"by": successor.reference, "state": successor.state.value},
    )
    history.record(
        session,
        subject=successor.reference,
        event="came_in_for_a_colleague",
        by=by,
        at=at,
        detail={"session": training.reference, "for": registration.reference, "state": successor.state.value},
    )
    places.tell(session, registration, kind="substituted_out", at=at)
    places.tell(session, successor, kind="substituted_in", at=at)
    party_news.tell(session, successor, at=at)
    return successor


def correct_name(
    session: Session,
    *,
    registration: Registration,
    name: str,
    by: Actor,
    at: datetime,
    by_office: bool = False,
    timing: Timing = STANDARD,
) -> bool:
    """Write somebody's name as they write it. Answers whether an e-mail goes out.

    Another spelling reaches the diary entry and the mail; blanks and capitals alone do not. Once the
    session has begun the office alone corrects it, also for somebody who had cancelled and came. A
    certificate is issued afresh, with a new number (§8 of the domain notes). The name of the person's
    account is theirs to change. Raises `Refusal` when the place is given up or it is too late to do it
    without the office.
    """
    training = places.lock_session_of(session, registration)
    begun = at >= training.starts_at
    if registration.state not in LIVE and not (begun and by_office):
        raise Refusal("not_live", "This place has been given up, so its name stays as it was.")
    if begun and not by_office:
        raise Refusal("started", "The session has begun. Ring the office to correct the name on the certificate.")
    before, registration.name = registration.name, name
    if before == name:
        return False
    history.record(session, subject=registration.reference, event="name_corrected", by=by, at=at)
    session.flush()
    if certificates.reissue(session, registration=registration, timing=timing, by=by, at=at) is not None:
        return True
    if begun or same_name(before, name):
        return False
    registration.calendar_sequence += 1
    places.tell(session, registration, kind="name_corrected", at=at)
    return True


def forget_access_needs(session: Session, *, at: datetime, dry_run: bool = False) -> int:
    """Delete what people needed to take part, 30 days after the session. Answers for how many.

    Nothing is told in the history: that there was something would itself tell something.
    """
    over = select(TrainingSession.id).where(TrainingSession.ends_at < at - NEEDS_KEPT)
    due = Registration.access_needs.is_not(None) & Registration.session_id.in_(over)
    number = session.scalar(select(func.count()).select_from(Registration).where(due)) or 0
    if number and not dry_run:
        session.execute(update(Registration).where(due).values(access_needs=None))
    return number


def _hand_over(session: Session, registration: Registration, successor: Registration, *, at: datetime) -> None:
    """Move state and deadline across. In two steps: a full session has no room for both at any moment."""
    state, until = registration.state, registration.offered_until
    registration.state = RegistrationState.SUBSTITUTED
    registration.substituted_by_id = successor.id
    registration.offered_until = None
    registration.access_needs = None
    registration.calendar_sequence += 1
    session.flush()
    successor.state, successor.offered_until = state, until
    successor.confirmed_at = at if state is RegistrationState.CONFIRMED else None
    session.flush()


def _refuse_if_registered(
    session: Session, training: TrainingSession, registration: Registration, person: Person
) -> None:
    if person.id == registration.person_id:
        raise Refusal("same_person", "This is the address of the person who has the place now", "email")
    if registrations.live_registration(session, training, person) is not None:
        raise Refusal("already_registered", "This person is registered for this session already", "email")
