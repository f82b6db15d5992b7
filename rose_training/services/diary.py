"""Who delivers what and when: assignments of facilitators, without double booking."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, joinedload

from rose_training.domain.calendar import london, london_day
from rose_training.domain.diary import Clash, Engagement, clashes, hard_to_reach
from rose_training.domain.refusals import Refusal
from rose_training.domain.written_times import when
from rose_training.models.bookings import Booking
from rose_training.models.people import Facilitator, Person
from rose_training.models.sessions import Assignment, TrainingSession


@dataclass(frozen=True, slots=True)
class NamedClash:
    """A clash with the facilitator who would be in two places."""

    facilitator_id: int
    facilitator: str
    clash: Clash

    @property
    def sentence(self) -> str:
        """'Ada Smith is at Hethersett Academy on Thursday 14 January 2027, 9:30am to 10:30am'."""
        engaged = self.clash.engaged
        return f"{self.facilitator} is {engaged.label} on {when(engaged.starts_at, engaged.ends_at)}"


# Questions


def facilitators(session: Session, *, active_only: bool = True) -> Sequence[Facilitator]:
    """Those who deliver sessions, by name."""
    wanted = select(Facilitator).join(Facilitator.person).options(joinedload(Facilitator.person)).order_by(Person.name)
    if active_only:
        wanted = wanted.where(Facilitator.active)
    return session.scalars(wanted).all()


def assigned_to(session: Session, *, session_ids: Iterable[int]) -> Mapping[int, tuple[Facilitator, ...]]:
    """Who delivers each session, by the session's id, in one query."""
    rows = session.execute(
        select(Assignment.session_id, Facilitator)
        .join(Assignment.facilitator)
        .join(Facilitator.person)
        .options(joinedload(Facilitator.person))
        .where(Assignment.session_id.in_(list(session_ids)))
        .order_by(Assignment.session_id, Person.name)
    )
    found: dict[int, tuple[Facilitator, ...]] = {}
    for session_id, facilitator in rows:
        found[session_id] = (*found.get(session_id, ()), facilitator)
    return found


def find_clashes(
    session: Session,
    *,
    facilitator_ids: Iterable[int],
    wanted: Sequence[Engagement],
    besides_booking_id: int | None = None,
    besides_session_id: int | None = None,
) -> tuple[NamedClash, ...]:
    """What stands in the way of these facilitators giving this time.

    Sessions of `besides_booking_id`, or the one session named, are about to be replaced and
    do not count.
    """
    diaries = _diaries(
        session,
        facilitator_ids=facilitator_ids,
        wanted=wanted,
        besides_booking_id=besides_booking_id,
        besides_session_id=besides_session_id,
    )
    return tuple(
        NamedClash(facilitator_id, name, clash)
        for (facilitator_id, name), engaged in diaries.items()
        for clash in clashes(wanted, engaged)
    )


def tight_journeys(
    session: Session,
    *,
    facilitator_ids: Iterable[int],
    wanted: Sequence[Engagement],
    besides_booking_id: int | None = None,
) -> tuple[NamedClash, ...]:
    """Engagements elsewhere with too little time to travel between: worth a warning, not a refusal."""
    diaries = _diaries(
        session,
        facilitator_ids=facilitator_ids,
        wanted=wanted,
        besides_booking_id=besides_booking_id,
    )
    return tuple(
        NamedClash(facilitator_id, name, clash)
        for (facilitator_id, name), engaged in diaries.items()
        for clash in hard_to_reach(wanted, engaged)
    )


def engagements_on(
    session: Session,
    *,
    facilitator_ids: Iterable[int],
    days: Iterable[date],
    besides_booking_id: int | None = None,
) -> Mapping[int, tuple[Engagement, ...]]:
    """What each facilitator has on these days in Norfolk, by the facilitator's id. One query."""
    asked = sorted(set(days))
    if not asked:
        return {}
    diaries = _diaries(
        session,
        facilitator_ids=facilitator_ids,
        wanted=[Engagement(london(asked[0], time(0)), london(asked[-1] + timedelta(days=1), time(0)))],
        besides_booking_id=besides_booking_id,
    )
    return {
        facilitator_id: tuple(one for one in engaged if london_day(one.starts_at) in asked)
        for (facilitator_id, _), engaged in diaries.items()
    }


