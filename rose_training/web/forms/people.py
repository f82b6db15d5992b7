"""People and their roles, for the office."""

from flask_wtf import FlaskForm
from govuk_frontend_wtf.wtforms_widgets import GovRadioInput, GovTextArea, GovTextInput
from wtforms import RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs are older
from wtforms.validators import InputRequired, Length

from rose_training.domain.permissions import STAFF_ROLES, Role
from rose_training.web.forms.fields import email_address, tidy

STAFF_CHOICES = [SelectChoice(role.value, role.label) for role in Role if role in STAFF_ROLES]

NAME = [InputRequired("Enter the name"), Length(max=200, message="The name must have 200 characters at most")]


class AddStaffForm(FlaskForm):  # type: ignore[misc]
    """Somebody who joins the team."""

    name = StringField("Name", NAME, filters=[tidy], widget=GovTextInput())
    email = StringField(
        "E-mail address",
        [InputRequired("Enter the e-mail address"), email_address],
        filters=[tidy],
        widget=GovTextInput(),
    )
    role = RadioField(
        "What will they do?",
        validators=[InputRequired("Choose what they will do")],
        choices=STAFF_CHOICES,
        widget=GovRadioInput(),
    )


class GrantForm(FlaskForm):  # type: ignore[misc]
    """One more role. A school booker's school comes in the address, from the school finder."""

    role = RadioField(
        "Role",
        validators=[InputRequired("Choose a role")],
        choices=[SelectChoice(role.value, role.label) for role in Role if role is not Role.SCHOOL_BOOKER],
        widget=GovRadioInput(),
    )


class NameForm(FlaskForm):  # type: ignore[misc]
    """A name, corrected."""

    name = StringField("Name", NAME, filters=[tidy], widget=GovTextInput())


class IntroductionForm(FlaskForm):  # type: ignore[misc]
    """What a school is told of a facilitator."""

    introduction = TextAreaField(
        "Introduction",
        [Length(max=1000, message="The introduction must have 1,000 characters at most")],
        widget=GovTextArea(),
    )
