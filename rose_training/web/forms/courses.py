"""What the office fills in about a course: its first day, what moves when a week is postponed, an extra session."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from flask_wtf import FlaskForm
from govuk_frontend_wtf.wtforms_widgets import GovCheckboxesInput, GovRadioInput
from werkzeug.datastructures import MultiDict
from wtforms import RadioField, SelectMultipleField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs are older
from wtforms.validators import InputRequired, Optional

from rose_training.domain.calendar import london, london_clock, london_day
from rose_training.domain.cards import MOST_CARDS
from rose_training.domain.course_choices import Choice, meeting_on
from rose_training.domain.refusals import Refusal
from rose_training.domain.weekly import Meeting
from rose_training.models.people import Facilitator
from rose_training.services.courses import How
from rose_training.web.forms.booking_plans import PlanForm
from rose_training.web.forms.fields import ClockField, DayField
from rose_training.web.forms.sessions import WholeNumberField

WALL = "%Y-%m-%dT%H:%M"
"""A date and an hour of a clock in Norfolk, as they stand in an address."""

YEARS = range(2000, 2101)
"""Those that a date of a form may have."""


class _Asked(FlaskForm):  # type: ignore[misc]
    """A question, not a change: it stands in the address and needs no token."""

    class Meta:
        """No token."""

        csrf = False


class ProposeCourseForm(_Asked):
    """From when on, at what hour, and with whom weekly dates are to be looked for."""

    first = DayField("First session", [InputRequired("Enter the day of the first session")])
    start = ClockField("Starts at", [InputRequired("Enter when the sessions start")])
    who = SelectMultipleField("Who could deliver it? (optional)", coerce=int, choices=[], widget=GovCheckboxesInput())

    def offer(self, facilitators: Sequence[Facilitator]) -> None:
        """The people to choose from."""
        self.who.choices = [SelectChoice(one.id, one.person.name) for one in facilitators]


class PostponeForm(_Asked):
    """What becomes of the other weeks, and for a day of its own which."""

    how = RadioField(
        "What about the other weeks?",
        choices=[
            SelectChoice(How.FOLLOW.value, "This week and all later ones move on by a week"),
            SelectChoice(How.STAY.value, "Only this week moves, the others stay"),
        ],
        default=How.FOLLOW.value,
        widget=GovRadioInput(),
    )
    day = DayField("New date", [Optional()])
    starts = ClockField("Starts at", [Optional()])

    def instead(self, old: Meeting) -> Meeting | None:
        """The new time that was typed, as long as the old one; None where the site is to choose. Raises `Refusal`."""
        if How(self.how.data) is How.FOLLOW or self.day.data is None:
            return None
        begins = london(self.day.data, self.starts.data or london_clock(old.starts_at))
        return Meeting(begins, begins + (old.ends_at - old.starts_at))


class CatchUpForm(FlaskForm):  # type: ignore[misc]
    """When the extra session is, and who delivers it."""

    day = DayField("Date", [InputRequired("Enter the date")])
    starts = ClockField("Starts at", [InputRequired("Enter when it starts")])
    facilitators = SelectMultipleField("Who delivers it?", coerce=int, choices=[], widget=GovCheckboxesInput())

    def offer(self, facilitators: Sequence[Facilitator], chosen: Iterable[Facilitator]) -> None:
        """The people to choose from; those who deliver the course are ticked at first."""
        self.facilitators.choices = [SelectChoice(one.id, one.person.name) for one in facilitators]
        if not self.is_submitted():
            self.facilitators.data = [one.id for one in chosen]

    def meeting(self, *, minutes: int) -> Meeting:
        """The time that was typed, on a form that is valid. Raises `Refusal` for an hour that does not exist."""
        assert self.day.data is not None
        try:
            return meeting_on(self.day.data, self.starts.data, minutes)
        except Refusal as refusal:
            raise Refusal(refusal.code, refusal.sentence, "starts") from refusal


class CardsForm(FlaskForm):  # type: ignore[misc]
    """How many cards a group has."""

    size = WholeNumberField(
        "How many numbered cards?",
        [InputRequired(f"Enter a number between 1 and {MOST_CARDS}")],
        description="More can be added at any time. A card that is in use stays.",
    )


def in_address(choice: Choice) -> dict[str, Any]:
    """The dates of a choice, and who is free at all of them, as arguments of the page that arranges a booking."""
    on = [f"{london_day(one.starts_at)}T{london_clock(one.starts_at):%H:%M}" for one in choice.meetings]
    return {"on": on, "who": choice.facilitator_id} if choice.facilitator_id else {"on": on}


def chosen_dates(arguments: MultiDict[str, str]) -> list[tuple[date, time]]:
    """The days and hours that stand in an address; what makes no sense is left out."""
    found = []
    for written in arguments.getlist("on")[:20]:
        try:
            moment = datetime.strptime(written, WALL)  # noqa: DTZ007  (a clock on the wall, turned by `london` later)
        except ValueError:
            continue
        if moment.year in YEARS:
            found.append((moment.date(), moment.time()))
    return found


def fill_in(form: PlanForm, chosen: Sequence[tuple[date, time]], *, minutes: int, facilitator_id: int | None) -> None:
    """Put the chosen dates into the form that arranges a booking, with the facilitator who is free at all of them."""
    for (day, start, end), (on, clock) in zip(form.rows(), chosen, strict=False):
        ends = (datetime.combine(date.min, clock) + timedelta(minutes=minutes)).time()
        day.data, start.data, end.data = on, clock, ends
    if facilitator_id is not None:
        form.facilitators.data = [facilitator_id]
