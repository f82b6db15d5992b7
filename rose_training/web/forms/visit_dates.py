"""The question of a request about dates: three wishes, chosen from days on which we could come or typed."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from govuk_frontend_wtf.wtforms_widgets import GovSelect
from wtforms import SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs are older

from rose_training.domain.bookings import PartOfDay, wrong_dates
from rose_training.domain.refusals import Refusal, refusals_of
from rose_training.domain.slots import Slot, read_slot
from rose_training.domain.visit_answers import check_minutes, short_of_time
from rose_training.domain.visit_drafts import PROPOSED, last_time, read_wishes, write_wishes
from rose_training.domain.visit_requests import Answers, Wish
from rose_training.web.forms.fields import DayField
from rose_training.web.forms.questions import QuestionForm, Situation, short_text
from rose_training.web.forms.sessions import WholeNumberField

AN_EXAMPLE_AHEAD = timedelta(weeks=6)
"""How far ahead the date is that stands as an example."""
RANKS = (1, 2, 3)
ANSWER = "dates"
"""What the draft calls the answer; without it the question was not asked yet."""


def _slot_field() -> SelectField:
    return SelectField("A day when we can come", choices=[], validate_choice=False, widget=GovSelect())


def _part_field() -> SelectField:
    return SelectField("Part of the day", choices=[], validate_choice=False, widget=GovSelect())


class DatesForm(QuestionForm):
    """Up to three days that would suit, and how long we have."""

    slot_1 = _slot_field()
    day_1 = DayField("First choice")
    part_1 = _part_field()
    time_1 = short_text("Time or lesson (optional)", 60)
    slot_2 = _slot_field()
    day_2 = DayField("Second choice (optional)")
    part_2 = _part_field()
    time_2 = short_text("Time or lesson (optional)", 60)
    slot_3 = _slot_field()
    day_3 = DayField("Third choice (optional)")
    part_3 = _part_field()
    time_3 = short_text("Time or lesson (optional)", 60)
    minutes_available = WholeNumberField(
        "How many minutes do you really have? (optional)",
        description="From the first pupil sitting to the bell.",
        render_kw={"inputmode": "numeric"},
    )

    last_time: date | None = None
    """The day of the visit that is asked for again, as long as nothing was answered."""

    def prepare(self, situation: Situation) -> None:
        """The days when we can come, and the parts of the day that there are."""
        on_the_list = [SelectChoice(one.key, one.label) for one in situation.slots]
        self.has_slots = bool(on_the_list)
        for rank in RANKS:
            self._fields[f"part_{rank}"].choices = [SelectChoice(part.value, part.label) for part in PartOfDay]
            self._fields[f"slot_{rank}"].choices = [SelectChoice("", "Choose a day"), *on_the_list]
        self.slots = frozenset(situation.slots)
        if situation.offer is not None and situation.offer.targeted:
            self.day_1.label.text = "First choice (optional)"
        example = situation.calendar.next_open_day(situation.today + AN_EXAMPLE_AHEAD)
        self.example = f"For example, {example.day} {example.month} {example.year}"

    def show(self, answers: Answers) -> None:
        """The days wished for before; a day that is no longer on the list stands as a wish of their own."""
        for rank in RANKS:
            self._fields[f"part_{rank}"].data = PartOfDay.ANY.value
        self._show_wishes(read_wishes(answers))
        self.minutes_available.data = answers.get("minutes_available")

    def suggest(self, situation: Situation) -> None:
        """The day that we propose to whoever asks for the same again, until they have answered."""
        if ANSWER not in situation.answers:
            self.last_time = last_time(situation.answers)
            self._show_wishes(read_wishes(situation.answers.get(PROPOSED) or {}))

    def _show_wishes(self, wishes: Sequence[Wish]) -> None:
        for rank, wish in enumerate(wishes, start=1):
            slot = Slot(wish.day, wish.part)
            self._fields[f"time_{rank}"].data = wish.time
            if wish.offered and slot in self.slots:
                self._fields[f"slot_{rank}"].data = slot.key
            else:
                self._fields[f"day_{rank}"].data = wish.day
                self._fields[f"part_{rank}"].data = wish.part.value

    def choices(self) -> list[tuple[Any, Any, Any, Any]]:
        """The fields of each choice, for the template: slot, day, part, time."""
        return [
            (
                self._fields[f"slot_{rank}"],
                self._fields[f"day_{rank}"],
                self._fields[f"part_{rank}"],
                self._fields[f"time_{rank}"],
            )
            for rank in RANKS
        ]

    def wishes(self) -> list[tuple[int, Wish]]:
        """The days that were chosen or filled in, each with the number of its row."""
        found = []
        for rank, (chosen, day, part, time) in enumerate(self.choices(), start=1):
            slot = read_slot(chosen.data or "")
            if day.data is not None:
                of_day = PartOfDay(part.data) if part.data in set(PartOfDay) else PartOfDay.ANY
                found.append((rank, Wish(day.data, of_day, time.data or "")))
            elif slot is not None:
                found.append((rank, Wish(slot.day, slot.part, time.data or "", offered=slot in self.slots)))
        return found

    def changes(self) -> dict[str, Any]:
        """The days, in their order, and the minutes."""
        return {
            ANSWER: write_wishes([wish for _, wish in self.wishes()]),
            "minutes_available": self.minutes_available.data,
        }

    def mistakes(self, situation: Situation) -> Sequence[Refusal]:
        """Days in the future, on which somebody is at school, and each choice said in one way."""
        assert situation.offer is not None
        wishes = self.wishes()
        said = wrong_dates(
            [wish.day for _, wish in wishes],
            today=situation.today,
            bank_holidays=situation.bank_holidays,
            weekends=not situation.offer.on_school_days,
        )
        if not wishes:
            # A first choice that is no real date has its own sentence already.
            may_be_none = self.day_1.errors or situation.offer.targeted
            said = [] if may_be_none else [Refusal("preferred_date", "Enter your first choice", "day_1")]
        # The rule counts days; a row may have been left empty before one.
        rows = {f"day_{position}": f"day_{row}" for position, (row, _) in enumerate(wishes, start=1)}
        both = [
            Refusal("day_twice", "Choose a day from the list or enter one of your own, not both", day.name)
            for slot, day, _, _ in self.choices()
            if slot.data and day.data is not None
        ]
        minutes = self.minutes_available.data
        return [
            *(Refusal(one.code, one.sentence, rows.get(one.field or "", "day_1")) for one in said),
            *both,
            *refusals_of(lambda: check_minutes(minutes)),
        ]

    def warnings(self, situation: Situation) -> Mapping[str, str]:
        """What is no mistake but worth a look: a closed day (schools differ), and too little time."""
        closed = situation.closed_days([wish.day for _, wish in self.wishes() if not wish.offered])
        said = {f"day_{row}": closed[wish.day] for row, wish in self.wishes() if wish.day in closed}
        if situation.offer is not None:
            short = short_of_time(self.minutes_available.data, situation.offer.minutes)
            said |= {"minutes_available": short} if short else {}
        return said
