"""What the office fills in about a briefing that comes round."""

from collections.abc import Iterable

from govuk_frontend_wtf.wtforms_widgets import GovSelect, GovTextArea, GovTextInput
from wtforms import SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs are older
from wtforms.validators import InputRequired, Length

from rose_training.domain.sessions import BOOKING_CLOSES_WORKING_DAYS, SessionMode
from rose_training.models.people import Facilitator
from rose_training.services.series import Template
from rose_training.web.forms.fields import ClockField, DayField, tidy
from rose_training.web.forms.sessions import SessionForm, WholeNumberField, lines

NO_HOST = ""


class ChangeSeriesForm(SessionForm):
    """The template of a briefing: what a single session has, and how it comes round."""

    activity = None  # type: ignore[assignment]  # WTForms drops a field that is None
    starts_on = None  # type: ignore[assignment]
    end_time = None  # type: ignore[assignment]
    facilitators = None  # type: ignore[assignment]
    opens_on = None  # type: ignore[assignment]
    opens_time = None  # type: ignore[assignment]
    closes_on = None  # type: ignore[assignment]
    closes_time = None  # type: ignore[assignment]

    title = StringField(
        "Title",
        [InputRequired("Enter a title"), Length(max=120, message="The title must have 120 characters at most")],
        filters=[tidy],
        widget=GovTextInput(),
    )
    outcomes = TextAreaField(
        "What people take away",
        [Length(max=2000, message="What people take away must have 2,000 characters at most")],
        filters=[lines],
        widget=GovTextArea(),
    )
    first_on = DayField("First date", [InputRequired("Enter the first date")])
    every_months = SelectField(
        "How often?",
        choices=[
            SelectChoice(str(months), "Every month" if months == 1 else f"Every {months} months")
            for months in range(1, 13)
        ],
        default="3",
        widget=GovSelect(),
    )
    start_time = ClockField("Starts at", [InputRequired("Enter when it starts")])
    minutes = WholeNumberField("Length in minutes", [InputRequired("Enter how long it lasts")])
    capacity = WholeNumberField("Number of places", [InputRequired("Enter the number of places")])
    online_capacity = WholeNumberField("Number of places online")
    host = SelectField("Who hosts it?", choices=[], widget=GovSelect())
    opens_days = WholeNumberField("Booking opens, days before (optional)")
    closes_days = WholeNumberField("Booking closes, working days before", [InputRequired("Enter when booking closes")])
    dates_ahead = WholeNumberField("Dates ahead", [InputRequired("Enter how many dates to publish ahead")])

    def offer_facilitators(self, facilitators: Iterable[Facilitator]) -> None:
        """Let the office choose the host among these."""
        self.host.choices = [
            SelectChoice(NO_HOST, "Nobody yet"),
            *(SelectChoice(str(one.id), one.person.name) for one in facilitators),
        ]

    def template(self) -> Template:
        """What was typed, as the service takes it."""
        mode = SessionMode(self.mode.data)
        first_on, minutes, capacity = self.first_on.data, self.minutes.data, self.capacity.data
        closes_days, dates_ahead = self.closes_days.data, self.dates_ahead.data
        if first_on is None or minutes is None or capacity is None or closes_days is None or dates_ahead is None:
            raise ValueError("the form was not validated")
        return Template(
            title=self.title.data or "",
            outcomes=self.outcomes.data or "",
            first_on=first_on,
            every_months=int(self.every_months.data),
            starts_at_clock=self.start_time.data,
            minutes=minutes,
            break_minutes=self.break_minutes.data or 0,
            mode=mode,
            capacity=capacity,
            online_capacity=self.online_capacity.data if mode is SessionMode.HYBRID else None,
            host_id=int(self.host.data) if self.host.data else None,
            place_name=(self.place_name.data or None) if mode.has_a_room else None,
            place_address=(self.place_address.data or None) if mode.has_a_room else None,
            postcode=(self.postcode.data or "").upper() or None if mode.has_a_room else None,
            area=self.area.data or None,
            online_link=(self.online_link.data or None) if mode.has_a_link else None,
            opens_days=self.opens_days.data,
            closes_days=closes_days,
            dates_ahead=dates_ahead,
        )


class SeriesForm(ChangeSeriesForm):
    """The same for a new one, which also says what it is a session of."""

    activity = SelectField(  # type: ignore[assignment]
        "What is it?", [InputRequired("Select what it is")], choices=[], widget=GovSelect()
    )


FIRST_VALUES = {
    "minutes": 60,
    "every_months": "3",
    "closes_days": BOOKING_CLOSES_WORKING_DAYS,
    "dates_ahead": 4,
}
"""What the form of a new series begins with: an hour, four times a year."""


def values_of_template(template: Template) -> dict[str, object]:
    """What the form shows of a series."""
    return {
        "title": template.title,
        "outcomes": template.outcomes,
        "first_on": template.first_on,
        "every_months": str(template.every_months),
        "start_time": template.starts_at_clock,
        "minutes": template.minutes,
        "break_minutes": template.break_minutes or None,
        "mode": template.mode.value,
        "capacity": template.capacity,
        "online_capacity": template.online_capacity,
        "host": str(template.host_id) if template.host_id else NO_HOST,
        "place_name": template.place_name,
        "place_address": template.place_address,
        "postcode": template.postcode,
        "area": template.area or "",
        "online_link": template.online_link,
        "opens_days": template.opens_days,
        "closes_days": template.closes_days,
        "dates_ahead": template.dates_ahead,
    }
