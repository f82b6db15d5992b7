"""E-mails that came back: matched with what we sent, written down once, settled when somebody has rung.

`Report` values come from `adapters.bounce_reports`, or the office writes one down by hand.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert as insert_on_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_on_sqlite
from sqlalchemy.orm import Session

from rose_training.domain.actors import Actor
from rose_training.domain.bounces import BounceKind
from rose_training.domain.outbox import OutboxState
from rose_training.domain.refusals import Refusal
from rose_training.models.bookings import Booking
from rose_training.models.bounces import Bounce
from rose_training.models.outbox import OutboxMessage
from rose_training.models.people import Person
from rose_training.services import history, outbox

LONGEST_REASON = 300


class Returned(Protocol):
    """What a report has to say: see `adapters.bounce_reports.Report`."""

    @property
    def message_id(self) -> str: ...  # noqa: D102
    @property
    def addresses(self) -> tuple[str, ...]: ...  # noqa: D102
    @property
    def kind(self) -> BounceKind: ...  # noqa: D102
    @property
    def reason(self) -> str: ...  # noqa: D102
    @property
    def report_id(self) -> str: ...  # noqa: D102


@dataclass(frozen=True)
class CameBack:
    """One e-mail that came back, with the e-mail itself where it is known."""

    bounce: Bounce
    message: OutboxMessage | None


# Questions


def unsettled(session: Session, *, offset: int = 0, limit: int = 50) -> tuple[list[CameBack], int]:
    """What came back and nobody has dealt with, the newest first, and how many in all. Two queries."""
    total = number_unsettled(session)
    rows = session.execute(
        select(Bounce, OutboxMessage)
        .outerjoin(OutboxMessage, OutboxMessage.message_id == Bounce.message_id)
        .where(Bounce.settled_at.is_(None))
        .order_by(Bounce.noted_at.desc(), Bounce.id.desc())
        .offset(offset)
        .limit(limit)
    )
    return [CameBack(bounce, message) for bounce, message in rows], total


def number_unsettled(session: Session) -> int:
    """How many e-mails came back and nobody has dealt with."""
    return session.scalar(select(func.count()).select_from(Bounce).where(Bounce.settled_at.is_(None))) or 0


def of_message(session: Session, *, message_id: str) -> Sequence[Bounce]:
    """Whether one e-mail came back: the latest report first."""
    return session.scalars(select(Bounce).where(Bounce.message_id == message_id).order_by(Bounce.id.desc())).all()


def troubled(session: Session) -> dict[str, str]:
    """Every address that our e-mails do not reach, and why: returned and not settled, or refused. Two queries.

    They are few: the office settles what came back and sets aside what was refused.
    """
    failed = session.execute(
        select(OutboxMessage.to, OutboxMessage.problem)
        .where(OutboxMessage.state == OutboxState.FAILED)
        .order_by(OutboxMessage.id)
    )
    found = {address: problem or "It could not be sent" for address, problem in failed}
    returned = session.execute(
        select(Bounce.address, Bounce.reason).where(Bounce.settled_at.is_(None)).order_by(Bounce.id)
    )
    return found | {address: reason for address, reason in returned}  # noqa: C416  (mypy reads it)


def is_given_up(session: Session, *, address: str) -> bool:
    """Whether this address bounced for good and nobody has settled it: then we ring and don't write.

    Writing on to addresses that don't exist makes mail servers distrust all of our mail.
    """
    return (
        session.scalar(
            select(Bounce.id)
            .where(Bounce.address == address, Bounce.kind == BounceKind.FOR_GOOD, Bounce.settled_at.is_(None))
            .limit(1)
        )
        is not None
    )


def phones(session: Session, messages: Collection[OutboxMessage | None]) -> dict[str, str]:
    """The telephone number behind each e-mail, by its message id, where one is known.

    The booker's of the booking that it is about, otherwise that of the person with this address. Two queries.
    """
    known = [message for message in messages if message is not None]
    if not known:
        return {}
    of_bookings = session.execute(
        select(Booking.reference, Booking.booker_email, Booking.booker_phone).where(
            Booking.reference.in_({message.about for message in known}), Booking.booker_phone.is_not(None)
        )
    )
    bookers = {(reference, email): phone for reference, email, phone in of_bookings}
    of_people = session.execute(
        select(Person.email, Person.phone).where(
            Person.email.in_({message.to for message in known}), Person.phone.is_not(None)
        )
    )
    people = {email: phone for email, phone in of_people}  # noqa: C416  (mypy reads it)
    found = {
        message.message_id: bookers.get((message.about, message.to)) or people.get(message.to) for message in known
    }
    return {message_id: phone for message_id, phone in found.items() if phone}


# Actions


def record(session: Session, report: Returned, *, by: Actor, at: datetime) -> bool:
    """Write down that one of our e-mails came back; whether it was news.

    A report about an e-mail that we never sent is not believed. The address is the one that we wrote
    to, which is the one to correct, also when somebody's forwarding made another out of it.
    """
    message = outbox.message(session, report.message_id)
    if message is None or message.state is OutboxState.WITHDRAWN:
        return False
    reason = report.reason or report.kind.label
    if report.addresses and message.to not in report.addresses:
        reason = f"{reason} (reported for {report.addresses[0]})"
    insert = insert_on_sqlite if session.get_bind().dialect.name == "sqlite" else insert_on_postgresql
    added = session.execute(
        insert(Bounce)
        .values(
            address=message.to,
            kind=report.kind,
            reason=reason[:LONGEST_REASON],
            message_id=message.message_id,
            report_id=report.report_id,
            noted_at=at,
            noted_by=by.label,
        )
        .on_conflict_do_nothing(index_elements=["report_id"])
        .returning(Bounce.id)
    ).scalar()
    if added is None:
        return False
    _write_history(session, message, "mail_came_back", report.kind, by=by, at=at)
    return True


def note(session: Session, *, message_id: str, kind: BounceKind, reason: str, by: Actor, at: datetime) -> bool:
    """Write down by hand that an e-mail did not arrive, for example after a call. False when unknown.

    Raises Refusal when it has not left.
    """
    message = outbox.message(session, message_id)
    if message is None:
        return False
    if message.state is not OutboxState.SENT:
        raise Refusal("mail_not_sent", "This e-mail has not left, so it cannot have come back.")
    session.add(
        Bounce(
            address=message.to,
            kind=kind,
            reason=reason or kind.label,
            message_id=message.message_id,
            noted_at=at,
            noted_by=by.label,
        )
    )
    _write_history(session, message, "mail_came_back", kind, by=by, at=at)
    return True


def settle(session: Session, *, number: int, by: Actor, at: datetime) -> Bounce | None:
    """Somebody has rung, or corrected the address: everything that came back from it is dealt with.

    None when unknown. Settling twice is settling once.
    """
    found = session.get(Bounce, number)
    if found is None:
        return None
    open_ones = session.scalars(select(Bounce).where(Bounce.address == found.address, Bounce.settled_at.is_(None)))
    for bounce in open_ones:
        bounce.settled_at = at
        message = outbox.message(session, bounce.message_id) if bounce.message_id else None
        if message is not None:
            _write_history(session, message, "mail_settled", bounce.kind, by=by, at=at)
    return found


def _write_history(
    session: Session, message: OutboxMessage, event: str, kind: BounceKind, *, by: Actor, at: datetime
) -> None:
    detail = {"mail": message.message_id, "kind": kind.value}
    history.record(session, subject=message.about, event=event, by=by, at=at, detail=detail)
