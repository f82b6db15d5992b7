"""Who is asked to deliver which session, what they answer, and what they are told.

A facilitator is told once of each change: asked, changed, or no longer needed. An answer is for one time; a date that
moves is asked about again. Whoever declines is free at once, and the office finds somebody else: the school hears
nothing of it.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, or_, select, true
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, joinedload

from rose_training.domain.actors import Actor
from rose_training.domain.assignments import DELIVERS, AssignmentAnswer, check_may_answer
from rose_training.domain.calendar import london_day
from rose_training.domain.doubts import Doubt
from rose_training.domain.refusals import Refusal
from rose_training.domain.sessions import SessionState
from rose_training.domain.written_times import short_day
from rose_training.models.bookings import Booking
from rose_training.models.people import Facilitator, Person
from rose_training.models.sessions import Assignment, TrainingSession
from rose_training.services import engagements, history, outbox, vetting
from rose_training.services.doubts import impossible


@dataclass(frozen=True, slots=True)
class Given:
    """That a facilitator had a session, as it stood before a change: what they were told and have answered."""

    session_id: int
    facilitator_id: int
    starts_at: datetime
    ends_at: datetime
    place: str
    about: str
    """The reference of the booking, or of an open session."""
    answer: AssignmentAnswer
    answered_at: datetime | None
    words: str | None


_WITH_EVERYTHING = (
    joinedload(Assignment.facilitator).joinedload(Facilitator.person),
    joinedload(Assignment.session).joinedload(TrainingSession.activity),
    joinedload(Assignment.session).joinedload(TrainingSession.booking).joinedload(Booking.organisation),
)


# Questions


def of_sessions(session: Session, *, session_ids: Iterable[int]) -> Mapping[int, tuple[Assignment, ...]]:
    """Everybody asked about each session with their answer, those who declined too, by name. One query."""
    found: dict[int, tuple[Assignment, ...]] = {}
    for row in session.scalars(
        select(Assignment)
        .join(Assignment.facilitator)
        .join(Facilitator.person)
        .options(joinedload(Assignment.facilitator).joinedload(Facilitator.person))
        .where(Assignment.session_id.in_(list(session_ids)))
        .order_by(Assignment.session_id, Person.name)
    ):
        found[row.session_id] = (*found.get(row.session_id, ()), row)
    return found


def own(session: Session, *, facilitator_id: int | None, training: TrainingSession) -> Assignment | None:
    """What one facilitator was asked about a session; None for the office, which sits at the same pages."""
    if facilitator_id is None:
        return None
    return session.scalar(
        select(Assignment).where(Assignment.facilitator_id == facilitator_id, Assignment.session_id == training.id)
    )


def unanswered(session: Session, *, facilitator_id: int | None = None, at: datetime) -> Sequence[Assignment]:
    """Questions about sessions to come that wait for an answer, to one facilitator or all, the soonest first."""
    return session.scalars(
        select(Assignment)
        .join(Assignment.session)
        .where(
            Assignment.answer == AssignmentAnswer.ASKED,
            Assignment.facilitator_id == facilitator_id if facilitator_id is not None else true(),
            TrainingSession.state == SessionState.SCHEDULED,
            TrainingSession.starts_at > at,
        )
        .options(*_WITH_EVERYTHING)
        .order_by(Assignment.starts_at, Assignment.id)
    ).all()


def about(session: Session, *, facilitator_id: int, reference: str, at: datetime) -> Sequence[Assignment]:
    """Somebody's dates to come of a booking, or of an open session, declined ones too, the soonest first. One query."""
    return session.scalars(
        select(Assignment)
        .join(Assignment.session)
        .outerjoin(TrainingSession.booking)
        .where(
            Assignment.facilitator_id == facilitator_id,
            TrainingSession.state == SessionState.SCHEDULED,
            TrainingSession.starts_at > at,
            or_(Booking.reference == reference, TrainingSession.reference == reference),
        )
        .options(*_WITH_EVERYTHING)
        .order_by(Assignment.starts_at, Assignment.id)
    ).all()


def without_facilitator(session: Session, *, at: datetime) -> Sequence[TrainingSession]:
    """Sessions to come that nobody delivers, since nobody was asked or all declined, the soonest first. One query."""
    delivered = select(Assignment.session_id).where(Assignment.answer.in_(DELIVERS))
    return session.scalars(
        select(TrainingSession)
        .where(
            TrainingSession.state == SessionState.SCHEDULED,
            TrainingSession.starts_at > at,
            TrainingSession.id.not_in(delivered),
        )
        .options(
            joinedload(TrainingSession.activity), joinedload(TrainingSession.booking).joinedload(Booking.organisation)
        )
        .order_by(TrainingSession.starts_at, TrainingSession.id)
    ).all()


