"""What the office fills in to put on, move or cancel an open session."""

from collections.abc import Iterable
from datetime import datetime, time

from flask_wtf import FlaskForm
from govuk_frontend_wtf.wtforms_widgets import (
    GovCheckboxesInput,
    GovRadioInput,
    GovSelect,
    GovTextArea,
    GovTextInput,
)
from wtforms import IntegerField, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs are older
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError

from rose_training.domain.calendar import london, london_clock, london_day
from rose_training.domain.series import OPENS_AT
from rose_training.domain.sessions import AREAS, BOOKING_CLOSES_WORKING_DAYS, Arrangement, BookingWindow, SessionMode
from rose_training.models.people import Facilitator
from rose_training.models.programme import Activity
from rose_training.models.sessions import TrainingSession
from rose_training.services.sessions import Plan
from rose_training.web.forms.fields import ClockField, DayField, tidy


def lines(text: str | None) -> str:
    """Lines without blanks around them and without empty ones."""
    return "\n".join(line for line in map(tidy, (text or "").splitlines()) if line)


class WholeNumberField(IntegerField):
    """A whole number, with a sentence when it is none."""

    widget = GovTextInput()

    def process_formdata(self, valuelist: list[str]) -> None:
        """Digits only; anything else is said to be no number."""
        typed = tidy(valuelist[0]) if valuelist else ""
        self.data = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 7 else None
        if typed and self.data is None:
            raise ValueError("Enter a whole number, like 20")


class SessionForm(FlaskForm):  # type: ignore[misc]
    """What it is, when, where, for how many, and who delivers it."""

    activity = SelectField("What is it?", [InputRequired("Select what it is")], choices=[], widget=GovSelect())
    title = StringField(
        "Title (optional)",
        [Length(max=120, message="The title must have 120 characters at most")],
        filters=[tidy],
        widget=GovTextInput(),
    )
    outcomes = TextAreaField(
        "What people take away (optional)",
        [Length(max=2000, message="What people take away must have 2,000 characters at most")],
        filters=[lines],
        widget=GovTextArea(),
    )
    starts_on = DayField("Date", [InputRequired("Enter the date")])
    start_time = ClockField("Starts at", [InputRequired("Enter when it starts")])
    end_time = ClockField("Ends at", [InputRequired("Enter when it ends")])
    break_minutes = WholeNumberField("Breaks in minutes (optional)")
    mode = RadioField(
        "How do people take part?",
        [InputRequired("Select how people take part")],
        choices=[SelectChoice(mode.value, mode.label) for mode in SessionMode],
        widget=GovRadioInput(),
    )
    place_name = StringField(
        "Place",
        [Length(max=200, message="The place must have 200 characters at most")],
        filters=[tidy],
        widget=GovTextInput(),
    )
    place_address = StringField(
        "Address",
        [Length(max=400, message="The address must have 400 characters at most")],
        filters=[tidy],
        widget=GovTextInput(),
    )
    postcode = StringField(
        "Postcode",
        [Length(max=10, message="The postcode must have 10 characters at most")],
        filters=[tidy],
        widget=GovTextInput(),
    )
    area = SelectField(
        "District",
        choices=[SelectChoice("", "None, or the whole county"), *map(SelectChoice, AREAS)],
        widget=GovSelect(),
    )
    online_link = StringField(
        "Joining link",
        [Length(max=500, message="The link must have 500 characters at most")],
        filters=[tidy],
        widget=GovTextInput(),
    )
    capacity = WholeNumberField("Number of places", [InputRequired("Enter the number of places")])
    online_capacity = WholeNumberField("Places online (optional)")
    opens_on = DayField("Booking opens (optional)")
    opens_time = ClockField("Booking opens at (optional)")
    closes_on = DayField("Booking closes (optional)")
    closes_time = ClockField("Booking closes at (optional)")
    facilitators = SelectMultipleField("Who delivers it?", coerce=int, choices=[], widget=GovCheckboxesInput())

    def offer_activities(self, activities: Iterable[Activity]) -> None:
        """Let the office choose among these, by their slug."""
        self.activity.choices = [
            SelectChoice("", "Select one"),
            *(SelectChoice(one.slug, f"{one.title} ({one.code})") for one in activities),
        ]

    def offer_facilitators(self, facilitators: Iterable[Facilitator]) -> None:
        """Let the office choose among these."""
        self.facilitators.choices = [SelectChoice(one.id, one.person.name) for one in facilitators]

    def validate_opens_time(self, field: ClockField) -> None:
        """A time needs its day."""
        if field.data and self.opens_on.data is None and not self.opens_on.errors:
            raise ValidationError("Enter the date too, or leave the time empty")

    def validate_closes_time(self, field: ClockField) -> None:
        """A time needs its day."""
        if field.data and self.closes_on.data is None and not self.closes_on.errors:
            raise ValidationError("Enter the date too, or leave the time empty")

    def window(self, start: time) -> BookingWindow:
        """When people can register, as typed: booking opens in the morning and closes at the hour of the start."""
        opens, closes = self.opens_on.data, self.closes_on.data
        return BookingWindow(
            opens_at=london(opens, self.opens_time.data or OPENS_AT) if opens else None,
            closes_at=london(closes, self.closes_time.data or start) if closes else None,
        )

    def plan(self, closes_days: int = BOOKING_CLOSES_WORKING_DAYS) -> Plan:
        """What was typed, as the service takes it. Raises `Refusal` for an hour that does not exist."""
        mode = SessionMode(self.mode.data)
        day, start, end = self.starts_on.data, self.start_time.data, self.end_time.data
        if day is None or start is None or end is None or self.capacity.data is None:
            raise ValueError("the form was not validated")
        return Plan(
            arrangement=Arrangement(
                starts_at=london(day, start),
                ends_at=london(day, end),
                mode=mode,
                place_name=(self.place_name.data or None) if mode.has_a_room else None,
                place_address=(self.place_address.data or None) if mode.has_a_room else None,
                postcode=(self.postcode.data or "").upper() or None if mode.has_a_room else None,
                online_link=(self.online_link.data or None) if mode.has_a_link else None,
            ),
            capacity=self.capacity.data,
            online_capacity=self.online_capacity.data if mode is SessionMode.HYBRID else None,
            break_minutes=self.break_minutes.data or 0,
            title=self.title.data or None,
            outcomes=self.outcomes.data or None,
            area=self.area.data or None,
            closes_days=closes_days,
            window=self.window(start),
            facilitator_ids=tuple(self.facilitators.data or ()),
        )


