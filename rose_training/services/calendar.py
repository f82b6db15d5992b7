"""The term calendar in layers: everybody's days, a county's terms, and what one school has of its own."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import Session

from rose_training.domain.actors import Actor
from rose_training.domain.calendar import EVERYBODY, Closure, ClosureKind, Layer, SchoolCalendar, TermDates, check_terms
from rose_training.domain.refusals import Refusal
from rose_training.domain.term_files import Changes, Dates, compare, school_days
from rose_training.models.calendar import ClosureDay, TermPeriod
from rose_training.models.organisations import Organisation
from rose_training.services import history

Row = TypeVar("Row", TermPeriod, ClosureDay)

SUBJECT = "CALENDAR"
"""What the history calls the calendar that everybody shares."""

BY_HAND = "Entered by hand"
"""The source of what somebody typed: a file of the same year does not take it out again."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did: new rows, rows whose dates changed, rows that were there already, rows that went."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0


# Questions


def calendar_of(session: Session, *, organisation_id: int | None = None, la_code: str | None = None) -> SchoolCalendar:
    """The calendar that applies to one school, to a county, or to everybody. Two queries.

    A school year in which the school has terms of its own has these alone; otherwise its county's count,
    and where there are none, everybody's. Days of all layers count together.
    """
    county = la_code if organisation_id is None else _county_of(organisation_id)
    return _calendar(
        session.scalars(
            select(TermPeriod).where(_applies(TermPeriod, county, organisation_id)).order_by(TermPeriod.starts_on)
        ),
        session.scalars(
            select(ClosureDay).where(_applies(ClosureDay, county, organisation_id)).order_by(ClosureDay.on)
        ),
    )


def calendars_of(session: Session, *, organisation_ids: Collection[int]) -> dict[int, SchoolCalendar]:
    """The same for each of several schools, by the school's id. Three queries, however many they are."""
    counties = dict(
        session.execute(
            select(Organisation.id, Organisation.la_code).where(Organisation.id.in_(organisation_ids))
        ).all()
    )
    term_rows = session.scalars(_of_any(TermPeriod, counties).order_by(TermPeriod.starts_on)).all()
    day_rows = session.scalars(_of_any(ClosureDay, counties).order_by(ClosureDay.on)).all()
    return {
        school: _calendar(
            [row for row in term_rows if _is_for(row, county, school)],
            [row for row in day_rows if _is_for(row, county, school)],
        )
        for school, county in counties.items()
    }


def terms(session: Session, *, layer: Layer = EVERYBODY, year: str | None = None) -> Sequence[TermPeriod]:
    """The half-terms of one layer, earliest first; of one academic year if given."""
    wanted = select(TermPeriod).where(_of(TermPeriod, layer)).order_by(TermPeriod.starts_on)
    return session.scalars(wanted if year is None else wanted.where(TermPeriod.academic_year == year)).all()


def days(
    session: Session, *, layer: Layer = EVERYBODY, since: date | None = None, until: date | None = None
) -> Sequence[ClosureDay]:
    """The closed days and exams of one layer, earliest first, both ends included."""
    wanted = select(ClosureDay).where(_of(ClosureDay, layer)).order_by(ClosureDay.on, ClosureDay.kind)
    if since is not None:
        wanted = wanted.where(ClosureDay.on >= since)
    return session.scalars(wanted if until is None else wanted.where(ClosureDay.on <= until)).all()


def bank_holidays(session: Session, *, since: date | None = None) -> dict[date, str]:
    """Bank holidays by day, with their titles."""
    return {row.on: row.title for row in days(session, since=since) if row.kind is ClosureKind.BANK_HOLIDAY}


def counties(session: Session) -> Sequence[str]:
    """The local authorities that have dates of their own."""
    found = {
        *session.scalars(select(TermPeriod.la_code).where(TermPeriod.la_code.is_not(None)).distinct()),
        *session.scalars(select(ClosureDay.la_code).where(ClosureDay.la_code.is_not(None)).distinct()),
    }
    return sorted(code for code in found if code)


def preview(session: Session, *, layer: Layer, found: Dates) -> Changes:
    """What keeping these dates would change in one layer. Raises a Refusal for half-terms that overlap then."""
    changes = compare(_stored(session, layer), found, by_hand=_by_hand(session, layer))
    check_terms(_terms_after(session, layer, changes))
    return changes


# Actions


def keep(session: Session, *, layer: Layer, found: Dates, source: str, by: Actor, at: datetime) -> Changes:
    """Keep what a file says in one layer: all of it or nothing, and twice is once.

    Raises a Refusal as `preview` does. The history says what came, changed and went.
    """
    changes = preview(session, layer=layer, found=found)
    # What moves goes first, so that no half-term overlaps a later one on the way.
    for gone in (*changes.removed, *(before for before, _ in changes.changed)):
        session.delete(_row(session, layer, gone))
    session.flush()
    session.add_all(_new_row(layer, one, source) for one in (*changes.added, *(after for _, after in changes.changed)))
    session.flush()
    if changes:
        detail = {
            "source": source,
            "added": len(changes.added),
            "changed": len(changes.changed),
            "removed": [_in_words(one) for one in changes.removed],
            "before": [_in_words(before) for before, _ in changes.changed],
        }
        history.record(session, subject=_subject(session, layer), event="dates_imported", by=by, at=at, detail=detail)
    return changes


