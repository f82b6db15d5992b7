"""The form after a session, made from its questions."""

from typing import Any

from flask_wtf import FlaskForm
from govuk_frontend_wtf.wtforms_widgets import GovRadioInput, GovTextArea
from wtforms import RadioField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs are older
from wtforms.validators import Length

from rose_training.domain.evaluation_forms import LONGEST_TEXT, Form, Question


def evaluation_form(form: Form) -> FlaskForm:
    """An empty form, or one filled with what was sent. No question has to be answered."""
    fields = {question.key: _field(question) for question in form.questions}
    made: type[FlaskForm] = type("EvaluationForm", (FlaskForm,), fields)
    return made()


def typed(form: FlaskForm, questions: Form) -> dict[str, str | None]:
    """What came back for each question."""
    return {question.key: form[question.key].data for question in questions.questions}


def _field(question: Question) -> Any:
    if question.is_text:
        too_long = Length(max=LONGEST_TEXT, message=f"Write {LONGEST_TEXT} characters at most")
        return TextAreaField(question.text, [too_long], widget=GovTextArea(), description=question.hint)
    return RadioField(
        question.text,
        choices=[SelectChoice(value, words) for value, words in question.choices],
        widget=GovRadioInput(),
        validate_choice=False,
    )
