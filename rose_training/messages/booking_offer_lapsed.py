"""To a school: the time to choose one of our dates is over."""

from sqlalchemy.orm import Session

from rose_training.domain.bookings import BookingState
from rose_training.domain.counter_offers import OfferState
from rose_training.messages import booking_letters
from rose_training.messages.letter import Letter
from rose_training.models.counter_offers import CounterOffer
from rose_training.models.outbox import OutboxMessage

KIND = "booking_offer_lapsed"


def compose(session: Session, message: OutboxMessage) -> Letter | None:
    """That the request goes on. Not once something else was arranged or offered."""
    booking = booking_letters.wanted_booking(session, message, BookingState.REQUESTED)
    offer = session.get(CounterOffer, message.payload.get("offer"))
    if booking is None or offer is None or offer.state is not OfferState.LAPSED:
        return None
    return booking_letters.letter(
        session, booking, kind=KIND, words="No longer offered: dates for your ROSE visit", message=message
    )
