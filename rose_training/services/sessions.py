"""Open sessions (briefings, awareness-day events): the office sets, moves and cancels them."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from rose_training.domain.actors import Actor
from rose_training.domain.calendar import ClosureKind, london_day
from rose_training.domain.diary import Engagement
from rose_training.domain.doubts import Doubt
from rose_training.domain.parties import News
from rose_training.domain.programme import Audience
from rose_training.domain.references import new_reference
from rose_training.domain.refusals import Refusal
from rose_training.domain.sessions import (
    BOOKING_CLOSES_WORKING_DAYS,
    Arrangement,
    BookingWindow,
    SessionMode,
    SessionState,
    changed_parts,
    check_arrangement,
    check_breaks,
    check_capacity,
    check_may_change,
    check_window,
    registration_closes_at,
)
from rose_training.domain.travel import USUAL_PACE, Pace
from rose_training.models.calendar import ClosureDay
from rose_training.models.programme import Activity
from rose_training.models.sessions import TrainingSession
from rose_training.services import (
    assignments,
    attendance,
    capacities,
    diary,
    history,
    offers,
    party_news,
    places,
    registrations,
)


@dataclass(frozen=True)
class Plan:
    """What the office decides about an open session.

    `online_capacity` counts places online by themselves where there are both kinds; None: one number
    for all. `title` and `outcomes` None are the activity's own; `area` is the district that people
    filter by. In `break_minutes` nobody learns (§8 of the domain notes). Booking closes `closes_days`
    working days before the start, unless `window` says otherwise; `window` None leaves it as it is.
    `facilitator_ids` deliver it.
    """

    arrangement: Arrangement
    capacity: int
    online_capacity: int | None = None
    title: str | None = None
    break_minutes: int = 0
    area: str | None = None
    outcomes: str | None = None
    closes_days: int = BOOKING_CLOSES_WORKING_DAYS
    window: BookingWindow | None = None
    facilitator_ids: tuple[int, ...] = ()


def open_session(session: Session, *, reference: str) -> TrainingSession | None:
    """One open session with its activity, in one query; never a visit that a school booked."""
    return session.scalar(
        select(TrainingSession)
        .where(TrainingSession.reference == reference, TrainingSession.booking_id.is_(None))
        .options(joinedload(TrainingSession.activity))
    )


def open_sessions(
    session: Session, *, at: datetime, past: bool, offset: int = 0, limit: int = 25
) -> tuple[Sequence[TrainingSession], int]:
    """One page of open sessions and how many there are in all, cancelled ones included.

    Those to come stand soonest first, those that are over latest first. Two queries.
    """
    chosen = (
        TrainingSession.booking_id.is_(None),
        TrainingSession.starts_at < at if past else TrainingSession.starts_at >= at,
    )
    order = TrainingSession.starts_at.desc() if past else TrainingSession.starts_at
    total = session.scalar(select(func.count(TrainingSession.id)).where(*chosen)) or 0
    page = session.scalars(
        select(TrainingSession)
        .where(*chosen)
        .options(joinedload(TrainingSession.activity))
        .order_by(order, TrainingSession.id)
        .offset(offset)
        .limit(limit)
    ).all()
    return page, total


def arrangement_of(training: TrainingSession) -> Arrangement:
    """When and where a stored session takes place."""
    return Arrangement(
        starts_at=training.starts_at,
        ends_at=training.ends_at,
        mode=training.mode,
        place_name=training.place_name,
        place_address=training.place_address,
        postcode=training.postcode,
        online_link=training.online_link,
    )


def doubts(
    session: Session, *, plan: Plan, audience: Audience, besides_session_id: int | None = None, pace: Pace = USUAL_PACE
) -> tuple[Doubt, ...]:
    """What speaks against an arrangement, in a fixed number of queries; the session named is about to be replaced."""
    here = plan.arrangement
    return diary.doubts(
        session,
        wanted=[Engagement(here.starts_at, here.ends_at, place=here.place_name or "", postcode=here.postcode)],
        facilitator_ids=plan.facilitator_ids,
        audience=audience,
        besides_session_id=besides_session_id,
        pace=pace,
    )


def create(session: Session, *, activity: Activity, plan: Plan, by: Actor, at: datetime) -> TrainingSession:
    """Put an open session on, ready for registrations.

    Raises `Refusal` for what cannot be right, also when a facilitator is elsewhere at that hour.
    """
    check_arrangement(plan.arrangement, at=at)
    _check_breaks(plan)
    check_capacity(plan.capacity)
    online_capacity = plan.online_capacity if plan.arrangement.mode is SessionMode.HYBRID else None
    if online_capacity is not None:
        check_capacity(online_capacity, field="online_capacity")
    window = _filled(session, plan, plan.window or BookingWindow())
    check_window(window, starts_at=plan.arrangement.starts_at)
    training = TrainingSession(
        reference=new_reference("SES"),
        activity_id=activity.id,
        state=SessionState.SCHEDULED,
        title=plan.title,
        outcomes=plan.outcomes,
        break_minutes=plan.break_minutes,
        area=plan.area,
        capacity=plan.capacity,
        online_capacity=online_capacity,
        places_taken=0,
        reserve_length=0,
        registration_opens_at=window.opens_at,
        registration_closes_at=window.closes_at,
        created_at=at,
        **asdict(plan.arrangement),
    )
    session.add(training)
    diary.assign(session, training_sessions=[training], facilitator_ids=plan.facilitator_ids, at=at)
    history.record(
        session,
        subject=training.reference,
        event="session_created",
        by=by,
        at=at,
        detail={"activity": activity.code, "capacity": plan.capacity},
    )
    return training


def change(session: Session, *, reference: str, plan: Plan, by: Actor, at: datetime) -> TrainingSession:
    """Move or alter an open session, and tell everybody whose diary it changes.

    More places go to the reserve list in order; fewer than are taken are refused. Raises
    `Refusal`, also when the session is over or cancelled.
    """
    training = _locked(session, reference)
    check_may_change(training.state, starts_at=training.starts_at, at=at)
    check_arrangement(plan.arrangement, at=at)
    _check_breaks(plan)

    before = arrangement_of(training)
    old_places = {"capacity": training.capacity, "online_capacity": training.online_capacity}
    old_texts = {"title": training.title, "outcomes": training.outcomes, "break_minutes": training.break_minutes}
    old_window = BookingWindow(training.registration_opens_at, training.registration_closes_at)
    window = _window(session, training, plan, old_window)
    check_window(window, starts_at=plan.arrangement.starts_at)
    parts = changed_parts(before, plan.arrangement)
    capacities.change(
        session,
        training,
        mode=plan.arrangement.mode,
        capacity=plan.capacity,
        online_capacity=plan.online_capacity,
    )
    given = diary.release(session, session_ids=[training.id])
    _write(training, plan, window)
    if "starts_at" in parts:
        offers.move_deadlines(session, training, at=at)
        attendance.set_aside(session, training, by=by, at=at)
    diary.assign(session, training_sessions=[training], facilitator_ids=plan.facilitator_ids, before=given, at=at)
    history.record(
        session,
        subject=training.reference,
        event="session_changed",
        by=by,
        at=at,
        detail={part: _as_kept(part, before) for part in parts}
        | {name: old for name, old in (old_places | old_texts).items() if old != getattr(training, name)}
        | {name: str(old) for name, old in asdict(old_window).items() if old != getattr(window, name)},
    )
    if parts:
        _tell_of_change(session, training, at=at)
    offers.settle(session, training, by=by, at=at)
    if set(parts) - {"online_link"}:
        live = registrations.live_of(session, training)
        party_news.tell_each(session, live, news=News.MOVED, at=at)
    return training


def cancel(session: Session, *, reference: str, reason: str, by: Actor, at: datetime) -> TrainingSession:
    """Call an open session off; everybody registered is told and loses the calendar entry.

    Raises `Refusal` when there is no reason for people to read, or it is over already.
    """
    training = _locked(session, reference)
    check_may_change(training.state, starts_at=training.starts_at, at=at)
    if not reason:
        raise Refusal("reason_missing", "Enter a reason: it goes to everybody registered", "reason")
    live = registrations.live_of(session, training)
    for registration in live:
        registrations.end(session, registration, by=by, at=at, reason=reason, cause="session")
    party_news.tell_each(session, live, news=News.CALLED_OFF, at=at)
    assignments.call_off(session, session_ids=[training.id], at=at)
    training.state = SessionState.CANCELLED
    training.cancelled_reason = reason
    session.flush()
    attendance.set_aside(session, training, by=by, at=at)
    history.record(
        session,
        subject=training.reference,
        event="session_cancelled",
        by=by,
        at=at,
    )
    return training


def _locked(session: Session, reference: str) -> TrainingSession:
    training = places.lock_open_session(session, reference=reference)
    if training is None:
        raise Refusal("no_such_session", "There is no such session.")
    return training


def _check_breaks(plan: Plan) -> None:
    check_breaks(plan.break_minutes, length=plan.arrangement.ends_at - plan.arrangement.starts_at)


def _write(training: TrainingSession, plan: Plan, window: BookingWindow) -> None:
    training.title, training.outcomes, training.area = plan.title, plan.outcomes, plan.area
    training.break_minutes = plan.break_minutes
    training.registration_opens_at, training.registration_closes_at = window.opens_at, window.closes_at
    for part, value in asdict(plan.arrangement).items():
        setattr(training, part, value)


def _window(session: Session, training: TrainingSession, plan: Plan, stored: BookingWindow) -> BookingWindow:
    """When booking opens and closes from now on.

    What the office gave this date of its own counts. Otherwise booking moves with the date: by the rule
    of the series or the site, and where it had been set by hand, as many days before as it was.
    """
    if plan.window is not None and plan.window != stored:
        return _filled(session, plan, plan.window)
    starts_at = plan.arrangement.starts_at
    if starts_at == training.starts_at:
        return stored
    if training.series is not None:
        plan = replace(plan, closes_days=training.series.closes_days)
    moved = stored.moved(since=training.starts_at, to=starts_at)
    before = replace(plan, arrangement=arrangement_of(training))
    by_hand = stored.closes_at is not None and stored.closes_at != _closing(session, before)
    return moved if by_hand else _filled(session, plan, replace(moved, closes_at=None))


def _filled(session: Session, plan: Plan, window: BookingWindow) -> BookingWindow:
    """The same, with the close by the rule where none was given."""
    return replace(window, closes_at=window.closes_at or _closing(session, plan))


def _tell_of_change(session: Session, training: TrainingSession, *, at: datetime) -> None:
    for registration in registrations.live_of(session, training):
        registration.calendar_sequence += 1
        places.tell(session, registration, kind="session_changed", at=at)


def _closing(session: Session, plan: Plan) -> datetime:
    """When booking closes, counted in working days around the bank holidays."""
    starts_at = plan.arrangement.starts_at
    day = london_day(starts_at)
    bank_holidays = session.scalars(
        select(ClosureDay.on).where(
            ClosureDay.kind == ClosureKind.BANK_HOLIDAY,
            ClosureDay.organisation_id.is_(None),
            ClosureDay.on.between(day - timedelta(days=60), day),
        )
    )
    return registration_closes_at(starts_at, working_days=plan.closes_days, days_off=frozenset(bank_holidays))


def _as_kept(part: str, before: Arrangement) -> object:
    """The old value for the history, which outlives the session; a joining link is nobody's to read there."""
    value = getattr(before, part)
    if part == "online_link":
        return bool(value)
    return value.isoformat() if isinstance(value, datetime) else value
