"""The checks of facilitators: what the office has seen, whom it blocks, and who is warned (§2.2)."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from rose_training.domain.actors import Actor
from rose_training.domain.calendar import london_day
from rose_training.domain.vetting import Vetting, VettingState, check_vetting, expiring, warning_step
from rose_training.models.facilitators import VettingRecord
from rose_training.models.outbox import OutboxMessage
from rose_training.models.people import Facilitator, Person
from rose_training.services import history, outbox

_FACTS = tuple(one.name for one in fields(Vetting))


@dataclass(frozen=True, slots=True)
class Vetted:
    """One facilitator with what the office has seen of their checks, and how that stands."""

    facilitator: Facilitator
    vetting: Vetting
    state: VettingState
    why_not: str | None


# Questions


def vetting_of(session: Session, *, facilitator_ids: Iterable[int]) -> dict[int, Vetting]:
    """What the office has seen of each; nothing seen is an empty `Vetting`. One query."""
    ids = list(facilitator_ids)
    rows = session.scalars(select(VettingRecord).where(VettingRecord.facilitator_id.in_(ids)))
    found = {row.facilitator_id: _facts(row) for row in rows}
    return {one: found.get(one, Vetting()) for one in ids}


def blocked(session: Session, *, facilitator_ids: Iterable[int], on: date) -> dict[int, str]:
    """Whom an expired or missing check keeps from a session on this day, and why; an empty answer is fine."""
    seen = vetting_of(session, facilitator_ids=facilitator_ids)
    reasons = {one: vetting.why_not(on) for one, vetting in seen.items()}
    return {one: reason for one, reason in reasons.items() if reason is not None}


def everybody(session: Session, *, on: date, warn_days: int) -> Sequence[Vetted]:
    """Those who deliver sessions, by name, with how it stands with each. Two queries."""
    found = session.scalars(
        select(Facilitator)
        .join(Facilitator.person)
        .where(Facilitator.active)
        .options(joinedload(Facilitator.person))
        .order_by(Person.name)
    ).all()
    seen = vetting_of(session, facilitator_ids=[one.id for one in found])
    return [
        Vetted(one, seen[one.id], seen[one.id].state(on, warn_days=warn_days), seen[one.id].why_not(on))
        for one in found
    ]


# Actions


def record(session: Session, *, facilitator: Facilitator, vetting: Vetting, by: Actor, at: datetime) -> None:
    """Write down what the office has seen. Raises `Refusal` beside the field for dates that cannot be.

    Sessions already given stay: the page of facilitators says when a check ends before one.
    """
    check_vetting(vetting, today=london_day(at))
    # The person's row, since there may be no record yet: two desks that write the first one wait for each other.
    session.execute(select(Facilitator.id).where(Facilitator.id == facilitator.id).with_for_update())
    row = session.scalar(select(VettingRecord).where(VettingRecord.facilitator_id == facilitator.id).with_for_update())
    before = _facts(row) if row is not None else Vetting()
    if row is not None and before == vetting:
        return
    if row is None:
        row = VettingRecord(facilitator_id=facilitator.id)
        session.add(row)
    for name, value in asdict(vetting).items():
        setattr(row, name, value)
    row.changed_at = at
    session.flush()
    history.record(
        session,
        subject=facilitator.person.reference,
        event="check_recorded",
        by=by,
        at=at,
        detail={
            name: _plain(getattr(before, name)) for name in _FACTS if getattr(before, name) != getattr(vetting, name)
        },
    )


def warn(session: Session, *, steps: Sequence[int], office: str, at: datetime) -> int:
    """Tell facilitators and the office of dates that run out, once at each step of days before; how many mails."""
    today = london_day(at)
    intents = []
    for one in everybody(session, on=today, warn_days=max(steps, default=0)):
        for due in expiring(one.vetting, on=today, within=max(steps, default=0)):
            step = warning_step(due.days, steps)
            if step is None:
                continue
            person = one.facilitator.person
            occasion = f"{person.reference}/{due.what}/{due.on.isoformat()}/{step}"
            payload = {"what": due.what, "on": due.on.isoformat()}
            if person.email is not None:
                intents.append(outbox.Intent("check_expiring", person.email, person.reference, occasion, payload))
            intents.append(outbox.Intent("check_expiring_for_office", office, person.reference, occasion, payload))
    known = {
        tuple(row)
        for row in session.execute(
            select(OutboxMessage.kind, OutboxMessage.occasion).where(
                OutboxMessage.occasion.in_({one.occasion for one in intents}),
                OutboxMessage.kind.in_(("check_expiring", "check_expiring_for_office")),
            )
        )
    }
    fresh = [one for one in intents if (one.kind, one.occasion) not in known]
    outbox.queue_all(session, fresh, at=at)
    return len(fresh)


def _facts(row: VettingRecord) -> Vetting:
    return Vetting(**{name: getattr(row, name) for name in _FACTS})


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value
