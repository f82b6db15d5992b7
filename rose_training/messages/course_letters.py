"""What the letters about a change of a course share: the dates as they stand, and its one calendar entry."""

from dataclasses import replace
from typing import Any

from sqlalchemy.orm import Session

from rose_training.adapters.calendar_files import Method
from rose_training.domain.bookings import BookingState
from rose_training.messages import booking_letters
from rose_training.messages.letter import Letter
from rose_training.models.bookings import Booking
from rose_training.models.outbox import OutboxMessage
from rose_training.models.sessions import TrainingSession
from rose_training.services import bookings

STATES = (BookingState.CONFIRMED, BookingState.DELIVERED)
"""A catch-up session may follow the last week."""


def latest(session: Session, message: OutboxMessage) -> Booking | None:
    """The course, unless a later change has its own letter."""
    booking = booking_letters.wanted_booking(session, message, *STATES)
    if booking is None or message.payload.get("sequence") != booking.calendar_sequence:
        return None
    return booking


def letter(session: Session, booking: Booking, *, kind: str, words: str, facts: dict[str, Any]) -> Letter:
    """A letter with all dates, the changed calendar entry, and `facts` of its own."""
    found = booking_letters.letter(session, booking, kind=kind, words=words, method=Method.REQUEST)
    return replace(found, facts={**found.facts, **facts})


def catch_up(session: Session, booking: Booking, message: OutboxMessage) -> TrainingSession | None:
    """The catch-up session that a letter is about."""
    wanted = message.payload.get("session")
    return next((one for one in bookings.sessions_of(session, booking) if one.reference == wanted), None)


def catch_up_facts(training: TrainingSession) -> dict[str, Any]:
    """Which week is repeated, and when."""
    return {"week": training.catches_up_week, "starts_at": training.starts_at, "ends_at": training.ends_at}
