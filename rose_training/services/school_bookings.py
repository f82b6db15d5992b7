"""The bookings of a reader's own schools, in pages: what is coming, and what has been."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, joinedload

from rose_training.domain.bookings import BookingState
from rose_training.domain.sessions import SessionState
from rose_training.models.bookings import Booking
from rose_training.models.sessions import TrainingSession

COMING = tuple(state for state in BookingState if state.is_open)
PAGE = 20

# Questions


def page_of(
    session: Session, *, organisation_ids: Collection[int], coming: bool, at: datetime, page: int = 1
) -> tuple[Sequence[Booking], int]:
    """One page of what is coming, the nearest date first, or of what has been, the latest first; and how many in all.

    What has no date yet stands after what has one. Two queries.
    """
    which = _which(organisation_ids, coming=coming)
    total = session.scalar(select(func.count()).select_from(Booking).where(*which)) or 0
    dated = select(func.min(TrainingSession.starts_at) if coming else func.max(TrainingSession.starts_at)).where(
        TrainingSession.booking_id == Booking.id, TrainingSession.state != SessionState.CANCELLED
    )
    when = (dated.where(TrainingSession.ends_at >= at) if coming else dated).correlate(Booking).scalar_subquery()
    order = when if coming else func.coalesce(when, Booking.requested_at).desc()
    rows = session.scalars(
        select(Booking)
        .where(*which)
        .options(joinedload(Booking.activity), joinedload(Booking.organisation))
        .order_by(when.is_(None) if coming else order, order, Booking.id.desc())
        .offset((page - 1) * PAGE)
        .limit(PAGE)
    ).all()
    return rows, total


def count(session: Session, *, organisation_ids: Collection[int], coming: bool) -> int:
    """How many bookings are coming, or have been."""
    which = _which(organisation_ids, coming=coming)
    return session.scalar(select(func.count()).select_from(Booking).where(*which)) or 0


def latest_dates(session: Session, visits: Collection[Booking]) -> dict[int, datetime]:
    """The last date of each booking that stands, by the booking's id. One query."""
    rows = session.execute(
        select(TrainingSession.booking_id, func.max(TrainingSession.starts_at))
        .where(
            TrainingSession.booking_id.in_([booking.id for booking in visits]),
            TrainingSession.state != SessionState.CANCELLED,
        )
        .group_by(TrainingSession.booking_id)
    )
    return {booking_id: starts_at for booking_id, starts_at in rows if booking_id is not None}


def _which(organisation_ids: Collection[int], *, coming: bool) -> tuple[ColumnElement[bool], ...]:
    state = Booking.state.in_(COMING)
    return Booking.organisation_id.in_(organisation_ids), state if coming else ~state
