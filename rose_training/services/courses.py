"""A course as one unit: weekly dates proposed, one week postponed, one week repeated.

Every change raises the sequence of the course's one calendar entry and sends one mail (decision 17).
What has begun stays as it was.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from rose_training.domain.actors import Actor
from rose_training.domain.bookings import BookingState
from rose_training.domain.calendar import LOOK_AHEAD_WEEKS, WEEK, london, london_day
from rose_training.domain.course_choices import CourseProposal, CourseWish, FacilitatorDiary
from rose_training.domain.courses import propose
from rose_training.domain.diary import Engagement
from rose_training.domain.postponements import Moved, after_the_rest, later_ones_follow, others_stay
from rose_training.domain.refusals import Refusal
from rose_training.domain.sessions import SessionState
from rose_training.domain.weekly import Meeting
from rose_training.models.bookings import Booking
from rose_training.models.organisations import Organisation
from rose_training.models.people import Facilitator
from rose_training.models.sessions import Assignment, TrainingSession
from rose_training.services import availability, booking_plans, booking_wishes, bookings, diary, engagements, history
from rose_training.services import calendar as school_calendar

EARLIER_WEEKS = 8
"""A half-term has eight weeks at most: no earlier start is looked for than that."""


class How(StrEnum):
    """What becomes of the other weeks when one is postponed."""

    FOLLOW = "follow"
    STAY = "stay"


@dataclass(frozen=True, slots=True)
class Weeks:
    """The weeks of a course in their order: those that have begun, then those to come."""

    begun: tuple[TrainingSession, ...]
    to_come: tuple[TrainingSession, ...]

    @property
    def all(self) -> tuple[TrainingSession, ...]:
        """Every week."""
        return (*self.begun, *self.to_come)

    @property
    def meetings(self) -> tuple[Meeting, ...]:
        """Their times."""
        return tuple(Meeting(one.starts_at, one.ends_at) for one in self.all)


# Questions


def weeks_of(session: Session, booking: Booking, *, at: datetime) -> Weeks:
    """The weeks of a course. One whose register was taken on its morning has begun. One query."""
    standing = booking_plans.live_sessions(session, booking)
    begun = [one for one in standing if one.starts_at <= at or one.state is SessionState.DELIVERED]
    return Weeks(tuple(begun), tuple(standing[len(begun) :]))


def catch_ups_of(session: Session, booking: Booking) -> dict[int, TrainingSession]:
    """The catch-up sessions that stand, by the week that each repeats. One query."""
    rows = session.scalars(
        select(TrainingSession).where(
            TrainingSession.booking_id == booking.id,
            TrainingSession.catches_up_week.is_not(None),
            TrainingSession.state != SessionState.CANCELLED,
        )
    )
    return {row.catches_up_week: row for row in rows if row.catches_up_week is not None}


def proposal_for(
    session: Session,
    booking: Booking,
    *,
    first: date,
    starts: time,
    facilitator_ids: Collection[int] = (),
    at: datetime,
) -> CourseProposal:
    """The dates of a course from `first` on, and the choices where it does not fit into the half-term.

    Looked at are the school's calendar and the diaries of these facilitators, of everybody when none is
    named. Six queries, however long the diaries. Raises a Refusal as `domain.courses.propose` does.
    """
    wish = CourseWish(
        first=first,
        starts=starts,
        weeks=booking.activity.weeks,
        minutes=booking.activity.minutes,
        earliest=london_day(at) + timedelta(days=1),
        years=tuple(booking.year_groups),
    )
    calendar = school_calendar.calendar_of(session, organisation_id=booking.organisation_id)
    diaries = diaries_of(
        session,
        facilitator_ids=facilitator_ids,
        first=first - EARLIER_WEEKS * WEEK,
        last=first + LOOK_AHEAD_WEEKS * WEEK,
        besides_booking_id=booking.id,
    )
    return propose(wish, calendar, diaries)


def diaries_of(
    session: Session,
    *,
    facilitator_ids: Collection[int],
    first: date,
    last: date,
    besides_booking_id: int | None = None,
) -> tuple[FacilitatorDiary, ...]:
    """What facilitators (all who deliver, when none is named) have promised on these days, by name. Four queries."""
    everybody = diary.facilitators(session)
    asked = [one for one in everybody if not facilitator_ids or one.id in facilitator_ids]
    ids = [one.id for one in asked]
    engaged = _engaged(session, ids, first=first, last=last, besides_booking_id=besides_booking_id)
    working = availability.availability_of(session, facilitator_ids=ids, first=first, last=last)
    return tuple(
        FacilitatorDiary(one.id, one.person.name, tuple(engaged[one.id]), working.get(one.id)) for one in asked
    )


def postponement(
    session: Session, booking: Booking, *, week: int, how: How, instead: Meeting | None = None, at: datetime
) -> tuple[Moved, ...]:
    """The course before and after week number `week` is postponed; nothing is stored.

    With `How.STAY` and no `instead` it goes after the rest, onto its own weekday and hour. Raises a Refusal
    for a week that has begun or that there is not, and as `domain.postponements` does.
    """
    weeks = weeks_of(session, booking, at=at)
    if not len(weeks.begun) < week <= len(weeks.all):
        raise Refusal("week_begun", "This week has begun or is not in the course: it stays as it is", "how")
    calendar = school_calendar.calendar_of(session, organisation_id=booking.organisation_id)
    if how is How.FOLLOW:
        return later_ones_follow(weeks.meetings, week, calendar)
    instead = instead or after_the_rest(weeks.meetings, week, calendar)
    if instead.starts_at <= at:
        raise Refusal("past", "The new date must be in the future", "day")
    return others_stay(weeks.meetings, week, instead)


def deliverers(session: Session, trainings: Sequence[TrainingSession]) -> tuple[Facilitator, ...]:
    """Everybody who delivers one of these sessions, by name. One query."""
    given = diary.assigned_to(session, session_ids=[one.id for one in trainings])
    by_id = {one.id: one for several in given.values() for one in several}
    return tuple(sorted(by_id.values(), key=lambda one: one.person.name))


# Actions


def postpone(
    session: Session,
    booking: Booking,
    *,
    week: int,
    how: How,
    instead: Meeting | None = None,
    seen: Sequence[Meeting],
    by: Actor,
    at: datetime,
) -> tuple[Moved, ...]:
    """Move one week of a confirmed course, and with `How.FOLLOW` all later ones; each keeps its facilitators.

    `seen` are the dates as the page showed them: Raises a Refusal when somebody has changed the course since,
    and when a facilitator is somewhere else (the database would refuse that as well). The school gets one
    mail that changes its one calendar entry, and a wish to move is granted with it.
    """
    bookings.lock(session, booking)
    _check_confirmed(booking)
    weeks = weeks_of(session, booking, at=at)
    if tuple(seen) != weeks.meetings:
        raise Refusal("changed_meanwhile", "Somebody has changed this course since you opened the page: look again")
    moves = postponement(session, booking, week=week, how=how, instead=instead, at=at)
    by_week = dict(enumerate(weeks.all, start=1))
    moving = [(by_week[one.old_week], one.new) for one in moves if one.is_moved]
    _move(session, moving, at=at)
    _number_anew(session, [by_week[one.old_week] for one in moves], begun=len(weeks.begun))
    pairs = [[one.old.starts_at.isoformat(), one.new.starts_at.isoformat()] for one in moves if one.is_moved]
    history.record(
        session,
        subject=booking.reference,
        event="week_postponed",
        by=by,
        at=at,
        detail={"week": week, "others": how.value, "moved": pairs},
    )
    booking_wishes.grant(session, booking, by=by, at=at)
    tell(session, booking, kind="course_postponed", at=at, payload={"moved": pairs})
    return moves


def tell(
    session: Session, booking: Booking, *, kind: str, at: datetime, payload: dict[str, object] | None = None
) -> None:
    """One mail about a change of a course, with its calendar entry one sequence higher."""
    booking.calendar_sequence += 1
    session.flush()
    bookings.tell_booker(
        session,
        booking,
        kind=kind,
        occasion=f"changed/{booking.calendar_sequence}",
        at=at,
        payload={"sequence": booking.calendar_sequence} | (payload or {}),
    )


def _engaged(
    session: Session, facilitator_ids: Sequence[int], *, first: date, last: date, besides_booking_id: int | None
) -> defaultdict[int, list[Engagement]]:
    """The hours of each facilitator, as plain rows: a diary of years is read at once."""
    found: defaultdict[int, list[Engagement]] = defaultdict(list)
    rows = session.execute(
        select(
            Assignment.facilitator_id,
            Assignment.starts_at,
            Assignment.ends_at,
            TrainingSession.place_name,
            func.coalesce(Organisation.name, Booking.organisation_described, ""),
        )
        .join(TrainingSession, TrainingSession.id == Assignment.session_id)
        .outerjoin(Booking, Booking.id == TrainingSession.booking_id)
        .outerjoin(Organisation, Organisation.id == Booking.organisation_id)
        .where(
            Assignment.facilitator_id.in_(facilitator_ids),
            Assignment.active,
            Assignment.starts_at < london(last, time(0)),
            Assignment.ends_at > london(first, time(0)),
            func.coalesce(TrainingSession.booking_id, 0) != (besides_booking_id or -1),
        )
        .order_by(Assignment.starts_at)
    )
    for facilitator_id, starts_at, ends_at, place, school in rows:
        found[facilitator_id].append(Engagement(starts_at, ends_at, label=engagements.whereabouts(place, school)))
    return found


def _check_confirmed(booking: Booking) -> None:
    if booking.state is not BookingState.CONFIRMED:
        raise Refusal("booking_state", f"This booking is {booking.state.value}: there is nothing to postpone")


def _move(session: Session, moving: Sequence[tuple[TrainingSession, Meeting]], *, at: datetime) -> None:
    """Write the new times. Out of the diaries first: one week onto its neighbour's old hour is no clash."""
    given = diary.release(session, session_ids=[training.id for training, _ in moving])
    for training, meeting in moving:
        training.starts_at, training.ends_at = meeting.starts_at, meeting.ends_at
    session.flush()
    diary.assign_each(
        session,
        each=[
            (training, {one.facilitator_id for one in given if one.session_id == training.id}) for training, _ in moving
        ],
        before=given,
        at=at,
    )


def _number_anew(session: Session, in_order: Sequence[TrainingSession], *, begun: int) -> None:
    """Give the weeks to come their numbers by date. First none has one: two weeks never share a number."""
    to_come = in_order[begun:]
    if [training.week_number for training in to_come] == list(range(begun + 1, len(in_order) + 1)):
        return
    for training in to_come:
        training.week_number = None
    session.flush()
    for number, training in enumerate(to_come, start=begun + 1):
        training.week_number = number
    session.flush()
