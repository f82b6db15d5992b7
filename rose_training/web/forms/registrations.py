"""Registering for an open session: one page, for oneself and for colleagues, no account."""

import re
from collections.abc import Callable

from flask_wtf import FlaskForm
from govuk_frontend_wtf.wtforms_widgets import GovCheckboxInput, GovRadioInput, GovTextArea, GovTextInput
from wtforms import (
    BooleanField,
    FieldList,
    Form,
    FormField,
    RadioField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields import Field
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs are older
from wtforms.validators import DataRequired, Length, Optional

from rose_training.domain.parties import RowsRefused
from rose_training.domain.programme import Audience
from rose_training.domain.refusals import Refusal
from rose_training.domain.registrations import Attends, Room
from rose_training.domain.sessions import SessionMode
from rose_training.models.sessions import TrainingSession
from rose_training.services.parties import Coming, Wish
from rose_training.services.registrations import Attendee
from rose_training.web.forms.fields import email_address, tidy
from rose_training.web.forms.refusals import show_refusal

ROWS = "rows"
"""The name of the buttons that add a colleague or take one out; pressing one registers nobody."""
ADD = "add"
REMOVE = "remove-"

MOST_ROWS = 30
"""More than any setting allows: what a program sends beyond is not read."""

ALL_TOGETHER, AS_MANY = "together", "split"

ADDRESS = re.compile(r"://|\bwww\.|@", re.IGNORECASE)

Validator = Callable[[Form, Field], None]


def no_address(_form: Form, field: Field) -> None:
    """A validator: a name, for it goes to others by e-mail, and nobody shall send them a link in our name."""
    if ADDRESS.search(field.data or ""):
        raise ValidationError("Enter the name alone, without a web or e-mail address")


def _full_name(label: str, missing: str) -> StringField:
    longest = Length(max=200, message="The name must have 200 characters at most")
    return StringField(label, [DataRequired(missing), longest, no_address], filters=[tidy], widget=GovTextInput())


def _email(label: str, missing: str) -> StringField:
    return StringField(label, [DataRequired(missing), email_address], filters=[tidy], widget=GovTextInput())


def _organisation(label: str, missing: str) -> StringField:
    longest = Length(max=200, message="The organisation must have 200 characters at most")
    return StringField(label, [DataRequired(missing), longest], filters=[tidy], widget=GovTextInput())


def _job_role(label: str, *checks: Validator) -> StringField:
    longest = Length(max=100, message="The job role must have 100 characters at most")
    return StringField(label, [*checks, longest], filters=[tidy], widget=GovTextInput())


def _access_needs(label: str) -> StringField:
    longest = Length(max=300, message="What is needed must have 300 characters at most")
    return StringField(label, [longest], filters=[tidy], widget=GovTextInput())


def _attends(label: str) -> RadioField:
    return RadioField(
        label,
        choices=[SelectChoice(kind.value, words) for kind, words in ATTENDS_WORDS.items()],
        default=Attends.IN_PERSON.value,
        widget=GovRadioInput(),
    )


ATTENDS_WORDS = {Attends.IN_PERSON: "In the room", Attends.ONLINE: "Online"}


class ColleagueForm(Form):
    """One more person in the same go."""

    name = _full_name("Full name", "Enter your colleague's full name")
    email = _email("E-mail address", "Enter your colleague's e-mail address")
    job_role = _job_role("Job role (optional)")
    attends = _attends("How will they take part?")
    access_needs = _access_needs("What do they need to be able to take part? (optional)")

    @property
    def empty(self) -> bool:
        """Whether nothing was typed: a row that was added and not needed."""
        return not any(self[name].data for name in ("name", "email", "job_role", "access_needs"))


class RegistrationForm(FlaskForm):  # type: ignore[misc]
    """Who comes. `trap` is hidden from people; programs that fill in everything fall into it."""

    name = _full_name("Your full name", "Enter your full name")
    email = _email("Your e-mail address", "Enter your e-mail address")
    organisation = _organisation("Your organisation", "Enter the name of your organisation")
    job_role = _job_role("Your job role", DataRequired("Enter your job role"))
    attends = _attends("How will you take part?")
    access_needs = _access_needs("Do you need anything to be able to take part? (optional)")
    colleagues = FieldList(FormField(ColleagueForm), max_entries=MOST_ROWS)
    away = BooleanField("I only register colleagues: I am not coming myself", widget=GovCheckboxInput())
    together = RadioField(
        "What if there are too few places for all of you?",
        choices=[
            SelectChoice(ALL_TOGETHER, "We come all together: keep us on the reserve list until there is room for all"),
            SelectChoice(AS_MANY, "Give us the places there are, and put the others on the reserve list"),
        ],
        validators=[Optional()],
        widget=GovRadioInput(),
    )
    manager_email = StringField(
        "Your manager's e-mail address (optional)",
        [Optional(), email_address],
        filters=[tidy],
        widget=GovTextInput(),
    )
    trap = StringField("Leave this box empty")

    asks_together = False
    """Whether there may be too few places for everybody in the form."""
    just_added = False
    """Whether the last colleague is a new empty row, where the reader goes on typing."""
    both_kinds = False
    """Whether the session takes people in the room and online, so that each is asked."""

    def ask_for(self, training: TrainingSession) -> None:
        """Ask what this session needs to know. Parents and carers come for themselves: they are not
        asked where they work, for whom, or with whom."""
        self.both_kinds = training.mode is SessionMode.HYBRID
        if training.activity.audience is Audience.PARENTS:
            for field in ("organisation", "job_role", "manager_email", "colleagues", "away", "together"):
                self._fields.pop(field, None)
        if not self.both_kinds:
            self._fields.pop("attends", None)
        self._trim_rows()

    @property
    def rows(self) -> list[ColleagueForm]:
        """The colleagues as they stand on the page."""
        return [entry.form for entry in self.colleagues.entries] if "colleagues" in self else []

    def change_rows(self, pressed: str) -> bool:
        """Add an empty colleague or take one out, as the button says. False when it was another button."""
        if not pressed or "colleagues" not in self:
            return False
        if pressed == ADD and len(self.rows) < MOST_ROWS:
            self.colleagues.append_entry()
            self.just_added = True
        number = pressed.removeprefix(REMOVE)
        if pressed.startswith(REMOVE) and number.isdecimal() and int(number) < len(self.rows):
            self._drop(self.colleagues.entries[int(number)])
        self._trim_rows()
        return True

    def weigh(self, room: Room) -> None:
        """Ask what to do with the party when it may not find places enough."""
        people = len(self.rows) + (not self._typed("away"))
        short = room.reserve_length > 0 or (room.places_left is not None and room.places_left < people)
        self.asks_together = "together" in self and (bool(self.together.errors) or (people > 1 and short))

    def validate(self, extra_validators: object = None) -> bool:
        """Each answer by itself; a row that was added and left empty is nobody."""
        for entry in [entry for entry in self.colleagues.entries if entry.form.empty] if "colleagues" in self else []:
            self._drop(entry)
        return bool(super().validate(extra_validators))

    def validate_away(self, field: Field) -> None:
        """Somebody must come."""
        if field.data and not self.rows:
            raise ValidationError("Add a colleague, or come yourself")

    def is_party(self) -> bool:
        """Whether more is asked than a place for oneself."""
        return bool(self.rows or self._typed("manager_email") or ("away" in self and self.away.data))

    def coming(self) -> Coming:
        """Whoever fills the form in, as the service takes it."""
        return self._coming(self)

    def wish(self) -> Wish:
        """Everybody in the form."""
        coming = [] if self.away.data else [self.coming()]
        together = {ALL_TOGETHER: True, AS_MANY: False}.get(self.together.data or "")
        return Wish(
            lead_name=self._typed("name"),
            lead_email=self._typed("email"),
            people=(*coming, *(self._coming(row) for row in self.rows)),
            together=together,
            manager_email=self._typed("manager_email"),
        )

    def show(self, refusal: Refusal) -> None:
        """Put a rule's no beside the rows it is about, or where it belongs."""
        if not isinstance(refusal, RowsRefused):
            show_refusal(self, refusal)
            return
        people: list[Form] = [*([] if "away" in self and self.away.data else [self]), *self.rows]
        for number, sentence in refusal.rows.items():
            field = people[number]["email"]
            field.errors = [*field.errors, sentence]
        # A list of forms tells only what its own round of validation found.
        self.colleagues.errors = [row.errors for row in self.rows] if any(row.errors for row in self.rows) else []

    def _coming(self, row: Form) -> Coming:
        def said(name: str) -> str:
            return row[name].data or "" if name in row else ""

        attendee = Attendee(
            name=said("name"),
            email=said("email"),
            organisation=self._typed("organisation"),
            job_role=said("job_role"),
            access_needs=said("access_needs"),
        )
        return Coming(attendee, Attends(said("attends") or Attends.IN_PERSON))

    def _typed(self, name: str) -> str:
        return self[name].data or "" if name in self else ""

    def _drop(self, entry: "FormField[ColleagueForm]") -> None:
        self.colleagues.entries.remove(entry)
        self.colleagues._compact_indices()  # type: ignore[attr-defined]  # the stubs are older

    def _trim_rows(self) -> None:
        if not self.both_kinds:
            for row in self.rows:
                row._fields.pop("attends", None)


class AddPersonForm(RegistrationForm):
    """The office registers somebody who rang, with colleagues if they wish."""

    name = _full_name("Full name", "Enter the person's full name")
    email = _email("E-mail address", "Enter the person's e-mail address")
    organisation = _organisation("Organisation", "Enter the name of the organisation")
    job_role = _job_role("Job role (optional)")
    attends = _attends("How will they take part?")
    access_needs = _access_needs("What do they need to be able to take part? (optional)")
    away = BooleanField("They only register colleagues and do not come themselves", widget=GovCheckboxInput())
    manager_email = StringField(
        "Their manager's e-mail address (optional)",
        [Optional(), email_address],
        filters=[tidy],
        widget=GovTextInput(),
    )


class CancelPlaceForm(FlaskForm):  # type: ignore[misc]
    """Why the office cancels somebody's place, if they should read it."""

    reason = TextAreaField(
        "Reason (optional)",
        [Length(max=300, message="The reason must have 300 characters at most")],
        filters=[tidy],
        widget=GovTextArea(),
    )


class SubstituteForm(FlaskForm):  # type: ignore[misc]
    """Who comes instead."""

    name = _full_name("Your colleague's full name", "Enter your colleague's full name")
    email = _email("Your colleague's e-mail address", "Enter your colleague's e-mail address")
    job_role = _job_role("Your colleague's job role (optional)")
    access_needs = _access_needs("Do they need anything to be able to take part? (optional)")

    def colleague(self) -> Attendee:
        """What was typed, as the service takes it."""
        return Attendee(
            name=self.name.data or "",
            email=self.email.data or "",
            job_role=self.job_role.data or "",
            access_needs=self.access_needs.data or "",
        )


class NameForm(FlaskForm):  # type: ignore[misc]
    """A name as its owner writes it."""

    name = _full_name("Full name", "Enter the full name")
