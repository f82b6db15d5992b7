"""When somebody works, what the office has seen of their checks, and whether they can come."""

from collections.abc import Iterable
from dataclasses import fields
from datetime import time
from typing import Any

from flask_wtf import FlaskForm
from govuk_frontend_wtf.wtforms_widgets import GovCheckboxesInput, GovCheckboxInput, GovTextInput
from wtforms import BooleanField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs are older
from wtforms.validators import InputRequired, Length

from rose_training.domain.assignments import AssignmentAnswer
from rose_training.domain.availability import WEEKDAYS, Leave, WeeklyHours
from rose_training.domain.vetting import Vetting
from rose_training.domain.written_times import when
from rose_training.models.sessions import Assignment
from rose_training.web.forms.fields import ClockField, DayField, tidy


class HoursForm(FlaskForm):  # type: ignore[misc]
    """From when to when on each day of the week; a day left empty is a day off."""

    @property
    def days(self) -> list[tuple[str, ClockField, ClockField]]:
        """Each weekday with its two fields, Monday first."""
        return [(name, self[f"starts_{day}"], self[f"ends_{day}"]) for day, name in enumerate(WEEKDAYS)]

    def validate(self, extra_validators: Any = None) -> bool:
        """Both times of a day, or neither."""
        fine = bool(super().validate(extra_validators))
        for name, starts, ends in self.days:
            for empty, other in ((starts, ends), (ends, starts)):
                if other.data is not None and empty.data is None and not empty.errors:
                    empty.errors = [f"Enter both times for {name}, or leave both empty"]
                    fine = False
        return fine

    def hours(self) -> tuple[WeeklyHours, ...]:
        """What was entered."""
        return tuple(
            WeeklyHours(day, starts.data, ends.data)
            for day, (_, starts, ends) in enumerate(self.days)
            if starts.data is not None and ends.data is not None
        )

    @classmethod
    def showing(cls, free: Iterable[tuple[tuple[time, time], ...]]) -> "HoursForm":
        """The form with the hours of Monday to Sunday: from the first beginning to the last end of each day."""
        values: dict[str, time] = {}
        for day, spans in enumerate(free):
            if spans:
                values |= {f"starts_{day}": spans[0][0], f"ends_{day}": spans[-1][1]}
        return cls(data=values)


for _day, _name in enumerate(WEEKDAYS):
    setattr(HoursForm, f"starts_{_day}", ClockField(f"{_name} from"))
    setattr(HoursForm, f"ends_{_day}", ClockField(f"{_name} to"))


class LeaveForm(FlaskForm):  # type: ignore[misc]
    """Days off."""

    first = DayField("First day", [InputRequired("Enter the first day")])
    last = DayField("Last day (optional)")
    reason = StringField(
        "A note for the office (optional)",
        [Length(max=100, message="The note must have 100 characters at most")],
        filters=[tidy],
        widget=GovTextInput(),
    )

    def leave(self) -> Leave:
        """What was entered; without a last day it is one day."""
        first = self.first.data
        assert first is not None  # the form was found valid
        return Leave(first, self.last.data or first, self.reason.data or "")


class VettingForm(FlaskForm):  # type: ignore[misc]
    """What the office has seen. Dates only: there is no place for a certificate or its number."""

    enhanced_dbs = BooleanField("Enhanced DBS check (child workforce) seen", widget=GovCheckboxInput())
    barred_list = BooleanField("With the children's barred list", widget=GovCheckboxInput())
    update_service = BooleanField("On the DBS update service", widget=GovCheckboxInput())
    issued_on = DayField("Issued on (optional)")
    reviewed_on = DayField("Last looked at (optional)")
    review_due = DayField("Next review due (optional)")
    trained_on = DayField("Safeguarding training on (optional)")
    training_until = DayField("Training counts until (optional)")
    safer_recruitment_on = DayField("Safer recruitment completed on (optional)")
    induction_on = DayField("Induction completed on (optional)")

    def vetting(self) -> Vetting:
        """What was entered."""
        return Vetting(**{one.name: self[one.name].data for one in fields(Vetting)})


class AnswerForm(FlaskForm):  # type: ignore[misc]
    """For which dates, and a few words for the office."""

    dates = SelectMultipleField(
        "Which dates?", [InputRequired("Select at least one date")], choices=[], widget=GovCheckboxesInput()
    )
    words = StringField(
        "A few words for the office (optional)",
        [Length(max=200, message="The words must have 200 characters at most")],
        filters=[tidy],
        widget=GovTextInput(),
    )

    def ask(self, assignments: Iterable[Assignment]) -> None:
        """Offer these dates.

        Chosen to begin with are those without an answer: a no to one takes back no yes to another. Where all are
        answered, all are chosen.
        """
        rows = list(assignments)
        unanswered = [row for row in rows if row.answer is AssignmentAnswer.ASKED]
        self.dates.choices = [SelectChoice(row.session.reference, when(row.starts_at, row.ends_at)) for row in rows]
        if not self.is_submitted():
            self.dates.data = [row.session.reference for row in unanswered or rows]
