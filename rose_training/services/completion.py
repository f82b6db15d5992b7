"""How far the cards of a cohort have got, from the registers of its course."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from rose_training.domain.attendance import Mark
from rose_training.domain.completion import OF_SIX, Completion, Sitting, completion, weeks_needed
from rose_training.domain.sessions import SessionState
from rose_training.models.attendance import AttendanceMark
from rose_training.models.bookings import Booking, Cohort, CohortCard
from rose_training.models.programme import Activity
from rose_training.models.sessions import TrainingSession
from rose_training.models.site import SiteSetting

WEEKS_SETTING = "course_weeks_of_six"
"""How many weeks of six complete a course, in the table of settings."""


def completion_of(session: Session, *, cohort_id: int) -> Completion:
    """n of 6 for each card; marks at a catch-up session count for the week that it repeats. Four queries."""
    weeks, booking_id = session.execute(
        select(Activity.weeks, Booking.id)
        .join(Booking, Booking.activity_id == Activity.id)
        .join(Cohort, Cohort.booking_id == Booking.id)
        .where(Cohort.id == cohort_id)
    ).one()
    numbers = session.scalars(
        select(CohortCard.number).where(CohortCard.cohort_id == cohort_id).order_by(CohortCard.number)
    ).all()
    kept = session.scalar(select(SiteSetting.value).where(SiteSetting.key == WEEKS_SETTING))
    rows = session.execute(
        select(
            TrainingSession.id,
            TrainingSession.week_number,
            TrainingSession.catches_up_week,
            CohortCard.number,
            AttendanceMark.mark,
        )
        .join(AttendanceMark, AttendanceMark.session_id == TrainingSession.id)
        .join(CohortCard, CohortCard.id == AttendanceMark.card_id)
        .where(
            TrainingSession.booking_id == booking_id,
            TrainingSession.state != SessionState.CANCELLED,
            AttendanceMark.current,
        )
    )
    marks: dict[tuple[int, int, bool], dict[int, Mark]] = {}
    for session_id, week, repeats, number, mark in rows:
        marks.setdefault((session_id, repeats or week or 1, repeats is not None), {})[number] = mark
    return completion(
        weeks=weeks,
        needed=weeks_needed(weeks, of_six=int(kept) if kept else OF_SIX),
        numbers=numbers,
        sittings=[Sitting(week, catch_up, found) for (_, week, catch_up), found in marks.items()],
    )
