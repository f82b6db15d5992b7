"""Signing in, and one's own account."""

from flask_wtf import FlaskForm
from govuk_frontend_wtf.wtforms_widgets import GovCheckboxInput, GovPasswordInput, GovTextInput
from wtforms import BooleanField, PasswordField, StringField
from wtforms.validators import EqualTo, InputRequired, Length

from rose_training.web.forms.fields import email_address, tidy

LONGEST_TYPED = Length(max=4096, message="This is too long to be a password")
"""Not a limit on passwords: it keeps nonsense of megabytes from being hashed."""


class SharedComputerForm(FlaskForm):  # type: ignore[misc]
    """Whether others use this computer: yes, unless somebody says no."""

    shared = BooleanField("This is a shared computer", default=True, widget=GovCheckboxInput())


class EmailForm(FlaskForm):  # type: ignore[misc]
    """Ask for a mail to sign in with."""

    email = StringField(
        "Your e-mail address",
        [InputRequired("Enter your e-mail address"), email_address],
        filters=[tidy],
        widget=GovTextInput(),
    )


class CodeForm(SharedComputerForm):
    """The six digits of that mail."""

    code = StringField("Six-digit code", [InputRequired("Enter the code from our e-mail")], widget=GovTextInput())


class PasswordForm(FlaskForm):  # type: ignore[misc]
    """A member of staff's sign-in."""

    email = StringField(
        "E-mail address",
        [InputRequired("Enter your e-mail address"), Length(max=254)],
        filters=[tidy],
        widget=GovTextInput(),
    )
    password = PasswordField(
        "Password", [InputRequired("Enter your password"), LONGEST_TYPED], widget=GovPasswordInput()
    )


class SecondStepForm(FlaskForm):  # type: ignore[misc]
    """What the authenticator app shows, or a recovery code."""

    code = StringField(
        "Code",
        [InputRequired("Enter the code that your app shows, or a recovery code"), Length(max=40)],
        widget=GovTextInput(),
    )


class ChoosePasswordForm(FlaskForm):  # type: ignore[misc]
    """A new password, typed twice."""

    password = PasswordField(
        "New password", [InputRequired("Enter a new password"), LONGEST_TYPED], widget=GovPasswordInput()
    )
    again = PasswordField(
        "New password once more",
        [InputRequired("Enter the new password once more"), EqualTo("password", "The two new passwords differ")],
        widget=GovPasswordInput(),
    )


class ChangePasswordForm(ChoosePasswordForm):
    """Change one's own password."""

    current = PasswordField(
        "Your password now", [InputRequired("Enter your password"), LONGEST_TYPED], widget=GovPasswordInput()
    )


class ConfirmPasswordForm(FlaskForm):  # type: ignore[misc]
    """One's own password, before something that weakens the account."""

    password = PasswordField(
        "Your password", [InputRequired("Enter your password"), LONGEST_TYPED], widget=GovPasswordInput()
    )
