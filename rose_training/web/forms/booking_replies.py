"""What a school answers by the link in a mail: which of our dates suits, or why none does."""

from flask_wtf import FlaskForm
from govuk_frontend_wtf.wtforms_widgets import GovRadioInput, GovTextArea
from wtforms import RadioField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs are older
from wtforms.validators import InputRequired, Length

from rose_training.domain.written_times import when
from rose_training.models.counter_offers import CounterOffer
from rose_training.web.forms.fields import tidy

NONE_SUITS = "none"


class ChooseDateForm(FlaskForm):  # type: ignore[misc]
    """One of the dates, or none of them with a few words."""

    rank = RadioField(
        "Which date suits you?",
        [InputRequired("Select a date, or that none suits")],
        choices=[],
        widget=GovRadioInput(),
    )
    words = TextAreaField(
        "If none suits: when would you like us to come? (optional)",
        [Length(max=300, message="Your answer must have 300 characters at most")],
        filters=[tidy],
        description="A few words are enough. Do not write about or name a child.",
        widget=GovTextArea(),
    )

    def offer(self, found: CounterOffer, *, weeks: int) -> None:
        """The dates to choose from, and that none of them suits."""
        weekly = "Weekly from " if weeks > 1 else ""
        self.rank.choices = [
            *(SelectChoice(str(one.rank), f"{weekly}{when(one.starts_at, one.ends_at)}") for one in found.dates),
            SelectChoice(NONE_SUITS, "None of these dates suits"),
        ]

    @property
    def none_suits(self) -> bool:
        """Whether the school looks for something else."""
        return bool(self.rank.data == NONE_SUITS)
