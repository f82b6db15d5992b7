"""What the office answers first, and why, in words.

The order is a sum of what can be said about a request, not a secret: each reason stands beside the row.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from rose_training.domain.assignments import Staffing
from rose_training.domain.bookings import ANSWERED_WITHIN, BookingState
from rose_training.domain.calendar import SchoolCalendar, london_day, working_day_after
from rose_training.domain.counter_offers import OfferState
from rose_training.domain.written_times import when

NEAR = timedelta(days=21)
"""A first wish within three weeks needs an answer soon: the school plans its lessons."""

HOLD_ENDS_SOON = timedelta(hours=48)


class Urgency(StrEnum):
    """How soon somebody should look at a booking."""

    NOW = "now"
    SOON = "soon"
    IN_TURN = "in_turn"

    @property
    def label(self) -> str:
        """The words on the page."""
        return {"now": "Answer now", "soon": "Answer soon", "in_turn": "In turn"}[self.value]


@dataclass(frozen=True, slots=True)
class Waiting:
    """What the order is worked out from; `first_wish` is the earliest day that the school would like."""

    state: BookingState
    requested_at: datetime
    first_wish: date | None = None
    held_until: datetime | None = None
    accepted: bool = False
    targeted: bool = False
    spoken: bool = False
    offer: OfferState | None = None
    staffing: Staffing | None = None


@dataclass(frozen=True, slots=True)
class Priority:
    """How soon, why, and where in the list (smaller comes first)."""

    urgency: Urgency
    reasons: tuple[str, ...]
    rank: tuple[int, datetime]


def priority(waiting: Waiting, *, at: datetime, calendar: SchoolCalendar) -> Priority:
    """How soon a request or a hold should be looked at, and why. What is not open waits for nobody."""
    points = _points(waiting, at=at, calendar=calendar) if waiting.state.is_open else []
    most = max((weight for weight, _ in points), default=0)
    urgency = Urgency.NOW if most >= 3 else Urgency.SOON if most == 2 else Urgency.IN_TURN
    total = sum(weight for weight, _ in points)
    return Priority(urgency, tuple(words for _, words in points), (-(10 * most + total), waiting.requested_at))


def _points(waiting: Waiting, *, at: datetime, calendar: SchoolCalendar) -> list[tuple[int, str]]:
    found: list[tuple[int, str]] = []
    if waiting.state is BookingState.HELD:
        return _points_of_a_hold(waiting, at=at)
    if waiting.state is not BookingState.REQUESTED:
        return found
    if waiting.offer is OfferState.OPEN:
        # The school is asked: nothing is due from us before it answers.
        return [(0, "Other dates are offered")]
    if waiting.offer is OfferState.NONE_SUITS:
        found.append((3, "No offered date suits"))
    elif waiting.offer is OfferState.LAPSED:
        found.append((2, "No answer to the dates offered"))
    late = working_days_late(waiting.requested_at, at=at, calendar=calendar)
    if late:
        found.append((3, f"Unanswered for {ANSWERED_WITHIN + late} working days"))
    if waiting.first_wish is not None:
        left = waiting.first_wish - london_day(at)
        if left <= timedelta(0):
            found.append((3, "The first wished date has passed"))
        elif left <= NEAR:
            days = "tomorrow" if left.days == 1 else f"in {left.days} days"
            found.append((3 if left <= NEAR / 2 else 2, f"First wished date {days}"))
    if waiting.targeted and not waiting.spoken:
        found.append((2, "Waits for a conversation"))
    return found


def _points_of_a_hold(waiting: Waiting, *, at: datetime) -> list[tuple[int, str]]:
    found: list[tuple[int, str]] = []
    if waiting.staffing is Staffing.DECLINED:
        found.append((5, "The facilitator has declined: ask somebody else"))
    elif waiting.staffing is Staffing.NEEDED:
        found.append((2, Staffing.NEEDED.label))
    if waiting.accepted:
        found.append((4, "The school has said yes: confirm"))
    elif waiting.held_until and waiting.held_until - at <= HOLD_ENDS_SOON:
        found.append((2, f"The hold ends {when(waiting.held_until)}"))
    return found


def working_days_late(requested_at: datetime, *, at: datetime, calendar: SchoolCalendar) -> int:
    """Working days beyond the promised answer; 0 while it is not due. Counted up to 30."""
    today, late = london_day(at), 0
    due = working_day_after(london_day(requested_at), ANSWERED_WITHIN, calendar.closures)
    while due < today and late < 30:
        due += timedelta(days=1)
        late += calendar.closed_because(due) is None
    return late


def age(requested_at: datetime, *, at: datetime) -> str:
    """'today', 'yesterday', '3 days', '5 weeks': how long ago somebody asked."""
    days = (london_day(at) - london_day(requested_at)).days
    if days < 1:
        return "today"
    if days == 1:
        return "yesterday"
    return f"{days} days" if days < 28 else f"{days // 7} weeks"


def in_order(priorities: Iterable[tuple[int, Priority]]) -> list[int]:
    """The ids, what is most urgent first; among equals who asked first."""
    return [one for one, _ in sorted(priorities, key=lambda pair: (pair[1].rank, pair[0]))]
