"""Moving a session from the diary: another day, another hour, other facilitators; the rest stays as it is.

The booking and the open session have their own services, which tell whoever has to know, once. A week of
a course is moved on the page of its course, because the later weeks may follow.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from rose_training.domain.actors import Actor
from rose_training.domain.bookings import HOLD_REMINDER, BookingState
from rose_training.domain.diary import Engagement
from rose_training.domain.doubts import Doubt
from rose_training.domain.refusals import Refusal
from rose_training.domain.sessions import check_may_change
from rose_training.domain.travel import USUAL_PACE, Pace
from rose_training.domain.weekly import Meeting
from rose_training.models.bookings import Booking
from rose_training.models.sessions import Assignment, TrainingSession
from rose_training.services import booking_plans, diary, engagements, sessions


@dataclass(frozen=True, slots=True)
class Move:
    """Where a session goes: both moments aware, and everybody who delivers it then."""

    starts_at: datetime
    ends_at: datetime
    facilitator_ids: tuple[int, ...]


# Questions


def session_to_move(session: Session, *, reference: str) -> TrainingSession | None:
    """One session of any kind with its activity, booking and school, in one query."""
    return session.scalar(
        select(TrainingSession)
        .where(TrainingSession.reference == reference)
        .options(
            joinedload(TrainingSession.activity),
            joinedload(TrainingSession.booking).joinedload(Booking.organisation),
        )
    )


def belongs_to_a_course(training: TrainingSession) -> bool:
    """Whether it is one of several weeks, which move together on a page of their own."""
    return training.booking is not None and training.activity.weeks > 1


def standing(session: Session, training: TrainingSession) -> Move:
    """When it takes place now, and who delivers it."""
    ids = session.scalars(
        select(Assignment.facilitator_id).where(Assignment.session_id == training.id, Assignment.active)
    )
    return Move(training.starts_at, training.ends_at, tuple(sorted(ids)))


def doubts(session: Session, training: TrainingSession, move: Move, *, pace: Pace = USUAL_PACE) -> tuple[Doubt, ...]:
    """What speaks against the new time, in a fixed number of queries."""
    booking = training.booking
    here = engagements.engagement_of(training)
    wanted: Sequence[Engagement] = [replace(here, starts_at=move.starts_at, ends_at=move.ends_at)]
    return diary.doubts(
        session,
        wanted=wanted,
        facilitator_ids=move.facilitator_ids,
        audience=booking.audience if booking else training.activity.audience,
        organisation_id=booking.organisation_id if booking else None,
        years=booking.years if booking else (),
        besides_booking_id=training.booking_id,
        besides_session_id=training.id,
        pace=pace,
    )


# Actions


def move(
    session: Session,
    training: TrainingSession,
    to: Move,
    *,
    hold_days: int,
    closes_days: int,
    remind_before: timedelta = HOLD_REMINDER,
    by: Actor,
    at: datetime,
) -> bool:
    """Take a session to another time or to other people; answers whether anybody outside is told.

    A date that is only held is held anew when it moves, with its time starting again. Raises `Refusal` for what is over
    or cancelled, for a week of a course, and for everything that the services of bookings and open
    sessions refuse.
    """
    check_may_change(training.state, starts_at=training.starts_at, at=at)
    if belongs_to_a_course(training):
        raise Refusal("course", "This is one week of a course: move it on the page of the course")
    if to == standing(session, training):
        raise Refusal("same_time", "This is when it takes place now: choose another time or facilitator", "starts_on")
    if training.booking is None:
        return _move_open(session, training, to, closes_days=closes_days, by=by, at=at)
    return _move_visit(session, training.booking, to, hold_days=hold_days, remind_before=remind_before, by=by, at=at)


def _move_visit(
    session: Session,
    booking: Booking,
    to: Move,
    *,
    hold_days: int,
    remind_before: timedelta,
    by: Actor,
    at: datetime,
) -> bool:
    plan = booking_plans.plan_of(session, booking)
    if plan is None:
        raise Refusal("nothing_arranged", "Nothing is arranged for this booking any more")
    wanted = replace(
        plan, meetings=(Meeting(to.starts_at, to.ends_at),), facilitator_ids=tuple(sorted(to.facilitator_ids))
    )
    if booking.state is BookingState.HELD:
        return booking_plans.hold(
            session, booking, wanted, working_days=hold_days, remind_before=remind_before, by=by, at=at
        )
    return booking_plans.change(session, booking, wanted, by=by, at=at)


def _move_open(
    session: Session, training: TrainingSession, to: Move, *, closes_days: int, by: Actor, at: datetime
) -> bool:
    before = sessions.arrangement_of(training)
    after = replace(before, starts_at=to.starts_at, ends_at=to.ends_at)
    if training.capacity is None:
        raise ValueError("an open session has places")
    plan = sessions.Plan(
        arrangement=after,
        capacity=training.capacity,
        online_capacity=training.online_capacity,
        title=training.title,
        area=training.area,
        outcomes=training.outcomes,
        closes_days=closes_days,
        facilitator_ids=to.facilitator_ids,
    )
    sessions.change(session, reference=training.reference, plan=plan, by=by, at=at)
    return before != after
