"""To the office: a school has asked for a session."""

from sqlalchemy.orm import Session

from rose_training.domain.bookings import BookingState
from rose_training.domain.visit_answers import short_of_time
from rose_training.messages import booking_letters
from rose_training.messages.addresses import address_of
from rose_training.messages.letter import Letter
from rose_training.models.outbox import OutboxMessage
from rose_training.services import booking_duplicates

KIND = "booking_new_for_office"


def compose(session: Session, message: OutboxMessage) -> Letter | None:
    """The school, the activity, the wishes, and the page to answer on. Not once somebody has answered.

    Nor when the office wrote the request down itself.
    """
    booking = booking_letters.wanted_booking(session, message, BookingState.REQUESTED)
    if booking is None or booking.by_telephone:
        return None
    facts = booking_letters.facts(session, booking)
    return Letter(
        subject=f"New request from {facts['school']} ({booking.reference})",
        template=KIND,
        facts=facts
        | {
            "address": address_of("office.booking", reference=booking.reference),
            "listed": booking.organisation is not None,
            "format": booking.format.label if booking.format else None,
            "available": booking.minutes_available,
            "short_of_time": bool(short_of_time(booking.minutes_available, booking.activity.minutes)),
            "ring_number": booking.ring_number,
            "ring_when": booking.ring_when,
            "alike": len(booking_duplicates.likely(session, booking)),
        },
    )
