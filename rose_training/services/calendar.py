"""The term calendar: the county's terms, bank holidays, and a school's own closed days."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from rose_training.domain.actors import Actor
from rose_training.domain.calendar import Closure, ClosureKind, SchoolCalendar, TermDates
from rose_training.domain.refusals import Refusal
from rose_training.models.calendar import ClosureDay, TermPeriod
from rose_training.services import history

SUBJECT = "CALENDAR"
"""What the history calls the one calendar that everybody shares."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did: new rows, rows whose dates changed, rows that were there already."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0

    def __add__(self, other: "Imported") -> "Imported":
        """Two counts as one."""
        return Imported(
            self.added + other.added,
            self.changed + other.changed,
            self.unchanged + other.unchanged,
        )


# Questions


def calendar_of(session: Session, *, organisation_id: int | None = None) -> SchoolCalendar:
    """The county's calendar with the closed days of one school, if one is named."""
    return SchoolCalendar(
        terms=tuple(TermDates(row.starts_on, row.ends_on, row.name, row.academic_year) for row in terms(session)),
        closures=tuple(
            Closure(row.on, row.kind, row.title) for row in closures(session, organisation_id=organisation_id)
        ),
    )


def terms(session: Session) -> Sequence[TermPeriod]:
    """The half-terms, earliest first."""
    return session.scalars(select(TermPeriod).order_by(TermPeriod.starts_on)).all()


def closures(
    session: Session, *, organisation_id: int | None = None, since: date | None = None
) -> Sequence[ClosureDay]:
    """Closed days of everybody and of one school, earliest first; from `since` if given."""
    wanted = select(ClosureDay).where(_whose(organisation_id)).order_by(ClosureDay.on)
    return session.scalars(wanted if since is None else wanted.where(ClosureDay.on >= since)).all()


def bank_holidays(session: Session, *, since: date | None = None) -> dict[date, str]:
    """Bank holidays by day, with their titles."""
    return {row.on: row.title for row in closures(session, since=since) if row.kind is ClosureKind.BANK_HOLIDAY}


def _whose(organisation_id: int | None) -> ColumnElement[bool]:
    everybody = ClosureDay.organisation_id.is_(None)
    if organisation_id is None:
        return everybody
    return or_(everybody, ClosureDay.organisation_id == organisation_id)


# Actions


def keep_terms(session: Session, found: Iterable[TermDates], *, source: str, by: Actor, at: datetime) -> Imported:
    """Store half-terms; one that is known by year and name gets the new dates."""
    known = {(row.academic_year, row.name): row for row in terms(session)}
    total = Imported()
    for term in found:
        row = known.get((term.academic_year, term.name))
        if row is None:
            session.add(
                TermPeriod(
                    academic_year=term.academic_year,
                    name=term.name,
                    starts_on=term.first,
                    ends_on=term.last,
                    source=source,
                )
            )
            total += Imported(added=1)
        elif (row.starts_on, row.ends_on) == (term.first, term.last):
            total += Imported(unchanged=1)
        else:
            row.starts_on, row.ends_on, row.source = term.first, term.last, source
            total += Imported(changed=1)
    _remember(session, "terms_imported", total, source=source, by=by, at=at)
    return total


def keep_closures(session: Session, found: Iterable[Closure], *, source: str, by: Actor, at: datetime) -> Imported:
    """Store closed days of everybody; one that is known by day and kind keeps its row."""
    known = {(row.on, row.kind): row for row in closures(session)}
    total = Imported()
    for closure in found:
        row = known.get((closure.day, closure.kind))
        if row is None:
            row = ClosureDay(on=closure.day, kind=closure.kind, title=closure.title, source=source)
            known[closure.day, closure.kind] = row
            session.add(row)
            total += Imported(added=1)
        elif closure.kind is ClosureKind.BANK_HOLIDAY and "bank holiday" in closure.title.lower():
            # A school's own file says only 'bank holiday'; GOV.UK's title is the better one.
            row.title = max(row.title, closure.title, key=len)
            total += Imported(unchanged=1)
        else:
            total += Imported(unchanged=1)
    _remember(session, "closures_imported", total, source=source, by=by, at=at)
    return total


def add_closure(
    session: Session,
    *,
    day: date,
    kind: ClosureKind,
    title: str,
    organisation_id: int | None,
    by: Actor,
    at: datetime,
) -> ClosureDay:
    """Add one closed day, of everybody or of one school. Refuses a day that is there already."""
    same = select(ClosureDay).where(
        ClosureDay.on == day,
        ClosureDay.kind == kind,
        ClosureDay.organisation_id == organisation_id
        if organisation_id is not None
        else ClosureDay.organisation_id.is_(None),
    )
    if session.scalar(same) is not None:
        raise Refusal("closure_known", "This day is in the calendar already", "day")
    closure = ClosureDay(
        on=day,
        kind=kind,
        title=title,
        organisation_id=organisation_id,
        source="Entered by the office",
    )
    session.add(closure)
    session.flush()
    history.record(
        session,
        subject=SUBJECT,
        event="closure_added",
        by=by,
        at=at,
        detail={"day": day.isoformat(), "kind": kind.value, "title": title},
    )
    return closure


def remove_closure(session: Session, *, closure_id: int, by: Actor, at: datetime) -> None:
    """Take one closed day out of the calendar; nothing happens when it has gone already."""
    closure = session.get(ClosureDay, closure_id)
    if closure is None:
        return
    history.record(
        session,
        subject=SUBJECT,
        event="closure_removed",
        by=by,
        at=at,
        detail={"day": closure.on.isoformat(), "kind": closure.kind.value, "title": closure.title},
    )
    session.delete(closure)


def _remember(session: Session, event: str, total: Imported, *, source: str, by: Actor, at: datetime) -> None:
    session.flush()
    history.record(
        session,
        subject=SUBJECT,
        event=event,
        by=by,
        at=at,
        detail={"source": source, "added": total.added, "changed": total.changed},
    )
