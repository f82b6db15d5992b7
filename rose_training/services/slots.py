"""The parts of days that a school may choose from when it asks for a visit."""

from datetime import date

from sqlalchemy.orm import Session

from rose_training.domain.calendar import SchoolCalendar
from rose_training.domain.slots import Asked, Diary, Slot, days_shown, slots_among
from rose_training.services import availability, diary, vetting


def offered(session: Session, asked: Asked, *, calendar: SchoolCalendar, today: date, notice: int) -> tuple[Slot, ...]:
    """Where the school is open and a facilitator whose checks stand is available and free.

    For ten weeks, beginning `notice` working days from today. At most six queries, however many facilitators.
    """
    days = days_shown(today, calendar, notice=notice)
    ids = [one.id for one in diary.facilitators(session)]
    if not ids:
        return ()
    hours = availability.availability_of(session, facilitator_ids=ids, first=days[0], last=days[-1])
    checks = vetting.vetting_of(session, facilitator_ids=ids)
    engaged = diary.engagements_on(session, facilitator_ids=ids, days=days)
    diaries = {one: Diary(hours[one], engaged.get(one, ())) for one in ids}
    who = {day: [diaries[one] for one in ids if checks[one].why_not(day) is None] for day in days}
    return slots_among(days, who, asked, calendar)
