"""Reminders that are due now: worked out from the dates as they stand, then queued once."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session, joinedload

from rose_training.domain.bookings import BookingState
from rose_training.domain.calendar import ClosureKind, london_day
from rose_training.domain.outbox import OutboxState
from rose_training.domain.registrations import RegistrationState
from rose_training.domain.reminders import Reminder, due, furthest, reminders_of
from rose_training.domain.sessions import SessionState
from rose_training.models.bookings import Booking
from rose_training.models.calendar import ClosureDay
from rose_training.models.outbox import OutboxMessage
from rose_training.models.registrations import Registration
from rose_training.models.sessions import TrainingSession
from rose_training.services import outbox
from rose_training.services.outbox import Intent

PLACE, VISIT = "reminder_place", "reminder_visit"


def places_due(session: Session, *, days: Collection[int], at: datetime) -> list[Intent]:
    """Reminders for everybody with a place on an open session whose hour has come. Three queries.

    Somebody who has had another letter about this place since that hour has all of it in hand and
    gets none: whoever registers late, takes a freed place or hears that the date has moved. The
    reminder itself is such a letter, so it is never due twice.
    """
    coming = _coming(session, TrainingSession.booking_id.is_(None), days=days, at=at)
    chosen = {training: one for training in coming if (one := due(_of(training, days), at=at))}
    by_id = {training.id: training for training in chosen}
    if not by_id:
        return []
    whose = (Registration.session_id.in_(by_id), Registration.state == RegistrationState.CONFIRMED)
    heard = _last_letters(session, select(Registration.reference).where(*whose), own=PLACE, at=at)
    rows = session.execute(
        select(Registration.reference, Registration.email, Registration.session_id).where(
            *whose, Registration.email.is_not(None)
        )
    )
    found = []
    for reference, email, session_id in rows:
        training = by_id[session_id]
        reminder = chosen[training]
        if email and not _heard_since(heard, reference, reminder):
            found.append(_intent(PLACE, to=email, about=reference, training=training, reminder=reminder))
    return found


def visits_due(session: Session, *, days: Collection[int], at: datetime) -> list[Intent]:
    """Reminders for schools whose visit, or next week of a course, is so many working days away. Three queries."""
    coming = _coming(session, TrainingSession.booking_id.is_not(None), days=days, at=at)
    if not coming:
        return []
    off = _days_off(session, since=at, until=max(training.starts_at for training in coming))
    chosen = {training: one for training in coming if (one := due(_of(training, days, off), at=at))}
    bookings = {training.booking_id for training in chosen}
    if not bookings:
        return []
    heard = _last_letters(session, select(Booking.reference).where(Booking.id.in_(bookings)), own=VISIT, at=at)
    return [
        _intent(VISIT, to=booking.booker_email, about=booking.reference, training=training, reminder=reminder)
        for training, reminder in chosen.items()
        if (booking := training.booking) is not None
        and booking.state is BookingState.CONFIRMED
        and not _heard_since(heard, booking.reference, reminder)
    ]


def queue(session: Session, intents: Iterable[Intent], *, at: datetime) -> None:
    """Queue reminders; one that is there already stays as it is."""
    outbox.queue_all(session, intents, at=at)


def _of(training: TrainingSession, days: Collection[int], off: Collection[date] | None = None) -> list[Reminder]:
    return reminders_of(training.starts_at, days=days, working=off is not None, days_off=off or ())


def _intent(kind: str, *, to: str, about: str, training: TrainingSession, reminder: Reminder) -> Intent:
    start = training.starts_at
    return Intent(
        kind=kind,
        to=to,
        about=about,
        occasion=f"{about}/{training.reference}/{start:%Y%m%dT%H%MZ}/{reminder.days}",
        payload={
            "session": training.reference,
            "starts_at": start.isoformat(),
            "useful_until": reminder.useful_until.isoformat(),
            "last": reminder.last,
        },
    )


def _coming(
    session: Session, which: ColumnElement[bool], *, days: Collection[int], at: datetime
) -> Sequence[TrainingSession]:
    if not days:
        return []
    wanted = (
        select(TrainingSession)
        .where(
            which,
            TrainingSession.state != SessionState.CANCELLED,
            TrainingSession.starts_at > at,
            TrainingSession.starts_at <= at + furthest(days),
        )
        .options(joinedload(TrainingSession.booking))
    )
    return session.scalars(wanted).all()


def _days_off(session: Session, *, since: datetime, until: datetime) -> frozenset[date]:
    return frozenset(
        session.scalars(
            select(ClosureDay.on).where(
                ClosureDay.kind == ClosureKind.BANK_HOLIDAY,
                ClosureDay.organisation_id.is_(None),
                ClosureDay.on.between(london_day(since), london_day(until)),
            )
        )
    )


def _last_letters(session: Session, references: Select[str], *, own: str, at: datetime) -> dict[str, datetime]:
    """When each of these was last written to. A reminder counts even if it was no longer wanted."""
    return dict(
        session.execute(
            select(OutboxMessage.about, func.max(OutboxMessage.queued_at))
            .where(
                OutboxMessage.about.in_(references),
                OutboxMessage.due_at <= at,
                or_(OutboxMessage.state != OutboxState.WITHDRAWN, OutboxMessage.kind == own),
            )
            .group_by(OutboxMessage.about)
        ).all()
    )


def _heard_since(heard: Mapping[str, datetime], reference: str, reminder: Reminder) -> bool:
    last = heard.get(reference)
    return last is not None and last >= reminder.due_at
