"""'Go to a card': the number on the card, typed with its check digit, leads to its row in a long list."""

from flask import request
from flask_wtf import FlaskForm
from govuk_frontend_wtf.wtforms_widgets import GovTextInput
from wtforms import StringField

from rose_training.database import db
from rose_training.domain.cards import read_card
from rose_training.domain.refusals import Refusal
from rose_training.models.sessions import TrainingSession
from rose_training.services import cohorts
from rose_training.web.forms.fields import tidy
from rose_training.web.forms.refusals import show_refusal


class CardFinder(FlaskForm):  # type: ignore[misc]
    """One box. `number` is the card that was found, None while nothing or nonsense was typed."""

    class Meta:
        """A question, not a change: it stands in the address and needs no token."""

        csrf = False

    number: int | None = None

    card = StringField(
        "Go to a card",
        filters=[tidy],
        description="As it stands on the card, such as 07-3. The last figure finds slips.",
        widget=GovTextInput(),
    )


def card_finder(training: TrainingSession) -> CardFinder | None:
    """The box for the group of a session, read from the address; None for a session without cards."""
    cohort = cohorts.cohort_of(db.session(), booking_id=training.booking_id)
    if cohort is None:
        return None
    typed = request.args if request.method == "GET" and "card" in request.args else None
    form = CardFinder(formdata=typed)
    if typed is not None and form.validate():
        try:
            form.number = read_card(form.card.data or "", group=cohort.id, size=cohort.size)
        except Refusal as refusal:
            show_refusal(form, refusal)
    return form
