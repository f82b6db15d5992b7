"""'See the letter first': what would be sent, word for word, before it is done."""

from collections.abc import Callable

from flask import render_template, request
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from rose_training.messages.rehearsals import rehearse
from rose_training.models.bookings import Booking

LOOK = "look"
"""The name of the button that only looks; its value is the name of the act."""
BACK = "edit"
"""The act that does nothing but show the form again, as it was filled in."""
NOT_CARRIED = frozenset({"csrf_token", "action", LOOK})


def looking() -> str | None:
    """The act whose letters are to be shown first, or None when it is to be done."""
    return request.form.get(LOOK) or None


def letters_page(booking: Booking, act: Callable[[Session], object], *, action: str, send: str) -> str:
    """The letters of `act`, with a button that does it and one back to the form. Raises `Refusal` as `act` does.

    The form travels along in hidden fields, so that nothing is typed twice.
    """
    letters = rehearse(booking.reference, act, first_to=booking.booker_email)
    typed: MultiDict[str, str] = request.form
    return render_template(
        "office/bookings/letters.html",
        booking=booking,
        letters=letters,
        action=action,
        send=send,
        back=BACK,
        carried=[(name, value) for name, value in typed.items(multi=True) if name not in NOT_CARRIED],
    )
