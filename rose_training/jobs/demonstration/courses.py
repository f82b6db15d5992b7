"""A course that goes on: one week is put on once more, for the card that missed it."""

from contextlib import suppress
from datetime import date, timedelta

from sqlalchemy import select

from rose_training.domain.bookings import BookingState
from rose_training.domain.calendar import london_day
from rose_training.domain.refusals import Refusal
from rose_training.jobs.demonstration.world import World, meeting, school_days
from rose_training.models.bookings import Booking, Cohort
from rose_training.models.people import Facilitator
from rose_training.services import catch_ups, courses

REPEATED = 1
"""The week that is put on once more."""


def tell(world: World) -> None:
    """An afternoon three weeks ahead, with whoever is free."""
    booking = world.session.scalars(
        select(Booking)
        .join(Cohort, Cohort.booking_id == Booking.id)
        .where(Booking.state == BookingState.CONFIRMED)
        .order_by(Booking.id.desc())
    ).first()
    if booking is None or not courses.weeks_of(world.session, booking, at=world.now).begun:
        return
    ahead = london_day(world.now) + timedelta(days=21)
    days = school_days(ahead, ahead + timedelta(days=28))
    for day, facilitator in ((day, one) for day in days for one in world.facilitators):
        if _put_on(world, booking, day, facilitator):
            return


def _put_on(world: World, booking: Booking, day: date, facilitator: Facilitator) -> bool:
    """Whether there was room in the diary."""
    with suppress(Refusal), world.session.begin_nested():
        catch_ups.arrange(
            world.session,
            booking,
            week=REPEATED,
            meeting=meeting(day, 15, 45, minutes=booking.activity.minutes),
            facilitator_ids=[facilitator.id],
            by=world.office,
            at=world.now,
        )
        return True
    return False
