"""What the inbox shows besides new requests: a yes that waits, dates that were offered, a request asked again."""

from datetime import date, time, timedelta
from itertools import islice

from sqlalchemy import select

from rose_training.domain.actors import Actor
from rose_training.domain.bookings import BookingState, PartOfDay
from rose_training.domain.calendar import london, london_day
from rose_training.domain.refusals import Refusal
from rose_training.domain.visit_requests import Wish
from rose_training.jobs.demonstration.world import World, meeting, school_days
from rose_training.models.bookings import Booking
from rose_training.models.programme import Activity
from rose_training.services import counter_offers, holds, rebookings
from rose_training.services.counter_offers import Offered

OFFICE_EMAIL = "office@rose-training.example"


def tell(world: World) -> None:
    """One booking in each of these ways, taken from those that stand there already."""
    _a_yes(world)
    _other_dates(world)
    _asked_again(world)


def _a_yes(world: World) -> None:
    held = world.session.scalars(
        select(Booking)
        .where(Booking.state == BookingState.HELD, Booking.held_until > world.now)
        .order_by(Booking.id.desc())
    ).first()
    if held is not None:
        holds.accept(world.session, held, office=OFFICE_EMAIL, by=Actor.visitor(), at=world.now)


def _other_dates(world: World) -> None:
    """To the parents' evening that was asked for: by whoever of the team is free."""
    asked = world.session.scalars(
        select(Booking)
        .join(Activity, Activity.id == Booking.activity_id)
        .where(Booking.state == BookingState.REQUESTED, Activity.code == "JP-1")
        .order_by(Booking.id)
    ).first()
    if asked is None:
        return
    meetings = [meeting(day, 18, minutes=asked.activity.minutes) for day in _days(world, after=45)]
    for facilitator in world.facilitators:
        dates = [Offered(one.starts_at, one.ends_at, facilitator.id) for one in meetings]
        try:
            with world.session.begin_nested():
                counter_offers.offer(
                    world.session,
                    asked,
                    dates,
                    until=london(london_day(world.now) + timedelta(days=6), time(12)),
                    note="Parents at other schools liked a start at six.",
                    by=world.office,
                    at=world.now - timedelta(minutes=30),
                )
        except Refusal:
            world.session.refresh(asked)
        else:
            return


def _asked_again(world: World) -> None:
    cancelled = world.session.scalars(
        select(Booking)
        .where(Booking.state == BookingState.CANCELLED, Booking.requested_at > world.now - timedelta(days=90))
        .order_by(Booking.id.desc())
    ).first()
    if cancelled is not None:
        wishes = [Wish(day, PartOfDay.MORNING) for day in _days(world, after=60)]
        rebookings.rebook(
            world.session, cancelled, wishes=wishes, by=world.office, at=world.now - timedelta(minutes=10)
        )


def _days(world: World, *, after: int) -> list[date]:
    """Two days of term, so many days from now."""
    first = london_day(world.now) + timedelta(days=after)
    days = list(islice(school_days(first, first + timedelta(days=120)), 4))
    return [days[0], days[-1]]
