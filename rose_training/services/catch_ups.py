"""A catch-up session: one week of a course once more, for those who missed it. Never a seventh week (decision 17)."""

from datetime import datetime

from sqlalchemy.orm import Session

from rose_training.domain.actors import Actor
from rose_training.domain.bookings import BookingState
from rose_training.domain.diary import Engagement, overlapping
from rose_training.domain.references import new_reference
from rose_training.domain.refusals import Refusal
from rose_training.domain.sessions import SessionState, check_arrangement
from rose_training.domain.visit_plans import VisitPlan
from rose_training.domain.weekly import Meeting
from rose_training.models.bookings import Booking
from rose_training.models.sessions import TrainingSession
from rose_training.services import assignments, bookings, courses, diary, history

CALLED_OFF = "The catch-up session is not needed any more"


def arrange(
    session: Session,
    booking: Booking,
    *,
    week: int,
    meeting: Meeting,
    facilitator_ids: list[int],
    by: Actor,
    at: datetime,
) -> TrainingSession:
    """Put on an extra session that repeats week number `week`, where that week was. The school gets one mail.

    Also after the last week. Raises a Refusal for a week that has not begun, that has a catch-up session
    already, for a time in the past or of another week, and as `diary.assign` does. Fields: `day`, `starts`,
    `facilitators`.
    """
    bookings.lock(session, booking)
    if booking.state not in (BookingState.CONFIRMED, BookingState.DELIVERED) or booking.activity.weeks < 2:
        raise Refusal("booking_state", "Only a confirmed course has weeks to catch up on")
    weeks = courses.weeks_of(session, booking, at=at)
    if not 1 <= week <= len(weeks.begun):
        raise Refusal("week_to_come", "This week is still to come: postpone it instead")
    standing = courses.catch_ups_of(session, booking)
    if week in standing:
        raise Refusal("caught_up", f"There is a catch-up session for week {week} already", "day")
    if not facilitator_ids:
        raise Refusal("facilitator_missing", "Select who will deliver it", "facilitators")
    repeated = weeks.all[week - 1]
    _check_time(repeated, meeting, [*weeks.all, *standing.values()], at=at)
    training = TrainingSession(
        reference=new_reference("SES"),
        activity_id=booking.activity_id,
        booking_id=booking.id,
        catches_up_week=week,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        state=SessionState.SCHEDULED,
        mode=repeated.mode,
        place_name=repeated.place_name,
        place_address=repeated.place_address,
        postcode=repeated.postcode,
        online_link=repeated.online_link,
        area=repeated.area,
        created_at=at,
    )
    session.add(training)
    session.flush()
    diary.assign(session, training_sessions=[training], facilitator_ids=facilitator_ids, at=at)
    _remember(session, booking, training, event="catch_up_arranged", by=by, at=at)
    courses.tell(session, booking, kind="catch_up_arranged", at=at, payload={"session": training.reference})
    return training


def call_off(session: Session, booking: Booking, *, reference: str, by: Actor, at: datetime) -> None:
    """Cancel a catch-up session to come: diaries are free, the school gets one mail.

    Raises a Refusal when it has begun, was recorded, or is none of this booking's.
    """
    bookings.lock(session, booking)
    training = next(
        (one for one in courses.catch_ups_of(session, booking).values() if one.reference == reference), None
    )
    if training is None:
        raise Refusal("no_catch_up", "This catch-up session is not on any more")
    if training.starts_at <= at or training.state is not SessionState.SCHEDULED:
        raise Refusal("begun", "This catch-up session has begun: it stays as it is")
    assignments.call_off(session, session_ids=[training.id], at=at)
    training.state, training.cancelled_reason = SessionState.CANCELLED, CALLED_OFF
    _remember(session, booking, training, event="catch_up_called_off", by=by, at=at)
    courses.tell(session, booking, kind="catch_up_called_off", at=at, payload={"session": training.reference})


def _check_time(repeated: TrainingSession, meeting: Meeting, others: list[TrainingSession], *, at: datetime) -> None:
    plan = VisitPlan(
        meetings=(meeting,),
        facilitator_ids=(),
        mode=repeated.mode,
        place_name=repeated.place_name,
        place_address=repeated.place_address,
        postcode=repeated.postcode,
        online_link=repeated.online_link,
    )
    try:
        check_arrangement(plan.arrangement_of(meeting), at=at)
    except Refusal as refusal:
        field = {"starts_on": "day", "start_time": "starts", "end_time": "starts"}.get(refusal.field or "")
        raise Refusal(refusal.code, refusal.sentence, field or refusal.field) from refusal
    times = [Engagement(one.starts_at, one.ends_at) for one in others]
    if overlapping([*times, Engagement(meeting.starts_at, meeting.ends_at)]):
        raise Refusal("overlap", "Another session of this course is at that time", "day")


def _remember(
    session: Session, booking: Booking, training: TrainingSession, *, event: str, by: Actor, at: datetime
) -> None:
    history.record(
        session,
        subject=booking.reference,
        event=event,
        by=by,
        at=at,
        detail={
            "session": training.reference,
            "week": training.catches_up_week,
            "starts_at": training.starts_at.isoformat(),
        },
    )
