"""What a school answers, corrects and asks for on its own pages."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask_wtf import FlaskForm
from govuk_frontend_wtf.wtforms_widgets import GovCheckboxesInput, GovRadioInput, GovSelect, GovTextArea, GovTextInput
from wtforms import RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs are older
from wtforms.validators import InputRequired, Length

from rose_training.domain.bookings import PartOfDay, wrong_dates
from rose_training.domain.checklist_words import Given, Words
from rose_training.domain.programme import Audience
from rose_training.domain.refusals import Refusal
from rose_training.domain.visit_requests import Contact, Wish
from rose_training.domain.year_groups import YearGroup, year_range, years_offered
from rose_training.models.bookings import Booking
from rose_training.web.forms.fields import DayField, email_address, tidy
from rose_training.web.forms.questions import short_text
from rose_training.web.forms.sessions import WholeNumberField


class ChecklistForm(FlaskForm):  # type: ignore[misc]
    """One point of the checklist; `ask` leaves the fields that it has."""

    choice = RadioField("", [InputRequired("Select an answer")], choices=[], widget=GovRadioInput())
    lead_name = short_text("Full name of the safeguarding lead, or the deputy", 200, autocomplete="off")
    lead_reach = short_text(
        "How to reach them on the day", 200, "A telephone number, an extension or a room.", autocomplete="off"
    )
    detail = TextAreaField(
        "",
        [Length(max=300, message="The answer must have 300 characters at most")],
        filters=[tidy],
        widget=GovTextArea(),
        render_kw={"rows": 2},
    )
    number = WholeNumberField("", render_kw={"inputmode": "numeric"})
    on = DayField("The day")

    def ask(self, words: Words, *, lead: bool) -> None:
        """The question, and only what is asked with it."""
        self.choice.label.text, self.choice.description = words.question, words.hint
        self.choice.choices = [SelectChoice(one.value, one.label) for one in words.choices]
        for name, label in (("detail", words.detail), ("number", words.number), ("on", words.day)):
            if label:
                self._fields[name].label.text = label
            else:
                del self[name]
        if not lead:
            del self.lead_name
            del self.lead_reach

    def show(self, given: Given | None, booking: Booking, *, reader: str, today: date) -> None:
        """What was answered before; otherwise today, and the reader where somebody is asked for who looked."""
        if "lead_name" in self._fields:
            self.lead_name.data, self.lead_reach.data = booking.dsl_name, booking.dsl_contact
        if given is None:
            given = Given("", reader, on=today)
        self.choice.data = given.choice
        for name, value in (("detail", given.detail), ("number", given.number), ("on", given.on)):
            if name in self._fields:
                self._fields[name].data = value

    def given(self) -> Given:
        """What was answered."""
        typed = {name: self._fields[name].data for name in ("detail", "number", "on") if name in self._fields}
        return Given(self.choice.data or "", typed.get("detail") or "", typed.get("number"), typed.get("on"))

    def lead(self) -> tuple[str, str] | None:
        """The safeguarding lead as typed, where that is asked."""
        if "lead_name" not in self._fields:
            return None
        return self.lead_name.data or "", self.lead_reach.data or ""


class GroupChangeForm(FlaskForm):  # type: ignore[misc]
    """Another number, or other year groups."""

    years = SelectMultipleField("Which year groups?", choices=[], validate_choice=False, widget=GovCheckboxesInput())
    expected_number = WholeNumberField(
        "How many people do you expect?",
        [InputRequired("Enter how many people you expect")],
        render_kw={"inputmode": "numeric"},
    )

    def ask(self, booking: Booking) -> None:
        """The years that the activity was written for, and what was said before."""
        activity = booking.activity
        if booking.audience is Audience.PUPILS:
            offered = years_offered(activity.min_year, activity.max_year)
            self.years.choices = [SelectChoice(year.value, year.label) for year in offered]
            self.years.description = (
                f"This activity was written for {year_range(activity.min_year, activity.max_year)}."
            )
        else:
            del self.years
        if activity.max_group:
            self.expected_number.description = f"{activity.max_group} at most."
        if not self.is_submitted():
            self.expected_number.data = booking.expected_number
            if "years" in self._fields:
                self.years.data = list(booking.year_groups)

    def chosen_years(self) -> list[YearGroup]:
        """The years that were ticked; what is no year is left out."""
        ticked = (self.years.data or []) if "years" in self._fields else []
        return [YearGroup(code) for code in ticked if code in set(YearGroup)]


class ContactsForm(FlaskForm):  # type: ignore[misc]
    """Whom we ask for, and whom we tell."""

    day_name = short_text("Full name of the contact", 200, autocomplete="off")
    day_phone = short_text(
        "Telephone number that somebody answers during lessons",
        40,
        "If we are late or cannot find you, this is the number we ring.",
        type="tel",
    )
    lead_name = short_text("Full name of the safeguarding lead, or the deputy", 200, autocomplete="off")
    lead_reach = short_text(
        "How to reach them on the day", 200, "A telephone number, an extension or a room.", autocomplete="off"
    )

    def ask(self, booking: Booking, *, lead: bool) -> None:
        """What was said before; the safeguarding lead only where we need one."""
        if not lead:
            del self.lead_name
            del self.lead_reach
        if self.is_submitted():
            return
        self.day_name.data, self.day_phone.data = booking.day_contact_name, booking.day_contact_phone
        if lead:
            self.lead_name.data, self.lead_reach.data = booking.dsl_name, booking.dsl_contact

    def on_the_day(self) -> Contact:
        """Whom we ask for."""
        return Contact(self.day_name.data or "", phone=self.day_phone.data or "")

    def lead(self) -> Contact | None:
        """Whom we tell; None where that is not asked."""
        if "lead_name" not in self._fields:
            return None
        return Contact(self.lead_name.data or "", reach=self.lead_reach.data or "")


class MoveForm(FlaskForm):  # type: ignore[misc]
    """Up to three days that would suit instead, and why."""

    reason = StringField(
        "Why would you like to move it?",
        [
            InputRequired("Enter why you would like to move it"),
            Length(max=300, message="The reason must have 300 characters at most"),
        ],
        filters=[tidy],
        description="A few words are enough, such as 'mock exams that week'. Do not write about or name a child.",
        widget=GovTextInput(),
    )
    day_1 = DayField("First choice", [InputRequired("Enter your first choice")])
    part_1 = SelectField("Part of the day", choices=[], widget=GovSelect())
    time_1 = short_text("Time or lesson (optional)", 60)
    day_2 = DayField("Second choice (optional)")
    part_2 = SelectField("Part of the day", choices=[], widget=GovSelect())
    time_2 = short_text("Time or lesson (optional)", 60)
    day_3 = DayField("Third choice (optional)")
    part_3 = SelectField("Part of the day", choices=[], widget=GovSelect())
    time_3 = short_text("Time or lesson (optional)", 60)

    def prepare(self) -> None:
        """The parts of the day that there are."""
        for _, part, _ in self.choices():
            part.choices = [SelectChoice(one.value, one.label) for one in PartOfDay]
            if not self.is_submitted():
                part.data = PartOfDay.ANY.value

    def choices(self) -> list[tuple[Any, Any, Any]]:
        """The fields of each choice, for the template."""
        return [tuple(self._fields[f"{name}_{rank}"] for name in ("day", "part", "time")) for rank in (1, 2, 3)]

    def wishes(self) -> list[tuple[int, Wish]]:
        """The days that were filled in, each with the number of its row."""
        return [
            (rank, Wish(day.data, PartOfDay(part.data), time.data or ""))
            for rank, (day, part, time) in enumerate(self.choices(), start=1)
            if day.data is not None
        ]

    def mistakes(self, *, today: date, bank_holidays: Mapping[date, str], weekends: bool) -> Sequence[Refusal]:
        """Days that cannot be, beside their rows."""
        wishes = self.wishes()
        days = [wish.day for _, wish in wishes]
        said = wrong_dates(days, today=today, bank_holidays=bank_holidays, weekends=weekends)
        rows = {f"day_{position}": f"day_{row}" for position, (row, _) in enumerate(wishes, start=1)}
        return [Refusal(one.code, one.sentence, rows.get(one.field or "", "day_1")) for one in said]


class RefuseMoveForm(FlaskForm):  # type: ignore[misc]
    """Why a booking cannot be moved; the school reads it."""

    answer = StringField(
        "Why it cannot be moved so",
        [
            InputRequired("Enter a sentence that tells the school why"),
            Length(max=300, message="The sentence must have 300 characters at most"),
        ],
        filters=[tidy],
        description="It stands in the e-mail as you write it.",
        widget=GovTextInput(),
    )


class InviteForm(FlaskForm):  # type: ignore[misc]
    """A colleague, or a mailbox that several read."""

    email = StringField(
        "E-mail address",
        [InputRequired("Enter an e-mail address"), email_address],
        filters=[tidy],
        description="Of one person, or of a mailbox that several read, such as office@ your school.",
        widget=GovTextInput(),
        render_kw={"type": "email", "autocomplete": "off"},
    )
    name = short_text(
        "Full name (optional)", 200, "Leave it empty for a mailbox that several people read.", autocomplete="off"
    )
