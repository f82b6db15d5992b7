"""What follows when a register is taken or corrected: certificates, and one right letter to each person."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from rose_training.domain.actors import Actor
from rose_training.domain.afterwards import STANDARD, Timing
from rose_training.domain.evaluations import EvaluationKind
from rose_training.domain.outcomes import LATE_CANCEL_DAYS, Outcome
from rose_training.domain.sessions import SessionState
from rose_training.models.registrations import Registration
from rose_training.models.sessions import TrainingSession
from rose_training.services import certificates, evaluations, outbox, outcomes
from rose_training.services.outcomes import PlaceOutcome

MISSED_MAIL = "session_missed"
EVALUATION_MAIL = {
    EvaluationKind.STRAIGHT_AFTER: "evaluation_straight_after",
    EvaluationKind.EIGHT_WEEKS: "evaluation_eight_weeks",
}


def follow(
    session: Session,
    *,
    training: TrainingSession,
    marked: Sequence[Registration],
    timing: Timing = STANDARD,
    by: Actor,
    at: datetime,
) -> None:
    """Do what follows from the marks of these registrations, in the transaction of the marks.

    `training` is locked. Each letter looks again when it leaves: what was corrected meanwhile is not
    sent. Cards and headcounts have no names, so nothing follows from them.
    """
    judged = outcomes.of_registrations(session, registrations=marked, late_days=LATE_CANCEL_DAYS)
    places = list(judged.values())
    settled = certificates.settle(session, training=training, places=places, timing=timing, by=by, at=at)
    came = [one for one in places if one.outcome is not None and one.outcome.was_there]
    _ask_how_it_was(session, training, came, timing=timing, at=at)
    for place in places:
        if place.outcome is Outcome.DID_NOT_ATTEND and place.registration.id not in settled:
            _say_missed(session, training, place.registration, timing=timing, at=at)


def delivered(session: Session, *, offset: int, limit: int) -> tuple[Sequence[TrainingSession], int]:
    """One page of the open sessions whose register was taken, the latest first, and how many there are."""
    over = (TrainingSession.booking_id.is_(None), TrainingSession.state == SessionState.DELIVERED)
    total = session.scalar(select(func.count(TrainingSession.id)).where(*over)) or 0
    page = session.scalars(
        select(TrainingSession)
        .where(*over)
        .options(joinedload(TrainingSession.activity))
        .order_by(TrainingSession.starts_at.desc(), TrainingSession.id)
        .offset(offset)
        .limit(limit)
    ).all()
    return page, total


def _ask_how_it_was(
    session: Session, training: TrainingSession, came: Sequence[PlaceOutcome], *, timing: Timing, at: datetime
) -> None:
    """Straight after, and at eight weeks. Whoever gets a certificate finds the first link in that letter."""
    reachable = [one for one in came if one.registration.email is not None]
    if not reachable:
        return
    due = {
        EvaluationKind.STRAIGHT_AFTER: timing.certificate_mail_at(ends_at=training.ends_at, taken_at=at),
        EvaluationKind.EIGHT_WEEKS: max(at, timing.eight_weeks_at(ends_at=training.ends_at)),
    }
    for kind, due_at in due.items():
        evaluations.invite(session, registrations=[one.registration for one in reachable], kind=kind, at=due_at)
        for place in reachable:
            registration = place.registration
            if kind is EvaluationKind.STRAIGHT_AFTER and place.outcome is Outcome.ATTENDED:
                continue
            outbox.queue(
                session,
                kind=EVALUATION_MAIL[kind],
                to=registration.email or "",
                about=registration.reference,
                occasion=registration.reference,
                at=at,
                due_at=due_at,
            )


def _say_missed(
    session: Session, training: TrainingSession, registration: Registration, *, timing: Timing, at: datetime
) -> None:
    """One neutral letter, ever, to somebody who did not come."""
    if registration.email is None or timing.is_too_late(ends_at=training.ends_at, taken_at=at):
        return
    outbox.queue(
        session,
        kind=MISSED_MAIL,
        to=registration.email,
        about=registration.reference,
        occasion=registration.reference,
        at=at,
        due_at=timing.missed_mail_at(ends_at=training.ends_at, taken_at=at),
    )