def is_asked(session: Session, *, facilitator_id: int, about: str) -> bool:
    """Whether somebody has still to answer about a date of this booking, or about this open session."""
    return _has_answered(session, (AssignmentAnswer.ASKED,), facilitator_id=facilitator_id, about=about)


def delivers(session: Session, *, facilitator_id: int, about: str) -> bool:
    """Whether somebody is asked for, or has promised, a date of this booking that stands, or this open session."""
    return _has_answered(session, DELIVERS, facilitator_id=facilitator_id, about=about)


def _has_answered(session: Session, answers: Sequence[AssignmentAnswer], *, facilitator_id: int, about: str) -> bool:
    return bool(
        session.scalar(
            select(Assignment.id)
            .join(Assignment.session)
            .outerjoin(TrainingSession.booking)
            .where(
                Assignment.facilitator_id == facilitator_id,
                Assignment.answer.in_(answers),
                TrainingSession.state == SessionState.SCHEDULED,
                or_(TrainingSession.reference == about, Booking.reference == about),
            )
            .limit(1)
        )
    )


def by_ids(session: Session, *, ids: Iterable[int]) -> Sequence[Assignment]:
    """These assignments with session and person, the soonest first; those that are gone are left out."""
    return session.scalars(
        select(Assignment)
        .where(Assignment.id.in_(list(ids)))
        .options(joinedload(Assignment.facilitator).joinedload(Facilitator.person), joinedload(Assignment.session))
        .order_by(Assignment.starts_at)
    ).all()


# Actions


def assign(
    session: Session,
    *,
    training_sessions: Sequence[TrainingSession],
    facilitator_ids: Sequence[int],
    before: Sequence[Given] = (),
    ask_again: bool = True,
    at: datetime,
) -> None:
    """Let these facilitators, and nobody else, deliver these sessions of one booking, or this open session.

    As `assign_each`. Whoever declined one of the sessions is asked about it once more, unless `ask_again` is False.
    """
    ids = frozenset(facilitator_ids)
    refused = frozenset() if ask_again else _refusals(session, training_sessions)
    each = [
        (training, ids - {whose for session_id, whose in refused if session_id == training.id})
        for training in training_sessions
    ]
    assign_each(session, each=each, before=before, at=at)


def assign_each(
    session: Session,
    *,
    each: Sequence[tuple[TrainingSession, Collection[int]]],
    before: Sequence[Given] = (),
    at: datetime,
) -> None:
    """Give every session, of one booking or an open one, to its own facilitators, by id, and to nobody else.

    They are asked, and told by one e-mail each. `before` is what `release` gave back: whoever said yes to a time that
    stays is not asked again. Their rows are locked first and in one order, so that two people at two desks cannot
    give the same hour away. Raises a Refusal that names everything that cannot be: somebody in two places, on leave,
    too far away to be there in time, or without a check that counts. All but the journey the database would refuse.
    """
    session.flush()
    facilitators = {one.id: one for one in _lock(session, {id_ for _, ids in each for id_ in ids})}
    training_sessions = [training for training, _ in each]
    standing = (*before, *release(session, session_ids=[training.id for training in training_sessions]))
    together: dict[frozenset[int], list[TrainingSession]] = {}
    for training, ids in each:
        together.setdefault(frozenset(ids), []).append(training)
    _check_possible(session, together)
    for ids, trainings in together.items():
        _check_vetted(session, [facilitators[id_] for id_ in sorted(ids)], trainings)
        _forget_refusals(session, trainings, ids)
    kept = {(one.session_id, one.facilitator_id): one for one in standing}
    rows = [
        _assignment(training, facilitators[id_], kept.get((training.id, id_)), at=at)
        for training, ids in each
        for id_ in sorted(ids)
    ]
    session.add_all(rows)
    try:
        session.flush()
    except IntegrityError as error:
        raise Refusal(
            "clash", "Somebody else has just given this facilitator another session", "facilitators"
        ) from error
    _tell_of_changes(session, standing, [_given(row, training) for row, training in _with(rows, training_sessions)], at)


def release(session: Session, *, session_ids: Iterable[int]) -> tuple[Given, ...]:
    """Take everybody off these sessions, and answer who had them: for `assign`, or for `tell_ended`.

    Those who declined stay on the list, so that nobody asks them twice. An answer that is being given at this very
    moment is waited for, and counts.
    """
    ids = list(session_ids)
    rows = session.scalars(
        select(Assignment)
        .where(Assignment.session_id.in_(ids), Assignment.answer.in_(DELIVERS))
        .options(joinedload(Assignment.session).joinedload(TrainingSession.booking))
        .order_by(Assignment.starts_at, Assignment.id)
        .with_for_update(of=Assignment)
        .execution_options(populate_existing=True)
    ).all()
    given = tuple(_given(row, row.session) for row in rows)
    for row in rows:
        session.delete(row)
    session.flush()
    return given


