"""The places of one session, counted under one lock.

Whoever gives, frees or adds a place first locks the row of the session (on SQLite the whole
transaction holds the write lock already) and ends with `offers.settle`. The counts on that row are
kept by the database itself, with a CHECK that there is never one place too many.
"""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from rose_training.domain.attendance import Mark
from rose_training.domain.registrations import Attends, Room
from rose_training.domain.sessions import SessionMode
from rose_training.models.attendance import AttendanceMark
from rose_training.models.registrations import Registration
from rose_training.models.sessions import TrainingSession
from rose_training.services import outbox


def lock_open_session(session: Session, *, reference: str) -> TrainingSession | None:
    """The open session (never a school's visit), locked until the transaction ends, or None."""
    return session.scalar(
        select(TrainingSession)
        .where(TrainingSession.reference == reference, TrainingSession.booking_id.is_(None))
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def lock_session(session: Session, *, session_id: int) -> TrainingSession:
    """The session with this key, locked and read again."""
    return session.scalars(
        select(TrainingSession)
        .where(TrainingSession.id == session_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def mark_of(session: Session, registration: Registration) -> Mark | None:
    """What the register says of one registration now; the lock of the session keeps it so."""
    return session.scalar(
        select(AttendanceMark.mark).where(
            AttendanceMark.session_id == registration.session_id,
            AttendanceMark.registration_id == registration.id,
            AttendanceMark.current,
        )
    )


def lock_session_of(session: Session, registration: Registration) -> TrainingSession:
    """The session of a registration, locked; the registration itself is read again."""
    training = lock_session(session, session_id=registration.session_id)
    session.refresh(registration)
    return training


def room_of(training: TrainingSession) -> Room:
    """What the session has to give in all, as counted when its row was last read."""
    if training.capacity is None or training.online_capacity is None:
        return Room(training.capacity, training.places_taken, training.reserve_length)
    return Room(
        training.capacity + training.online_capacity,
        training.places_taken + training.online_taken,
        training.reserve_length,
    )


def rooms_of(training: TrainingSession) -> dict[Attends, Room]:
    """The same for each kind of place that is counted by itself: two where a session has both."""
    if training.online_capacity is None:
        return {_only_kind(training): Room(training.capacity, training.places_taken, training.reserve_length)}
    return {
        Attends.IN_PERSON: Room(training.capacity, training.places_taken),
        Attends.ONLINE: Room(training.online_capacity, training.online_taken),
    }


def kind_in(training: TrainingSession, attends: Attends) -> Attends:
    """The kind of place that somebody who attends so is counted under."""
    return attends if training.online_capacity is not None else _only_kind(training)


def free_places(training: TrainingSession) -> dict[Attends, int | None]:
    """Places of each kind that nobody holds; None without a limit."""
    return {kind: room.places_left for kind, room in rooms_of(training).items()}


def recount(session: Session, training: TrainingSession) -> None:
    """Write what is pending and read the counts that the database now keeps."""
    session.flush()
    session.refresh(training, ["places_taken", "online_taken", "reserve_length"])


def _only_kind(training: TrainingSession) -> Attends:
    return Attends.ONLINE if training.mode is SessionMode.ONLINE else Attends.IN_PERSON


def tell(session: Session, registration: Registration, *, kind: str, at: datetime) -> None:
    """Queue one e-mail about a registration, once for each state of its calendar entry."""
    if registration.email is None:
        return
    outbox.queue(
        session,
        kind=kind,
        to=registration.email,
        about=registration.reference,
        occasion=f"{registration.reference}/{registration.calendar_sequence}",
        at=at,
        payload={"sequence": registration.calendar_sequence},
    )
