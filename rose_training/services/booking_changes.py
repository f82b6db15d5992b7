"""What a school corrects in a booking that stands: the group and the contacts. The office hears of it soon."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from rose_training.domain.actors import Actor
from rose_training.domain.bookings import ContactRole
from rose_training.domain.outbox import OutboxState
from rose_training.domain.programme import Audience
from rose_training.domain.refusals import Refusal
from rose_training.domain.sessions import SessionState
from rose_training.domain.visit_checks import wrong_with_contact
from rose_training.domain.visit_requests import Contact
from rose_training.domain.year_groups import YearGroup, check_group_size, check_years
from rose_training.models.bookings import Booking
from rose_training.models.history import HistoryEntry
from rose_training.models.outbox import OutboxMessage
from rose_training.models.sessions import TrainingSession
from rose_training.services import bookings, history, outbox

GATHERED_FOR = timedelta(minutes=20)
"""The office gets one e-mail for what a school changes in one go."""
TOLD_OF = (
    "group_changed",
    "contacts_changed",
    "declared",
    "checklist_answered",
    "safeguarding_lead_named",
    "told_later",
)
"""The entries of the history that such an e-mail names."""

# Questions


def may_change(session: Session, booking: Booking, *, at: datetime) -> bool:
    """Whether a school may still correct its answers: as long as it is open and its first date has not begun."""
    if not booking.state.is_open:
        return False
    begun = session.scalar(
        select(TrainingSession.id)
        .where(
            TrainingSession.booking_id == booking.id,
            TrainingSession.state != SessionState.CANCELLED,
            TrainingSession.starts_at <= at,
        )
        .limit(1)
    )
    return begun is None


def changes_since(session: Session, booking: Booking, *, since: datetime) -> Sequence[HistoryEntry]:
    """What was changed since a moment, the oldest first, for the e-mail to the office."""
    return session.scalars(
        select(HistoryEntry)
        .where(HistoryEntry.subject == booking.reference, HistoryEntry.event.in_(TOLD_OF), HistoryEntry.at >= since)
        .order_by(HistoryEntry.id)
    ).all()


# Actions


def change_group(
    session: Session, booking: Booking, *, years: Sequence[YearGroup], number: int, by: Actor, at: datetime
) -> None:
    """Another number or other year groups, within what the activity was written for. Raises a Refusal."""
    _check_open(session, booking, at=at)
    activity = booking.activity
    if booking.audience is Audience.PUPILS:
        check_years(years, min_year=activity.min_year, max_year=activity.max_year)
    check_group_size(number, max_group=activity.max_group)
    before = {"number": booking.expected_number, "years": list(booking.year_groups)}
    after = {"number": number, "years": [year.value for year in years]}
    if before == after:
        return
    booking.expected_number, booking.year_groups = number, [year.value for year in years]
    session.flush()
    detail = {"from": before, "to": after}
    history.record(session, subject=booking.reference, event="group_changed", by=by, at=at, detail=detail)


def change_contacts(
    session: Session, booking: Booking, *, on_the_day: Contact, lead: Contact | None, by: Actor, at: datetime
) -> None:
    """Other people, or other numbers, for the day. `lead` is None where we need none. Raises a Refusal.

    The fields of a refusal are `day_name`, `day_phone`, `lead_name` and `lead_reach`.
    """
    _check_open(session, booking, at=at)
    for role, contact, prefix in ((ContactRole.ON_THE_DAY, on_the_day, "day"), (ContactRole.DSL, lead, "lead")):
        for refusal in wrong_with_contact(role, contact) if contact is not None else ():
            raise Refusal(refusal.code, refusal.sentence, f"{prefix}_{refusal.field}")
    new = [on_the_day.name, on_the_day.phone, *((lead.name, lead.reach) if lead else ())]
    fields = ("day_contact_name", "day_contact_phone", "dsl_name", "dsl_contact")[: len(new)]
    if [getattr(booking, name) for name in fields] == new:
        return
    for name, value in zip(fields, new, strict=True):
        setattr(booking, name, value)
    session.flush()
    history.record(session, subject=booking.reference, event="contacts_changed", by=by, at=at)


def tell_office(session: Session, booking: Booking, *, office: str, at: datetime) -> None:
    """Let the office know, a little later, what a school has changed: one e-mail for all of it.

    What is changed once that e-mail has left gets another: nothing goes untold.
    """
    still_to_leave = select(OutboxMessage.id).where(
        OutboxMessage.kind == "booking_wish_changed",
        OutboxMessage.about == booking.reference,
        OutboxMessage.state == OutboxState.QUEUED,
        OutboxMessage.due_at > at,
    )
    if session.scalar(still_to_leave.limit(1)) is not None:
        return
    outbox.queue(
        session,
        kind="booking_wish_changed",
        to=office,
        about=booking.reference,
        occasion=f"{booking.reference}/changed/{at:%Y%m%d%H%M%S}",
        at=at,
        due_at=at + GATHERED_FOR,
        payload={"since": at.isoformat()},
    )


def _check_open(session: Session, booking: Booking, *, at: datetime) -> None:
    bookings.lock(session, booking)
    if not may_change(session, booking, at=at):
        raise Refusal("booking_closed", "This can no longer be changed here. Please ring the office.")
