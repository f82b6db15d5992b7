"""What the office fills in to arrange a visit or a course, and to end a booking."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from flask_wtf import FlaskForm
from govuk_frontend_wtf.wtforms_widgets import (
    GovCheckboxesInput,
    GovCheckboxInput,
    GovRadioInput,
    GovTextArea,
    GovTextInput,
)
from wtforms import BooleanField, RadioField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs are older
from wtforms.validators import InputRequired, Length

from rose_training.domain.bookings import ClosingReason, EndedBy
from rose_training.domain.calendar import london, london_clock, london_day
from rose_training.domain.refusals import Refusal
from rose_training.domain.sessions import SessionMode
from rose_training.domain.visit_plans import VisitPlan
from rose_training.domain.weekly import Meeting
from rose_training.models.bookings import Booking
from rose_training.models.people import Facilitator
from rose_training.web.forms.fields import ClockField, DayField, tidy
from rose_training.web.forms.sessions import WholeNumberField


def own_words() -> TextAreaField:
    """A sentence of the office's own, which stands in the letter."""
    return TextAreaField(
        "A sentence of your own for the e-mail (optional)",
        [Length(max=500, message="Your sentence must have 500 characters at most")],
        filters=[tidy],
        description="It stands in the e-mail as you write it. Do not write about or name a child.",
        widget=GovTextArea(),
    )


class ProposeForm(FlaskForm):  # type: ignore[misc]
    """The first day and the hour of a course, from which the weekly dates are proposed."""

    class Meta:
        """A question, not a change: it stands in the address and needs no token."""

        csrf = False

    first = DayField("First session", [InputRequired("Enter the day of the first session")])
    start = ClockField("Starts at", [InputRequired("Enter when the sessions start")])


class PlanForm(FlaskForm):  # type: ignore[misc]
    """Place, facilitators and cards; `plan_form` adds a date, a start and an end for each week."""

    weeks: int

    mode = RadioField(
        "How does it take place?",
        choices=[SelectChoice(mode.value, mode.label) for mode in (SessionMode.IN_PERSON, SessionMode.ONLINE)],
        default=SessionMode.IN_PERSON.value,
        widget=GovRadioInput(),
    )
    place_name = StringField(
        "Place",
        [Length(max=200, message="Place must have 200 characters at most")],
        filters=[tidy],
        widget=GovTextInput(),
    )
    place_address = StringField(
        "Address",
        [Length(max=400, message="Address must have 400 characters at most")],
        filters=[tidy],
        widget=GovTextInput(),
    )
    postcode = StringField(
        "Postcode",
        [Length(max=10, message="Postcode must have 10 characters at most")],
        filters=[tidy],
        widget=GovTextInput(),
    )
    online_link = StringField(
        "Joining link (optional)",
        [Length(max=500, message="Joining link must have 500 characters at most")],
        filters=[tidy],
        widget=GovTextInput(),
    )
    facilitators = SelectMultipleField("Who delivers it?", coerce=int, choices=[], widget=GovCheckboxesInput())
    on_their_word = BooleanField(
        "They have said yes on the telephone",
        description="The dates are theirs at once, and no e-mail asks them.",
        widget=GovCheckboxInput(),
    )
    cards = WholeNumberField(
        "How many numbered cards?",
        description="One for each young person. The school keeps the list of who has which card.",
    )

    note = own_words()

    def offer_facilitators(self, facilitators: Sequence[Facilitator], diaries: dict[int, list[str]]) -> None:
        """The people to choose from, each with what they have on these days."""
        self.facilitators.choices = [SelectChoice(one.id, one.person.name) for one in facilitators]
        self.hints = [
            {"hint": {"text": "; ".join(diaries[one.id])}} if diaries.get(one.id) else {} for one in facilitators
        ]

    def rows(self) -> list[tuple[Any, Any, Any]]:
        """Date, start and end of each week, for the template."""
        return [
            (self._fields[f"date_{n}"], self._fields[f"start_{n}"], self._fields[f"end_{n}"])
            for n in range(1, self.weeks + 1)
        ]

    def show(self, plan: VisitPlan) -> None:
        """Fill in a plan that stands."""
        for (day, start, end), meeting in zip(self.rows(), plan.meetings, strict=False):
            day.data = london_day(meeting.starts_at)
            start.data = london_clock(meeting.starts_at)
            end.data = london_clock(meeting.ends_at)
        self.mode.data = plan.mode.value
        self.facilitators.data = list(plan.facilitator_ids)
        if "cards" in self._fields:
            self.cards.data = plan.cards
        for name in ("place_name", "place_address", "postcode", "online_link"):
            self._fields[name].data = getattr(plan, name)

    def propose(self, days: Sequence[date], start: time, *, minutes: int) -> None:
        """Fill in dates that are only proposed."""
        ends = (datetime.combine(date.min, start) + timedelta(minutes=minutes)).time()
        for (day_field, start_field, end_field), day in zip(self.rows(), days, strict=False):
            day_field.data, start_field.data, end_field.data = day, start, ends

    def place(self, booking: Booking) -> None:
        """Fill in the school as the place, until somebody says otherwise."""
        school = booking.organisation
        if school is None:
            return
        self.place_name.data = school.name
        parts = (school.street, school.locality, school.town)
        self.place_address.data = ", ".join(part for part in parts if part)
        self.postcode.data = school.postcode

    def plan(self) -> VisitPlan:
        """What was typed, as the service takes it. Raises `Refusal` for an hour that does not exist."""
        mode = SessionMode(self.mode.data)
        in_room = mode.has_a_room
        return VisitPlan(
            meetings=tuple(self._meeting(n, *row) for n, row in enumerate(self.rows(), start=1)),
            facilitator_ids=tuple(self.facilitators.data or ()),
            mode=mode,
            place_name=(self.place_name.data or None) if in_room else None,
            place_address=(self.place_address.data or None) if in_room else None,
            postcode=(self.postcode.data or "").upper() or None if in_room else None,
            online_link=(self.online_link.data or None) if mode.has_a_link else None,
            cards=self.cards.data if "cards" in self._fields else None,
        )

    def _meeting(self, number: int, day: Any, start: Any, end: Any) -> Meeting:
        try:
            return Meeting(london(day.data, start.data), london(day.data, end.data))
        except Refusal as refusal:
            raise Refusal(refusal.code, refusal.sentence, f"start_{number}") from refusal


