"""The questions of a request about who receives us: the school, or a setting that is none, and its venue."""

from collections.abc import Sequence
from typing import Any

from govuk_frontend_wtf.wtforms_widgets import GovRadioInput, GovTextInput
from wtforms import RadioField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs are older
from wtforms.validators import InputRequired, Length

from rose_training.domain.hosts import HostKind, VenueRisk
from rose_training.domain.refusals import Refusal
from rose_training.domain.visit_checks import wrong_with_venue
from rose_training.domain.visit_drafts import read_venue, write_venue
from rose_training.domain.visit_requests import Answers, Venue
from rose_training.web.forms.fields import tidy
from rose_training.web.forms.questions import QuestionForm, Situation, short_text


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
        return {"organisation": self.organisation.data, "described": "", "host": None}


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
    host = RadioField(
        "What is it?",
        [InputRequired("Select what it is")],
        choices=[SelectChoice(kind.value, kind.label) for kind in HostKind],
        widget=GovRadioInput(),
    )

    def show(self, answers: Answers) -> None:
        """What was typed before."""
        self.described.data = answers.get("described")
        self.host.data = answers.get("host")

    def changes(self) -> dict[str, Any]:
        """What was typed; a school chosen before is dropped."""
        return {"organisation": None, "described": self.described.data, "host": self.host.data}


class VenueForm(QuestionForm):
    """Where it takes place, when that is not a school."""

    venue_name = short_text("Name of the place", 200, "For example, the Village Hall, or your own rooms")
    venue_address = short_text("Street and town", 300, autocomplete="street-address")
    venue_postcode = short_text("Postcode (optional)", 10, autocomplete="postal-code")
    venue_risk = RadioField(
        "Does the place have a risk assessment?",
        choices=[SelectChoice(one.value, one.label) for one in VenueRisk],
        validate_choice=False,
        description="We make our own for the session. One of the building helps us to make it.",
        widget=GovRadioInput(),
    )

    def show(self, answers: Answers) -> None:
        """The place named before."""
        venue = read_venue(answers)
        if venue is None:
            return
        self.venue_name.data, self.venue_address.data = venue.name, venue.address
        self.venue_postcode.data = venue.postcode
        self.venue_risk.data = venue.risk.value if venue.risk else None

    def changes(self) -> dict[str, Any]:
        """The place as the draft keeps it."""
        return {"venue": write_venue(self._venue())}

    def mistakes(self, situation: Situation) -> Sequence[Refusal]:
        """Somewhere that we can find."""
        return wrong_with_venue(self._venue())

    def _venue(self) -> Venue:
        risk = self.venue_risk.data
        return Venue(
            self.venue_name.data or "",
            self.venue_address.data or "",
            (self.venue_postcode.data or "").upper(),
            VenueRisk(risk) if risk in set(VenueRisk) else None,
        )
