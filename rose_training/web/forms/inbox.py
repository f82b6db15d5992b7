"""What the office fills in when it answers: more time, other dates, a request again, one taken by telephone."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any

from flask_wtf import FlaskForm
from govuk_frontend_wtf.wtforms_widgets import (
    GovCheckboxesInput,
    GovCheckboxInput,
    GovRadioInput,
    GovSelect,
    GovTextArea,
    GovTextInput,
)
from wtforms import BooleanField, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs are older
from wtforms.validators import InputRequired, Length

from rose_training.domain.bookings import MOST_PREFERRED_DATES, PartOfDay
from rose_training.domain.calendar import london
from rose_training.domain.counter_offers import MOST_OFFERED
from rose_training.domain.refusals import Refusal
from rose_training.domain.visit_requests import Contact, VisitRequest, Wish
from rose_training.domain.year_groups import YearGroup
from rose_training.models.bookings import Booking
from rose_training.models.people import Facilitator
from rose_training.models.programme import Activity
from rose_training.services.counter_offers import Offered
from rose_training.services.organisation_search import Found
from rose_training.web.forms.booking_plans import own_words
from rose_training.web.forms.fields import ClockField, DayField, email_address, tidy
from rose_training.web.forms.sessions import WholeNumberField

NOON = time(12)
KEEP_WORDS = "typed"
"""Chosen when none of the organisations found is meant: what was typed stays, to be matched later."""


class ExtendForm(FlaskForm):  # type: ignore[misc]
    """Until when a hold goes on."""

    until = DayField("Hold until noon on", [InputRequired("Enter a day")])
    note = own_words()

    def moment(self) -> datetime:
        """Noon of that day, which was filled in."""
        assert self.until.data is not None
        return london(self.until.data, NOON)


class CounterOfferForm(FlaskForm):  # type: ignore[misc]
    """Up to three dates, each with its start and who would come; `counter_offer_form` adds the rows."""

    until = DayField("The school answers by noon on", [InputRequired("Enter the day by which the school answers")])
    note = own_words()

    def rows(self) -> list[tuple[Any, Any, Any]]:
        """Date, start and facilitator of each row."""
        return [
            (self._fields[f"date_{n}"], self._fields[f"start_{n}"], self._fields[f"facilitator_{n}"])
            for n in range(1, MOST_OFFERED + 1)
        ]

    def offered(self, *, minutes: int) -> list[Offered]:
        """The rows that were filled in. Raises `Refusal` beside what is missing in a row, or when there is none."""
        found: list[Offered] = []
        for number, (day, start, facilitator) in enumerate(self.rows(), start=1):
            if day.data is None and not start.data:
                continue
            if day.data is None:
                raise Refusal("date_missing", "Enter the date", f"date_{number}")
            if start.data is None:
                raise Refusal("start_missing", "Enter when it starts", f"start_{number}")
            if not facilitator.data:
                raise Refusal("facilitator_missing", "Select who would come", f"facilitator_{number}")
            if len(found) != number - 1:
                raise Refusal("rows", "Fill in the dates from the top", f"date_{len(found) + 1}")
            try:
                starts_at = london(day.data, start.data)
            except Refusal as refusal:
                raise Refusal(refusal.code, refusal.sentence, f"start_{number}") from refusal
            found.append(Offered(starts_at, starts_at + timedelta(minutes=minutes), int(facilitator.data)))
        if not found:
            raise Refusal("offered_dates", "Enter one date at least", "date_1")
        return found

    def moment(self) -> datetime:
        """Noon of the day by which the school answers, which was filled in."""
        assert self.until.data is not None
        return london(self.until.data, NOON)


def counter_offer_form(team: Sequence[Facilitator]) -> CounterOfferForm:
    """A form with three rows."""
    fields: dict[str, Any] = {}
    people = [SelectChoice("", "Choose one"), *(SelectChoice(str(one.id), one.person.name) for one in team)]
    for n in range(1, MOST_OFFERED + 1):
        fields[f"date_{n}"] = DayField(f"Date {n}")
        fields[f"start_{n}"] = ClockField("Starts at")
        fields[f"facilitator_{n}"] = SelectField("Who would come?", choices=people, widget=GovSelect())
    form: CounterOfferForm = type("OfferOfDates", (CounterOfferForm,), fields)()
    return form


def _wish_fields() -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for n in range(1, MOST_PREFERRED_DATES + 1):
        optional = "" if n == 1 else " (optional)"
        fields[f"day_{n}"] = DayField(f"{('First', 'Second', 'Third')[n - 1]} choice{optional}")
        fields[f"part_{n}"] = SelectField(
            "Part of the day",
            choices=[SelectChoice(one.value, one.label) for one in PartOfDay],
            default=PartOfDay.ANY.value,
            widget=GovSelect(),
        )
    return fields


class WishesForm(FlaskForm):  # type: ignore[misc]
    """Up to three days; `wishes_form` and `telephone_form` add the rows."""

    def wish_rows(self) -> list[tuple[Any, Any]]:
        """Day and part of the day of each choice."""
        return [
            (self._fields[f"day_{n}"], self._fields[f"part_{n}"])
            for n in range(1, MOST_PREFERRED_DATES + 1)
            if f"day_{n}" in self._fields
        ]

    def wishes(self) -> tuple[Wish, ...]:
        """The days that were filled in, in their order."""
        return tuple(Wish(day.data, PartOfDay(part.data)) for day, part in self.wish_rows() if day.data)


def wishes_form() -> WishesForm:
    """Only the days: everything else is known."""
    form: WishesForm = type("WishesAgain", (WishesForm,), _wish_fields())()
    return form


class TelephoneForm(WishesForm):
    """A request as it is told on the telephone: what is needed to answer it, on one page."""

    activity = SelectField("What would they like?", [InputRequired("Select an activity")], widget=GovSelect())
    school = StringField(
        "School or group",
        [
            InputRequired("Enter the school or group"),
            Length(max=300, message="The name must have 300 characters at most"),
        ],
        filters=[tidy],
        description="Part of the name, town, postcode, URN or DfE number",
        widget=GovTextInput(),
    )
    organisation = RadioField("Which one is it?", choices=[], validate_choice=False, widget=GovRadioInput())
    years = SelectMultipleField(
        "Year groups",
        choices=[SelectChoice(year.value, year.label) for year in YearGroup],
        description="Leave empty for adults.",
        widget=GovCheckboxesInput(),
    )
    expected_number = WholeNumberField("How many people?", [InputRequired("Enter how many people they expect")])
    name = StringField(
        "Who is asking?",
        [InputRequired("Enter their full name"), Length(max=200, message="The name must have 200 characters at most")],
        filters=[tidy],
        widget=GovTextInput(),
    )
    role = StringField(
        "Role (optional)",
        [Length(max=100, message="The role must have 100 characters at most")],
        filters=[tidy],
        widget=GovTextInput(),
    )
    phone = StringField(
        "Telephone number", [InputRequired("Enter their telephone number")], filters=[tidy], widget=GovTextInput()
    )
    email = StringField(
        "E-mail address",
        [InputRequired("Enter their e-mail address"), email_address],
        filters=[tidy],
        description="They get an e-mail with a link to complete the rest.",
        widget=GovTextInput(),
    )
    spoken = BooleanField(
        "This was the conversation that a course for a small group begins with", widget=GovCheckboxInput()
    )
    notes = TextAreaField(
        "Notes for the office (optional)",
        [Length(max=2000, message="Notes must have 2,000 characters at most")],
        description="The school does not see them. Do not write about or name a child.",
        widget=GovTextArea(),
    )

    def offer(self, activities: Sequence[Activity]) -> None:
        """What can be booked."""
        self.activity.choices = [
            SelectChoice("", "Choose one"),
            *(SelectChoice(one.slug, f"{one.code}: {one.title}") for one in activities),
        ]

    def ask_which(self, found: Sequence[Found]) -> None:
        """Let the office choose among what was found, or keep the words."""
        self.organisation.choices = [
            *(SelectChoice(one.reference, f"{one.name}, {one.place}" if one.place else one.name) for one in found),
            SelectChoice(KEEP_WORDS, "None of these: keep what I typed"),
        ]

    def request(self, *, organisation: str | None) -> VisitRequest:
        """What was told. Whoever asks is the contact on the day too, until we hear otherwise."""
        booker = Contact(
            self.name.data or "",
            email=self.email.data or "",
            phone=self.phone.data or "",
            role=self.role.data or "",
        )
        return VisitRequest(
            activity=self.activity.data,
            organisation=organisation,
            described="" if organisation else self.school.data or "",
            years=tuple(YearGroup(code) for code in self.years.data or ()),
            expected_number=self.expected_number.data or 0,
            wishes=self.wishes(),
            booker=booker,
            on_the_day=Contact(booker.name, phone=booker.phone),
            dsl=Contact("", later=True),
            declarations={},
        )


def telephone_form() -> TelephoneForm:
    """The form with its three choices."""
    form: TelephoneForm = type("RequestByTelephone", (TelephoneForm,), _wish_fields())()
    return form


class DetailsForm(FlaskForm):  # type: ignore[misc]
    """Who asks, and the group, as the office corrects them for a school."""

    booker_name = StringField(
        "Who asks", [InputRequired("Enter their full name"), Length(max=200)], filters=[tidy], widget=GovTextInput()
    )
    booker_email = StringField(
        "Their e-mail address",
        [InputRequired("Enter their e-mail address"), email_address],
        filters=[tidy],
        widget=GovTextInput(),
    )
    booker_phone = StringField(
        "Their telephone number",
        [InputRequired("Enter their telephone number"), Length(max=40)],
        filters=[tidy],
        widget=GovTextInput(),
    )
    day_name = StringField(
        "Contact on the day",
        [InputRequired("Enter their full name"), Length(max=200)],
        filters=[tidy],
        widget=GovTextInput(),
    )
    day_phone = StringField(
        "Telephone on the day",
        [InputRequired("Enter a telephone number"), Length(max=40)],
        filters=[tidy],
        widget=GovTextInput(),
    )
    expected_number = WholeNumberField("How many people?", [InputRequired("Enter how many people they expect")])
    years = SelectMultipleField(
        "Year groups",
        choices=[SelectChoice(year.value, year.label) for year in YearGroup],
        widget=GovCheckboxesInput(),
    )

    def booker(self) -> Contact:
        """Who asks."""
        return Contact(
            self.booker_name.data or "", email=self.booker_email.data or "", phone=self.booker_phone.data or ""
        )

    def on_the_day(self) -> Contact:
        """Whom we ask for at the door."""
        return Contact(self.day_name.data or "", phone=self.day_phone.data or "")

    def show(self, booking: Booking) -> None:
        """As it stands."""
        for name in ("booker_name", "booker_email", "booker_phone", "expected_number"):
            self._fields[name].data = getattr(booking, name)
        self.day_name.data, self.day_phone.data = booking.day_contact_name, booking.day_contact_phone
        self.years.data = list(booking.year_groups)
