"""The register: names for an open session, cards for a course. Marks are added, never overwritten."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session, joinedload

from rose_training.domain.actors import Actor
from rose_training.domain.afterwards import STANDARD, Timing
from rose_training.domain.attendance import Mark, RegisterKind, RowOutcome, Tally, check_may_record, settle, tally
from rose_training.domain.outcomes import check_minutes
from rose_training.domain.registrations import RegistrationState
from rose_training.domain.sessions import SessionState
from rose_training.models.attendance import AttendanceMark
from rose_training.models.bookings import Cohort, CohortCard
from rose_training.models.registrations import Registration
from rose_training.models.sessions import TrainingSession
from rose_training.services import afterwards, delivery, history


@dataclass(frozen=True)
class Row:
    """One line of the register: a person or a card, and every mark it ever had, oldest first."""

    key: str
    name: str
    detail: str
    marks: tuple[AttendanceMark, ...]
    registration: Registration | None = None
    card: CohortCard | None = None

    @property
    def current(self) -> AttendanceMark | None:
        """The mark that counts; None when nobody has said anything yet, or what was said is set aside."""
        return self.marks[-1] if self.marks and self.marks[-1].current else None

    @property
    def mark(self) -> Mark | None:
        """What the register says now."""
        return self.current.mark if self.current else None

    @property
    def minutes(self) -> int | None:
        """How long they were there, where somebody noted it."""
        return self.current.minutes if self.current else None

    @property
    def earlier(self) -> tuple[AttendanceMark, ...]:
        """The marks that no longer count, with who and when."""
        return tuple(mark for mark in self.marks if not mark.current)

    @property
    def version(self) -> int:
        """Rises with every mark; 0 when there is none."""
        return len(self.marks)

    def said_at(self, version: int) -> tuple[Mark, int | None] | None:
        """What the register said at an earlier version: the mark and the minutes."""
        if not 0 < version <= len(self.marks):
            return None
        found = self.marks[version - 1]
        return found.mark, found.minutes


@dataclass(frozen=True)
class Register:
    """The list a facilitator works from, in the order of names or of card numbers."""

    kind: RegisterKind
    rows: tuple[Row, ...]

    @property
    def tally(self) -> Tally:
        """How far it has got."""
        return tally(row.mark for row in self.rows)


@dataclass(frozen=True)
class Sent:
    """What came back for one row: the mark asked for, the version of the row on that page, and minutes if noted."""

    mark: Mark | None
    shown: int
    minutes: int | None = None


@dataclass(frozen=True)
class Conflict:
    """A row that somebody else marked after the page was opened; nothing was stored for it."""

    row: Row
    wanted: Mark


@dataclass(frozen=True)
class NewMark:
    """A mark to be stored in one row, with the minutes where somebody noted them."""

    row: Row
    mark: Mark
    minutes: int | None = None


@dataclass(frozen=True)
class Taken:
    """What became of a register that was sent: how many rows were saved, and which were not."""

    saved: int
    conflicts: tuple[Conflict, ...]


def register_of(session: Session, *, training: TrainingSession) -> Register:
    """The register with all its marks, in three queries, however many rows."""
    kind = delivery.kind_of(session, training=training)
    if kind is RegisterKind.HEADCOUNT:
        return Register(kind, ())
    by_registration, by_card = _marks(session, training)
    if kind is RegisterKind.CARDS:
        return Register(kind, tuple(_card_row(card, by_card) for card in _cards(session, training)))
    listed = _listed(session, training, already_marked=by_registration)
    return Register(kind, tuple(person_row(one, by_registration) for one in listed))


def take_register(
    session: Session,
    *,
    training: TrainingSession,
    sent: Mapping[str, Sent],
    by: Actor,
    at: datetime,
    timing: Timing = STANDARD,
) -> Taken:
    """Store the marks that were sent, by the key of their row, and note that the session took place.

    A mark that replaces another leaves the old one in place, with who and when. A row that
    somebody else has marked since it was shown is left alone and handed back as a conflict.
    What follows from it (certificates, letters, see `afterwards`) is part of the same change and
    timed by `timing`. Raises `Refusal` when the session was cancelled or has not come yet, and at
    a row whose minutes contradict its mark.
    """
    training = delivery.lock(session, training)
    check_may_record(state=training.state, starts_at=training.starts_at, at=at)
    wanted: list[NewMark] = []
    conflicts: list[Conflict] = []
    for row in register_of(session, training=training).rows:
        new = sent.get(row.key)
        if new is None or new.mark is None:
            continue
        old = row.said_at(row.version)
        said = (new.mark, new.minutes)
        outcome = settle(shown=new.shown, stored=row.version, was=row.said_at(new.shown), old=old, new=said)
        if outcome is RowOutcome.SAVED:
            check_minutes(new.mark, new.minutes, length=training.minutes, field=f"mark-{row.key}")
            wanted.append(NewMark(row, new.mark, new.minutes))
        elif outcome is RowOutcome.CONFLICT:
            conflicts.append(Conflict(row, new.mark))
    store_marks(session, training, wanted, by=by, at=at, timing=timing)
    return Taken(len(wanted), tuple(conflicts))


def store_marks(
    session: Session,
    training: TrainingSession,
    wanted: Sequence[NewMark],
    *,
    by: Actor,
    at: datetime,
    timing: Timing = STANDARD,
) -> None:
    """Add the marks, retire those they replace, note what happened and what follows. `training` is locked."""
    if not wanted:
        return
    replaced = [new.row.current.id for new in wanted if new.row.current is not None]
    if replaced:
        session.execute(
            update(AttendanceMark)
            .where(AttendanceMark.id.in_(replaced))
            .values(current=False)
            .execution_options(synchronize_session=False)
        )
    session.add_all(
        AttendanceMark(
            session_id=training.id,
            registration_id=new.row.registration.id if new.row.registration else None,
            card_id=new.row.card.id if new.row.card else None,
            mark=new.mark,
            minutes=new.minutes,
            current=True,
            marked_at=at,
            marked_by_id=by.person_id,
            marked_by=by.label,
        )
        for new in wanted
    )
    training.register_version += 1
    history.record(
        session,
        subject=training.reference,
        event="register_taken",
        by=by,
        at=at,
        detail={"marks": len(wanted), "corrections": len(replaced)},
    )
    delivery.mark_delivered(session, training=training, by=by, at=at)
    session.flush()
    marked = [new.row.registration for new in wanted if new.row.registration is not None]
    afterwards.follow(session, training=training, marked=marked, timing=timing, by=by, at=at)


def set_aside(
    session: Session, training: TrainingSession, *, timing: Timing = STANDARD, by: Actor, at: datetime
) -> None:
    """What was marked before the start no longer counts: the session is moved or called off.

    The marks stay to be read, certificates that were prepared are withdrawn, and a session that is
    still on counts as planned again. `training` is locked, and moved or cancelled already.
    """
    if training.delivered_at is None:
        return
    marked = session.scalars(
        select(Registration).where(
            Registration.id.in_(
                select(AttendanceMark.registration_id).where(
                    AttendanceMark.session_id == training.id, AttendanceMark.current
                )
            )
        )
    ).all()
    session.execute(
        update(AttendanceMark)
        .where(AttendanceMark.session_id == training.id, AttendanceMark.current)
        .values(current=False)
        .execution_options(synchronize_session="fetch")
    )
    training.delivered_at = None
    training.register_version += 1
    if training.state is SessionState.DELIVERED:
        training.state = SessionState.SCHEDULED
    session.flush()
    history.record(
        session,
        subject=training.reference,
        event="register_set_aside",
        by=by,
        at=at,
        detail={"marks": len(marked)},
    )
    afterwards.follow(session, training=training, marked=marked, timing=timing, by=by, at=at)


Marks = dict[int, list[AttendanceMark]]


def _marks(session: Session, training: TrainingSession) -> tuple[Marks, Marks]:
    """Every mark of the session, by registration and by card, oldest first."""
    by_registration: Marks = defaultdict(list)
    by_card: Marks = defaultdict(list)
    for mark in session.scalars(
        select(AttendanceMark)
        .where(AttendanceMark.session_id == training.id)
        .order_by(AttendanceMark.id)
        .execution_options(populate_existing=True)
    ):
        if mark.registration_id is not None:
            by_registration[mark.registration_id].append(mark)
        elif mark.card_id is not None:
            by_card[mark.card_id].append(mark)
    return by_registration, by_card


def _cards(session: Session, training: TrainingSession) -> Sequence[CohortCard]:
    return session.scalars(
        select(CohortCard)
        .join(CohortCard.cohort)
        .where(Cohort.booking_id == training.booking_id)
        .order_by(CohortCard.number)
    ).all()


def _listed(session: Session, training: TrainingSession, *, already_marked: Marks) -> Sequence[Registration]:
    """Those with a place; also anybody who was marked before, so that no mark is out of sight."""
    return session.scalars(
        select(Registration)
        .where(
            Registration.session_id == training.id,
            (Registration.state == RegistrationState.CONFIRMED) | Registration.id.in_(already_marked),
        )
        .options(joinedload(Registration.organisation))
        .order_by(func.lower(Registration.name), Registration.id)
    ).all()


def _card_row(card: CohortCard, marks: Marks) -> Row:
    return Row(f"card-{card.number}", f"Card {card.number}", "", tuple(marks.get(card.id, ())), card=card)


def person_row(registration: Registration, marks: Marks) -> Row:
    """The line of one registered person; `marks` by registration, oldest first."""
    organisation = registration.organisation
    return Row(
        key=registration.reference,
        name=registration.name,
        detail=organisation.name if organisation else registration.organisation_described or "",
        marks=tuple(marks.get(registration.id, ())),
        registration=registration,
    )
