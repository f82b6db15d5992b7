"""To the office: a school asks to move a booking."""

from sqlalchemy.orm import Session

from rose_training.domain.bookings import BookingState
from rose_training.messages import booking_letters
from rose_training.messages.addresses import address_of
from rose_training.messages.letter import Letter
from rose_training.models.outbox import OutboxMessage
from rose_training.services import booking_wishes

KIND = "booking_wish_asked"


def compose(session: Session, message: OutboxMessage) -> Letter | None:
    """The days that would suit and the reason. Not once it was answered or taken back."""
    booking = booking_letters.wanted_booking(session, message, BookingState.HELD, BookingState.CONFIRMED)
    wish = booking_wishes.live_wish(session, booking) if booking is not None else None
    if booking is None or wish is None:
        return None
    facts = booking_letters.facts(session, booking)
    return Letter(
        subject=f"{facts['school']} asks to move a visit ({booking.reference})",
        template=KIND,
        facts=facts
        | {
            "wishes": wish.days,
            "reason": wish.reason,
            "address": address_of("office.booking", reference=booking.reference),
        },
    )