def keep_terms(
    session: Session, found: Iterable[TermDates], *, source: str, by: Actor, at: datetime, layer: Layer = EVERYBODY
) -> Imported:
    """Store half-terms without taking any away; one that is known by year and name gets the new dates."""
    known = {(one.academic_year, one.name): _term(one) for one in terms(session, layer=layer)}
    wanted = known | {(one.academic_year, one.name): one for one in found}
    return _counted(keep(session, layer=layer, found=Dates(tuple(wanted.values())), source=source, by=by, at=at), found)


def keep_closures(
    session: Session, found: Iterable[Closure], *, source: str, by: Actor, at: datetime, layer: Layer = EVERYBODY
) -> Imported:
    """Store closed days without taking any away; one that is known by day and kind keeps its row."""
    changes = keep(session, layer=layer, found=Dates(closures=tuple(found)), source=source, by=by, at=at)
    return _counted(changes, found)


def add_term(session: Session, *, layer: Layer, term: TermDates, by: Actor, at: datetime) -> TermPeriod:
    """Enter one half-term. Raises a Refusal when it is there already, overlaps or is in another school year."""
    stored = terms(session, layer=layer)
    if any((one.academic_year, one.name) == (term.academic_year, term.name) for one in stored):
        raise Refusal("term_known", f"{term.name} {term.academic_year} is in the calendar already", "name")
    check_terms([*(_term(one) for one in stored), term])
    row = _new_row(layer, term, BY_HAND)
    session.add(row)
    session.flush()
    _remember(session, layer, "term_added", term, by=by, at=at)
    return session.get_one(TermPeriod, row.id)


def remove_term(session: Session, *, layer: Layer, term_id: int, by: Actor, at: datetime) -> None:
    """Take one half-term out of a layer; nothing happens when it has gone already."""
    row = session.scalar(select(TermPeriod).where(TermPeriod.id == term_id, _of(TermPeriod, layer)))
    if row is not None:
        _remember(session, layer, "term_removed", _term(row), by=by, at=at)
        session.delete(row)


def add_days(
    session: Session,
    *,
    layer: Layer,
    first: date,
    last: date,
    kind: ClosureKind,
    title: str,
    years: Sequence[str] = (),
    by: Actor,
    at: datetime,
) -> int:
    """Enter the weekdays from first to last, and answer how many. Raises a Refusal when one is there already."""
    wanted = school_days(first, last)
    if not wanted:
        raise Refusal("weekend", "These days are a weekend: choose a school day", "day")
    known = {row.on for row in days(session, layer=layer, since=first, until=last) if row.kind is kind}
    if known:
        which = "This day" if len(wanted) == 1 else f"{min(known):%-d %B %Y}"
        raise Refusal("closure_known", f"{which} is in the calendar already", "day")
    for day in wanted:
        closure = Closure(day, kind, title, tuple(years) if kind is ClosureKind.EXAM else ())
        session.add(_new_row(layer, closure, BY_HAND))
        _remember(session, layer, "closure_added", closure, by=by, at=at)
    session.flush()
    return len(wanted)


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
    layer = Layer(organisation_id=organisation_id)
    add_days(session, layer=layer, first=day, last=day, kind=kind, title=title, by=by, at=at)
    return next(row for row in days(session, layer=layer, since=day, until=day) if row.kind is kind)


def remove_closure(session: Session, *, closure_id: int, layer: Layer = EVERYBODY, by: Actor, at: datetime) -> None:
    """Take one day out of a layer; nothing happens when it has gone already."""
    row = session.scalar(select(ClosureDay).where(ClosureDay.id == closure_id, _of(ClosureDay, layer)))
    if row is not None:
        _remember(session, layer, "closure_removed", _closure(row), by=by, at=at)
        session.delete(row)


# Rows and what they mean


def _calendar(terms: Iterable[TermPeriod], days: Iterable[ClosureDay]) -> SchoolCalendar:
    """Of the terms of a year those of the layer that is closest to the school, and the days of all layers."""
    own: dict[str, tuple[int, list[TermDates]]] = {}
    for row in terms:
        rank, chosen = own.get(row.academic_year, (0, []))
        if _rank(row) > rank or not chosen:
            own[row.academic_year] = (_rank(row), [_term(row)])
        elif _rank(row) == rank:
            chosen.append(_term(row))
    return SchoolCalendar(
        terms=tuple(sorted(term for _, chosen in own.values() for term in chosen)),
        closures=tuple(_closure(row) for row in sorted(days, key=_least_own_first)),
    )


def _of_any(table: type[Row], counties: Mapping[int, str | None]) -> Select[Row]:
    """The rows of everybody, of these schools and of their counties."""
    near = {county for county in counties.values() if county is not None}
    everybody = and_(table.la_code.is_(None), table.organisation_id.is_(None))
    return select(table).where(or_(everybody, table.la_code.in_(near), table.organisation_id.in_(counties)))


