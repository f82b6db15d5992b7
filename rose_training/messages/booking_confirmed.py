"""To a school: we are coming."""

from sqlalchemy.orm import Session

from rose_training.adapters.calendar_files import Method
from rose_training.domain.bookings import BookingState
from rose_training.messages import booking_letters
from rose_training.messages.letter import Letter
from rose_training.models.outbox import OutboxMessage
from rose_training.services import checklists

KIND = "booking_confirmed"


def compose(session: Session, message: OutboxMessage) -> Letter | None:
    """What, when, where, who, and an entry for the diary. A course is one entry that repeats."""
    booking = booking_letters.wanted_booking(session, message, BookingState.CONFIRMED)
    if booking is None:
        return None
    who_comes = " and ".join(checklists.who_comes(session, booking=booking))
    return booking_letters.letter(
        session,
        booking,
        kind=KIND,
        words="Your {visit}",
        method=Method.REQUEST,
        message=message,
        who_comes=who_comes,
    )
