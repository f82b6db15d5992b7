"""A certificate's number to check, and a name to correct."""

from flask_wtf import FlaskForm
from govuk_frontend_wtf.wtforms_widgets import GovTextInput
from wtforms import Form, StringField, ValidationError
from wtforms.validators import DataRequired, Length

from rose_training.domain.certificates import tidy_number
from rose_training.web.forms.fields import tidy


def _a_number(_form: Form, field: StringField) -> None:
    if tidy_number(field.data or "") is None:
        raise ValidationError("That is not one of our numbers: compare it with the certificate, sign by sign")


class CheckForm(FlaskForm):  # type: ignore[misc]
    """The number that stands on a certificate."""

    number = StringField(
        "Number of the certificate",
        [DataRequired("Enter the number"), Length(max=40, message="The number is shorter"), _a_number],
        filters=[tidy],
        widget=GovTextInput(),
        description="It stands at the foot, such as CERT-7K3Q-M2BX",
    )


class CertificateNameForm(FlaskForm):  # type: ignore[misc]
    """The name as it should have been."""

    name = StringField(
        "Full name",
        [DataRequired("Enter the full name"), Length(max=200, message="The name must have 200 characters at most")],
        filters=[tidy],
        widget=GovTextInput(),
    )
