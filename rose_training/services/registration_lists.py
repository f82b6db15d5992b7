"""Who is registered for a session, a page at a time (questions only): the office reads lists of any length."""

from collections.abc import Sequence
from enum import Enum

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from rose_training.domain.registrations import RegistrationState
from rose_training.models.registrations import Registration


class Listed(Enum):
    """One list of the page of a session: whom it has, and in which order."""

    PLACED = ((RegistrationState.CONFIRMED,), (func.lower(Registration.name),))
    OFFERED = ((RegistrationState.OFFERED,), (Registration.offered_until,))
    GONE = ((RegistrationState.CANCELLED, RegistrationState.SUBSTITUTED), (Registration.queued_at,))


def page(
    session: Session, *, session_id: int, listed: Listed, offset: int, limit: int
) -> tuple[Sequence[Registration], int]:
    """One page of a list with organisations loaded, and how many there are. Two queries."""
    states, order = listed.value
    wanted = (Registration.session_id == session_id, Registration.state.in_(states))
    total = session.scalar(select(func.count(Registration.id)).where(*wanted)) or 0
    found = session.scalars(
        select(Registration)
        .where(*wanted)
        .options(joinedload(Registration.organisation))
        .order_by(*order, Registration.id)
        .offset(offset)
        .limit(limit)
    ).all()
    return found, total
