"""Term dates in an .ics file, as a school's own calendar program exports them: all-day events."""

from datetime import date, datetime, timedelta
from typing import Any

from icalendar import Calendar, Component

from rose_training.adapters.term_dates import decoded
from rose_training.domain.refusals import Refusal
from rose_training.domain.term_files import Dates, Entry, sort_out

REPEATS = ("RRULE", "RDATE", "RECURRENCE-ID", "EXDATE")


def read(content: bytes) -> Dates:
    """The half-terms and days among the events; SUMMARY says what each is, DTEND is the day after the last.

    Timed and called-off events are left out. Raises a Refusal for another kind of file, for a date that is
    none, and for an event that repeats: whose exceptions would be meant is anybody's guess.
    """
    try:
        calendar = Calendar.from_ical(decoded(content))
        events = calendar.walk("VEVENT")
    except (ValueError, IndexError, KeyError, AttributeError) as problem:
        raise Refusal("not_a_calendar", "This is not a calendar file that we can read", "file") from problem
    entries, timed = [], []
    for event in events:
        title = _title(event) or "an event without a name"
        if str(event.get("STATUS", "")).upper() == "CANCELLED":
            continue
        try:
            entry = _entry(event, title) if _is_whole_days(event) else None
        except (ValueError, TypeError, OverflowError) as problem:
            raise Refusal("not_a_date", f"'{title[:120]}' has a date that we cannot read", "file") from problem
        if entry is None:
            timed.append(title)
            continue
        if any(name in event for name in REPEATS):
            raise Refusal(
                "repeats", f"'{title}' is an event that repeats: give each of its days an event of its own", "file"
            )
        entries.append(entry)
    found = sort_out(entries)
    return Dates(found.terms, found.closures, (*found.ignored, *timed))


def _title(event: Component) -> str:
    """What an event is called; of several names, the first."""
    named = event.get("SUMMARY", "")
    return " ".join(str(named[0] if isinstance(named, list) else named).split())


def _is_whole_days(event: Component) -> bool:
    starts = _value(event, "DTSTART")
    return isinstance(starts, date) and not isinstance(starts, datetime)


def _entry(event: Component, title: str) -> Entry:
    first: date = _value(event, "DTSTART")
    after = first + timedelta(days=1)
    end, length = _value(event, "DTEND"), _value(event, "DURATION")
    if end is not None:
        after = end.date() if isinstance(end, datetime) else end
    elif length is not None:
        after = first + length
    # Some programs write the same day twice for an event of one day.
    return Entry(title, first, max(first, after - timedelta(days=1)))


def _value(event: Component, name: str) -> Any:
    """What a property with a date says; None where it is missing."""
    return getattr(event.get(name), "dt", None)
