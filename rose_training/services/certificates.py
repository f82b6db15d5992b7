"""Certificates of attendance: issued to whoever attended, replaced when corrected, withdrawn when they did not.

What was certified is kept as it was then; a number, once out, is never given again.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from rose_training.domain.actors import Actor
from rose_training.domain.afterwards import STANDARD, Timing
from rose_training.domain.calendar import london_day
from rose_training.domain.certificates import Ended, new_number, tidy_number
from rose_training.domain.outbox import OutboxState
from rose_training.domain.outcomes import Outcome
from rose_training.models.certificates import Certificate
from rose_training.models.outbox import OutboxMessage
from rose_training.models.registrations import Registration
from rose_training.models.sessions import TrainingSession
from rose_training.services import delivery, history, outbox
from rose_training.services.outcomes import PlaceOutcome

ISSUED_MAIL = "certificate_issued"
WITHDRAWN_MAIL = "certificate_withdrawn"
NO_FACILITATOR = "The ROSE training team"


# Questions


def by_number(session: Session, *, typed: str, at: datetime) -> Certificate | None:
    """The certificate with exactly this number, whether it still counts or not, in one query."""
    number = tidy_number(typed)
    if number is None:
        return None
    return session.scalar(
        select(Certificate)
        .where(Certificate.number == number, Certificate.issued_at <= at)
        .options(joinedload(Certificate.registration))
    )


def current_of(session: Session, *, reference: str, at: datetime) -> Certificate | None:
    """The certificate of one registration that counts, with its session, in one query."""
    return session.scalar(
        select(Certificate)
        .join(Certificate.registration)
        .where(Registration.reference == reference, Certificate.replaced_at.is_(None), Certificate.issued_at <= at)
        .options(contains_eager(Certificate.registration).joinedload(Registration.session))
    )


def of_person(session: Session, *, person_id: int, at: datetime) -> Sequence[Certificate]:
    """Somebody's own certificates that count, the latest session first, in one query."""
    return session.scalars(
        select(Certificate)
        .join(Certificate.registration)
        .where(Registration.person_id == person_id, Certificate.replaced_at.is_(None), Certificate.issued_at <= at)
        .options(contains_eager(Certificate.registration).joinedload(Registration.session))
        .order_by(Certificate.held_on.desc(), Certificate.id.desc())
    ).all()


def of_session(session: Session, *, training: TrainingSession) -> dict[int, Certificate]:
    """The certificates of a session that count, by the id of the registration, in one query."""
    found = session.scalars(
        select(Certificate)
        .join(Certificate.registration)
        .where(Registration.session_id == training.id, Certificate.replaced_at.is_(None))
    )
    return {one.registration_id: one for one in found}


def of_registrations(session: Session, *, registrations: Iterable[Registration]) -> dict[int, Certificate]:
    """The certificates of some registrations that count, by the id of the registration, in one query."""
    found = session.scalars(
        select(Certificate).where(
            Certificate.registration_id.in_([one.id for one in registrations]), Certificate.replaced_at.is_(None)
        )
    )
    return {one.registration_id: one for one in found}


def earlier_of(session: Session, *, certificate: Certificate) -> Sequence[Certificate]:
    """The certificates of the same registration that no longer count, the latest first."""
    return session.scalars(
        select(Certificate)
        .where(Certificate.registration_id == certificate.registration_id, Certificate.replaced_at.is_not(None))
        .order_by(Certificate.id.desc())
    ).all()


def was_mailed(session: Session, certificate: Certificate) -> bool:
    """Whether the e-mail about this very certificate has left."""
    return bool(
        session.scalar(
            select(OutboxMessage.id).where(
                OutboxMessage.kind == ISSUED_MAIL,
                OutboxMessage.occasion == certificate.number,
                OutboxMessage.state == OutboxState.SENT,
            )
        )
    )


def counts(session: Session, *, trainings: Collection[TrainingSession]) -> dict[int, int]:
    """How many certificates of each session count, by the id of the session, in one query."""
    found = session.execute(
        select(Registration.session_id, func.count())
        .select_from(Certificate)
        .join(Certificate.registration)
        .where(Registration.session_id.in_([one.id for one in trainings]), Certificate.replaced_at.is_(None))
        .group_by(Registration.session_id)
    )
    return {session_id: number for session_id, number in found}  # noqa: C416  (mypy reads it)


# Actions


