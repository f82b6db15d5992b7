"""What the office and schools enter into a term calendar."""

from collections.abc import Iterable

from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from govuk_frontend_wtf.wtforms_widgets import GovCheckboxesInput, GovFileInput, GovRadioInput, GovTextInput
from wtforms import HiddenField, RadioField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs are older
from wtforms.validators import InputRequired, Length

from rose_training.domain.calendar import ClosureKind, TermDates, academic_year
from rose_training.domain.year_groups import YearGroup
from rose_training.web.forms.fields import DayField, tidy

KINDS = {
    ClosureKind.BANK_HOLIDAY: "Bank holiday",
    ClosureKind.TRAINING_DAY: "Staff training (INSET): no pupils, staff are in",
    ClosureKind.CLOSED: "Closed: nobody is in",
    ClosureKind.EXAM: "Exams: lessons go on, but some years cannot be asked for",
}
OF_A_SCHOOL = (ClosureKind.TRAINING_DAY, ClosureKind.EXAM, ClosureKind.CLOSED)


class ClosureForm(FlaskForm):  # type: ignore[misc]
    """A day or some days in a row without lessons, or of exams."""

    day = DayField("Date", [InputRequired("Enter the date")])
    last = DayField("Last day (optional)")
    title = StringField(
        "What is it?",
        [InputRequired("Enter what it is"), Length(max=120, message="The name must have 120 characters at most")],
        filters=[tidy],
        description="For example, INSET day. Never write a name.",
        widget=GovTextInput(),
    )
    kind = RadioField("Kind of day", [InputRequired("Select the kind of day")], choices=[], widget=GovRadioInput())
    years = SelectMultipleField(
        "Which years sit exams? (optional)",
        choices=[SelectChoice(year.value, year.label) for year in YearGroup if year.number],
        description="Only for exams. Leave empty for all years.",
        widget=GovCheckboxesInput(),
    )

    def offer(self, kinds: Iterable[ClosureKind]) -> None:
        """Let people choose among these."""
        self.kind.choices = [SelectChoice(kind.value, KINDS[kind]) for kind in kinds]


class TermForm(FlaskForm):  # type: ignore[misc]
    """One half-term."""

    name = StringField(
        "Name of the half-term",
        [InputRequired("Enter the name"), Length(max=40, message="The name must have 40 characters at most")],
        filters=[tidy],
        description="For example, Autumn 1.",
        widget=GovTextInput(),
    )
    first = DayField("First day", [InputRequired("Enter the first day")])
    last = DayField("Last day", [InputRequired("Enter the last day")])

    def term(self) -> TermDates:
        """What was typed. Raises `Refusal` for an end before the beginning."""
        if self.first.data is None or self.last.data is None:
            raise ValueError("the form was not validated")
        return TermDates(self.first.data, self.last.data, self.name.data or "", academic_year(self.first.data))


class DatesFileForm(FlaskForm):  # type: ignore[misc]
    """A file of term dates or of bank holidays."""

    file = FileField("File", [FileRequired("Select a file")], widget=GovFileInput())


class KeepDatesForm(FlaskForm):  # type: ignore[misc]
    """Yes to what a file would change."""

    dates = HiddenField()
