"""To a school: what is still open before we come, or how it went. One e-mail for all of it."""

from dataclasses import replace

from sqlalchemy.orm import Session

from rose_training.clock import now
from rose_training.domain.bookings import BookingState
from rose_training.domain.checklist import Strength, When, to_ask, worst_first
from rose_training.messages import booking_letters
from rose_training.messages.letter import Letter
from rose_training.models.outbox import OutboxMessage
from rose_training.services import checklists

KIND = "checklist_open"


def compose(session: Session, message: OutboxMessage) -> Letter | None:
    """Everything open at this hour. Not once all is done, the visit has moved, or the booking has ended."""
    booking = booking_letters.wanted_booking(session, message, BookingState.CONFIRMED, BookingState.DELIVERED)
    if booking is None:
        return None
    when = When(str(message.payload.get("when")))
    checklist = checklists.checklist_of(session, booking=booking, at=now())
    first = checklist.visit.first_day
    asked = worst_first(to_ask(checklist, when))
    after = when is When.AFTER
    if not asked or first is None or first.isoformat() != message.payload.get("first_day"):
        return None
    if not after and first <= checklist.today:
        return None
    written = booking_letters.letter(
        session, booking, kind=KIND, words="How did it go? {visit}" if after else "Before we come: {visit}"
    )
    urgent = [entry.title for entry in asked if entry.strength is Strength.BLOCKS]
    open_points = [entry.title for entry in asked if entry.title not in urgent]
    named = {"urgent_points": urgent, "open_points": [] if after else open_points, "after": after}
    return replace(written, facts={**written.facts, **named})
