"""What people say afterwards, and nothing by which to find out who said it.

Who was asked stands in `evaluation_invitation`, what was said in `evaluation`, and no column leads
from one to the other (LimeSurvey's bug 14302 shows what a token in the wrong table does). Nor does
the order in which they were written: an answer gets a random key and only a date, and whenever
somebody answers, *all* invitations of that session are written afresh, so that neither row numbers
nor the database's own marks of time (PostgreSQL's xmin and ctid) single one out.
"""

import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select, update
from sqlalchemy.orm import Session, joinedload

from rose_training.domain.calendar import london_day
from rose_training.domain.evaluation_forms import FEWEST, FORMS, Results, form_of, pool, results_of
from rose_training.domain.evaluations import EvaluationKind
from rose_training.domain.periods import Period
from rose_training.domain.refusals import Refusal
from rose_training.models.evaluations import Evaluation, EvaluationInvitation
from rose_training.models.registrations import Registration
from rose_training.models.sessions import TrainingSession

LARGEST_KEY = 2**31 - 1


@dataclass(frozen=True)
class SessionEvaluations:
    """One session with how many were asked and how many answered, by kind; fewer than 5 is None."""

    training: TrainingSession
    asked: dict[EvaluationKind, int]
    answered: dict[EvaluationKind, int | None]


# Questions


def invitation(session: Session, *, reference: str, kind: EvaluationKind) -> EvaluationInvitation | None:
    """Whether somebody was asked, by the reference of their registration."""
    return session.scalar(
        select(EvaluationInvitation)
        .join(Registration, Registration.id == EvaluationInvitation.registration_id)
        .where(Registration.reference == reference, EvaluationInvitation.kind == kind)
    )


def results_of_session(session: Session, *, training: TrainingSession) -> list[Results]:
    """What the people of one session said: every form that was used, nothing under 5 answers."""
    return _results(session, Evaluation.session_id == training.id)


def results_of_period(session: Session, *, period: Period) -> list[Results]:
    """What was said about all sessions of a period, such that no small session can be taken out of the total."""
    counted = session.execute(
        select(Evaluation.kind, Evaluation.session_id, func.count())
        .join(TrainingSession, TrainingSession.id == Evaluation.session_id)
        .where(_held_in(period))
        .group_by(Evaluation.kind, Evaluation.session_id)
    )
    by_kind: dict[EvaluationKind, dict[int, int]] = {}
    for kind, session_id, number in counted:
        by_kind.setdefault(kind, {})[session_id] = number
    return [
        found
        for kind in EvaluationKind
        if kind in by_kind
        for found in _results(session, (Evaluation.kind == kind) & Evaluation.session_id.in_(pool(by_kind[kind])))
    ]


def sessions_of_period(session: Session, *, period: Period, at: datetime) -> list[SessionEvaluations]:
    """The sessions of a period after which people were asked, the latest first. Three queries."""
    asked = _counts(
        session,
        select(Registration.session_id, EvaluationInvitation.kind, func.count())
        .select_from(EvaluationInvitation)
        .join(Registration, Registration.id == EvaluationInvitation.registration_id)
        .join(TrainingSession, TrainingSession.id == Registration.session_id)
        .where(_held_in(period), EvaluationInvitation.invited_at <= at)
        .group_by(Registration.session_id, EvaluationInvitation.kind),
    )
    answered = _counts(
        session,
        select(Evaluation.session_id, Evaluation.kind, func.count())
        .join(TrainingSession, TrainingSession.id == Evaluation.session_id)
        .where(_held_in(period))
        .group_by(Evaluation.session_id, Evaluation.kind),
    )
    trainings = session.scalars(
        select(TrainingSession)
        .where(TrainingSession.id.in_(asked.keys() | answered.keys()))
        .options(joinedload(TrainingSession.activity))
        .order_by(TrainingSession.starts_at.desc(), TrainingSession.id)
    )
    return [
        SessionEvaluations(
            one,
            {kind: asked.get(one.id, {}).get(kind, 0) for kind in EvaluationKind},
            {kind: _tellable(answered.get(one.id, {}).get(kind, 0)) for kind in EvaluationKind},
        )
        for one in trainings
    ]


# Actions


def invite(session: Session, *, registrations: Collection[Registration], kind: EvaluationKind, at: datetime) -> None:
    """Note that these people are asked from `at` on. Whoever was asked before is not asked again. One query."""
    ids = [one.id for one in registrations]
    asked = select(EvaluationInvitation.registration_id).where(
        EvaluationInvitation.registration_id.in_(ids), EvaluationInvitation.kind == kind
    )
    before = set(session.scalars(asked))
    session.add_all(
        EvaluationInvitation(registration_id=one, kind=kind, invited_at=at) for one in ids if one not in before
    )
    session.flush()


def answer(session: Session, *, reference: str, kind: EvaluationKind, answers: dict[str, str], at: datetime) -> None:
    """Store what somebody said, apart from the note that they said something.

    `answers` come from `domain.evaluation_forms.read_answers` for the form in use. Raises `Refusal`
    when nobody was asked by this link or they have answered already.
    """
    asked = invitation(session, reference=reference, kind=kind)
    if asked is None:
        raise Refusal("not_asked", "This link does not lead to a form.")
    session_id = session.get_one(Registration, asked.registration_id).session_id
    session.scalars(select(TrainingSession).where(TrainingSession.id == session_id).with_for_update()).one()
    session.refresh(asked)
    if asked.answered:
        raise Refusal("answered", "This form was sent before. Thank you.")
    session.execute(
        update(EvaluationInvitation)
        .where(
            EvaluationInvitation.kind == kind,
            EvaluationInvitation.registration_id.in_(
                select(Registration.id).where(Registration.session_id == session_id)
            ),
        )
        .values(answered=or_(EvaluationInvitation.answered, EvaluationInvitation.id == asked.id))
        .execution_options(synchronize_session=False)
    )
    session.expire(asked)
    session.add(
        Evaluation(
            id=_random_key(session),
            session_id=session_id,
            kind=kind,
            form_version=form_of(kind).version,
            answered_on=london_day(at),
            answers=answers,
        )
    )
    session.flush()


def _random_key(session: Session) -> int:
    while True:
        key = secrets.randbelow(LARGEST_KEY) + 1
        if session.get(Evaluation, key) is None:
            return key


def _results(session: Session, condition: ColumnElement[bool]) -> list[Results]:
    rows = session.execute(select(Evaluation.kind, Evaluation.form_version, Evaluation.answers).where(condition))
    by_form: dict[tuple[EvaluationKind, int], list[dict[str, object]]] = {}
    for kind, version, answers in rows:
        by_form.setdefault((kind, version), []).append(answers)
    return [
        results_of(form, by_form[form.kind, form.version]) for form in FORMS if (form.kind, form.version) in by_form
    ]


def _held_in(period: Period) -> ColumnElement[bool]:
    return (TrainingSession.starts_at >= period.starts_at) & (TrainingSession.starts_at < period.ends_before)


def _counts(session: Session, asked: object) -> dict[int, dict[EvaluationKind, int]]:
    found: dict[int, dict[EvaluationKind, int]] = {}
    rows: Sequence[tuple[int, EvaluationKind, int]] = session.execute(asked).all()  # type: ignore[call-overload]
    for session_id, kind, number in rows:
        found.setdefault(session_id, {})[kind] = number
    return found


def _tellable(number: int) -> int | None:
    return number if number >= FEWEST else None
