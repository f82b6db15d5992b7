"""What speaks against a date stands on the page before the button works: a second look, then a second press."""

from collections.abc import Iterable

from flask import request

from rose_training.domain.doubts import Doubt
from rose_training.domain.refusals import Refusal


def check_seen(found: Iterable[Doubt]) -> None:
    """Refuse to go on while a warning has not stood on the page (components/doubts.html). Raises `Refusal`."""
    warned = {doubt.sentence for doubt in found if not doubt.refused}
    if not warned <= set(request.form.getlist("seen")):
        raise Refusal("look_first", "Nothing is saved yet. Look at the notes above the button, then press again")
