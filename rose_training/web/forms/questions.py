"""What all questions of a school's request share: one form a page, shown from a draft and written into it.

Each form shows what the draft has (`show`), gives what to write into it (`changes`), and asks the
rules (`mistakes`), which say everything that is wrong at once. `warnings` are no mistakes.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_wtf import FlaskForm
from govuk_frontend_wtf.wtforms_widgets import GovTextInput
from wtforms import StringField
from wtforms.validators import Length

from rose_training.domain.calendar import WEEKEND, ClosureKind, SchoolCalendar
from rose_training.domain.hosts import HostKind
from rose_training.domain.refusals import Refusal
from rose_training.domain.slots import Slot
from rose_training.domain.visit_drafts import read_group
from rose_training.domain.visit_formats import VisitFormat
from rose_training.domain.visit_requests import Answers, Offer
from rose_training.domain.written_times import day as written_day
from rose_training.models.programme import Activity
from rose_training.web.forms.fields import tidy
from rose_training.web.forms.refusals import show_refusal


@dataclass(frozen=True)
class Situation:
    """What the questions depend on: the answers so far, what is on offer, and the school's calendar.

    `host` is who receives us, `by_office` whether the office fills it in for them. `slots` are worked out
    only where they are asked for.
    """

    answers: Answers
    activities: Sequence[Activity]
    activity: Activity | None
    today: date
    calendar: SchoolCalendar
    host: HostKind = HostKind.SCHOOL
    by_office: bool = False
    slots: tuple[Slot, ...] = ()

    @property
    def bank_holidays(self) -> Mapping[date, str]:
        """Bank holidays by day, with their titles."""
        return {one.day: one.title for one in self.calendar.closures if one.kind is ClosureKind.BANK_HOLIDAY}

    def closed_days(self, days: Iterable[date]) -> dict[date, str]:
        """Of these days, those in a holiday or closed for another reason, with a sentence for the booker."""
        return {
            day: f"Our calendar says: {reason}. Keep the date if your school is open on {written_day(day)}."
            for day in days
            if (reason := self.calendar.closed_because(day)) and reason != WEEKEND
        }

    @property
    def offer(self) -> Offer | None:
        """The chosen activity as the rules see it."""
        one = self.activity
        if one is None:
            return None
        return Offer(
            one.audience, one.targeted, one.min_year, one.max_year, one.max_group, minutes=one.minutes, host=self.host
        )

    @property
    def format(self) -> VisitFormat | None:
        """How the group comes together, as far as it is known."""
        return read_group(self.answers, self.offer).format if self.offer else None

    @property
    def expected_number(self) -> int:
        """How many are expected, 0 before it is known."""
        return int(self.answers.get("expected_number") or 0)


def short_text(label: str, most: int, hint: str = "", *rules: Any, **attributes: str) -> StringField:
    """One line of at most so many characters; `rules` are validators, `attributes` stand on the input."""
    return StringField(
        label,
        [Length(max=most, message=f"{label} must have {most} characters at most"), *rules],
        filters=[tidy],
        description=hint,
        widget=GovTextInput(),
        render_kw=attributes,
    )


class QuestionForm(FlaskForm):  # type: ignore[misc]
    """What all question pages share."""

    def prepare(self, situation: Situation) -> None:
        """Set choices and leave out fields that this request does not need."""

    def show(self, answers: Answers) -> None:
        """Fill in what the draft has."""

    def suggest(self, situation: Situation) -> None:
        """A first guess where nothing was answered yet."""

    def changes(self) -> dict[str, Any]:
        """What to write into the draft."""
        raise NotImplementedError

    def mistakes(self, situation: Situation) -> Sequence[Refusal]:
        """Everything that the rules say no to."""
        return ()

    def warnings(self, situation: Situation) -> Mapping[str, str]:
        """What may be right but is worth a second look: a sentence for each field."""
        return {}

    def find_mistakes(self, situation: Situation) -> bool:
        """Whether anything is wrong; all of it is said, once beside each field."""
        self.validate_on_submit()
        for refusal in self.mistakes(situation):
            if refusal.field is None or not self.errors.get(refusal.field):
                show_refusal(self, refusal)
        return bool(self.errors)