def plan_form(booking: Booking) -> PlanForm:
    """A form with as many rows as the activity has weeks, and cards for targeted courses only."""
    weeks = booking.activity.weeks
    fields: dict[str, Any] = {"weeks": weeks}
    for n in range(1, weeks + 1):
        of = f"Week {n}: " if weeks > 1 else ""
        fields[f"date_{n}"] = DayField(
            f"{of}date" if of else "Date", [InputRequired(f"{of}enter the date".capitalize())]
        )
        fields[f"start_{n}"] = ClockField("Starts at", [InputRequired(f"{of}enter when it starts".capitalize())])
        fields[f"end_{n}"] = ClockField("Ends at", [InputRequired(f"{of}enter when it ends".capitalize())])
    form: PlanForm = type("PlanOfWeeks", (PlanForm,), fields)()
    if not booking.activity.targeted:
        del form.cards
    return form


class ClosingForm(FlaskForm):  # type: ignore[misc]
    """Why a booking is declined or cancelled; the school reads both answers."""

    ended_by = RadioField(
        "Who calls it off?",
        [InputRequired("Select who calls it off")],
        choices=[SelectChoice(one.value, one.label) for one in EndedBy],
        widget=GovRadioInput(),
    )
    reason = RadioField("Reason", [InputRequired("Select a reason")], choices=[], widget=GovRadioInput())
    explanation = TextAreaField(
        "A sentence for the school (optional)",
        [Length(max=300, message="The sentence must have 300 characters at most")],
        filters=[tidy],
        description="It stands in the e-mail as you write it. Do not write about or name a child.",
        widget=GovTextArea(),
    )

    def offer(self, reasons: Sequence[ClosingReason], *, ask_by_whom: bool = False) -> None:
        """The reasons to choose from; the office is asked by whom, a school is not."""
        if not ask_by_whom:
            del self.ended_by
        self.reason.choices = [SelectChoice(reason.value, reason.label) for reason in reasons]

    def chosen(self) -> ClosingReason:
        """The reason that was selected; 'another reason' needs a sentence. Raises `Refusal`."""
        reason = ClosingReason(self.reason.data)
        if reason is ClosingReason.OTHER and not self.explanation.data:
            raise Refusal("explanation_missing", "Enter a sentence that explains the reason", "explanation")
        return reason


class NotesForm(FlaskForm):  # type: ignore[misc]
    """The office's own notes."""

    notes = TextAreaField(
        "Notes for the office",
        [Length(max=2000, message="Notes must have 2,000 characters at most")],
        description="The school does not see them. Do not write about or name a child.",
        widget=GovTextArea(),
    )
