"""How many in a group have which need: numbers, never who."""

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from rose_training.domain.visit_answers import Needs, Topic
from rose_training.models.bookings import Booking
from rose_training.models.visit_answers import BookingNeed


def needs_of(session: Session, booking: Booking) -> Needs | None:
    """How many have which need, None until it is told. One query, and none before."""
    if Topic.NEEDS.value not in booking.topics_told:
        return None
    rows = session.scalars(select(BookingNeed).where(BookingNeed.booking_id == booking.id).order_by(BookingNeed.id))
    return Needs({row.kind: row.number for row in rows}, booking.adaptations or "", booking.group_mix)


def keep(session: Session, booking: Booking, needs: Needs) -> None:
    """Replace the numbers of a booking; a need that nobody has is no row."""
    booking.adaptations, booking.group_mix = needs.adaptations or None, needs.mix
    session.execute(delete(BookingNeed).where(BookingNeed.booking_id == booking.id))
    session.add_all(
        BookingNeed(booking_id=booking.id, kind=kind, number=number) for kind, number in needs.numbers.items() if number
    )
