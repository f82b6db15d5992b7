"""Hours that open counter-offers keep: in no diary, but nobody else is offered them (questions only, decision 15)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from rose_training.domain.counter_offers import meetings
from rose_training.domain.diary import Engagement
from rose_training.models.bookings import Booking
from rose_training.models.counter_offers import CounterOffer, OfferedDate
from rose_training.models.people import Facilitator
from rose_training.models.programme import Activity

LONGEST_COURSE = timedelta(weeks=30)
"""So long before, the first week of a course may lie whose later weeks are asked for."""


@dataclass(frozen=True, slots=True)
class OfferedHour:
    """One meeting of an offered date: `week` from 1 for a course, None for a visit."""

    offered: OfferedDate
    starts_at: datetime
    ends_at: datetime
    week: int | None

    @property
    def booking(self) -> Booking:
        """The request that it is offered for."""
        return self.offered.offer.booking

    @property
    def engagement(self) -> Engagement:
        """The hour as one that somebody keeps free, at the school."""
        school = self.booking.organisation
        return Engagement(
            self.starts_at,
            self.ends_at,
            label=f"offered for {self.booking.reference}",
            place=school.name if school else self.booking.organisation_described or "",
            postcode=school.postcode if school else None,
            school=school.id if school else None,
        )


def between(session: Session, *, since: datetime, until: datetime) -> tuple[OfferedHour, ...]:
    """Every meeting of an open offer that lies between, all weeks of a course, in order of time. One query."""
    rows = session.scalars(
        select(OfferedDate)
        .join(OfferedDate.offer)
        .options(
            joinedload(OfferedDate.facilitator).joinedload(Facilitator.person),
            joinedload(OfferedDate.offer).joinedload(CounterOffer.booking).joinedload(Booking.organisation),
            joinedload(OfferedDate.offer)
            .joinedload(CounterOffer.booking)
            .joinedload(Booking.activity)
            .joinedload(Activity.programme),
        )
        .where(OfferedDate.live, OfferedDate.starts_at < until, OfferedDate.starts_at > since - LONGEST_COURSE)
    )
    hours = (hour for row in rows for hour in _hours(row) if hour.starts_at < until and hour.ends_at > since)
    return tuple(sorted(hours, key=lambda hour: (hour.starts_at, hour.offered.id)))


def _hours(offered: OfferedDate) -> Iterator[OfferedHour]:
    each = meetings(offered.starts_at, offered.ends_at, offered.later_starts)
    for number, meeting in enumerate(each, start=1):
        yield OfferedHour(offered, meeting.starts_at, meeting.ends_at, number if len(each) > 1 else None)
