"""Which days a report is about."""

from flask_wtf import FlaskForm
from wtforms.validators import InputRequired

from rose_training.domain.periods import Period
from rose_training.web.forms.fields import DayField


class PeriodForm(FlaskForm):  # type: ignore[misc]
    """The first and the last day. Sent by GET: it changes nothing, so it carries no token."""

    class Meta:
        """What WTForms is told."""

        csrf = False

    first_day = DayField("First day", [InputRequired("Enter the first day")])
    last_day = DayField("Last day", [InputRequired("Enter the last day")])

    def period(self) -> Period:
        """What was typed. Raises `Refusal` when the days are not a period."""
        first_day, last_day = self.first_day.data, self.last_day.data
        if first_day is None or last_day is None:
            raise ValueError("the form was not validated")
        return Period.of_days(first_day, last_day)
