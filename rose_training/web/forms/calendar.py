"""What the office enters into the term calendar."""

from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from govuk_frontend_wtf.wtforms_widgets import GovFileInput, GovRadioInput, GovTextInput
from wtforms import RadioField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs are older
from wtforms.validators import InputRequired, Length

from rose_training.domain.calendar import ClosureKind
from rose_training.web.forms.fields import DayField, tidy


class ClosureForm(FlaskForm):  # type: ignore[misc]
    """A day without lessons, for all schools."""

    day = DayField("Date", [InputRequired("Enter the date")])
    title = StringField(
        "What is it?",
        [InputRequired("Enter what it is"), Length(max=120, message="The name must have 120 characters at most")],
        filters=[tidy],
        description="For example, Coronation bank holiday.",
        widget=GovTextInput(),
    )
    kind = RadioField(
        "Kind of day",
        [InputRequired("Select the kind of day")],
        choices=[SelectChoice(kind.value, kind.label.capitalize()) for kind in ClosureKind],
        widget=GovRadioInput(),
    )


class DatesFileForm(FlaskForm):  # type: ignore[misc]
    """A file of term dates or of bank holidays."""

    file = FileField("File", [FileRequired("Select a file")], widget=GovFileInput())
