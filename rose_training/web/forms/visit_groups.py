"""The question of a request about the group: how it comes together, which years or ages, how many."""

from collections.abc import Mapping, Sequence
from typing import Any

from govuk_frontend_wtf.wtforms_widgets import GovCheckboxesInput, GovRadioInput, GovSelect
from wtforms import RadioField, SelectField, SelectMultipleField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs are older
from wtforms.validators import InputRequired

from rose_training.domain.programme import Audience
from rose_training.domain.refusals import Refusal
from rose_training.domain.visit_checks import wrong_with_group
from rose_training.domain.visit_drafts import read_group
from rose_training.domain.visit_requests import Answers, Offer
from rose_training.domain.year_groups import YearGroup, some_outside, stages_for, year_range, years_offered
from rose_training.web.forms.questions import QuestionForm, Situation, short_text
from rose_training.web.forms.sessions import WholeNumberField

AGES = ("age_from", "age_to", "working_at")


class GroupForm(QuestionForm):
    """Who is the group?"""

    format = RadioField("How does the group come together?", choices=[], validate_choice=False, widget=GovRadioInput())
    years = SelectMultipleField(
        "Which year groups?",
        choices=[],
        validate_choice=False,
        widget=GovCheckboxesInput(),
    )
    age_from = WholeNumberField("Age of the youngest", render_kw={"inputmode": "numeric"})
    age_to = WholeNumberField("Age of the oldest", render_kw={"inputmode": "numeric"})
    working_at = SelectField("The stage they work at (optional)", choices=[], validate_choice=False, widget=GovSelect())
    expected_number = WholeNumberField(
        "How many people do you expect?",
        [InputRequired("Enter how many people you expect")],
        render_kw={"inputmode": "numeric"},
    )
    age_exception = short_text(
        "Reason for an exception (office only, optional)",
        300,
        "Lets in years that the activity was not written for. It is kept in the history.",
    )

    def prepare(self, situation: Situation) -> None:
        """Years for pupils only, with the ages that the activity was written for; the office sees every year."""
        offer = situation.offer
        if offer is None:
            return
        if len(offer.formats) > 1:
            self.format.choices = [
                SelectChoice(one.value, f"{one.label} (up to {offer.largest(one)})") for one in offer.formats
            ]
        else:
            del self.format
        if offer.audience is Audience.PUPILS:
            self._ask_for_years(offer, every=situation.by_office)
        else:
            for name in ("years", *AGES):
                del self[name]
        if offer.audience is not Audience.PUPILS or not situation.by_office:
            del self.age_exception
        self.expected_number.description = "An estimate will do."
        if "format" not in self._fields:
            self.expected_number.description = f"{offer.largest(None)} at most. An estimate will do."

    def _ask_for_years(self, offer: Offer, *, every: bool) -> None:
        offered = tuple(YearGroup) if every else years_offered(offer.min_year, offer.max_year)
        self.years.choices = [SelectChoice(year.value, year.label) for year in offered]
        self.years.description = f"This activity was written for {year_range(offer.min_year, offer.max_year)}."
        self.working_at.choices = [
            SelectChoice("", "Choose one"),
            *(SelectChoice(one.value, one.label) for one in stages_for(offer.min_year, offer.max_year)),
        ]
        self.expected_number.label.text = "How many children or young people do you expect?"

    def show(self, answers: Answers) -> None:
        """The group described before."""
        for name in ("format", "years", *AGES, "expected_number", "age_exception"):
            if name in self._fields and answers.get(name) is not None:
                self._fields[name].data = answers[name]

    def suggest(self, situation: Situation) -> None:
        """The format that the activity was written for, where none was chosen yet."""
        if situation.offer is not None and "format" in self._fields and not self.format.data:
            self.format.data = situation.offer.usual_format.value

    @property
    def by_age(self) -> bool:
        """Whether the ages are asked for, or wrong: then they stand open on the page."""
        return any(self._fields[name].data or self._fields[name].errors for name in AGES if name in self._fields)

    def changes(self) -> dict[str, Any]:
        """The group as the draft keeps it."""
        by_year = YearGroup.NOT_BY_YEAR.value not in self._given("years", [])
        known = [code for code in self._given("years", []) if code in set(YearGroup)]
        return {
            "format": self._given("format", None),
            "years": known,
            "age_from": None if by_year else self._given("age_from", None),
            "age_to": None if by_year else self._given("age_to", None),
            "working_at": None if by_year else self._given("working_at", None),
            "expected_number": self.expected_number.data,
            "age_exception": self._given("age_exception", ""),
        }

    def mistakes(self, situation: Situation) -> Sequence[Refusal]:
        """The ages and the size that the activity was written for, and that the format bears."""
        assert situation.offer is not None
        return wrong_with_group(read_group(self.changes(), situation.offer), offer=situation.offer)

    def warnings(self, situation: Situation) -> Mapping[str, str]:
        """A group of whom only some have the ages that the activity was written for."""
        offer = situation.offer
        if offer is None:
            return {}
        ages = read_group(self.changes(), offer).ages
        if not some_outside(ages, min_year=offer.min_year, max_year=offer.max_year):
            return {}
        written_for = year_range(offer.min_year, offer.max_year)
        return {"age_from": f"Some are outside the ages this is written for ({written_for}). We will talk about it."}

    def _given(self, name: str, otherwise: Any) -> Any:
        return (self._fields[name].data or otherwise) if name in self._fields else otherwise
