"""The days that a school would like, beside our diary: who is free, who is where, what the calendar says."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy.orm import Session

from rose_training.domain.bookings import PartOfDay
from rose_training.domain.calendar import london
from rose_training.domain.diary import Engagement
from rose_training.domain.written_times import clock_time
from rose_training.models.bookings import Booking, PreferredDate
from rose_training.services import availability, counter_offers, diary, vetting
from rose_training.services import calendar as school_calendar

SPANS: dict[PartOfDay, tuple[time, time]] = {
    PartOfDay.MORNING: (time(9), time(12)),
    PartOfDay.AFTERNOON: (time(12, 30), time(15, 30)),
    PartOfDay.AFTER_SCHOOL: (time(15, 30), time(17, 30)),
    PartOfDay.EVENING: (time(18), time(20, 30)),
    PartOfDay.ANY: (time(9), time(15, 30)),
}
"""The hours behind the part of the day that a school names."""


@dataclass(frozen=True, slots=True)
class Glance:
    """One wished day: why the school is closed, who could come, who is promised where, who cannot and why."""

    wish: PreferredDate
    closed: str | None
    free: tuple[str, ...]
    busy: tuple[str, ...]
    away: tuple[str, ...]
    offered: tuple[str, ...]

    @property
    def suits(self) -> bool:
        """Whether the day can be kept as far as is known."""
        return self.closed is None and bool(self.free)


def at_a_glance(session: Session, booking: Booking, wishes: Sequence[PreferredDate]) -> Sequence[Glance]:
    """A glance for each wish, in their order. The same number of queries for any number of facilitators."""
    if not wishes:
        return []
    team = diary.facilitators(session)
    ids = [one.id for one in team]
    names = {one.id: one.person.name for one in team}
    days = [wish.on for wish in wishes]
    calendar = school_calendar.calendar_of(session, organisation_id=booking.organisation_id)
    times = availability.availability_of(session, facilitator_ids=ids, first=min(days), last=max(days))
    engaged = diary.engagements_on(session, facilitator_ids=ids, days=days, besides_booking_id=booking.id)
    blocked = {day: vetting.blocked(session, facilitator_ids=ids, on=day) for day in sorted(set(days))[:3]}
    offered = counter_offers.offered_elsewhere(session, [_span(wish) for wish in wishes], besides=booking.id)
    found = []
    for wish in wishes:
        span = _span(wish)
        free, busy, away = [], [], []
        for id_ in ids:
            standing = [one for one in engaged.get(id_, ()) if _is_on(one, wish.on)]
            busy += [f"{names[id_]}: {_hours(one.starts_at, one.ends_at)}, {one.label}" for one in standing]
            why = blocked[wish.on].get(id_) or times[id_].why_not(*_meeting(wish, booking))
            if why:
                away.append(f"{names[id_]}: {why}")
            elif not any(one.overlaps(span) for one in standing):
                free.append(names[id_])
        found.append(
            Glance(
                wish=wish,
                closed=calendar.closed_because(wish.on),
                free=tuple(free),
                busy=tuple(busy),
                away=tuple(away),
                offered=tuple(
                    f"{names.get(one.offered.facilitator_id, '')}: {_hours(one.starts_at, one.ends_at)}, "
                    f"offered for {one.booking.reference}"
                    for one in offered
                    if _is_on(Engagement(one.starts_at, one.ends_at), wish.on)
                ),
            )
        )
    return found


def _span(wish: PreferredDate) -> Engagement:
    first, last = SPANS[wish.part]
    return Engagement(london(wish.on, first), london(wish.on, last))


def _meeting(wish: PreferredDate, booking: Booking) -> tuple[datetime, datetime]:
    """The visit as the page of the plan would propose it."""
    starts_at = london(wish.on, wish.part.usual_start)
    return starts_at, starts_at + timedelta(minutes=booking.activity.minutes)


def _is_on(engaged: Engagement, day: date) -> bool:
    return engaged.overlaps(Engagement(london(day, time(0)), london(day + timedelta(days=1), time(0))))


def _hours(starts_at: datetime, ends_at: datetime) -> str:
    return f"{clock_time(starts_at)} to {clock_time(ends_at)}"
