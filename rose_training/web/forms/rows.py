"""Forms of many like rows: registers, headcounts, grids. Their rows are read by hand, not field by field."""

from flask_wtf import FlaskForm

from rose_training.domain.refusals import Refusal


class RowsForm(FlaskForm):  # type: ignore[misc]
    """A form whose rows are no WTForms fields. Errors of a row stand under the id of its control."""

    def __init__(self, **options: object) -> None:
        super().__init__(**options)
        self.row_errors: dict[str, list[str]] = {}

    @property
    def errors(self) -> dict[str | None, list[str]]:
        """All errors: those of the fields, of the rows, and of the form as a whole (None)."""
        return {**super().errors, **self.row_errors}

    def show_at_row(self, refusal: Refusal) -> None:
        """Put a rule's no at the row that it names, or on top of the form."""
        if refusal.field is None:
            self.form_errors.append(refusal.sentence)
        else:
            self.row_errors.setdefault(refusal.field, []).append(refusal.sentence)
