"""When, where and by whom a booking is delivered, before it is stored."""

from dataclasses import dataclass
from datetime import datetime

from rose_training.domain.cards import MOST_CARDS
from rose_training.domain.diary import Engagement, overlapping
from rose_training.domain.refusals import Refusal
from rose_training.domain.sessions import Arrangement, SessionMode, check_arrangement
from rose_training.domain.weekly import Meeting


@dataclass(frozen=True, slots=True)
class VisitPlan:
    """The meetings of a booking (one, or one a week), the place and the facilitators.

    `cards` is the number of numbered cards for a targeted course, None elsewhere.
    """

    meetings: tuple[Meeting, ...]
    facilitator_ids: tuple[int, ...]
    mode: SessionMode = SessionMode.IN_PERSON
    place_name: str | None = None
    place_address: str | None = None
    postcode: str | None = None
    online_link: str | None = None
    cards: int | None = None

    def arrangement_of(self, meeting: Meeting) -> Arrangement:
        """Everything that somebody writes into a diary about one of the meetings."""
        return Arrangement(
            starts_at=meeting.starts_at,
            ends_at=meeting.ends_at,
            mode=self.mode,
            place_name=self.place_name,
            place_address=self.place_address,
            postcode=self.postcode,
            online_link=self.online_link,
        )

    @property
    def engagements(self) -> tuple[Engagement, ...]:
        """The meetings as time that somebody has to give."""
        return tuple(
            Engagement(meeting.starts_at, meeting.ends_at, place=self.place_name or "", postcode=self.postcode)
            for meeting in self.meetings
        )


def check_plan(plan: VisitPlan, *, weeks: int, targeted: bool, at: datetime, kept: int = 0) -> None:
    """Refuse a plan that cannot be kept; the first `kept` meetings have taken place and stay.

    Fields: `date_1`, `start_1`, `end_1` and so on for the meetings, `facilitators`, `cards`,
    and those of `check_arrangement` for the place.
    """
    if len(plan.meetings) != weeks:
        raise Refusal("weeks", f"This activity has {weeks} dates: enter all of them", "date_1")
    for number, meeting in enumerate(plan.meetings, start=1):
        if number <= kept:
            continue
        try:
            check_arrangement(plan.arrangement_of(meeting), at=at)
        except Refusal as refusal:
            raise _beside_its_row(refusal, number, weeks) from refusal
    for number, (earlier, later) in enumerate(zip(plan.meetings, plan.meetings[1:], strict=False), start=2):
        if later.starts_at < earlier.starts_at:
            raise Refusal("order", f"Week {number} must be later than week {number - 1}", f"date_{number}")
    for clash in overlapping(plan.engagements):
        number = plan.engagements.index(clash.wanted) + 1
        raise Refusal("overlap", f"Week {number} overlaps with another week of this course", f"date_{number}")
    if not plan.facilitator_ids:
        raise Refusal("facilitator_missing", "Select who will deliver it", "facilitators")
    if targeted and not (plan.cards and 1 <= plan.cards <= MOST_CARDS):
        raise Refusal("cards", f"Number of cards must be between 1 and {MOST_CARDS}", "cards")


def _beside_its_row(refusal: Refusal, number: int, weeks: int) -> Refusal:
    row = {"starts_on": f"date_{number}", "start_time": f"start_{number}", "end_time": f"end_{number}"}
    if refusal.field not in row:
        return refusal
    named = f"Week {number}: {refusal.sentence}" if weeks > 1 else refusal.sentence
    return Refusal(refusal.code, named, row[refusal.field])