def tell_ended(session: Session, *, given: Iterable[Given], cancelled: bool = False, at: datetime) -> None:
    """Tell each facilitator that sessions are no longer theirs, or are cancelled. What is over is not mentioned."""
    for facilitator_id, theirs in _by_facilitator(given, at=at).items():
        _tell(session, facilitator_id, theirs, kind="assignment_ended", cancelled=cancelled, at=at)


def call_off(session: Session, *, session_ids: Iterable[int], at: datetime) -> None:
    """Tell those who deliver that these sessions are cancelled. Their hours are free by a trigger."""
    rows = session.scalars(
        select(Assignment)
        .where(Assignment.session_id.in_(list(session_ids)), Assignment.answer.in_(DELIVERS))
        .options(joinedload(Assignment.session).joinedload(TrainingSession.booking))
        .order_by(Assignment.starts_at)
    ).all()
    tell_ended(session, given=[_given(row, row.session) for row in rows], cancelled=True, at=at)


def answer(
    session: Session,
    *,
    assignments: Sequence[Assignment],
    said: AssignmentAnswer,
    words: str = "",
    office: str,
    by: Actor,
    at: datetime,
) -> None:
    """A facilitator, or the office on their word by telephone, says yes or no to these sessions.

    A no frees the hours and is passed to `office`, in one mail; the school is told nothing. Saying the same again
    changes nothing. Raises `Refusal` when a session has begun, was cancelled, or was given anew meanwhile.
    """
    answered = []
    for row in assignments:
        locked = session.scalars(
            select(Assignment)
            .where(Assignment.id == row.id)
            .with_for_update(of=Assignment)
            .options(joinedload(Assignment.session).joinedload(TrainingSession.booking))
            .execution_options(populate_existing=True)
        ).one_or_none()
        if locked is None:
            raise Refusal("changed_meanwhile", "These dates were changed in the meantime. Look at them once more.")
        training = locked.session
        check_may_answer(state=training.state, starts_at=training.starts_at, at=at, answer=said, before=locked.answer)
        if locked.answer is said:
            continue
        before, locked.answer = locked.answer, said
        locked.active = said is not AssignmentAnswer.DECLINED
        locked.answered_at, locked.words = at, words.strip()[:200] or None
        answered.append(locked)
        history.record(
            session,
            subject=about_what(training),
            event=f"assignment_{said.value}",
            by=by,
            at=at,
            detail={
                "facilitator": locked.facilitator.person.reference,
                "session": training.reference,
                "before": before.value,
            },
        )
    session.flush()
    if answered and said is AssignmentAnswer.DECLINED:
        first = answered[0]
        outbox.queue(
            session,
            kind="assignment_declined_for_office",
            to=office,
            about=about_what(first.session),
            occasion=f"{about_what(first.session)}/{first.facilitator_id}/{at.isoformat()}",
            at=at,
            payload={"assignments": [row.id for row in answered]},
        )


def clash_refusal(found: Iterable[Doubt]) -> Refusal:
    """Everything that cannot be done in one sentence."""
    named = "; ".join(doubt.sentence for doubt in found)
    return Refusal("clash", f"{named}. Choose another time or another facilitator", "facilitators")


def _lock(session: Session, facilitator_ids: Iterable[int]) -> Sequence[Facilitator]:
    """In order of id, so that two people who assign the same two never wait for each other."""
    return session.scalars(
        select(Facilitator)
        .where(Facilitator.id.in_(list(facilitator_ids)))
        .order_by(Facilitator.id)
        .with_for_update(of=Facilitator)
    ).all()


def _check_possible(session: Session, together: Mapping[frozenset[int], Sequence[TrainingSession]]) -> None:
    """Refuse with everything that cannot be, whoever and whichever session it is about."""
    found: list[Doubt] = []
    for ids, trainings in together.items():
        wanted = [engagements.engagement_of(training) for training in trainings]
        found += impossible(session, facilitator_ids=sorted(ids), wanted=wanted)
    if found:
        raise clash_refusal(found)