# Actions


def assign(
    session: Session,
    *,
    training_sessions: Sequence[TrainingSession],
    facilitator_ids: Sequence[int],
    at: datetime,
) -> None:
    """Let these facilitators, and nobody else, deliver these sessions.

    Their rows are locked first, so that two people at two desks cannot give the same hour away.
    Raises a Refusal that names every clash; the database would refuse them as well.
    """
    session.flush()
    _lock(session, facilitator_ids)
    ids = [training.id for training in training_sessions]
    session.execute(delete(Assignment).where(Assignment.session_id.in_(ids)))
    session.flush()
    wanted = [
        Engagement(training.starts_at, training.ends_at, place=training.place_name or "")
        for training in training_sessions
    ]
    found = find_clashes(session, facilitator_ids=facilitator_ids, wanted=wanted)
    if found:
        raise clash_refusal(found)
    session.add_all(
        Assignment(
            session_id=training.id,
            facilitator_id=facilitator_id,
            starts_at=training.starts_at,
            ends_at=training.ends_at,
            active=True,
            assigned_at=at,
        )
        for training in training_sessions
        for facilitator_id in facilitator_ids
    )
    try:
        session.flush()
    except IntegrityError as error:
        raise Refusal(
            "clash", "Somebody else has just given this facilitator another session", "facilitators"
        ) from error


def release(session: Session, *, session_ids: Iterable[int]) -> None:
    """Take everybody off these sessions."""
    session.execute(delete(Assignment).where(Assignment.session_id.in_(list(session_ids))))


def clash_refusal(found: Iterable[NamedClash]) -> Refusal:
    """All clashes in one sentence."""
    named = "; ".join(dict.fromkeys(clash.sentence for clash in found))
    return Refusal("clash", f"{named}. Choose another time or another facilitator", "facilitators")


def _lock(session: Session, facilitator_ids: Iterable[int]) -> None:
    """In order of id, so that two people who assign the same two never wait for each other."""
    session.execute(
        select(Facilitator.id)
        .where(Facilitator.id.in_(list(facilitator_ids)))
        .order_by(Facilitator.id)
        .with_for_update()
    ).all()


def _diaries(
    session: Session,
    *,
    facilitator_ids: Iterable[int],
    wanted: Sequence[Engagement],
    besides_booking_id: int | None = None,
    besides_session_id: int | None = None,
) -> dict[tuple[int, str], list[Engagement]]:
    """The engagements of each facilitator around the wanted times, by id and name, in one query."""
    ids = list(facilitator_ids)
    if not ids or not wanted:
        return {}
    margin = timedelta(hours=2)
    rows = session.execute(
        select(Facilitator.id, Person.name, TrainingSession)
        .select_from(Assignment)
        .join(Assignment.session)
        .join(Assignment.facilitator)
        .join(Facilitator.person)
        .options(joinedload(TrainingSession.booking).joinedload(Booking.organisation))
        .where(
            Assignment.facilitator_id.in_(ids),
            Assignment.active,
            Assignment.starts_at < max(want.ends_at for want in wanted) + margin,
            Assignment.ends_at > min(want.starts_at for want in wanted) - margin,
        )
        .order_by(Assignment.starts_at)
    )
    found: dict[tuple[int, str], list[Engagement]] = {}
    for facilitator_id, name, training in rows:
        if besides_booking_id is not None and training.booking_id == besides_booking_id:
            continue
        if training.id == besides_session_id:
            continue
        found.setdefault((facilitator_id, name), []).append(
            Engagement(
                training.starts_at, training.ends_at, label=_whereabouts(training), place=training.place_name or ""
            )
        )
    return found


def _whereabouts(training: TrainingSession) -> str:
    """'at Hethersett Academy', 'at the Forum with Hethersett Academy', 'online with Hethersett Academy'."""
    booking = training.booking
    school = ""
    if booking is not None:
        school = booking.organisation.name if booking.organisation else booking.organisation_described or ""
    place = f"at {training.place_name}" if training.place_name else "online"
    return f"{place} with {school}" if school and school != training.place_name else place
