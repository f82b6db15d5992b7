"""How days and times are written for people: pages, mails and the sentences of rules write them alike.

Moments come in any zone and are written as on a clock in Norfolk.
"""

from datetime import date, datetime, time

from rose_training.domain.calendar import LONDON


def local(moment: datetime) -> datetime:
    """The same moment on a clock in Norfolk."""
    return moment.astimezone(LONDON)


def day(value: date | datetime | None) -> str:
    """Tuesday 3 March 2027."""
    if value is None:
        return ""
    on = _date(value)
    return f"{on:%A} {on.day} {on:%B} {on.year}"


def short_day(value: date | datetime | None) -> str:
    """3 Mar 2027."""
    if value is None:
        return ""
    on = _date(value)
    return f"{on.day} {on:%b} {on.year}"


def month(value: date | datetime) -> str:
    """March 2027."""
    on = _date(value)
    return f"{on:%B} {on.year}"


def clock_time(moment: datetime | time | None) -> str:
    """2:30pm, 9am, midday; of a moment, or of a time that a clock in Norfolk shows."""
    if moment is None:
        return ""
    at = local(moment).time() if isinstance(moment, datetime) else moment
    if at.minute == 0 and at.hour == 12:
        return "midday"
    hour = at.hour % 12 or 12
    minutes = f":{at.minute:02d}" if at.minute else ""
    return f"{hour}{minutes}{'am' if at.hour < 12 else 'pm'}"


def when(start: datetime | None, end: datetime | None = None) -> str:
    """Tuesday 3 March 2027, 2:30pm to 3:30pm. The later day is named when it is another one."""
    if start is None:
        return ""
    begins = f"{day(start)}, {clock_time(start)}"
    if end is None:
        return begins
    if local(end).date() != local(start).date():
        return f"{begins} to {day(end)}, {clock_time(end)}"
    return f"{begins} to {clock_time(end)}"


def _date(value: date | datetime) -> date:
    return local(value).date() if isinstance(value, datetime) else value
