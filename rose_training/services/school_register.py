"""Taking in the national register's establishments.

Idempotent: the same file twice changes nothing the second time. It takes what has been read and
understood (`adapters.gias`), compares it with what is stored, and writes only the difference, in
bulk: a national extract has 50,000 rows. What a school was before stays findable: its former name,
its former number, and to which council and district it belonged until when.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute, Session

from rose_training.domain.actors import Actor
from rose_training.domain.calendar import london_day
from rose_training.domain.intakes import LineKind
from rose_training.domain.organisation_names import plain_name
from rose_training.domain.organisations import AliasKind, OrganisationStatus, Sector
from rose_training.domain.references import new_reference
from rose_training.domain.register import Intake, RegisterRow
from rose_training.models.organisations import FormerArea, Organisation, OrganisationAlias
from rose_training.services import history
from rose_training.services.bulk import Values, add_rows, change_rows
from rose_training.services.organisation_aliases import names_by_organisation, searched
from rose_training.services.school_links import refresh_continuity

TOLD = ("name", "status", "setting_kind", "la_code", "establishment_number", "district")
"""Changes that figures or letters depend on: each is written into the school's own history."""

AREA = ("la_code", "la_name", "establishment_number", "district")
"""Where a school belongs: what it was before is kept with the day until which it was so."""

_SEARCHED = ("name", "locality", "town", "postcode", "la_code", "establishment_number")


@dataclass(slots=True)
class _Kept:
    """What is known of schools besides the register's row, and what an import adds to it."""

    names: dict[int, list[str]]
    numbers: dict[int, list[str]]
    area_ends: set[tuple[int, date]]
    new_names: list[Values] = field(default_factory=list)
    new_areas: list[Values] = field(default_factory=list)


def import_register(session: Session, rows: Sequence[RegisterRow], *, by: Actor, at: datetime) -> Intake:
    """Bring the schools up to date with an extract. Each URN may stand in it once.

    A school that the extract does not have stays as it is: an extract may be of one county. What
    the extract has no column for stays too, and so does a kind of setting that the office has set.
    """
    known = _known_schools(session, rows[0].facts if rows else {})
    kept = _kept(session)
    references = set(session.scalars(select(Organisation.reference)))
    added: list[Values] = []
    changed: list[Values] = []
    lines: list[Values] = []
    for row in rows:
        before = known.get(row.urn)
        if before is None:
            added.append(_new_school(row, _unused(references), at))
            lines.append(_line(LineKind.ADDED, row, {}))
        elif difference := _difference(before, row, kept, at):
            same = {name: before[name] for name in (*row.facts, "search_text")}
            changed.append({"id": before["id"]} | same | difference)
            changes = _changes(before, difference)
            if changes:
                lines.append(_line(LineKind.CHANGED, row, changes))
            _tell_history(session, before, difference, by=by, at=at)
    add_rows(session, Organisation, added)
    change_rows(session, Organisation, changed, also={"changed_at": at})
    add_rows(session, OrganisationAlias, kept.new_names)
    add_rows(session, FormerArea, kept.new_areas)
    refresh_continuity(session)
    intake = Intake(len(added), len(changed), len(rows) - len(added) - len(changed), lines=tuple(lines))
    if intake.added or intake.changed:
        detail = {"added": intake.added, "changed": intake.changed}
        history.record(session, subject="register", event="register_imported", by=by, at=at, detail=detail)
    return intake


def _known_schools(session: Session, facts: Iterable[str]) -> dict[str, Values]:
    """The schools that have a URN, with all that an extract may speak of and the search needs."""
    names = {*facts, "id", "urn", "reference", "search_text", "setting_kind_reason", *_SEARCHED, *TOLD, *AREA}
    columns: list[InstrumentedAttribute[Any]] = [getattr(Organisation, name) for name in sorted(names)]
    found = session.execute(select(*columns).where(Organisation.urn.is_not(None)))
    return {row.urn: dict(row._mapping) for row in found}


