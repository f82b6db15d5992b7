"""The register: marks row by row, somebody at the door, a headcount, and the question at the end."""

from collections.abc import Mapping
from typing import Any

from flask_wtf import FlaskForm
from govuk_frontend_wtf.wtforms_widgets import GovRadioInput, GovTextInput
from wtforms import RadioField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs are older
from wtforms.validators import InputRequired, Length, Optional

from rose_training.domain.attendance import HeadcountAudience, Mark, read_headcount
from rose_training.domain.outcomes import MINUTES_MEAN_SOMETHING, read_minutes
from rose_training.domain.refusals import Refusal
from rose_training.domain.year_groups import YearGroup
from rose_training.services import attendance, headcounts
from rose_training.services.headcounts import Counts, Line
from rose_training.services.walk_ins import WalkIn
from rose_training.web.forms.fields import email_address, tidy
from rose_training.web.forms.rows import RowsForm


def read_version(sent: Mapping[str, Any], name: str) -> int:
    """The version of a row as it was shown; 0 for none and for nonsense."""
    typed = sent.get(f"shown-{name}", "")
    return int(typed) if typed.isdecimal() and len(typed) < 9 else 0


def sent_marks(form: RowsForm, sent: Mapping[str, Any], keys: list[str]) -> dict[str, attendance.Sent]:
    """The mark chosen in each row, the version that was shown, and minutes beside a mark to which they belong.

    What is no number is shown at its row.
    """
    known = {mark.value: mark for mark in Mark}
    found: dict[str, attendance.Sent] = {}
    for key in keys:
        mark = known.get(sent.get(f"mark-{key}", ""))
        minutes = None
        if mark in MINUTES_MEAN_SOMETHING:
            try:
                minutes = read_minutes(sent.get(f"minutes-{key}", ""), field=f"mark-{key}")
            except Refusal as refusal:
                form.show_at_row(refusal)
        found[key] = attendance.Sent(mark, read_version(sent, key), minutes)
    return found


class WalkInForm(FlaskForm):  # type: ignore[misc]
    """Somebody at the door who is not on the register."""

    name = StringField(
        "Full name",
        [InputRequired("Enter their full name"), Length(max=200, message="The name must have 200 characters at most")],
        filters=[tidy],
        widget=GovTextInput(),
    )
    email = StringField(
        "E-mail address (optional)",
        [Optional(), email_address],
        filters=[tidy],
        widget=GovTextInput(),
        description="For the certificate. Without it they are counted, and cannot be told apart from others later.",
    )
    organisation = StringField(
        "Organisation (optional)",
        [Length(max=200, message="The organisation must have 200 characters at most")],
        filters=[tidy],
        widget=GovTextInput(),
    )
    job_role = StringField(
        "Job role (optional)",
        [Length(max=100, message="The job role must have 100 characters at most")],
        filters=[tidy],
        widget=GovTextInput(),
    )

    def walk_in(self) -> WalkIn:
        """What was typed, as the service takes it."""
        return WalkIn(
            name=self.name.data or "",
            email=self.email.data or "",
            organisation=self.organisation.data or "",
            job_role=self.job_role.data or "",
        )


class ConcernForm(FlaskForm):  # type: ignore[misc]
    """Was a concern passed on before leaving? Yes or no, and nothing more (§2.3 of the domain notes)."""

    passed = RadioField(
        "Was a concern passed to the DSL before you left?",
        [InputRequired("Choose yes or no")],
        choices=[SelectChoice("yes", "Yes"), SelectChoice("no", "No")],
        widget=GovRadioInput(),
        description="Yes or no is all we keep. The DSL writes down what was said and decides what happens next.",
    )


def line_id(line: Line) -> str:
    """The id of the box for one line: `count-pupil-7`, `count-school_staff`."""
    audience, year = line
    return f"count-{audience.value}-{year.value}" if year else f"count-{audience.value}"


def lines_for(audiences: tuple[HeadcountAudience, ...]) -> list[Line]:
    """Everything that can be counted: pupils by year group, others as one number."""
    return [
        line
        for audience in audiences
        for line in (
            [(audience, year) for year in YearGroup] if audience is HeadcountAudience.PUPIL else [(audience, None)]
        )
    ]


def sent_counts(
    form: RowsForm, sent: Mapping[str, Any], lines: list[Line], stored: Counts
) -> dict[Line, headcounts.Sent]:
    """The number typed for each line; what is no number is shown at its box and nothing is sent."""
    numbers: dict[Line, headcounts.Sent] = {}
    for line in lines:
        name = line_id(line)
        recorded = stored[line][-1].number if line in stored else None
        try:
            number = read_headcount(sent.get(name, ""), field=name, recorded=recorded)
        except Refusal as refusal:
            form.show_at_row(refusal)
            continue
        if number is not None:
            numbers[line] = headcounts.Sent(number, read_version(sent, name))
    if not numbers and not form.row_errors:
        form.form_errors.append("Enter how many people were there")
    return {} if form.row_errors else numbers