def settle(
    session: Session,
    *,
    training: TrainingSession,
    places: Sequence[PlaceOutcome],
    timing: Timing,
    by: Actor,
    at: datetime,
) -> frozenset[int]:
    """Let the certificates of these places agree with what became of them. `training` is locked.

    Whoever attended has one, with their name and minutes as they are now; nobody else has. Doing it
    twice changes nothing. Returns the registrations whose holders are told that theirs is withdrawn.
    """
    current = of_session(session, training=training)
    withdrawn = set()
    facilitator = _delivered_by(session, training)
    for place in places:
        registration, held = place.registration, current.get(place.registration.id)
        if place.outcome is not Outcome.ATTENDED or not place.minutes:
            if held is not None and _withdraw(session, held, registration, by=by, at=at):
                withdrawn.add(registration.id)
        elif held is None or (held.name, held.minutes) != (registration.name, place.minutes):
            certified = _certified(training, registration, held, minutes=place.minutes, facilitator=facilitator)
            _issue(session, training, registration, certified, held, timing=timing, by=by, at=at)
    return frozenset(withdrawn)


def reissue(
    session: Session, *, registration: Registration, by: Actor, at: datetime, timing: Timing = STANDARD
) -> Certificate | None:
    """A new certificate after the name of a registration was corrected; None where there is nothing to correct.

    The caller has locked the session.
    """
    training = session.get_one(TrainingSession, registration.session_id)
    held = of_session(session, training=training).get(registration.id)
    if held is None or held.name == registration.name:
        return None
    certified = _certified(training, registration, held, minutes=held.minutes, facilitator=held.facilitator)
    return _issue(session, training, registration, certified, held, timing=timing, by=by, at=at)


def _certified(
    training: TrainingSession, registration: Registration, held: Certificate | None, *, minutes: int, facilitator: str
) -> Certificate:
    """A certificate with a new number. In place of one held, title and the like stay as first certified."""
    return Certificate(
        number=new_number(),
        registration_id=registration.id,
        name=registration.name,
        title=held.title if held else training.title or training.activity.title,
        held_on=held.held_on if held else london_day(training.starts_at),
        minutes=minutes,
        outcomes=held.outcomes if held else (training.outcomes or training.activity.aims)[:2000],
        facilitator=held.facilitator if held else facilitator,
    )


def _issue(
    session: Session,
    training: TrainingSession,
    registration: Registration,
    fresh: Certificate,
    held: Certificate | None,
    *,
    timing: Timing,
    by: Actor,
    at: datetime,
) -> Certificate:
    """Put a certificate in force, in place of the one held, and queue the letter with its link."""
    if held is not None:
        _end(session, held, Ended.REPLACED, at=at)
    # A register may be taken while people come in: nothing is certified before the end.
    fresh.issued_at = max(at, training.ends_at)
    session.add(fresh)
    history.record(
        session,
        subject=registration.reference,
        event="certificate_issued",
        by=by,
        at=at,
        detail={"number": fresh.number, "instead_of": held.number if held else None},
    )
    if registration.email is not None:
        outbox.queue(
            session,
            kind=ISSUED_MAIL,
            to=registration.email,
            about=registration.reference,
            occasion=fresh.number,
            at=at,
            due_at=timing.certificate_mail_at(ends_at=training.ends_at, taken_at=at),
            payload={"number": fresh.number},
        )
    session.flush()
    return fresh


def _withdraw(session: Session, held: Certificate, registration: Registration, *, by: Actor, at: datetime) -> bool:
    """End a certificate that should not have been. True when its holder had heard of it, and hears of this."""
    _end(session, held, Ended.WITHDRAWN, at=at)
    history.record(
        session,
        subject=registration.reference,
        event="certificate_withdrawn",
        by=by,
        at=at,
        detail={"number": held.number},
    )
    if registration.email is None or not was_mailed(session, held):
        return False
    outbox.queue(
        session,
        kind=WITHDRAWN_MAIL,
        to=registration.email,
        about=registration.reference,
        occasion=held.number,
        at=at,
        payload={"number": held.number},
    )
    return True


def _end(session: Session, held: Certificate, why: Ended, *, at: datetime) -> None:
    held.replaced_at = at
    held.replaced_reason = why.value
    session.flush()


def _delivered_by(session: Session, training: TrainingSession) -> str:
    names = delivery.facilitators_of(session, training=training)
    return ", ".join(names)[:400] or NO_FACILITATOR
