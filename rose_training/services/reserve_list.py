"""The reserve list of a session: who waits, in which order, and with whom. Questions only."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Subquery, case, func, select
from sqlalchemy.orm import Session, joinedload

from rose_training.domain.offers import Entry, PassedOver, in_order
from rose_training.domain.registrations import HOLDS_A_PLACE, Attends, RegistrationState
from rose_training.models.history import HistoryEntry
from rose_training.models.parties import Party
from rose_training.models.registrations import Registration
from rose_training.models.sessions import TrainingSession
from rose_training.services.places import kind_in

PASSED_OVER = "passed_over"
"""The event in the history when somebody who waits longer was not asked."""


@dataclass(frozen=True)
class Line:
    """One person on the list: their turn for this `kind` of place, how many come all together with
    them (themselves included), and when and why somebody else was asked before them."""

    registration: Registration
    turn: int
    kind: Attends
    together: int
    passed_over: tuple[datetime, PassedOver] | None


def entries(session: Session, training: TrainingSession) -> list[tuple[Entry, list[Registration]]]:
    """The entries of the list in their order, each with its people, in one query."""
    waiting = session.scalars(
        select(Registration)
        .where(Registration.session_id == training.id, Registration.state == RegistrationState.RESERVE)
        .options(joinedload(Registration.party))
        .order_by(Registration.queued_at, Registration.id)
        .execution_options(populate_existing=True)
    )
    return _grouped(training, waiting)


def lines(session: Session, training: TrainingSession, *, offset: int, limit: int) -> list[Line]:
    """One page of the list as the office reads it, with organisations loaded. Two queries.

    The turn is counted by the database in the order of `domain.offers.in_order`, so that a page of a long
    list costs a page.
    """
    queue = _queue(training)
    rows = session.execute(
        select(Registration, queue.c.turn, queue.c.together)
        .join(queue, queue.c.id == Registration.id)
        .options(joinedload(Registration.organisation), joinedload(Registration.party))
        .order_by(queue.c.entered_at, queue.c.entry, Registration.queued_at, Registration.id)
        .offset(offset)
        .limit(limit)
    ).all()
    passed = _passed_over(session, [one.reference for one, _, _ in rows])
    return [
        Line(one, turn, kind_in(training, one.attends), together, passed.get(one.reference))
        for one, turn, together in rows
    ]


def turn(session: Session, registration: Registration) -> int:
    """How many people wait for the same kind of place before somebody, and 1; 0 when they don't wait.

    Companions who come all together have the same turn.
    """
    if registration.state is not RegistrationState.RESERVE:
        return 0
    queue = _queue(registration.session)
    number: int = session.scalars(select(queue.c.turn).where(queue.c.id == registration.id)).one()
    return number


def companions(session: Session, registration: Registration) -> list[Registration]:
    """Those who share an entry of the list or an offer with somebody, that one included, in order."""
    if registration.party is None or not registration.party.together:
        return [registration]
    return list(
        session.scalars(
            select(Registration)
            .where(
                Registration.session_id == registration.session_id,
                Registration.party_id == registration.party_id,
                Registration.state == registration.state,
            )
            .order_by(Registration.id)
        )
    )


def employer_key(registration: Registration) -> str | None:
    """The same for all who come from one organisation; None when nobody said which."""
    if registration.organisation_id is not None:
        return f"known {registration.organisation_id}"
    typed = " ".join((registration.organisation_described or "").casefold().split())
    return f"typed {typed}" if typed else None


def held_by_organisation(session: Session, training: TrainingSession) -> Counter[str]:
    """How many places each organisation has or is offered, in one query."""
    holders = session.scalars(
        select(Registration).where(Registration.session_id == training.id, Registration.state.in_(HOLDS_A_PLACE))
    )
    return Counter(key for one in holders if (key := employer_key(one)) is not None)


def _passed_over(session: Session, references: Sequence[str]) -> dict[str, tuple[datetime, PassedOver]]:
    """When somebody else was asked before each of them for the last time, and why."""
    rows = session.execute(
        select(HistoryEntry.subject, HistoryEntry.at, HistoryEntry.detail)
        .where(HistoryEntry.subject.in_(references), HistoryEntry.event == PASSED_OVER)
        .order_by(HistoryEntry.id)
    )
    return {subject: (at, PassedOver(str(detail["reason"]))) for subject, at, detail in rows}


def _queue(training: TrainingSession) -> Subquery:
    """Everybody who waits, with the moment and the first id of their entry, its size, and their turn.

    The rank among those who wait for the same kind of place is the turn: companions share it.
    """
    alone = case((Party.together, None), else_=Registration.id)
    waiting = (
        select(
            Registration.id,
            Registration.attends,
            func.max(Registration.queued_at).over(partition_by=[Party.id, alone]).label("entered_at"),
            func.min(Registration.id).over(partition_by=[Party.id, alone]).label("entry"),
            func.count().over(partition_by=[Party.id, alone]).label("together"),
        )
        .outerjoin(Party, Party.id == Registration.party_id)
        .where(Registration.session_id == training.id, Registration.state == RegistrationState.RESERVE)
        .subquery()
    )
    kinds = [waiting.c.attends] if training.online_capacity is not None else []
    turn = func.rank().over(partition_by=kinds, order_by=[waiting.c.entered_at, waiting.c.entry])
    return select(waiting, turn.label("turn")).subquery()


def _grouped(training: TrainingSession, waiting: Iterable[Registration]) -> list[tuple[Entry, list[Registration]]]:
    groups: dict[str, list[Registration]] = {}
    for one in waiting:
        groups.setdefault(_entry_key(one), []).append(one)
    found = {entry.registration_ids: (entry, group) for group in groups.values() for entry in [_entry(training, group)]}
    return [found[entry.registration_ids] for entry in in_order(entry for entry, _ in found.values())]


def _entry_key(registration: Registration) -> str:
    party = registration.party
    return f"party {party.id}" if party is not None and party.together else f"one {registration.id}"


def _entry(training: TrainingSession, group: Sequence[Registration]) -> Entry:
    return Entry(
        registration_ids=tuple(one.id for one in group),
        needs=Counter(kind_in(training, one.attends) for one in group),
        queued_at=max(one.queued_at for one in group),
        organisation=employer_key(group[0]),
    )
