"""To a booker who asked for what is already being arranged: this is the reference from now on."""

from sqlalchemy.orm import Session

from rose_training.domain.bookings import BookingState
from rose_training.messages import booking_letters
from rose_training.messages.addresses import address_of
from rose_training.messages.letter import Letter
from rose_training.models.bookings import Booking
from rose_training.models.outbox import OutboxMessage

KIND = "booking_attached"


def compose(session: Session, message: OutboxMessage) -> Letter | None:
    """Which reference goes on, and which has ended.

    The page of the other request is open to whoever asked for it. To a colleague at another address it
    stays closed: the letter leads to the page of their own.
    """
    booking = booking_letters.wanted_booking(session, message, BookingState.DECLINED)
    living = session.get(Booking, booking.duplicate_of_id) if booking and booking.duplicate_of_id else None
    if booking is None or living is None:
        return None
    own = living.booker_email == booking.booker_email
    shown = living if own else booking
    return booking_letters.letter(
        session,
        booking,
        kind=KIND,
        words="One request for your ROSE visit",
        message=message,
        living=living.reference,
        own=own,
        address=address_of("public.visit_request", token=booking_letters.request_token(shown.reference)),
    )
