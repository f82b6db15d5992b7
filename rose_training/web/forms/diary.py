"""What the office fills in to move a session from the diary."""

from collections.abc import Sequence
from datetime import date, datetime, time

from flask_wtf import FlaskForm
from govuk_frontend_wtf.wtforms_widgets import GovCheckboxesInput
from wtforms import SelectMultipleField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs are older
from wtforms.validators import InputRequired

from rose_training.domain.calendar import london, london_clock, london_day
from rose_training.domain.refusals import Refusal
from rose_training.models.people import Facilitator
from rose_training.services.diary_moves import Move
from rose_training.web.forms.fields import ClockField, DayField


class MoveForm(FlaskForm):  # type: ignore[misc]
    """Another day, another hour, other people."""

    starts_on = DayField("Date", [InputRequired("Enter the date")])
    start_time = ClockField("Starts at", [InputRequired("Enter when it starts")])
    end_time = ClockField("Ends at", [InputRequired("Enter when it ends")])
    facilitators = SelectMultipleField("Who delivers it?", coerce=int, choices=[], widget=GovCheckboxesInput())

    def offer_facilitators(self, facilitators: Sequence[Facilitator], busy: dict[int, str]) -> None:
        """The people to choose from, each with what they have on that day."""
        self.facilitators.choices = [SelectChoice(one.id, one.person.name) for one in facilitators]
        self.hints = [{"hint": {"text": busy[one.id]}} if busy.get(one.id) else {} for one in facilitators]

    def show(self, move: Move) -> None:
        """Fill in a time and the people."""
        self.starts_on.data = london_day(move.starts_at)
        self.start_time.data, self.end_time.data = london_clock(move.starts_at), london_clock(move.ends_at)
        self.facilitators.data = list(move.facilitator_ids)

    def move(self) -> Move:
        """What was typed, as the service takes it. Raises `Refusal` for an hour that does not exist."""
        day, start, end = self.starts_on.data, self.start_time.data, self.end_time.data
        if day is None or start is None or end is None:
            raise ValueError("the form was not validated")
        return Move(
            self._at(day, start, "start_time"), self._at(day, end, "end_time"), tuple(self.facilitators.data or ())
        )

    def _at(self, day: date, clock: time, field: str) -> datetime:
        try:
            return london(day, clock)
        except Refusal as refusal:
            raise Refusal(refusal.code, refusal.sentence, field) from refusal
