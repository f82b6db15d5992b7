"""The parts of days that a school may choose from when it asks for a visit."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, time, timedelta

from sqlalchemy.orm import Session

from rose_training.domain.calendar import SchoolCalendar, london, london_day
from rose_training.domain.diary import Engagement
from rose_training.domain.slots import Asked, Diary, Slot, days_looked_at, days_shown, slots_among
from rose_training.services import availability, diary, offered_hours, vetting
from rose_training.services.locations import locate


def offered(
    session: Session,
    asked: Asked,
    *,
    calendar: SchoolCalendar,
    today: date,
    notice: int,
    postcode: str | None = None,
) -> tuple[Slot, ...]:
    """Where the school is open and a facilitator whose checks stand is available and free.

    Free is whoever is neither promised nor offered to another school. For ten weeks, beginning `notice` working
    days from today; a course needs all of its weeks. At most eight queries, however many facilitators.
    """
    shown = days_shown(today, calendar, notice=notice)
    days = days_looked_at(shown, asked)
    ids = [one.id for one in diary.facilitators(session)]
    if not ids:
        return ()
    hours = availability.availability_of(session, facilitator_ids=ids, first=days[0], last=days[-1])
    checks = vetting.vetting_of(session, facilitator_ids=ids)
    promised = _promised(session, ids, days)
    points = locate(session, {postcode, *(one.postcode for those in promised.values() for one in those)})
    asked = replace(asked, point=points.get(postcode or ""))
    by_day: dict[tuple[int, date], list[Engagement]] = defaultdict(list)
    for one, those in promised.items():
        for each in those:
            placed = replace(each, point=points.get(each.postcode or ""))
            by_day[one, london_day(each.starts_at)].append(placed)
    who = {
        day: {
            one: Diary(hours[one], tuple(by_day.get((one, day), ()))) for one in ids if checks[one].why_not(day) is None
        }
        for day in days
    }
    return slots_among(shown, who, asked, calendar)


def _promised(session: Session, ids: Iterable[int], days: tuple[date, ...]) -> Mapping[int, list[Engagement]]:
    """What each facilitator has in the diary, and what is offered to schools that have not answered yet."""
    engaged = diary.engagements_on(session, facilitator_ids=ids, days=days)
    promised = {one: list(engaged.get(one, ())) for one in ids}
    since, until = london(days[0], time(0)), london(days[-1] + timedelta(days=1), time(0))
    for hour in offered_hours.between(session, since=since, until=until):
        if hour.offered.facilitator_id in promised:
            promised[hour.offered.facilitator_id].append(hour.engagement)
    return promised
