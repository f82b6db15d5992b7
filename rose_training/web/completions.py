"""How far a group got, for the pages of the office, of its facilitators and, in sums alone, of its school."""

from flask import Flask

from rose_training.database import db
from rose_training.domain.completion import Completion
from rose_training.models.bookings import Booking
from rose_training.services import cohorts, completion


def completion_for(booking: Booking | None) -> Completion | None:
    """n of 6 for the cards of a booking; None when it has none. Six queries at most."""
    if booking is None or not booking.activity.targeted:
        return None
    cohort = cohorts.cohort_of(db.session(), booking_id=booking.id)
    return completion.completion_of(db.session(), cohort_id=cohort.id) if cohort else None


def register(app: Flask) -> None:
    """Let a template ask where it shows the component `completion.html`."""
    app.jinja_env.globals["completion_for"] = completion_for
