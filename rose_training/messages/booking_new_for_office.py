"""To the office: a school has asked for a session."""

from sqlalchemy.orm import Session

from rose_training.domain.bookings import BookingState
from rose_training.messages import booking_letters
from rose_training.messages.addresses import address_of
from rose_training.messages.letter import Letter
from rose_training.models.outbox import OutboxMessage
from rose_training.services import bookings

KIND = "booking_new_for_office"


def compose(session: Session, message: OutboxMessage) -> Letter | None:
    """The school, the activity, the wishes, and the page to answer on. Not once somebody has answered."""
    booking = booking_letters.wanted_booking(session, message, BookingState.REQUESTED)
    if booking is None:
        return None
    facts = booking_letters.facts(session, booking)
    return Letter(
        subject=f"New request from {facts['school']} ({booking.reference})",
        template=KIND,
        facts=facts
        | {
            "address": address_of("office.booking", reference=booking.reference),
            "listed": booking.organisation is not None,
            "alike": len(bookings.likely_duplicates(session, booking)),
        },
    )
