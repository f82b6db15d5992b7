"""To the office: none of the dates that were offered suits, or nobody has answered."""

from sqlalchemy.orm import Session

from rose_training.domain.bookings import BookingState
from rose_training.domain.counter_offers import OfferState
from rose_training.messages import booking_letters
from rose_training.messages.letter import Letter
from rose_training.models.counter_offers import CounterOffer
from rose_training.models.outbox import OutboxMessage

KIND = "booking_offer_ended_for_office"


def compose(session: Session, message: OutboxMessage) -> Letter | None:
    """What the school says, if it did. Not once something else was arranged."""
    booking = booking_letters.wanted_booking(session, message, BookingState.REQUESTED)
    offer = session.get(CounterOffer, message.payload.get("offer"))
    if booking is None or offer is None or offer.state not in (OfferState.NONE_SUITS, OfferState.LAPSED):
        return None
    return booking_letters.letter_to_office(
        session,
        booking,
        kind=KIND,
        words="Other dates are needed",
        said=offer.words,
        answered=offer.state is OfferState.NONE_SUITS,
        offered=list(offer.dates),
    )
