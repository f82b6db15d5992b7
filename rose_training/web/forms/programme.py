"""What the office writes about programmes and activities."""

from collections.abc import Sequence
from typing import Any

from flask_wtf import FlaskForm
from govuk_frontend_wtf.wtforms_widgets import GovCheckboxInput, GovSelect, GovTextArea, GovTextInput
from wtforms import BooleanField, Form, SelectField, StringField, TextAreaField, ValidationError
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs are older
from wtforms.validators import InputRequired, Length, Regexp

from rose_training.domain.programme import Audience, ProgrammeKey
from rose_training.domain.year_groups import year_name
from rose_training.models.programme import Programme
from rose_training.services.programme import ActivityFacts
from rose_training.web.forms.fields import tidy
from rose_training.web.forms.sessions import WholeNumberField

_YEARS = [SelectChoice("", "No limit"), *(SelectChoice(str(number), year_name(number)) for number in range(14))]


def _lines(text: str | None) -> str:
    """Lines without blanks around them and without empty ones."""
    return "\n".join(line for line in (tidy(line) for line in (text or "").splitlines()) if line)


def _within(low: int, high: int, what: str) -> Any:
    def check(_form: Form, field: WholeNumberField) -> None:
        if field.data is not None and not low <= field.data <= high:
            raise ValidationError(f"{what} must be between {low} and {high}")

    return check


def _long(label: str, hint: str) -> TextAreaField:
    return TextAreaField(
        label,
        [Length(max=4000, message=f"{label} must have 4,000 characters at most")],
        filters=[_lines],
        description=hint,
        widget=GovTextArea(),
    )


class ProgrammeForm(FlaskForm):  # type: ignore[misc]
    """The name and the summary of a strand of work."""

    name = StringField(
        "Name",
        [InputRequired("Enter a name"), Length(max=100, message="Name must have 100 characters at most")],
        filters=[tidy],
        widget=GovTextInput(),
    )
    summary = TextAreaField(
        "Summary",
        [Length(max=1000, message="Summary must have 1,000 characters at most")],
        filters=[tidy],
        widget=GovTextArea(),
    )


class ActivityForm(FlaskForm):  # type: ignore[misc]
    """Everything about an activity but its address and code, which are for life."""

    programme = SelectField("Programme", [InputRequired("Select a programme")], choices=[], widget=GovSelect())
    title = StringField(
        "Title",
        [InputRequired("Enter a title"), Length(max=120, message="Title must have 120 characters at most")],
        filters=[tidy],
        widget=GovTextInput(),
    )
    audience = SelectField(
        "Who is it for?",
        choices=[SelectChoice(audience.value, audience.label) for audience in Audience],
        widget=GovSelect(),
    )
    summary = TextAreaField(
        "Summary",
        [InputRequired("Enter a summary"), Length(max=500, message="Summary must have 500 characters at most")],
        filters=[tidy],
        description="Two sentences in plain English.",
        widget=GovTextArea(),
    )
    weeks = WholeNumberField(
        "Number of weekly sessions", [InputRequired("Enter a number"), _within(1, 20, "Number of weekly sessions")]
    )
    minutes = WholeNumberField("Minutes", [InputRequired("Enter the length in minutes"), _within(5, 480, "Minutes")])
    min_year = SelectField("Lowest school year", choices=_YEARS, widget=GovSelect())
    max_year = SelectField("Highest school year", choices=_YEARS, widget=GovSelect())
    max_group = WholeNumberField("Largest group (optional)", [_within(1, 2000, "Largest group")])
    aims = _long("Afterwards people can", "One aim a line.")
    covered = _long("What is covered", "One point a line.")
    for_parents = _long("For parents and carers", "What the session is, what it is not, and how to see the materials.")
    sample = _long("A sample of what the group sees", "Words or tasks from the session, one piece a line.")
    targeted = BooleanField(
        "It is a course for a small group that begins with a conversation and uses numbered cards",
        widget=GovCheckboxInput(),
    )
    bookable = BooleanField("Schools and groups can ask for it", widget=GovCheckboxInput())
    published = BooleanField("It is shown on the site", widget=GovCheckboxInput())

    def offer(self, programmes: Sequence[Programme]) -> None:
        """The programmes to choose from."""
        self.programme.choices = [SelectChoice(one.key.value, one.name) for one in programmes]

    def show(self, facts: ActivityFacts) -> None:
        """Fill in what stands."""
        for name, field in self._fields.items():
            if hasattr(facts, name):
                field.data = getattr(facts, name)
        for name in ("min_year", "max_year"):
            value = getattr(facts, name)
            self._fields[name].data = "" if value is None else str(value)

    def facts(self, *, position: int = 0) -> ActivityFacts:
        """What was typed, as the service takes it."""
        return ActivityFacts(
            programme=ProgrammeKey(self.programme.data),
            title=self.title.data or "",
            audience=Audience(self.audience.data),
            summary=self.summary.data or "",
            weeks=self.weeks.data or 1,
            minutes=self.minutes.data or 60,
            min_year=int(self.min_year.data) if self.min_year.data else None,
            max_year=int(self.max_year.data) if self.max_year.data else None,
            max_group=self.max_group.data,
            aims=self.aims.data or "",
            covered=self.covered.data or "",
            for_parents=self.for_parents.data or "",
            sample=self.sample.data or "",
            targeted=self.targeted.data,
            bookable=self.bookable.data,
            published=self.published.data,
            position=position,
        )


class NewActivityForm(ActivityForm):
    """The same, with the address and the code that it keeps for life."""

    slug = StringField(
        "Address",
        [
            InputRequired("Enter an address"),
            Regexp(
                r"[a-z0-9]+(-[a-z0-9]+)*\Z", message="Address must be small letters, figures and hyphens, like course-d"
            ),
            Length(max=60, message="Address must have 60 characters at most"),
        ],
        filters=[tidy],
        description="Stands in links for life. For a course for small groups, say nothing about the topic: course-d.",
        widget=GovTextInput(),
    )
    code = StringField(
        "Code",
        [
            InputRequired("Enter a code"),
            Regexp(
                r"[A-Z]{2}-[A-Z0-9]{1,6}\Z",
                message="Code must be two capitals, a hyphen and a letter or number, like JT-D",
            ),
        ],
        filters=[tidy],
        description="Stands for the topic in subjects of e-mails and in calendars, like JT-D.",
        widget=GovTextInput(),
    )
