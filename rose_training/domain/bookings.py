"""A school asks us to come: states of the booking, preferred dates, contacts, reasons for its end.

What the school declares is in `declarations`, the ages in `year_groups`, what it fills in in
`visit_requests`, and when and where it is delivered in `visit_plans`.
"""

from collections.abc import Iterable, Mapping
from datetime import date, time, timedelta
from enum import StrEnum

from rose_training.domain.refusals import Refusal

MOST_PREFERRED_DATES = 3
"""A school may name up to three dates."""

BOOK_AHEAD_DAYS = 540
"""How far ahead a school may ask: about a year and a half, so that next year can be planned."""

ANSWERED_WITHIN = 3
"""Working days within which the office promises an answer."""

HOLD_REMINDER = timedelta(hours=24)
"""So long before a hold runs out the school is reminded, unless the office says otherwise."""

DUPLICATE_WINDOW = timedelta(days=60)
"""A school that asks twice for the same thing within this time has probably asked once."""


class BookingState(StrEnum):
    """Where a booking stands."""

    REQUESTED = "requested"
    HELD = "held"
    CONFIRMED = "confirmed"
    DELIVERED = "delivered"
    DECLINED = "declined"
    CANCELLED = "cancelled"

    @property
    def label(self) -> str:
        """The word on pages."""
        return self.value.capitalize()

    @property
    def is_open(self) -> bool:
        """Whether somebody is still waiting for something to happen."""
        return bool(_MOVES[self])


_MOVES: Mapping[BookingState, frozenset[BookingState]] = {
    BookingState.REQUESTED: frozenset(
        {
            BookingState.HELD,
            BookingState.CONFIRMED,
            BookingState.DECLINED,
            BookingState.CANCELLED,
        }
    ),
    BookingState.HELD: frozenset(
        {
            # A hold that is not taken up goes back to the office's list.
            BookingState.REQUESTED,
            BookingState.CONFIRMED,
            BookingState.DECLINED,
            BookingState.CANCELLED,
        }
    ),
    BookingState.CONFIRMED: frozenset({BookingState.DELIVERED, BookingState.CANCELLED}),
    BookingState.DELIVERED: frozenset(),
    BookingState.DECLINED: frozenset(),
    BookingState.CANCELLED: frozenset(),
}


def check_move(here: BookingState, there: BookingState) -> None:
    """Refuse a move that the life of a booking does not have, such as from declined to confirmed."""
    if there not in _MOVES[here]:
        raise Refusal(
            "booking_move",
            f"This booking is {here.value}, so it cannot become {there.value}.",
        )


class PartOfDay(StrEnum):
    """The part of the day that a school would like."""

    MORNING = "morning"
    AFTERNOON = "afternoon"
    AFTER_SCHOOL = "after_school"
    EVENING = "evening"
    ANY = "any"

    @property
    def label(self) -> str:
        """The words on pages."""
        return _PART_LABELS[self]

    @property
    def usual_start(self) -> time:
        """When a session in this part of the day usually begins: a first guess for the office."""
        return _PART_STARTS.get(self, time(10))


def hour_wished(part: PartOfDay, time: str | None) -> str:
    """'morning, period 3'; a lesson says enough where any part of the day would do; 'any time'."""
    if not time:
        return part.label.lower()
    return time if part is PartOfDay.ANY else f"{part.label.lower()}, {time}"


_PART_STARTS = {
    PartOfDay.AFTERNOON: time(13, 30),
    PartOfDay.AFTER_SCHOOL: time(15, 45),
    PartOfDay.EVENING: time(18),
}

_PART_LABELS = {
    PartOfDay.MORNING: "Morning",
    PartOfDay.AFTERNOON: "Afternoon",
    PartOfDay.AFTER_SCHOOL: "After school",
    PartOfDay.EVENING: "Evening",
    PartOfDay.ANY: "Any time",
}


class ContactRole(StrEnum):
    """The three people of a booking (§1.5 of the domain notes)."""

    BOOKER = "booker"
    ON_THE_DAY = "on_the_day"
    DSL = "dsl"

    @property
    def label(self) -> str:
        """The words on pages."""
        return _CONTACT_LABELS[self]


_CONTACT_LABELS = {
    ContactRole.BOOKER: "Your contact details",
    ContactRole.ON_THE_DAY: "Contact on the day",
    ContactRole.DSL: "Designated safeguarding lead",
}


