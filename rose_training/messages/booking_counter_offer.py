"""To a school: we cannot keep your dates, but these."""

from sqlalchemy.orm import Session

from rose_training.domain.bookings import BookingState
from rose_training.domain.counter_offers import OfferState
from rose_training.messages import booking_letters
from rose_training.messages.letter import Letter
from rose_training.models.counter_offers import CounterOffer
from rose_training.models.outbox import OutboxMessage

KIND = "booking_counter_offer"


def compose(session: Session, message: OutboxMessage) -> Letter | None:
    """Up to three dates, until when, and the page to choose on. Not once the offer has ended."""
    booking = booking_letters.wanted_booking(session, message, BookingState.REQUESTED)
    offer = session.get(CounterOffer, message.payload.get("offer"))
    if booking is None or offer is None or offer.state is not OfferState.OPEN:
        return None
    return booking_letters.letter(
        session,
        booking,
        kind=KIND,
        words="Other dates for your ROSE visit",
        message=message,
        offered=list(offer.dates),
        until=offer.until,
    )
