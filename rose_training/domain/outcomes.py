"""What became of each registration once the session is over.

Six words (§8 of the domain notes): attended, partly, did not attend, cancelled in time, cancelled
late, substituted. Whoever cancelled was never absent: the two are counted apart, whatever the
register says.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from rose_training.domain.attendance import Mark
from rose_training.domain.refusals import Refusal
from rose_training.domain.registrations import RegistrationState
from rose_training.domain.sessions import registration_closes_at

ENOUGH_PERCENT = 80
"""The share of the minutes from which somebody attended and gets a certificate (§8)."""

HALF_PERCENT = 50
"""The share from which being late or leaving early still counts as an attendance in figures (§9.2)."""

LATE_CANCEL_DAYS = 2
"""Working days before the session from which giving a place up is late, unless a setting says otherwise."""

FEWEST_FOR_A_RATE = 5
"""So many people of an organisation must have been expected before a rate is told."""

MINUTES_MEAN_SOMETHING = frozenset({Mark.LATE, Mark.LEFT_EARLY, Mark.ABSENT})


class Outcome(StrEnum):
    """What became of one place."""

    ATTENDED = "attended"
    PARTLY = "partly"
    DID_NOT_ATTEND = "did_not_attend"
    CANCELLED_IN_TIME = "cancelled_in_time"
    CANCELLED_LATE = "cancelled_late"
    SUBSTITUTED = "substituted"

    @property
    def label(self) -> str:
        """The words on the page."""
        return _LABELS[self]

    @property
    def was_there(self) -> bool:
        """Whether they were in the room, if only for a part."""
        return self in WAS_THERE


_LABELS = {
    Outcome.ATTENDED: "Attended",
    Outcome.PARTLY: "Attended partly",
    Outcome.DID_NOT_ATTEND: "Did not attend",
    Outcome.CANCELLED_IN_TIME: "Cancelled in time",
    Outcome.CANCELLED_LATE: "Cancelled late",
    Outcome.SUBSTITUTED: "A colleague came instead",
}

WAS_THERE = frozenset({Outcome.ATTENDED, Outcome.PARTLY})

EXPECTED = WAS_THERE | {Outcome.DID_NOT_ATTEND}
"""Those for whom a chair stood ready on the day: the whole of which the rate is a share."""


@dataclass(frozen=True, slots=True)
class Place:
    """What is known of one registration. `mark` and `minutes` as the register has them now.

    `length` is the session's, in minutes; `late_from` the moment from which cancelling was late.
    """

    state: RegistrationState
    mark: Mark | None
    minutes: int | None
    length: int
    had_a_place: bool
    cancelled_at: datetime | None
    late_from: datetime
    called_off: bool = False


def outcome_of(place: Place) -> Outcome | None:
    """What became of a place; None while nobody can say, and where there never was a place.

    Whoever was in the room was there, also after cancelling. Otherwise a cancellation stays one,
    even beside an 'absent' in the register. 'Excused' means that they told us before: a
    cancellation too, and one that came too late to be entered as such.
    """
    if place.called_off:
        return None
    there = minutes_there(place.mark, place.minutes, place.length)
    if place.mark is not None and (place.mark.attended or there):
        return Outcome.ATTENDED if _enough(place, there) else Outcome.PARTLY
    if place.state is RegistrationState.SUBSTITUTED:
        return Outcome.SUBSTITUTED
    if place.state is RegistrationState.CANCELLED:
        return _cancelled(place)
    if place.mark is Mark.EXCUSED:
        return Outcome.CANCELLED_LATE
    return Outcome.DID_NOT_ATTEND if place.mark is Mark.ABSENT else None


def minutes_there(mark: Mark | None, minutes: int | None, length: int) -> int | None:
    """For how many minutes somebody was there; None where nobody noted it.

    Present is present from beginning to end.
    """
    if mark is Mark.PRESENT:
        return length
    return minutes if mark in MINUTES_MEAN_SOMETHING else None


def enough_minutes(length: int) -> int:
    """The fewest minutes of a session of this length that count as having attended."""
    return -(-length * ENOUGH_PERCENT // 100)


def late_from(
    starts_at: datetime,
    *,
    closes_at: datetime | None,
    working_days: int = LATE_CANCEL_DAYS,
    days_off: Collection[date] = frozenset(),
) -> datetime:
    """The moment from which giving a place up is late: booking has closed, or too few working days are left."""
    too_near = registration_closes_at(starts_at, working_days=working_days, days_off=days_off)
    return too_near if closes_at is None else min(too_near, closes_at)


def read_minutes(typed: str, *, field: str) -> int | None:
    """The minutes that somebody typed beside a mark; None for a blank. Raises `Refusal`."""
    text = typed.strip()
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 4):
        raise Refusal("not_minutes", "Enter the minutes as a whole number, such as 45", field)
    return int(text)


def check_minutes(mark: Mark, minutes: int | None, *, length: int, field: str | None = None) -> None:
    """Refuse minutes that contradict their mark.

    Late and left early count as an attendance from half of the time (§9.2 of the domain notes), so
    that half parts them from 'absent'. Raises `Refusal` at `field`.
    """
    if minutes is None:
        return
    if mark not in MINUTES_MEAN_SOMETHING:
        raise Refusal("minutes_mean_nothing", "Minutes belong to Late, Left early or Absent: choose one", field)
    if minutes > length:
        raise Refusal("too_many_minutes", f"The session lasted {length} minutes: enter {length} or less", field)
    half = minutes * 100 >= length * HALF_PERCENT
    if half and mark is Mark.ABSENT:
        raise Refusal("was_there", f"{minutes} of {length} minutes is an attendance: choose Late or Left early", field)
    if not half and mark is not Mark.ABSENT:
        raise Refusal("less_than_half", f"{minutes} of {length} minutes is less than half: choose Absent", field)


@dataclass(frozen=True)
class AgencyAttendance:
    """The outcomes of one organisation's places, for the coordinator alone (§8 of the domain notes)."""

    name: str
    counts: Mapping[Outcome, int] = field(default_factory=dict)

    def number(self, outcome: Outcome) -> int:
        """How many places came to this."""
        return self.counts.get(outcome, 0)

    @property
    def expected(self) -> int:
        """Places for which somebody was expected on the day: cancelled ones are not among them."""
        return sum(self.number(outcome) for outcome in EXPECTED)

    @property
    def rate(self) -> float | None:
        """The share of expected people who did not come, 0 to 1; None where fewer than 5 were expected.

        One person of two is half of an agency only in arithmetic.
        """
        if self.expected < FEWEST_FOR_A_RATE:
            return None
        return self.number(Outcome.DID_NOT_ATTEND) / self.expected


def by_agency(found: Iterable[tuple[str, Outcome]]) -> list[AgencyAttendance]:
    """Outcomes added up by the name of the organisation: most absences first, then by name."""
    counts: dict[str, dict[Outcome, int]] = {}
    for name, outcome in found:
        of_agency = counts.setdefault(name, {})
        of_agency[outcome] = of_agency.get(outcome, 0) + 1
    agencies = [AgencyAttendance(name, tallied) for name, tallied in counts.items()]
    return sorted(agencies, key=lambda one: (-one.number(Outcome.DID_NOT_ATTEND), one.name.lower()))


def _enough(place: Place, there: int | None) -> bool:
    """Late without a number of minutes is no proof of four fifths: then it is 'partly'."""
    return there is not None and there >= enough_minutes(place.length)


def _cancelled(place: Place) -> Outcome | None:
    if not place.had_a_place or place.cancelled_at is None:
        return None
    return Outcome.CANCELLED_LATE if place.cancelled_at >= place.late_from else Outcome.CANCELLED_IN_TIME
