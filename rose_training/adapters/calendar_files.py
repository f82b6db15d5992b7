"""Calendar files (iCalendar, RFC 5545 and 5546) that calendar programs accept, change and remove.

The rules are those of §8 of the domain notes. METHOD stands on the calendar; times carry
`TZID=Europe/London` with its VTIMEZONE; a file that goes to somebody names that person alone, so
that no list of attendees ever leaves. An entry keeps its UID for life; each change of date, hour
or place comes with a higher SEQUENCE, and a removal with a higher one still.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from icalendar import (
    Calendar,
    Event,
    Timezone,
    TimezoneDaylight,
    TimezoneStandard,
    vCalAddress,
    vRecur,
    vText,
)

from rose_training.domain.weekly import LONDON, Meeting, weekly_pattern

PRODUCT = "-//Magdalene Group//ROSE training//EN"
MEDIA_TYPE = "text/calendar"
FILE_NAME = "training.ics"


class Method(StrEnum):
    """What the receiving calendar should do with the file."""

    REQUEST = "REQUEST"
    """Add the entry, or change the one with the same UID."""

    CANCEL = "CANCEL"
    """Remove the entry with this UID."""

    PUBLISH = "PUBLISH"
    """For information: a download or a feed, addressed to nobody."""


@dataclass(frozen=True)
class Mailbox:
    """An e-mail address and, where known, the name beside it."""

    address: str
    name: str = ""


@dataclass(frozen=True)
class Entry:
    """One calendar entry. `uid` never changes; `sequence` rises with each change, from 0.

    `summary` and `location` must be neutral: a screen in a staff room may show them.
    `stamp` is the moment at which these facts held (aware); `page` is an absolute address;
    `tentative` is a date that is held and not yet promised.
    """

    uid: str
    sequence: int
    stamp: datetime
    summary: str
    location: str = ""
    description: str = ""
    page: str = ""
    cancelled: bool = False
    tentative: bool = False


def event(
    entry: Entry,
    *,
    method: Method,
    starts_at: datetime,
    ends_at: datetime,
    organiser: Mailbox,
    attendee: Mailbox | None = None,
) -> bytes:
    """The file for one meeting from `starts_at` to `ends_at` (aware).

    `organiser` is the mailbox that sends; `attendee` the one person it goes to. Raises ValueError
    when PUBLISH names an attendee or REQUEST and CANCEL do not (RFC 5546 §3.2).
    """
    calendar = _calendar(method)
    part = _part(entry, method, organiser, attendee)
    _set_times(part, Meeting(starts_at, ends_at))
    calendar.add_component(part)
    return bytes(calendar.to_ical())


def weekly_series(
    entry: Entry,
    *,
    method: Method,
    meetings: Sequence[Meeting],
    organiser: Mailbox,
    attendee: Mailbox | None = None,
) -> bytes:
    """The file for a course: one UID that repeats weekly, without the skipped weeks.

    A week that was moved is an override of its own slot, so that a later file with a higher
    SEQUENCE changes it in place. The hour on the wall stays the same over both clock changes.
    Raises ValueError as `event` does.
    """
    calendar = _calendar(method)
    pattern = weekly_pattern(meetings)
    usual = timedelta(minutes=pattern.minutes)

    series = _part(entry, method, organiser, attendee)
    _set_times(series, Meeting(pattern.first_slot, _later(pattern.first_slot, usual)))
    if pattern.count > 1:
        series.add("rrule", vRecur(freq="WEEKLY", count=pattern.count))
    for slot in pattern.skipped:
        series.add("exdate", slot)
    calendar.add_component(series)

    # Removing the series removes its moved weeks: CANCEL names the UID alone (RFC 5546 §3.2.5).
    moved = {} if method is Method.CANCEL else pattern.moved
    for slot, meeting in moved.items():
        override = _part(entry, method, organiser, attendee)
        override.add("recurrence-id", slot)
        _set_times(override, meeting)
        calendar.add_component(override)
    return bytes(calendar.to_ical())


def feed(name: str, entries: Iterable[tuple[Entry, Meeting]], *, organiser: Mailbox) -> bytes:
    """A calendar to subscribe to: `name` is what programs show, `entries` may be empty.

    Programs ask again every six hours; each entry keeps its UID, so that a moved one moves.
    """
    calendar = _calendar(Method.PUBLISH)
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", timedelta(hours=6), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT6H")
    for entry, meeting in entries:
        part = _part(entry, Method.PUBLISH, organiser, None)
        _set_times(part, meeting)
        calendar.add_component(part)
    return bytes(calendar.to_ical())


def _calendar(method: Method) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method.value)
    calendar.add_component(_london())
    return calendar


def _london() -> Timezone:
    """The rule that has held in the United Kingdom since 1996.

    Written out, because the library lists every change since 1970 as single dates, gives the March
    change an hour too late, and Outlook reads rules but not such lists.
    """
    zone = Timezone()
    zone.add("tzid", LONDON.key)
    summer, winter = TimezoneDaylight(), TimezoneStandard()
    for part, name, since, month, before, after in (
        (summer, "BST", datetime(1996, 3, 31, 1), 3, 0, 1),  # noqa: DTZ001  (local, by definition)
        (winter, "GMT", datetime(1996, 10, 27, 2), 10, 1, 0),  # noqa: DTZ001
    ):
        part.add("dtstart", since)
        part.add("rrule", vRecur(freq="YEARLY", bymonth=month, byday="-1SU"))
        part.add("tzoffsetfrom", timedelta(hours=before))
        part.add("tzoffsetto", timedelta(hours=after))
        part.add("tzname", name)
        zone.add_component(part)
    return zone


def _part(entry: Entry, method: Method, organiser: Mailbox, attendee: Mailbox | None) -> Event:
    if (attendee is None) != (method is Method.PUBLISH):
        raise ValueError(f"{method} {'needs one attendee' if attendee is None else 'names nobody'}")
    if entry.cancelled or method is Method.CANCEL:
        status = "CANCELLED"
    else:
        status = "TENTATIVE" if entry.tentative else "CONFIRMED"
    part = Event()
    part.add("uid", entry.uid)
    part.add("sequence", entry.sequence)
    part.add("dtstamp", entry.stamp)
    part.add("status", status)
    part.add("summary", entry.summary)
    part.add("organizer", _address(organiser))
    if attendee is not None:
        part.add("attendee", _attendee(attendee))
    for name, value in (
        ("location", entry.location),
        ("description", entry.description),
        ("url", entry.page),
    ):
        if value:
            part.add(name, value)
    return part


def _attendee(mailbox: Mailbox) -> vCalAddress:
    """The one recipient, already accepted.

    They asked for the place on our page, so that is their participation status; anything else
    would show the entry as tentative and ask for an answer that nobody reads. Hence RSVP=FALSE.
    """
    attendee = _address(mailbox)
    attendee.params["cutype"] = vText("INDIVIDUAL")
    attendee.params["role"] = vText("REQ-PARTICIPANT")
    attendee.params["partstat"] = vText("ACCEPTED")
    attendee.params["rsvp"] = vText("FALSE")
    return attendee


def _address(mailbox: Mailbox) -> vCalAddress:
    address = vCalAddress(f"mailto:{mailbox.address}")
    if mailbox.name:
        # A quotation mark inside a parameter needs RFC 6868, which older programs cannot read.
        address.params["cn"] = vText(mailbox.name.replace('"', "'"))
    return address


def _set_times(part: Event, meeting: Meeting) -> None:
    part.add("dtstart", meeting.starts_at.astimezone(LONDON))
    part.add("dtend", meeting.ends_at.astimezone(LONDON))


def _later(moment: datetime, length: timedelta) -> datetime:
    """`moment` plus real time, which differs from the wall clock in the night of a change."""
    return (moment.astimezone(UTC) + length).astimezone(LONDON)