def _kept(session: Session) -> _Kept:
    kept = _Kept(names_by_organisation(session, in_register=True), defaultdict(list), set())
    for area in session.scalars(select(FormerArea)):
        kept.area_ends.add((area.organisation_id, area.until))
        if area.la_code and area.establishment_number:
            kept.numbers[area.organisation_id].append(f"{area.la_code}/{area.establishment_number}")
    return kept


def _new_school(row: RegisterRow, reference: str, at: datetime) -> Values:
    return {
        **row.facts,
        "urn": row.urn,
        "reference": reference,
        "sector": Sector.SCHOOL_OR_COLLEGE,
        "search_text": searched(row.facts, urn=row.urn),
        "continuity_key": f"urn-{row.urn}",
        "created_at": at,
    }


def _difference(before: Mapping[str, Any], row: RegisterRow, kept: _Kept, at: datetime) -> Values:
    facts: Values = dict(row.facts)
    if before["setting_kind_reason"] is not None:
        del facts["setting_kind"]
    after = {**before, **facts}
    _keep_name(before, after, kept, at)
    _keep_area(before, after, kept, london_day(at))
    facts["search_text"] = searched(
        after,
        urn=row.urn,
        aliases=kept.names.get(before["id"], ()),
        old_numbers=kept.numbers.get(before["id"], ()),
    )
    return {name: value for name, value in facts.items() if before[name] != value}


def _keep_name(before: Mapping[str, Any], after: Mapping[str, Any], kept: _Kept, at: datetime) -> None:
    """A school that was renamed is still found by its former name; another spelling is no other name."""
    plain = plain_name(before["name"])
    own = kept.names.setdefault(before["id"], []) if before["name"] != after["name"] else []
    if before["name"] == after["name"] or plain in {plain_name(name) for name in (*own, after["name"])}:
        return
    own.append(before["name"])
    kept.new_names.append(
        {
            "organisation_id": before["id"],
            "name": before["name"],
            "plain": plain,
            "kind": AliasKind.FORMER,
            "until": london_day(at),
            "noted_at": at,
        }
    )


def _keep_area(before: Mapping[str, Any], after: Mapping[str, Any], kept: _Kept, today: date) -> None:
    """Where it belonged until today, unless that was not known; of two changes in a day the first is kept."""
    moved = any(before[name] is not None and before[name] != after[name] for name in AREA if name != "la_name")
    if not moved or (before["id"], today) in kept.area_ends:
        return
    kept.area_ends.add((before["id"], today))
    kept.new_areas.append({"organisation_id": before["id"], "until": today} | {name: before[name] for name in AREA})
    if before["la_code"] and before["establishment_number"]:
        kept.numbers.setdefault(before["id"], []).append(f"{before['la_code']}/{before['establishment_number']}")


def _changes(before: Mapping[str, Any], difference: Mapping[str, Any]) -> dict[str, dict[str, object]]:
    """Field by field, as plain values for JSON; the search text is ours and no news."""
    return {
        name: {"from": _plain(before[name]), "to": _plain(value)}
        for name, value in difference.items()
        if name != "search_text"
    }


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def _line(kind: LineKind, row: RegisterRow, changes: Mapping[str, Mapping[str, object]]) -> Values:
    """One row for the review. All of them have the same columns, so that they are written at once."""
    status = changes.get("status", {})
    return {
        "kind": kind,
        "line": row.line,
        "urn": row.urn,
        "name": row.facts["name"],
        "changes": dict(changes),
        "closed": status.get("to") == OrganisationStatus.CLOSED,
        "reopened": status.get("from") == OrganisationStatus.CLOSED,
        "renamed": "name" in changes,
        "unclear": row.unclear,
    }


def _tell_history(
    session: Session, before: Mapping[str, Any], difference: Mapping[str, Any], *, by: Actor, at: datetime
) -> None:
    detail = {name: {"from": before[name], "to": difference[name]} for name in TOLD if name in difference}
    if detail:
        history.record(session, subject=before["reference"], event="register_changed", by=by, at=at, detail=detail)


def _unused(references: set[str]) -> str:
    """A reference that none has yet. Among 50,000 random ones a few do clash, so each is looked up."""
    reference = new_reference("ORG")
    while reference in references:
        reference = new_reference("ORG")
    references.add(reference)
    return reference
