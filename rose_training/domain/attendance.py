"""Who was there: marks for people and cards, headcounts, and when a register may be opened."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from rose_training.domain.calendar import london_day
from rose_training.domain.programme import Audience
from rose_training.domain.refusals import Refusal
from rose_training.domain.sessions import SessionState


class Mark(StrEnum):
    """What the register says about one person, or one card, at one session."""

    PRESENT = "present"
    LATE = "late"
    LEFT_EARLY = "left_early"
    EXCUSED = "excused"
    ABSENT = "absent"

    @property
    def label(self) -> str:
        """The words on the page."""
        return self.value.replace("_", " ").capitalize()

    @property
    def attended(self) -> bool:
        """Whether this mark is an attendance.

        Somebody who came late or left early counts when they were there for at
        least half of the time (§9.2 of the domain notes); the register page says
        so, and anybody who was there for less is marked absent or excused.
        """
        return self in ATTENDED


ATTENDED: frozenset[Mark] = frozenset({Mark.PRESENT, Mark.LATE, Mark.LEFT_EARLY})
"""The marks that count as one attendance."""


class HeadcountAudience(StrEnum):
    """Whom a headcount counts (§9.2 of the domain notes)."""

    PUPIL = "pupil"
    PARENT_CARER = "parent_carer"
    SCHOOL_STAFF = "school_staff"
    PROFESSIONAL = "professional"
    VOLUNTEER = "volunteer"

    @property
    def label(self) -> str:
        """The words on the page."""
        return _AUDIENCE_LABELS[self]


_AUDIENCE_LABELS = {
    HeadcountAudience.PUPIL: "Children and young people",
    HeadcountAudience.PARENT_CARER: "Parents and carers",
    HeadcountAudience.SCHOOL_STAFF: "School staff",
    HeadcountAudience.PROFESSIONAL: "Other professionals",
    HeadcountAudience.VOLUNTEER: "Volunteers",
}

LARGEST_HEADCOUNT = 2000
"""More people than fit into any hall in the county: a mistyped number."""


class RegisterKind(StrEnum):
    """The list a facilitator works from."""

    NAMES = "names"
    CARDS = "cards"
    HEADCOUNT = "headcount"


def register_kind(*, has_cards: bool, is_open_session: bool) -> RegisterKind:
    """Which register belongs to a session.

    Cards for a six-week course, whose names stay with the school; names for an open
    session that people register for; otherwise a headcount: nobody in a class or an
    assembly is listed (§5.1 of the domain notes).
    """
    if has_cards:
        return RegisterKind.CARDS
    return RegisterKind.NAMES if is_open_session else RegisterKind.HEADCOUNT


def audiences_counted(kind: RegisterKind, audience: Audience) -> tuple[HeadcountAudience, ...]:
    """Who is counted by number, beside the register: nobody is counted twice.

    The people of a register are left out of the headcount of the same session: the
    young people of a course (cards) and the adults who registered by name.
    """
    listed = _LISTED[kind, audience] if kind is RegisterKind.NAMES else None
    if kind is RegisterKind.CARDS:
        listed = HeadcountAudience.PUPIL
    return tuple(one for one in HeadcountAudience if one is not listed)


_LISTED: Mapping[tuple[RegisterKind, Audience], HeadcountAudience] = {
    (RegisterKind.NAMES, Audience.PROFESSIONALS): HeadcountAudience.PROFESSIONAL,
    (RegisterKind.NAMES, Audience.STAFF): HeadcountAudience.SCHOOL_STAFF,
    (RegisterKind.NAMES, Audience.PARENTS): HeadcountAudience.PARENT_CARER,
    (RegisterKind.NAMES, Audience.PUPILS): HeadcountAudience.PUPIL,
}


@dataclass(frozen=True)
class OpeningWindow:
    """How long a facilitator may open one of their sessions (§5.3 of the domain notes).

    Whole days in Norfolk: from so many before the day of the session to so many after
    its last day. The coordinator may always.
    """

    days_before: int = 14
    days_after: int = 30

    def opens_on(self, starts_at: datetime) -> date:
        """The first day on which a facilitator may open the session."""
        return london_day(starts_at) - timedelta(days=self.days_before)

    def closes_on(self, ends_at: datetime) -> date:
        """The last day on which a facilitator may open the session."""
        return london_day(ends_at) + timedelta(days=self.days_after)

    def is_open(self, *, starts_at: datetime, ends_at: datetime, at: datetime) -> bool:
        """Whether a facilitator may open the session at this moment."""
        return self.opens_on(starts_at) <= london_day(at) <= self.closes_on(ends_at)


def check_may_record(*, state: SessionState, starts_at: datetime, at: datetime) -> None:
    """Refuse to record who came to a session that is cancelled or has not come yet.

    From the morning of the day: a facilitator may enter the first arrivals early.
    Raises `Refusal` with the code `cancelled` or `too_early`.
    """
    if state is SessionState.CANCELLED:
        raise Refusal("cancelled", "This session was cancelled, so nobody can be recorded.")
    if london_day(at) < london_day(starts_at):
        raise Refusal(
            "too_early",
            "This session has not taken place yet. You can record it from the morning of the day.",
        )


class RowOutcome(StrEnum):
    """What becomes of one row."""

    UNCHANGED = "unchanged"
    SAVED = "saved"
    CONFLICT = "conflict"


def settle(*, shown: int, stored: int, was: object, old: object, new: object) -> RowOutcome:
    """Whether a row is saved, left alone, or was changed by somebody else in the meantime.

    `shown` is the version of the row on the sender's page (0 for 'nothing yet') and `was` what it
    said there; `stored` is its version now and `old` what it says now; `new` is what was sent. Two
    people may save different rows at once: a row that the sender did not touch, or that says what
    is stored already, changes nothing. A row that has changed since it was shown is never
    overwritten silently.
    """
    if new in (old, was):
        return RowOutcome.UNCHANGED
    return RowOutcome.SAVED if shown == stored else RowOutcome.CONFLICT


@dataclass(frozen=True)
class Tally:
    """How far a register has got: counts of rows."""

    marks: Mapping[Mark, int]
    unmarked: int

    @property
    def attended(self) -> int:
        """Rows that count as an attendance."""
        return sum(count for mark, count in self.marks.items() if mark.attended)

    @property
    def complete(self) -> bool:
        """Whether every row has a mark and there is at least one."""
        return not self.unmarked and bool(sum(self.marks.values()))


def tally(marks: Iterable[Mark | None]) -> Tally:
    """Count the marks of a register; None stands for a row without one."""
    counts = dict.fromkeys(Mark, 0)
    unmarked = 0
    for mark in marks:
        if mark is None:
            unmarked += 1
        else:
            counts[mark] += 1
    return Tally(counts, unmarked)


def read_headcount(typed: str, *, field: str, recorded: int | None) -> int | None:
    """The number somebody typed into a headcount; None for a blank that counts nobody yet.

    A number that was recorded before cannot be wiped, only corrected, to 0 if need be.
    Raises `Refusal` with the code `not_a_number`, `too_many` or `wiped`.
    """
    text = typed.strip().replace(",", "")
    if not text:
        if recorded is None:
            return None
        raise Refusal("wiped", f"Enter a number: {recorded} was recorded before. Enter 0 for nobody", field)
    if not (text.isascii() and text.isdigit()):
        raise Refusal("not_a_number", "Enter a whole number, such as 28", field)
    number = int(text)
    if number > LARGEST_HEADCOUNT:
        raise Refusal("too_many", f"Enter a number of {LARGEST_HEADCOUNT:,} or less", field)
    return number
