"""What somebody enters who wants to hear of the next date."""

from flask_wtf import FlaskForm
from govuk_frontend_wtf.wtforms_widgets import GovRadioInput, GovTextInput
from wtforms import RadioField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs are older
from wtforms.validators import InputRequired

from rose_training.domain.programme import Audience
from rose_training.services.next_dates import AUDIENCES
from rose_training.web.forms.fields import email_address, tidy


class NextDatesForm(FlaskForm):  # type: ignore[misc]
    """An e-mail address and for whom the dates should be. Its ids are its own, since it stands beside other forms."""

    audience = RadioField(
        "Which dates?",
        [InputRequired("Select which dates you want to hear of")],
        choices=[SelectChoice(kind.value, f"For {kind.label.lower()}") for kind in AUDIENCES],
        default=Audience.PROFESSIONALS.value,
        id="next-audience",
        widget=GovRadioInput(),
    )
    email = StringField(
        "E-mail address for news of dates",
        [InputRequired("Enter your e-mail address"), email_address],
        filters=[tidy],
        id="next-email",
        widget=GovTextInput(),
    )
    trap = StringField(id="next-trap")
    """A box that people never see and that programs fill in."""
