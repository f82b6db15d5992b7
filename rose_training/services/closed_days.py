"""Days on which a school says that it is closed, or has exams, and for which we are booked there (questions only).

A school enters a training day after the visit was agreed: it is shown what is booked, and the office is shown it too.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, select
from sqlalchemy.orm import Session, joinedload

from rose_training.domain.bookings import BookingState
from rose_training.domain.calendar import ClosureKind, london_day
from rose_training.domain.sessions import SessionState
from rose_training.models.bookings import Booking
from rose_training.models.calendar import ClosureDay
from rose_training.models.sessions import TrainingSession


@dataclass(frozen=True, slots=True)
class BookedOnClosedDay:
    """One date of a booking, and what the school has on that day."""

    booking: Booking
    starts_at: datetime
    title: str


def booked_on_closed_days(
    session: Session, *, at: datetime, organisation_id: int | None = None
) -> Sequence[BookedOnClosedDay]:
    """Dates to come that lie on a day which their own school has entered, the soonest first. One query.

    Exams count where they concern a year group of the booking, or everybody. Of one school, or of all.
    """
    wanted = (
        select(Booking, TrainingSession.starts_at, ClosureDay)
        .join(TrainingSession, TrainingSession.booking_id == Booking.id)
        .join(
            ClosureDay,
            and_(ClosureDay.organisation_id == Booking.organisation_id, ClosureDay.on >= london_day(at)),
        )
        .where(
            Booking.state.in_((BookingState.HELD, BookingState.CONFIRMED)),
            TrainingSession.state == SessionState.SCHEDULED,
            TrainingSession.starts_at > at,
        )
        .order_by(TrainingSession.starts_at, TrainingSession.id, ClosureDay.id)
        .options(joinedload(Booking.activity), joinedload(Booking.organisation))
    )
    if organisation_id is not None:
        wanted = wanted.where(Booking.organisation_id == organisation_id)
    return [
        BookedOnClosedDay(booking, starts_at, closure.title)
        for booking, starts_at, closure in session.execute(wanted)
        # The day is London's, and the database knows only the moment.
        if starts_at is not None and london_day(starts_at) == closure.on and _concerns(closure, booking)
    ]


def _concerns(closure: ClosureDay, booking: Booking) -> bool:
    if closure.kind is not ClosureKind.EXAM or not closure.years or not booking.year_groups:
        return True
    return bool(set(closure.years) & set(booking.year_groups))
