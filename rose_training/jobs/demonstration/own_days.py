"""A school's own training day beside a visit to come, as the diary shows it."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from rose_training.domain.bookings import BookingState
from rose_training.domain.calendar import ClosureKind, london_day
from rose_training.jobs.demonstration.world import World
from rose_training.models.bookings import Booking
from rose_training.models.sessions import TrainingSession
from rose_training.services import calendar


def tell(world: World) -> None:
    """The next school that we visit next week or later trains its staff on the school day after."""
    training = world.session.scalars(
        select(TrainingSession)
        .join(TrainingSession.booking)
        .options(joinedload(TrainingSession.booking))
        .where(Booking.state == BookingState.CONFIRMED, TrainingSession.starts_at > world.now + timedelta(days=3))
        .order_by(TrainingSession.starts_at, TrainingSession.id)
        .limit(1)
    ).first()
    if training is None or training.booking is None or training.booking.organisation_id is None:
        return
    school = training.booking.organisation_id
    known = calendar.calendar_of(world.session, organisation_id=school)
    calendar.add_closure(
        world.session,
        day=known.next_open_day(london_day(training.starts_at) + timedelta(days=1)),
        kind=ClosureKind.TRAINING_DAY,
        title="Staff training day",
        organisation_id=school,
        by=world.office,
        at=world.now,
    )
