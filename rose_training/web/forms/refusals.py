"""A rule's no, shown where it belongs on the form."""

from wtforms import Form

from rose_training.domain.refusals import Refusal


def show_refusal(form: Form, refusal: Refusal) -> None:
    """Put the sentence beside the field that the refusal names, or on top of the form."""
    field = form._fields.get(refusal.field) if refusal.field else None
    if field is None:
        form.form_errors.append(refusal.sentence)
    else:
        field.errors = [*field.errors, refusal.sentence]
