"""What the office fills in about a campaign."""

from collections.abc import Iterable

from flask_wtf import FlaskForm
from govuk_frontend_wtf.wtforms_widgets import GovCheckboxesInput, GovCheckboxInput, GovTextArea, GovTextInput
from wtforms import BooleanField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs are older
from wtforms.validators import InputRequired, Length

from rose_training.domain.campaigns import Heading, slug_of
from rose_training.models.sessions import TrainingSession
from rose_training.web.filters import when
from rose_training.web.forms.fields import DayField, tidy


class CampaignForm(FlaskForm):  # type: ignore[misc]
    """What a campaign says of itself."""

    title = StringField(
        "Title",
        [InputRequired("Enter a title"), Length(max=120, message="The title must have 120 characters at most")],
        filters=[tidy],
        widget=GovTextInput(),
    )
    slug = StringField(
        "Address (optional)",
        [Length(max=60, message="The address must have 60 characters at most")],
        filters=[tidy],
        widget=GovTextInput(),
    )
    summary = TextAreaField(
        "What is it about?",
        [Length(max=1000, message="The text must have 1,000 characters at most")],
        filters=[tidy],
        widget=GovTextArea(),
    )
    first_on = DayField("First day", [InputRequired("Enter the first day")])
    last_on = DayField("Last day", [InputRequired("Enter the last day")])
    published = BooleanField("Show it on the site", default=True, widget=GovCheckboxInput())

    def heading(self) -> Heading:
        """What was typed, as the service takes it."""
        first_on, last_on, title = self.first_on.data, self.last_on.data, self.title.data
        if first_on is None or last_on is None or not title:
            raise ValueError("the form was not validated")
        return Heading(
            title=title,
            slug=self.slug.data or slug_of(title),
            first_on=first_on,
            last_on=last_on,
            summary=self.summary.data or "",
            published=bool(self.published.data),
        )


class EventsForm(FlaskForm):  # type: ignore[misc]
    """Which open sessions on its days belong to a campaign."""

    events = SelectMultipleField("Events of this campaign", choices=[], widget=GovCheckboxesInput())

    def offer(self, sessions: Iterable[TrainingSession]) -> None:
        """Let the office choose among these, by their reference."""
        self.events.choices = [
            SelectChoice(one.reference, f"{when(one.starts_at, one.ends_at)}: {one.title or one.activity.title}")
            for one in sessions
        ]
