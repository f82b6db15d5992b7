"""To a school: the visit is called off."""

from dataclasses import replace

from sqlalchemy.orm import Session

from rose_training.adapters.calendar_files import Method
from rose_training.domain.bookings import BookingState
from rose_training.domain.sessions import SessionState
from rose_training.messages import booking_letters
from rose_training.messages.letter import Letter
from rose_training.models.outbox import OutboxMessage
from rose_training.services import bookings

KIND = "booking_cancelled"


def compose(session: Session, message: OutboxMessage) -> Letter | None:
    """Why, and what takes the entry out of the diary. A visit that was never confirmed is in no diary.

    The weeks of a course that took place stay in the school's diary: the entry is then changed to these
    alone, since a removal takes the whole of it (decision 17).
    """
    booking = booking_letters.wanted_booking(session, message, BookingState.CANCELLED)
    if booking is None:
        return None
    was_confirmed = message.payload.get("was_confirmed", True)
    words = "Cancelled: your {visit}" if was_confirmed else "Cancelled: your request for a ROSE visit"
    found = booking_letters.letter(session, booking, kind=KIND, words=words, method=Method.CANCEL, message=message)
    kept = [one for one in bookings.sessions_of(session, booking) if one.state is not SessionState.CANCELLED]
    if kept and found.calendar is not None:
        found = replace(found, calendar=booking_letters.calendar_part(booking, kept, Method.REQUEST))
    return replace(found, facts={**found.facts, "kept": bool(kept)})
