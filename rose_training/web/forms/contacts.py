"""The three people of a booking (§1.5 of the domain notes), one page each."""

from collections.abc import Sequence
from typing import Any

from flask_wtf import FlaskForm
from govuk_frontend_wtf.wtforms_widgets import GovCheckboxInput, GovTextInput
from wtforms import BooleanField, StringField
from wtforms.validators import InputRequired, Optional

from rose_training.domain.bookings import ContactRole
from rose_training.domain.refusals import Refusal
from rose_training.domain.visit_checks import wrong_with_contact, wrong_with_conversation
from rose_training.domain.visit_drafts import read_contact, read_conversation
from rose_training.domain.visit_requests import Answers
from rose_training.web.forms.fields import email_address, tidy
from rose_training.web.forms.questions import QuestionForm, Situation, short_text


class ContactForm(QuestionForm):
    """One of the three people of a booking."""

    role_of_contact: ContactRole

    name = short_text("Full name", 200, autocomplete="off")

    def show(self, answers: Answers) -> None:
        """The person named before."""
        contact = read_contact(answers, self.role_of_contact)
        for field in ("name", "email", "phone", "role", "reach"):
            if field in self._fields:
                self._fields[field].data = getattr(contact, field)

    def changes(self) -> dict[str, Any]:
        """The person as the draft keeps them."""
        fields = ("name", "email", "phone", "role", "reach")
        kept = {field: self._fields[field].data for field in fields if field in self._fields}
        return {self.role_of_contact.value: kept}

    def mistakes(self, situation: Situation) -> Sequence[Refusal]:
        """Somebody who can be reached."""
        answers = {**situation.answers, **self.changes()}
        return wrong_with_contact(self.role_of_contact, read_contact(answers, self.role_of_contact))


class BookerForm(ContactForm):
    """Who is asking?"""

    role_of_contact = ContactRole.BOOKER

    name = short_text("Your full name", 200, autocomplete="name")
    role = short_text("Your role (optional)", 100, "For example, PSHE lead", autocomplete="organization-title")
    email = short_text(
        "Your e-mail address",
        254,
        "Use your work address if you can. We write to it about this booking only.",
        Optional(),
        email_address,
        autocomplete="email",
        type="email",
    )
    phone = short_text("Telephone number", 40, autocomplete="tel", type="tel")


class ConversationForm(QuestionForm):
    """When and where to ring about a course, before anything is arranged."""

    ring_when = short_text(
        "When can we ring you?", 200, "For example, Tuesday or Thursday after 3:30pm, or in the first break"
    )
    ring_number = short_text("On which number?", 40, autocomplete="tel", type="tel")

    def show(self, answers: Answers) -> None:
        """What was said before; the booker's own number to begin with."""
        asked = read_conversation(answers)
        self.ring_when.data = asked.when if asked else None
        self.ring_number.data = asked.number if asked else read_contact(answers, ContactRole.BOOKER).phone

    def changes(self) -> dict[str, Any]:
        """When and where, as the draft keeps it."""
        return {"conversation": {"when": self.ring_when.data or "", "number": self.ring_number.data or ""}}

    def mistakes(self, situation: Situation) -> Sequence[Refusal]:
        """A number that rings."""
        return wrong_with_conversation(read_conversation(self.changes()))


class OnTheDayForm(ContactForm):
    """Whom we ask for when we arrive."""

    role_of_contact = ContactRole.ON_THE_DAY

    same = BooleanField("The same person as me", widget=GovCheckboxInput())
    name = short_text("Full name of the contact", 200, autocomplete="off")
    phone = short_text(
        "Telephone number that somebody answers during lessons",
        40,
        "If we are late or cannot find you, this is the number we ring.",
        type="tel",
    )

    def prepare(self, situation: Situation) -> None:
        """With the booker's name beside the tick, so that they see who and which number it means."""
        booker = read_contact(situation.answers, ContactRole.BOOKER)
        self.same.label.text = f"The same person as me: {booker.name}, {booker.phone}"
        if not situation.host.is_school:
            self.name.label.text = "Full name of the responsible adult"
            self.phone.label.text = "Telephone number that somebody answers during the session"

    def show(self, answers: Answers) -> None:
        """The tick, or the person named before."""
        self.same.data = bool((answers.get(ContactRole.ON_THE_DAY.value) or {}).get("same"))
        if not self.same.data:
            super().show(answers)

    def changes(self) -> dict[str, Any]:
        """The person, or only that it is the booker."""
        return {ContactRole.ON_THE_DAY.value: {"same": True}} if self.same.data else super().changes()


class SafeguardingLeadForm(ContactForm):
    """Whom we tell if somebody tells us something."""

    role_of_contact = ContactRole.DSL

    reach = short_text(
        "How to reach them on the day",
        200,
        "A telephone number, an extension or a room. Add the deputy if there is one.",
    )
    later = BooleanField("I will tell you later", widget=GovCheckboxInput())

    def show(self, answers: Answers) -> None:
        """The person named before, or that it is left for later."""
        super().show(answers)
        self.later.data = read_contact(answers, ContactRole.DSL).later

    def changes(self) -> dict[str, Any]:
        """The person; 'later' only where nobody is named."""
        kept = super().changes()
        kept[ContactRole.DSL.value]["later"] = bool(self.later.data and not self.name.data)
        return kept


class LaterForm(FlaskForm):  # type: ignore[misc]
    """Where to send the link to carry on later."""

    email = StringField(
        "Your e-mail address",
        [InputRequired("Enter your e-mail address"), email_address],
        filters=[tidy],
        description="We use it for this link only.",
        widget=GovTextInput(),
        render_kw={"autocomplete": "email", "type": "email"},
    )