class ChangeSessionForm(SessionForm):
    """The same for a session that is on: what it is a session of stays."""

    activity = None  # type: ignore[assignment]  # WTForms drops a field that is None


class CancelSessionForm(FlaskForm):  # type: ignore[misc]
    """Why a session is called off."""

    reason = TextAreaField(
        "Reason",
        [
            DataRequired("Enter a reason: it goes to everybody registered"),
            Length(max=500, message="The reason must have 500 characters at most"),
        ],
        filters=[tidy],
        widget=GovTextArea(),
    )


def values_of(training: TrainingSession, facilitator_ids: list[int]) -> dict[str, datetime | object]:
    """What the form shows of a stored session."""
    return {
        "title": training.title,
        "outcomes": training.outcomes,
        **_window_of(training),
        "starts_on": london_day(training.starts_at),
        "start_time": london_clock(training.starts_at),
        "end_time": london_clock(training.ends_at),
        "break_minutes": training.break_minutes or None,
        "mode": training.mode.value,
        "place_name": training.place_name,
        "place_address": training.place_address,
        "postcode": training.postcode,
        "area": training.area or "",
        "online_link": training.online_link,
        "capacity": training.capacity,
        "online_capacity": training.online_capacity,
        "facilitators": facilitator_ids,
    }


def _window_of(training: TrainingSession) -> dict[str, object]:
    opens, closes = training.registration_opens_at, training.registration_closes_at
    return {
        "opens_on": opens and london_day(opens),
        "opens_time": opens and london_clock(opens),
        "closes_on": closes and london_day(closes),
        "closes_time": closes and london_clock(closes),
    }