def _is_for(row: TermPeriod | ClosureDay, county: str | None, school: int) -> bool:
    return row.organisation_id in (None, school) and row.la_code in (None, county)


def _county_of(organisation_id: int) -> ColumnElement[str]:
    return select(Organisation.la_code).where(Organisation.id == organisation_id).scalar_subquery()


def _applies(
    table: type[TermPeriod | ClosureDay], county: ColumnElement[str] | str | None, organisation_id: int | None
) -> ColumnElement[bool]:
    everybody = and_(table.la_code.is_(None), table.organisation_id.is_(None))
    own = [table.organisation_id == organisation_id] if organisation_id is not None else []
    return or_(everybody, *([] if county is None else [table.la_code == county]), *own)


def _of(table: type[TermPeriod | ClosureDay], layer: Layer) -> ColumnElement[bool]:
    return and_(
        table.la_code.is_(None) if layer.la_code is None else table.la_code == layer.la_code,
        table.organisation_id.is_(None)
        if layer.organisation_id is None
        else table.organisation_id == layer.organisation_id,
    )


def _rank(row: TermPeriod | ClosureDay) -> int:
    """How much closer to the school one layer is than another."""
    return 3 if row.organisation_id is not None else 2 if row.la_code is not None else 1


def _least_own_first(row: ClosureDay) -> tuple[date, int]:
    """Of two reasons for one day the school's own is the one that is told."""
    return row.on, _rank(row)


def _term(row: TermPeriod) -> TermDates:
    return TermDates(row.starts_on, row.ends_on, row.name, row.academic_year)


def _closure(row: ClosureDay) -> Closure:
    return Closure(row.on, row.kind, row.title, tuple(row.years))


def _stored(session: Session, layer: Layer) -> Dates:
    return Dates(
        tuple(_term(row) for row in terms(session, layer=layer)),
        tuple(_closure(row) for row in days(session, layer=layer)),
    )


def _by_hand(session: Session, layer: Layer) -> set[tuple[date, ClosureKind]]:
    return {(row.on, row.kind) for row in days(session, layer=layer) if row.source == BY_HAND}


def _terms_after(session: Session, layer: Layer, changes: Changes) -> list[TermDates]:
    found = {(row.academic_year, row.name): _term(row) for row in terms(session, layer=layer)}
    for one in changes.removed:
        if isinstance(one, TermDates):
            del found[one.academic_year, one.name]
    for one in (*changes.added, *(after for _, after in changes.changed)):
        if isinstance(one, TermDates):
            found[one.academic_year, one.name] = one
    return list(found.values())


def _row(session: Session, layer: Layer, one: TermDates | Closure) -> TermPeriod | ClosureDay:
    if isinstance(one, TermDates):
        same = (TermPeriod.academic_year == one.academic_year, TermPeriod.name == one.name)
        return session.scalars(select(TermPeriod).where(*same, _of(TermPeriod, layer))).one()
    day = (ClosureDay.on == one.day, ClosureDay.kind == one.kind)
    return session.scalars(select(ClosureDay).where(*day, _of(ClosureDay, layer))).one()


def _new_row(layer: Layer, one: TermDates | Closure, source: str) -> TermPeriod | ClosureDay:
    whose = {"la_code": layer.la_code, "organisation_id": layer.organisation_id}
    row: TermPeriod | ClosureDay
    if isinstance(one, TermDates):
        row = TermPeriod(academic_year=one.academic_year, name=one.name, **whose)
    else:
        row = ClosureDay(on=one.day, kind=one.kind, **whose)
    _write(row, one, source)
    return row


def _write(row: TermPeriod | ClosureDay, one: TermDates | Closure, source: str) -> None:
    row.source = source[:200]
    if isinstance(row, TermPeriod) and isinstance(one, TermDates):
        row.starts_on, row.ends_on = one.first, one.last
    elif isinstance(row, ClosureDay) and isinstance(one, Closure):
        row.title, row.years = one.title[:120], list(one.years)


def _counted(changes: Changes, found: Iterable[TermDates] | Iterable[Closure]) -> Imported:
    asked = len(list(found))
    return Imported(len(changes.added), len(changes.changed), asked - len(changes.added) - len(changes.changed))


def _in_words(one: TermDates | Closure) -> str:
    if isinstance(one, TermDates):
        return f"{one.name}: {one.in_words}"
    return f"{one.title}: {one.day:%-d %B %Y}"


def _subject(session: Session, layer: Layer) -> str:
    """The history of a school's own days stands with the school."""
    if layer.organisation_id is None:
        return SUBJECT
    return session.get_one(Organisation, layer.organisation_id).reference


def _remember(session: Session, layer: Layer, event: str, one: TermDates | Closure, *, by: Actor, at: datetime) -> None:
    detail = {"what": _in_words(one), "la_code": layer.la_code}
    history.record(session, subject=_subject(session, layer), event=event, by=by, at=at, detail=detail)
