"""Sessions: one date on which somebody is trained, and what may happen to it."""

from collections.abc import Collection
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from enum import StrEnum

from rose_training.domain.calendar import LONDON, london, london_clock, london_day
from rose_training.domain.refusals import Refusal

BOOKING_CLOSES_WORKING_DAYS = 2
"""Whole working days between the close of booking and the session (§8 of the domain notes)."""

LONGEST = timedelta(hours=10)
"""A session longer than a working day is a mistyped time."""

LARGEST_CAPACITY = 500

AREAS = (
    "Breckland",
    "Broadland",
    "Great Yarmouth",
    "King's Lynn and West Norfolk",
    "North Norfolk",
    "Norwich",
    "South Norfolk",
)
"""The districts that people look for a session in, as the national register spells them."""


class SessionState(StrEnum):
    """Where a session stands. A cancelled session is never deleted and never comes back."""

    SCHEDULED = "scheduled"
    DELIVERED = "delivered"
    CANCELLED = "cancelled"


class SessionMode(StrEnum):
    """How people take part."""

    IN_PERSON = "in_person"
    ONLINE = "online"
    HYBRID = "hybrid"

    @property
    def label(self) -> str:
        """The words shown to the reader."""
        return _MODE_LABELS[self]

    @property
    def has_a_room(self) -> bool:
        """Whether somebody has to be told where to go."""
        return self is not SessionMode.ONLINE

    @property
    def has_a_link(self) -> bool:
        """Whether somebody joins from a screen."""
        return self is not SessionMode.IN_PERSON


_MODE_LABELS = {
    SessionMode.IN_PERSON: "In person",
    SessionMode.ONLINE: "Online",
    SessionMode.HYBRID: "In person or online",
}


@dataclass(frozen=True)
class Arrangement:
    """When and where a session takes place: everything somebody has written in a diary."""

    starts_at: datetime
    ends_at: datetime
    mode: SessionMode
    place_name: str | None = None
    place_address: str | None = None
    postcode: str | None = None
    online_link: str | None = None


@dataclass(frozen=True)
class BookingWindow:
    """From when until when people can register; None: as soon as it is public, and by the rule of working days."""

    opens_at: datetime | None = None
    closes_at: datetime | None = None

    def moved(self, *, since: datetime, to: datetime) -> "BookingWindow":
        """As many days before the new start as before the old one, at the same time on the clock."""
        days = london_day(to) - london_day(since)
        opens, closes = (
            None if moment is None else london(london_day(moment) + days, london_clock(moment))
            for moment in (self.opens_at, self.closes_at)
        )
        return BookingWindow(opens, closes)


def check_window(window: BookingWindow, *, starts_at: datetime) -> None:
    """Refuse booking that closes after the start, or opens after it has closed.

    Raises `Refusal` with the code `closes_after_start` or `opens_after_closing`.
    """
    closes_at = window.closes_at or starts_at
    if closes_at > starts_at:
        raise Refusal("closes_after_start", "Booking must close before the session starts", "closes_on")
    if window.opens_at is not None and window.opens_at >= closes_at:
        raise Refusal("opens_after_closing", "Booking must open before it closes", "opens_on")


def changed_parts(before: Arrangement, after: Arrangement) -> tuple[str, ...]:
    """The names of the parts that differ; empty means that nobody needs to be told."""
    return tuple(part.name for part in fields(Arrangement) if getattr(before, part.name) != getattr(after, part.name))


def check_arrangement(arrangement: Arrangement, *, at: datetime) -> None:
    """Refuse times and places that cannot be right, each beside its field.

    Raises `Refusal` with the code `in_the_past`, `ends_before_start`, `too_long`,
    `place_missing` or `link_not_secure`.
    """
    if arrangement.starts_at <= at:
        raise Refusal("in_the_past", "The session must start in the future", "starts_on")
    length = arrangement.ends_at - arrangement.starts_at
    if length <= timedelta(0):
        raise Refusal("ends_before_start", "The end must be later than the start", "end_time")
    if length > LONGEST:
        raise Refusal("too_long", "A session lasts 10 hours at most: check the times", "end_time")
    if arrangement.mode.has_a_room and not arrangement.place_name:
        raise Refusal("place_missing", "Enter where the session takes place", "place_name")
    if arrangement.online_link and not arrangement.online_link.startswith("https://"):
        raise Refusal(
            "link_not_secure",
            "The joining link must start with https://",
            "online_link",
        )


def learning_minutes(starts_at: datetime, ends_at: datetime, *, breaks: int) -> int:
    """The minutes of a session without its breaks: what counts as learned, and as having been there (§8)."""
    return (ends_at - starts_at) // timedelta(minutes=1) - breaks


def check_breaks(breaks: int, *, length: timedelta) -> None:
    """Refuse breaks that leave no time to learn. Raises `Refusal` with the code `breaks_too_long`."""
    if not timedelta(0) <= timedelta(minutes=breaks) < length:
        raise Refusal("breaks_too_long", "The breaks must be shorter than the session", "break_minutes")


def check_capacity(capacity: int, *, places_taken: int = 0, field: str = "capacity") -> None:
    """Refuse a number of places that is absurd or smaller than the places already given or offered.

    Raises `Refusal` with the code `capacity_out_of_range` or `below_places_taken`.
    """
    if not 1 <= capacity <= LARGEST_CAPACITY:
        raise Refusal(
            "capacity_out_of_range",
            f"The number of places must be between 1 and {LARGEST_CAPACITY}",
            field,
        )
    if capacity < places_taken:
        people = "1 person has" if places_taken == 1 else f"{places_taken} people have"
        raise Refusal(
            "below_places_taken",
            f"{people} a place or an offer of one, so there must be at least {places_taken}",
            field,
        )


def is_ahead(state: SessionState, *, starts_at: datetime, at: datetime) -> bool:
    """Whether a session is on and has not begun.

    The hour decides, not the word 'delivered': the first arrivals may be marked from the morning on.
    """
    return state is not SessionState.CANCELLED and starts_at > at


def check_may_change(state: SessionState, *, starts_at: datetime, at: datetime) -> None:
    """Refuse to change or cancel what is cancelled already or has begun, whatever its register says.

    Raises `Refusal` with the code `cancelled` or `started`.
    """
    if state is SessionState.CANCELLED:
        raise Refusal("cancelled", "This session has been cancelled and stays as it was")
    if not is_ahead(state, starts_at=starts_at, at=at):
        raise Refusal("started", "This session has already taken place and stays as it was")


def registration_closes_at(
    starts_at: datetime,
    *,
    working_days: int = BOOKING_CLOSES_WORKING_DAYS,
    days_off: Collection[date] = frozenset(),
) -> datetime:
    """The moment booking closes: the same clock time in London, so many working days earlier.

    `starts_at` is any aware moment; `days_off` are bank holidays and other days on which the
    office is shut. The answer is an aware London time. A session on a Thursday at 10:00 with
    two working days closes on Tuesday at 10:00, across the clock changes too.
    """
    start = starts_at.astimezone(LONDON)
    day = start.date()
    left = working_days
    while left > 0:
        day -= timedelta(days=1)
        if day.weekday() < 5 and day not in days_off:
            left -= 1
    return datetime.combine(day, start.time(), tzinfo=LONDON)
