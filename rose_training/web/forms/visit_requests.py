"""The questions of a school's request, but for its people: activity, school, group, dates, declarations."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from govuk_frontend_wtf.wtforms_widgets import GovCheckboxesInput, GovRadioInput, GovSelect, GovTextInput
from wtforms import RadioField, SelectField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs are older
from wtforms.validators import InputRequired, Length

from rose_training.domain.bookings import PartOfDay, wrong_dates
from rose_training.domain.declarations import DeclarationKind, declarations_for
from rose_training.domain.programme import Audience
from rose_training.domain.refusals import Refusal
from rose_training.domain.visit_requests import (
    Answers,
    Wish,
    read_declarations,
    read_wishes,
    write_declarations,
    write_wishes,
    wrong_with_declarations,
    wrong_with_group,
)
from rose_training.domain.year_groups import YearGroup, year_range, years_offered
from rose_training.models.programme import Activity
from rose_training.web.forms.declarations import DeclarationsForm
from rose_training.web.forms.fields import DayField, tidy
from rose_training.web.forms.questions import QuestionForm, Situation, short_text
from rose_training.web.forms.sessions import WholeNumberField

AN_EXAMPLE_AHEAD = timedelta(weeks=6)
"""How far ahead the date is that stands as an example."""


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


class SchoolForm(QuestionForm):
    """Which of the schools found is yours?"""

    organisation = RadioField(
        "Which one is yours?",
        [InputRequired("Select your school, or say that it is not listed")],
        choices=[],
        validate_choice=False,
        widget=GovRadioInput(),
    )

    def changes(self) -> dict[str, Any]:
        """The reference; what was typed before is dropped."""
        return {"organisation": self.organisation.data, "described": ""}


class UnlistedSchoolForm(QuestionForm):
    """A school or group that the register does not have."""

    described = StringField(
        "Name and town of your school or group",
        [
            InputRequired("Enter the name and town of your school or group"),
            Length(max=300, message="The name and town must have 300 characters at most"),
        ],
        filters=[tidy],
        description="For example, Example Youth Club, Thetford. Our office finds the right entry for it.",
        widget=GovTextInput(),
    )

    def show(self, answers: Answers) -> None:
        """What was typed before."""
        self.described.data = answers.get("described")

    def changes(self) -> dict[str, Any]:
        """What was typed; a school chosen before is dropped."""
        return {"organisation": None, "described": self.described.data}


class GroupForm(QuestionForm):
    """Who is the group?"""

    years = SelectMultipleField(
        "Which year groups?",
        choices=[],
        validate_choice=False,
        widget=GovCheckboxesInput(),
    )
    expected_number = WholeNumberField(
        "How many people do you expect?",
        [InputRequired("Enter how many people you expect")],
        render_kw={"inputmode": "numeric"},
    )

    def prepare(self, situation: Situation) -> None:
        """Year groups for pupils only, with the ages that the activity was written for."""
        offer = situation.offer
        if offer is None:
            return
        if offer.audience is not Audience.PUPILS:
            del self.years
        else:
            offered = years_offered(offer.min_year, offer.max_year)
            self.years.choices = [SelectChoice(year.value, year.label) for year in offered]
            self.years.description = f"This activity was written for {year_range(offer.min_year, offer.max_year)}."
            self.expected_number.label.text = "How many children or young people do you expect?"
        if offer.max_group:
            self.expected_number.description = f"{offer.max_group} at most. An estimate will do."

    def show(self, answers: Answers) -> None:
        """The group described before."""
        if "years" in self._fields:
            self.years.data = answers.get("years", [])
        self.expected_number.data = answers.get("expected_number")

    def changes(self) -> dict[str, Any]:
        """The codes of the years, and the number."""
        years = (self.years.data or []) if "years" in self._fields else []
        known = [code for code in years if code in set(YearGroup)]
        return {"years": known, "expected_number": self.expected_number.data}

    def mistakes(self, situation: Situation) -> Sequence[Refusal]:
        """The ages and the size that the activity was written for."""
        assert situation.offer is not None
        years = [YearGroup(code) for code in self.changes()["years"]]
        return wrong_with_group(years, self.expected_number.data or 0, offer=situation.offer)


class DatesForm(QuestionForm):
    """Up to three days that would suit."""

    day_1 = DayField("First choice", [InputRequired("Enter your first choice")])
    part_1 = SelectField("Part of the day", choices=[], widget=GovSelect())
    time_1 = short_text("Time or lesson (optional)", 60)
    day_2 = DayField("Second choice (optional)")
    part_2 = SelectField("Part of the day", choices=[], widget=GovSelect())
    time_2 = short_text("Time or lesson (optional)", 60)
    day_3 = DayField("Third choice (optional)")
    part_3 = SelectField("Part of the day", choices=[], widget=GovSelect())
    time_3 = short_text("Time or lesson (optional)", 60)

    def prepare(self, situation: Situation) -> None:
        """The parts of the day that there are."""
        for rank in (1, 2, 3):
            self._fields[f"part_{rank}"].choices = [SelectChoice(part.value, part.label) for part in PartOfDay]
        example = situation.calendar.next_open_day(situation.today + AN_EXAMPLE_AHEAD)
        self.example = f"For example, {example.day} {example.month} {example.year}"

    def show(self, answers: Answers) -> None:
        """The days wished for before."""
        for rank in (1, 2, 3):
            self._fields[f"part_{rank}"].data = PartOfDay.ANY.value
        for rank, wish in enumerate(read_wishes(answers), start=1):
            self._fields[f"day_{rank}"].data = wish.day
            self._fields[f"part_{rank}"].data = wish.part.value
            self._fields[f"time_{rank}"].data = wish.time

    def choices(self) -> list[tuple[Any, Any, Any]]:
        """The fields of each choice, for the template."""
        return [
            (self._fields[f"day_{rank}"], self._fields[f"part_{rank}"], self._fields[f"time_{rank}"])
            for rank in (1, 2, 3)
        ]

    def wishes(self) -> list[tuple[int, Wish]]:
        """The days that were filled in, each with the number of its row."""
        return [
            (rank, Wish(day.data, PartOfDay(part.data), time.data or ""))
            for rank, (day, part, time) in enumerate(self.choices(), start=1)
            if day.data is not None
        ]

    def changes(self) -> dict[str, Any]:
        """The days, in their order."""
        return {"dates": write_wishes([wish for _, wish in self.wishes()])}

    def mistakes(self, situation: Situation) -> Sequence[Refusal]:
        """Days in the future, on which somebody is at school."""
        assert situation.offer is not None
        wishes = self.wishes()
        said = wrong_dates(
            [wish.day for _, wish in wishes],
            today=situation.today,
            bank_holidays=situation.bank_holidays,
            weekends=not situation.offer.on_school_days,
        )
        # The rule counts days; a row may have been left empty before one.
        rows = {f"day_{position}": f"day_{row}" for position, (row, _) in enumerate(wishes, start=1)}
        return [Refusal(one.code, one.sentence, rows.get(one.field or "", "day_1")) for one in said]

    def warnings(self, situation: Situation) -> Mapping[str, str]:
        """Days on which the calendar says that the school is closed: schools differ, so it is no mistake."""
        closed = situation.closed_days([wish.day for _, wish in self.wishes()])
        return {f"day_{row}": closed[wish.day] for row, wish in self.wishes() if wish.day in closed}


class RequestDeclarationsForm(QuestionForm, DeclarationsForm):
    """What has to be in place before we come."""

    def prepare(self, situation: Situation) -> None:
        """The declarations that this activity needs."""
        kinds: tuple[DeclarationKind, ...] = ()
        if situation.offer is not None:
            kinds = declarations_for(situation.offer.audience, targeted=situation.offer.targeted)
        self.ask(kinds)

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
