"""To a school: we have your request."""

from dataclasses import replace

from sqlalchemy.orm import Session

from rose_training.domain.bookings import BookingState
from rose_training.messages import booking_letters
from rose_training.messages.addresses import address_of
from rose_training.messages.letter import Letter
from rose_training.models.outbox import OutboxMessage
from rose_training.services import visit_requests

KIND = "booking_received"


def compose(session: Session, message: OutboxMessage) -> Letter | None:
    """What was asked for, what happens next, and the links to it and to what may be told later.

    Not once the booking has been answered otherwise.
    """
    booking = booking_letters.wanted_booking(session, message, BookingState.REQUESTED, BookingState.HELD)
    if booking is None:
        return None
    letter = booking_letters.letter(session, booking, kind=KIND, words="We have your request for a ROSE visit")
    token = booking_letters.request_token(booking.reference)
    more = {
        "ring_number": booking.ring_number,
        "ring_when": booking.ring_when,
        "later": [
            (topic.clause, address_of("public.tell_us", token=token, topic=topic.value))
            for topic in visit_requests.topics_open(booking)
        ],
    }
    return replace(letter, facts={**letter.facts, **more})
