"""What speaks against dates that the office has in mind: everything at once, in a fixed number of queries."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from rose_training.domain.calendar import london_day
from rose_training.domain.diary import Clash, Engagement, clashes, hard_to_reach, out_of_reach
from rose_training.domain.doubts import Doubt, DoubtKind, Strength, calendar_doubts, in_order
from rose_training.domain.programme import Audience
from rose_training.domain.sessions import SessionState
from rose_training.domain.travel import USUAL_PACE, Pace, minutes
from rose_training.domain.written_times import clock_time, when
from rose_training.domain.year_groups import YearGroup
from rose_training.models.bookings import Booking
from rose_training.models.people import Facilitator, Person
from rose_training.models.sessions import TrainingSession
from rose_training.services import calendar as school_calendar
from rose_training.services import engagements
from rose_training.services.availability import availability_of


def doubts(
    session: Session,
    *,
    wanted: Sequence[Engagement],
    facilitator_ids: Iterable[int],
    audience: Audience,
    organisation_id: int | None = None,
    years: Collection[YearGroup] = (),
    besides_booking_id: int | None = None,
    besides_session_id: int | None = None,
    pace: Pace = USUAL_PACE,
) -> tuple[Doubt, ...]:
    """Everything against these times at this school with these facilitators, in the order of the dates.

    The sessions of `besides_booking_id`, or the one session named, are about to be replaced. Eight
    queries at most, however many times and facilitators.
    """
    if not wanted:
        return ()
    ids = list(facilitator_ids)
    calendar = school_calendar.calendar_of(session, organisation_id=organisation_id)
    found = [
        doubt
        for want in wanted
        for doubt in calendar_doubts(want.starts_at, calendar=calendar, audience=audience, years=years)
    ]
    around = engagements.of_facilitators(
        session,
        facilitator_ids=ids,
        wanted=wanted,
        besides_booking_id=besides_booking_id,
        besides_session_id=besides_session_id,
    )
    placed, diaries = engagements.located(session, wanted, around)
    for (_, name), diary in diaries.items():
        found += _in_two_places(name, placed, diary)
        found += _journeys(name, placed, diary, pace)
    found += _not_working(session, ids, wanted)
    if organisation_id is not None:
        found += _there_already(session, organisation_id, wanted, besides_booking_id)
    return in_order(found)


def impossible(session: Session, *, wanted: Sequence[Engagement], facilitator_ids: Iterable[int]) -> tuple[Doubt, ...]:
    """Only what cannot be done: in two places, out of reach, on leave. Five queries at most."""
    if not wanted:
        return ()
    ids = list(facilitator_ids)
    around = engagements.of_facilitators(session, facilitator_ids=ids, wanted=wanted)
    placed, diaries = engagements.located(session, wanted, around)
    found: list[Doubt] = []
    for (_, name), diary in diaries.items():
        found += _in_two_places(name, placed, diary)
        found += _journeys(name, placed, diary, USUAL_PACE)
    found += _not_working(session, ids, wanted)
    return in_order(one for one in found if one.refused)


def _in_two_places(name: str, wanted: Sequence[Engagement], diary: Sequence[Engagement]) -> Iterator[Doubt]:
    for clash in clashes(wanted, diary):
        yield Doubt(DoubtKind.ELSEWHERE, Strength.REFUSED, clash.wanted.starts_at, _is_there(name, clash.engaged))


def _journeys(name: str, wanted: Sequence[Engagement], diary: Sequence[Engagement], pace: Pace) -> Iterator[Doubt]:
    never = set(out_of_reach(wanted, diary))
    for clash in hard_to_reach(wanted, diary, pace):
        strength = Strength.REFUSED if clash in never else Strength.WARNED
        said = "Out of reach" if clash in never else "Little time to travel"
        sentence = f"{said}: {_is_there(name, clash.engaged)}. {_time_left(clash, pace)}"
        yield Doubt(DoubtKind.JOURNEY, strength, clash.wanted.starts_at, sentence)


def _is_there(name: str, engaged: Engagement) -> str:
    return f"{name} is {engaged.label} on {when(engaged.starts_at, engaged.ends_at)}"


def _time_left(clash: Clash, pace: Pace) -> str:
    """'10 minutes are left, and the journey takes about 35 minutes'."""
    gap = clash.wanted.gap_to(clash.engaged) // timedelta(minutes=1)
    left = "1 minute is left" if gap == 1 else f"{gap or 'No'} minutes are left"
    needed = minutes(clash.wanted.point, clash.engaged.point, pace)
    if needed is None:
        return f"{left}, and we do not know how far it is"
    return f"{left}, and the journey takes about {needed} minutes"


def _not_working(session: Session, ids: Sequence[int], wanted: Sequence[Engagement]) -> Iterator[Doubt]:
    """Leave cannot be worked through; hours outside the usual ones are asked about."""
    days = [london_day(moment) for want in wanted for moment in (want.starts_at, want.ends_at)]
    available = availability_of(session, facilitator_ids=ids, first=min(days), last=max(days))
    names = _names(session, ids)
    for facilitator_id, times in available.items():
        for want in wanted:
            why = times.why_not(want.starts_at, want.ends_at)
            if why is None:
                continue
            on_leave = any(
                london_day(want.starts_at) in away or london_day(want.ends_at) in away for away in times.leave
            )
            name = names.get(facilitator_id, "The facilitator")
            day = when(want.starts_at, want.ends_at)
            if on_leave:
                yield Doubt(DoubtKind.LEAVE, Strength.REFUSED, want.starts_at, f"{day}: {name} is {why}")
            else:
                yield Doubt(DoubtKind.HOURS, Strength.WARNED, want.starts_at, f"{day}: {name} {why}")


def _names(session: Session, ids: Sequence[int]) -> dict[int, str]:
    rows = session.execute(select(Facilitator.id, Person.name).join(Facilitator.person).where(Facilitator.id.in_(ids)))
    return {row.id: row.name for row in rows}


def _there_already(
    session: Session, organisation_id: int, wanted: Sequence[Engagement], besides_booking_id: int | None
) -> Iterator[Doubt]:
    """Other bookings of the same school on the same days."""
    margin = timedelta(days=1)
    others = session.scalars(
        select(TrainingSession)
        .join(TrainingSession.booking)
        .options(joinedload(TrainingSession.activity))
        .where(
            Booking.organisation_id == organisation_id,
            TrainingSession.state != SessionState.CANCELLED,
            TrainingSession.starts_at < max(want.ends_at for want in wanted) + margin,
            TrainingSession.starts_at > min(want.starts_at for want in wanted) - margin,
        )
        .order_by(TrainingSession.starts_at)
    ).all()
    for want in wanted:
        for other in others:
            if other.booking_id != besides_booking_id and london_day(other.starts_at) == london_day(want.starts_at):
                yield _twice_a_day(want.starts_at, other)


def _twice_a_day(wanted_at: datetime, other: TrainingSession) -> Doubt:
    title = other.title or other.activity.title
    sentence = (
        f"{when(other.starts_at, other.ends_at)}: we are at this school already, with {title}. "
        f"Check with the school that {clock_time(wanted_at)} on the same day is meant"
    )
    return Doubt(DoubtKind.SAME_SCHOOL, Strength.WARNED, wanted_at, sentence)
