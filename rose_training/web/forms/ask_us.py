"""Ask the office to ring, where the questions of a request do not fit."""

from flask_wtf import FlaskForm
from govuk_frontend_wtf.wtforms_widgets import GovTextArea
from wtforms import TextAreaField
from wtforms.validators import InputRequired, Length

from rose_training.web.forms.fields import tidy
from rose_training.web.forms.questions import short_text

NO_NAMES = "Do not enter names of children, and do not describe a child."


class AskUsForm(FlaskForm):  # type: ignore[misc]
    """Who, on which number, when, and what about."""

    name = short_text("Your full name", 200, "", InputRequired("Enter your full name"), autocomplete="name")
    school = short_text("Your school or group (optional)", 200, autocomplete="organization")
    number = short_text(
        "Telephone number", 40, "", InputRequired("Enter a telephone number"), autocomplete="tel", type="tel"
    )
    when = short_text("When can we ring? (optional)", 200, "For example, Tuesday after 3:30pm")
    question = TextAreaField(
        "What would you like to talk about?",
        [
            InputRequired("Enter what you would like to talk about"),
            Length(max=500, message="What you would like to talk about must have 500 characters at most"),
        ],
        filters=[tidy],
        description=f"For example, another age or a larger group. {NO_NAMES}",
        widget=GovTextArea(),
    )
