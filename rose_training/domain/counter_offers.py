"""Other dates than those wished for: how many, until when, and how an offer ends."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from rose_training.domain.diary import Engagement
from rose_training.domain.refusals import Refusal
from rose_training.domain.weekly import Meeting

MOST_OFFERED = 3
"""More than three dates are a timetable, not an offer."""


class OfferState(StrEnum):
    """Where a counter-offer stands."""

    OPEN = "open"
    CHOSEN = "chosen"
    NONE_SUITS = "none_suits"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"

    @property
    def sentence(self) -> str:
        """What became of it, for the office."""
        return _SENTENCES[self]


_SENTENCES = {
    OfferState.OPEN: "The school has not answered yet",
    OfferState.CHOSEN: "The school has chosen",
    OfferState.NONE_SUITS: "None of the dates suits the school",
    OfferState.LAPSED: "The school did not answer in time",
    OfferState.WITHDRAWN: "Something else was arranged meanwhile",
}


def meetings(starts_at: datetime, ends_at: datetime, later_starts: Sequence[str]) -> tuple[Meeting, ...]:
    """The one meeting of an offered visit, or all weeks of a course; `later_starts` are ISO moments."""
    length = ends_at - starts_at
    later = [datetime.fromisoformat(start) for start in later_starts]
    return tuple(Meeting(start, start + length) for start in (starts_at, *later))


def check_offer(dates: Sequence[Engagement], *, until: datetime, at: datetime) -> None:
    """Refuse an offer that cannot be kept; fields `date_1` to `date_3` and `until`.

    `dates` are the first meetings, in the order of the form.
    """
    if not 1 <= len(dates) <= MOST_OFFERED:
        raise Refusal("offered_dates", f"Enter one to {MOST_OFFERED} dates", "date_1")
    if until <= at:
        raise Refusal("until_past", "The answer must be due in the future", "until")
    for number, offered in enumerate(dates, start=1):
        if offered.ends_at - offered.starts_at <= timedelta(0):
            raise Refusal("offer_ends_first", "The end must be later than the start", f"start_{number}")
        if offered.starts_at <= until:
            raise Refusal(
                "offered_too_soon", "This date must be later than the day by which the school answers", f"date_{number}"
            )
        if any(offered.overlaps(earlier) for earlier in dates[: number - 1]):
            raise Refusal("offered_twice", "This date is offered already: enter another one", f"date_{number}")
