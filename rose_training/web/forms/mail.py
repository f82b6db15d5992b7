"""What the office fills in about e-mails: their words, and that one did not arrive."""

from flask_wtf import FlaskForm
from govuk_frontend_wtf.wtforms_widgets import GovRadioInput, GovTextArea, GovTextInput
from wtforms import HiddenField, RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs are older
from wtforms.validators import InputRequired, Length

from rose_training.domain.bounces import BounceKind
from rose_training.domain.wording import LONGEST_BODY, LONGEST_SUBJECT
from rose_training.services.bounces import LONGEST_REASON
from rose_training.web.forms.fields import tidy


def _lines(typed: str | None) -> str:
    """As typed, with the line breaks of our files."""
    return (typed or "").replace("\r\n", "\n").replace("\r", "\n").strip() + "\n"


class WordingForm(FlaskForm):  # type: ignore[misc]
    """The words of one kind of e-mail. `based_on` is the version that the writer had before them."""

    subject = StringField(
        "Subject",
        [Length(max=LONGEST_SUBJECT, message=f"The subject must have {LONGEST_SUBJECT} characters at most")],
        filters=[lambda typed: (typed or "").strip()],
        widget=GovTextInput(),
    )
    body = TextAreaField(
        "Words",
        [Length(max=LONGEST_BODY, message=f"The words must have {LONGEST_BODY:,} characters at most")],
        filters=[_lines],
        widget=GovTextArea(),
    )
    based_on = HiddenField()

    @property
    def version(self) -> int | None:
        """The version that the words were changed from; None: the original."""
        typed = str(self.based_on.data or "")
        return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 12 else None


class ReturnedForm(FlaskForm):  # type: ignore[misc]
    """That an e-mail did not arrive, written down by hand."""

    kind = RadioField(
        "Does the address work at all?",
        [InputRequired("Select whether the address works at all")],
        choices=[SelectChoice(kind.value, kind.label) for kind in BounceKind],
        widget=GovRadioInput(),
    )
    reason = StringField(
        "What happened (optional)",
        [Length(max=LONGEST_REASON, message=f"Write {LONGEST_REASON} characters at most")],
        filters=[tidy],
        widget=GovTextInput(),
    )
