"""The first and the last question of a school's request: the activity, and what has to be in place before we come."""

from collections.abc import Sequence
from typing import Any

from govuk_frontend_wtf.wtforms_widgets import GovRadioInput
from wtforms import RadioField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs are older
from wtforms.validators import InputRequired

from rose_training.domain.declarations import DeclarationKind, declarations_for
from rose_training.domain.programme import Audience
from rose_training.domain.refusals import Refusal
from rose_training.domain.visit_checks import wrong_with_declarations
from rose_training.domain.visit_drafts import read_declarations, write_declarations
from rose_training.domain.visit_requests import Answers
from rose_training.domain.year_groups import year_range
from rose_training.models.programme import Activity
from rose_training.web.forms.declarations import DeclarationsForm
from rose_training.web.forms.questions import QuestionForm, Situation


class ActivityForm(QuestionForm):
    """What are you asking for?"""

    activity = RadioField(
        "What would you like to book?",
        [InputRequired("Select what you would like to book")],
        choices=[],
        widget=GovRadioInput(),
    )

    def prepare(self, situation: Situation) -> None:
        """Everything that can be asked for, each with the facts that decide."""
        self.activity.choices = [SelectChoice(one.slug, one.title) for one in situation.activities]
        self.hints = [{"hint": {"text": facts_line(one)}} for one in situation.activities]

    def show(self, answers: Answers) -> None:
        """The activity chosen before."""
        self.activity.data = answers.get("activity")

    def changes(self) -> dict[str, Any]:
        """The slug."""
        return {"activity": self.activity.data}


class RequestDeclarationsForm(QuestionForm, DeclarationsForm):
    """What has to be in place before we come."""

    def prepare(self, situation: Situation) -> None:
        """The declarations that this activity needs."""
        kinds: tuple[DeclarationKind, ...] = ()
        if situation.offer is not None:
            offer = situation.offer
            kinds = declarations_for(offer.audience, targeted=offer.targeted, host=offer.host)
        self.ask(kinds, situation.host)

    def show(self, answers: Answers) -> None:  # type: ignore[override]
        """What was declared before."""
        DeclarationsForm.show(self, read_declarations(answers))

    def changes(self) -> dict[str, Any]:
        """The declarations as the draft keeps them."""
        return {"declarations": write_declarations(self.declared())}

    def mistakes(self, situation: Situation) -> Sequence[Refusal]:
        """Every declaration answered, with the detail that a yes needs."""
        assert situation.offer is not None
        return wrong_with_declarations(self.declared(), offer=situation.offer)


def facts_line(activity: Activity) -> str:
    """What decides in one line: for whom, how long, how many."""
    parts = [activity.audience.label]
    if activity.audience is Audience.PUPILS:
        parts[0] = year_range(activity.min_year, activity.max_year)
        parts[0] = parts[0][0].upper() + parts[0][1:]
    length = f"{activity.minutes} minutes"
    parts.append(f"{activity.weeks} weekly sessions of {length}" if activity.weeks > 1 else length)
    if activity.max_group:
        parts.append(f"up to {activity.max_group} people")
    return ", ".join(parts)