def check_preferred_dates(
    days: Iterable[date],
    *,
    today: date,
    bank_holidays: Mapping[date, str],
    weekends: bool = False,
) -> None:
    """Refuse a wish that cannot come true; the field named is `day_1` to `day_3`.

    `bank_holidays` maps days to their titles; `weekends` allows Saturdays and
    Sundays, as for an evening with parents at a community centre.
    """
    for refusal in wrong_dates(days, today=today, bank_holidays=bank_holidays, weekends=weekends):
        raise refusal


def wrong_dates(
    days: Iterable[date],
    *,
    today: date,
    bank_holidays: Mapping[date, str],
    weekends: bool = False,
) -> list[Refusal]:
    """Everything that `check_preferred_dates` would refuse, one for each day at most."""
    said: list[Refusal] = []
    seen: set[date] = set()
    for position, day in enumerate(days, start=1):
        sentence = _wrong_with(day, today=today, bank_holidays=bank_holidays, weekends=weekends)
        if sentence is None and day in seen:
            sentence = "Each preferred date must be a different day"
        if sentence:
            said.append(Refusal("preferred_date", sentence, f"day_{position}"))
        seen.add(day)
    return said if seen else [Refusal("preferred_date", "Enter at least one date", "day_1")]


def _wrong_with(day: date, *, today: date, bank_holidays: Mapping[date, str], weekends: bool) -> str | None:
    if day <= today:
        return "Date must be in the future"
    if day > today + timedelta(days=BOOK_AHEAD_DAYS):
        return "Date must be within the next 18 months"
    if day.weekday() >= 5 and not weekends:
        return f"Date must be a school day: {day:%-d %B %Y} is a {day:%A}"
    if day in bank_holidays:
        return f"Date must be a school day: {day:%-d %B %Y} is a bank holiday"
    return None


class EndedBy(StrEnum):
    """Who called a booking off: a figure that the charity and the school read differently (§2.2, item 22)."""

    SCHOOL = "school"
    US = "us"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The words on the office's page."""
        return _ENDED_LABELS[self]


_ENDED_LABELS = {
    EndedBy.SCHOOL: "The school or group",
    EndedBy.US: "We do",
    EndedBy.OTHER: "Neither: for example snow",
}


class ClosingReason(StrEnum):
    """Why a booking was declined or cancelled (§2.2, item 22)."""

    NO_FACILITATOR = "no_facilitator"
    NO_SUITABLE_DATE = "no_suitable_date"
    OUTSIDE_OUR_WORK = "outside_our_work"
    DUPLICATE = "duplicate"
    SCHOOL_CLOSED = "school_closed"
    INSPECTION = "inspection"
    ILLNESS_AT_SCHOOL = "illness_at_school"
    ILLNESS_WITH_US = "illness_with_us"
    TIMETABLE = "timetable"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The words on pages and in mails to the school."""
        return _REASON_LABELS[self]


_REASON_LABELS = {
    ClosingReason.NO_FACILITATOR: "No facilitator is free on these dates",
    ClosingReason.NO_SUITABLE_DATE: "We could not agree on a date",
    ClosingReason.OUTSIDE_OUR_WORK: "This is not something we can offer",
    ClosingReason.DUPLICATE: "There is already a booking for this",
    ClosingReason.SCHOOL_CLOSED: "The school is closed, for example for snow",
    ClosingReason.INSPECTION: "The school has an inspection",
    ClosingReason.ILLNESS_AT_SCHOOL: "Illness at the school",
    ClosingReason.ILLNESS_WITH_US: "Illness in our team",
    ClosingReason.TIMETABLE: "A change in the school's timetable",
    ClosingReason.OTHER: "Another reason",
}

DECLINE_REASONS = (
    ClosingReason.NO_FACILITATOR,
    ClosingReason.NO_SUITABLE_DATE,
    ClosingReason.OUTSIDE_OUR_WORK,
    ClosingReason.DUPLICATE,
    ClosingReason.OTHER,
)
"""The reasons to say no to a request."""

CANCEL_REASONS = (
    ClosingReason.SCHOOL_CLOSED,
    ClosingReason.INSPECTION,
    ClosingReason.ILLNESS_AT_SCHOOL,
    ClosingReason.ILLNESS_WITH_US,
    ClosingReason.TIMETABLE,
    ClosingReason.DUPLICATE,
    ClosingReason.OTHER,
)
"""The reasons to cancel what had been agreed."""

SCHOOL_CANCEL_REASONS = tuple(reason for reason in CANCEL_REASONS if reason is not ClosingReason.ILLNESS_WITH_US)
"""The same, as the school is asked."""
