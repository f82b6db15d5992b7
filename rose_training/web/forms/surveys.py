"""A new version of a survey: its statements, one a row, each with the right answer."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from govuk_frontend_wtf.wtforms_widgets import GovSelect, GovTextInput
from wtforms import IntegerField, SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs are older
from wtforms.validators import InputRequired, Length, NumberRange

from rose_training.domain.survey_drafts import MOST_ITEMS, ItemDraft, SurveyDraft
from rose_training.domain.surveys import AnswerValue
from rose_training.models.programme import Activity
from rose_training.web.forms.fields import tidy
from rose_training.web.forms.rows import RowsForm

SCHOOL_YEAR = NumberRange(1, 14, "Enter a school year from 1 to 14")
RIGHT_ANSWERS = {"true": AnswerValue.TRUE, "false": AnswerValue.FALSE}


@dataclass(frozen=True)
class TypedItem:
    """One row as it was typed: a statement, 'true', 'false' or nothing, and what it teaches."""

    statement: str
    right: str
    outcome: str

    @property
    def draft(self) -> ItemDraft:
        """The same for the rules."""
        return ItemDraft(self.statement, RIGHT_ANSWERS.get(self.right), self.outcome)


class SurveyForm(RowsForm):
    """Everything about a version; the statements are the rows."""

    key = StringField(
        "Short name",
        [InputRequired("Enter a short name")],
        filters=[tidy],
        widget=GovTextInput(),
        description="Stays the same over all versions and says nothing about the topic, such as jt-a-11-18",
    )
    title = StringField(
        "Title",
        [InputRequired("Enter a title"), Length(max=120, message="The title must have 120 characters at most")],
        filters=[tidy],
        widget=GovTextInput(),
    )
    activity = SelectField("Used with", widget=GovSelect())
    min_year = IntegerField(
        "Lowest school year", [InputRequired("Enter a school year"), SCHOOL_YEAR], widget=GovTextInput()
    )
    max_year = IntegerField(
        "Highest school year", [InputRequired("Enter a school year"), SCHOOL_YEAR], widget=GovTextInput()
    )

    def offer_activities(self, activities: Iterable[Activity]) -> None:
        """The activities to choose from; the first answer is 'any'. Targeted ones by their code."""
        named = [SelectChoice(one.code, one.code if one.targeted else f"{one.code}: {one.title}") for one in activities]
        self.activity.choices = [SelectChoice("", "Any activity"), *named]

    def draft(self, items: list[TypedItem]) -> SurveyDraft:
        """What was typed, as the rules take it; rows without a statement are left out at the end."""
        while items and not any((items[-1].statement, items[-1].right, items[-1].outcome)):
            items = items[:-1]
        return SurveyDraft(
            key=self.key.data or "",
            title=self.title.data or "",
            min_year=self.min_year.data or 0,
            max_year=self.max_year.data or 0,
            items=tuple(item.draft for item in items),
            activity=self.activity.data or None,
        )


def typed_items(sent: Mapping[str, Any]) -> list[TypedItem]:
    """The rows as they were typed, always as many as a survey may have."""
    return [
        TypedItem(
            statement=tidy(sent.get(f"item-{place}")),
            right=sent.get(f"right-{place}", ""),
            outcome=tidy(sent.get(f"outcome-{place}")),
        )
        for place in range(1, MOST_ITEMS + 1)
    ]


def items_from(draft: SurveyDraft | None) -> list[TypedItem]:
    """The rows to begin with: those of the version before, and empty ones."""
    known = [
        TypedItem(item.statement, item.right.value if item.right else "", item.outcome)
        for item in (draft.items if draft else ())
    ]
    return known + [TypedItem("", "", "")] * (MOST_ITEMS - len(known))
