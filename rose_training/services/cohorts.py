"""The numbered cards of a group: added as the group grows, never taken back once anything is known of them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, or_, select
from sqlalchemy.orm import Session

from rose_training.domain.actors import Actor
from rose_training.domain.bookings import BookingState
from rose_training.domain.cards import MOST_CARDS, card_code
from rose_training.domain.refusals import Refusal
from rose_training.models.attendance import AttendanceMark
from rose_training.models.bookings import Booking, Cohort, CohortCard
from rose_training.models.surveys import Response
from rose_training.services import bookings, history


@dataclass(frozen=True, slots=True)
class CardSheet:
    """What is printed about a group: its number and what stands on each card. No names, no topic."""

    group: int
    booking: str
    activity: str
    """The code, which stands for the topic."""
    codes: tuple[str, ...]


def cohort_of(session: Session, *, booking_id: int | None) -> Cohort | None:
    """The group of a booking, if it is a course with cards."""
    return session.scalar(select(Cohort).where(Cohort.booking_id == booking_id))


def sheet_of(session: Session, *, booking: Booking) -> CardSheet | None:
    """The cards of a booking to print; None when it has none. Two queries."""
    cohort = cohort_of(session, booking_id=booking.id)
    if cohort is None:
        return None
    numbers = session.scalars(
        select(CohortCard.number).where(CohortCard.cohort_id == cohort.id).order_by(CohortCard.number)
    )
    return CardSheet(
        group=cohort.id,
        booking=booking.reference,
        activity=booking.activity.code,
        codes=tuple(card_code(cohort.id, number) for number in numbers),
    )


def highest_used(session: Session, *, cohort_id: int) -> int:
    """The highest card that has a mark or a paper; 0 when none has."""
    marked = select(AttendanceMark.id).where(AttendanceMark.card_id == CohortCard.id).exists()
    answered = select(Response.id).where(Response.card_id == CohortCard.id).exists()
    found = session.scalar(
        select(func.max(CohortCard.number)).where(CohortCard.cohort_id == cohort_id, or_(marked, answered))
    )
    return found or 0


def resize(session: Session, *, booking: Booking, size: int, by: Actor, at: datetime) -> bool:
    """Give a group so many cards, also after the course has begun. Answers whether anything has changed.

    Cards are added at the end and taken away from the end. Raises a Refusal for a card that has a mark
    or a paper: it stays. Field: `size`.
    """
    bookings.lock(session, booking)
    cohort = session.scalar(select(Cohort).where(Cohort.booking_id == booking.id).with_for_update())
    if cohort is None or booking.state is not BookingState.CONFIRMED:
        raise Refusal("no_cards", "Only a confirmed course has numbered cards to change", "size")
    if not 1 <= size <= MOST_CARDS:
        raise Refusal("cards", f"Number of cards must be between 1 and {MOST_CARDS}", "size")
    before, used = cohort.size, highest_used(session, cohort_id=cohort.id)
    if size < used:
        raise Refusal("card_used", f"Card {used} is in use: the group must have at least {used} cards", "size")
    if size == before:
        return False
    session.add_all(CohortCard(cohort_id=cohort.id, number=number) for number in range(before + 1, size + 1))
    session.execute(delete(CohortCard).where(CohortCard.cohort_id == cohort.id, CohortCard.number > size))
    cohort.size = size
    session.flush()
    history.record(
        session,
        subject=booking.reference,
        event="cards_changed",
        by=by,
        at=at,
        detail={"before": before, "cards": size},
    )
    return True