def _check_vetted(
    session: Session, facilitators: Sequence[Facilitator], training_sessions: Sequence[TrainingSession]
) -> None:
    """Checks only run out: whoever may come on the last day may come on all."""
    if not training_sessions or not facilitators:
        return
    last = max(london_day(training.starts_at) for training in training_sessions)
    reasons = vetting.blocked(session, facilitator_ids=[one.id for one in facilitators], on=last)
    if reasons:
        named = "; ".join(
            f"{one.person.name} cannot be given a session on {short_day(last)}: {reasons[one.id]}"
            for one in facilitators
            if one.id in reasons
        )
        raise Refusal("check", f"{named}. Choose somebody else, or bring the record up to date", "facilitators")


def _refusals(session: Session, training_sessions: Sequence[TrainingSession]) -> frozenset[tuple[int, int]]:
    """Which of these sessions somebody declined, and who."""
    rows = session.execute(
        select(Assignment.session_id, Assignment.facilitator_id).where(
            Assignment.session_id.in_([training.id for training in training_sessions]),
            Assignment.answer == AssignmentAnswer.DECLINED,
        )
    )
    return frozenset((session_id, facilitator_id) for session_id, facilitator_id in rows)


def _forget_refusals(
    session: Session, training_sessions: Sequence[TrainingSession], facilitator_ids: Collection[int]
) -> None:
    """Whoever declined and is asked once more may answer anew."""
    session.execute(
        delete(Assignment).where(
            Assignment.session_id.in_([training.id for training in training_sessions]),
            Assignment.facilitator_id.in_(list(facilitator_ids)),
            Assignment.answer == AssignmentAnswer.DECLINED,
        )
    )
    session.flush()


def _assignment(
    training: TrainingSession, facilitator: Facilitator, before: Given | None, *, at: datetime
) -> Assignment:
    made = Assignment(
        session_id=training.id,
        facilitator_id=facilitator.id,
        starts_at=training.starts_at,
        ends_at=training.ends_at,
        active=True,
        assigned_at=at,
        answer=AssignmentAnswer.ASKED,
    )
    if before is not None and (before.starts_at, before.ends_at) == (training.starts_at, training.ends_at):
        made.answer, made.answered_at, made.words = before.answer, before.answered_at, before.words
    return made


def _with(
    rows: Sequence[Assignment], training_sessions: Sequence[TrainingSession]
) -> list[tuple[Assignment, TrainingSession]]:
    by_id = {training.id: training for training in training_sessions}
    return [(row, by_id[row.session_id]) for row in rows]


def _given(row: Assignment, training: TrainingSession) -> Given:
    return Given(
        session_id=training.id,
        facilitator_id=row.facilitator_id,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        place=training.place_name or "Online",
        about=about_what(training),
        answer=row.answer,
        answered_at=row.answered_at,
        words=row.words,
    )


def about_what(training: TrainingSession) -> str:
    """The reference under which its facilitators are asked: the booking's, or that of an open session."""
    return training.booking.reference if training.booking is not None else training.reference


def _tell_of_changes(session: Session, before: Sequence[Given], now: Sequence[Given], at: datetime) -> None:
    """One mail to each facilitator whose dates are others than before; nothing to those for whom nothing changed."""
    had, has = _by_facilitator(before, at=at), _by_facilitator(now, at=at)
    for facilitator_id in {**had, **has}:
        old, new = had.get(facilitator_id, []), has.get(facilitator_id, [])
        if _as_told(old) == _as_told(new):
            continue
        kind = "assignment_ended" if not new else "assignment_changed" if old else "assignment_asked"
        _tell(session, facilitator_id, new or old, kind=kind, at=at)


def _as_told(given: Iterable[Given]) -> set[tuple[datetime, datetime, str]]:
    return {(one.starts_at, one.ends_at, one.place) for one in given}


def _by_facilitator(given: Iterable[Given], *, at: datetime) -> dict[int, list[Given]]:
    found: dict[int, list[Given]] = {}
    for one in given:
        if one.starts_at > at:
            found.setdefault(one.facilitator_id, []).append(one)
    return found


def _tell(
    session: Session, facilitator_id: int, given: Sequence[Given], *, kind: str, at: datetime, cancelled: bool = False
) -> None:
    """Dates go along: a session that was only pencilled in may be rubbed out when the mail is written."""
    person = session.get_one(Facilitator, facilitator_id).person
    if person.email is None:
        return
    dates = sorted({(one.starts_at.isoformat(), one.ends_at.isoformat(), one.place) for one in given})
    outbox.queue(
        session,
        kind=kind,
        to=person.email,
        about=given[0].about,
        occasion=f"{given[0].about}/{at.isoformat()}/{dates[0][0]}",
        at=at,
        payload={"facilitator": facilitator_id, "dates": dates, "cancelled": cancelled},
    )
