"""Taking in the national register: establishments, and what became of them.

Both actions are idempotent: the same file twice changes nothing the second time. They take what has
been read and understood (`adapters.gias`), compare it with what is stored, and write only the
difference, in bulk: a national extract has 50,000 rows.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from rose_training.domain.actors import Actor
from rose_training.domain.continuity import continuity_keys, own_key
from rose_training.domain.organisation_names import search_text
from rose_training.domain.organisations import Sector
from rose_training.domain.references import new_reference
from rose_training.domain.register import RegisterLink, RegisterRow
from rose_training.models.organisations import Organisation, OrganisationLink
from rose_training.services import history

AT_ONCE = 2_000
"""Rows in one statement."""

TOLD = ("name", "status", "setting_kind", "la_code", "establishment_number", "district")
"""Changes that figures or letters depend on: each is written into the school's own history."""

Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Intake:
    """What taking in a file did, in rows of the file."""

    added: int
    changed: int
    unchanged: int


def import_register(session: Session, rows: Sequence[RegisterRow], *, by: Actor, at: datetime) -> Intake:
    """Bring the schools up to date with an extract. Each URN may stand in it once.

    A school that the extract does not have stays as it is: an extract may be of one county. What
    the extract has no column for stays too, and so does a kind of setting that the office has set.
    """
    known = _known_schools(session, rows[0].facts if rows else {})
    references = set(session.scalars(select(Organisation.reference)))
    added: list[Values] = []
    changed: list[Values] = []
    for row in rows:
        before = known.get(row.urn)
        if before is None:
            added.append(_new_school(row, _unused(references), at))
        elif difference := _difference(before, row):
            same = {name: before[name] for name in (*row.facts, "search_text")}
            changed.append({"id": before["id"]} | same | difference)
            _tell_history(session, before, difference, by=by, at=at)
    _insert(session, Organisation, added)
    _update(session, Organisation, changed, also={"changed_at": at})
    refresh_continuity(session)
    intake = Intake(len(added), len(changed), len(rows) - len(added) - len(changed))
    _record_intake(session, "register_imported", intake, by=by, at=at)
    return intake


def link_successors(session: Session, links: Sequence[RegisterLink], *, by: Actor, at: datetime) -> Intake:
    """Bring the links between schools up to date, and count each school through its conversions once.

    A link may name schools that are not here, or come before them: it waits. A link that stands in
    the file twice counts as unchanged the second time.
    """
    known = {
        (link.urn, link.link_urn, link.link_type): link._asdict()
        for link in session.execute(
            select(
                OrganisationLink.id,
                OrganisationLink.urn,
                OrganisationLink.link_urn,
                OrganisationLink.link_type,
                OrganisationLink.link_name,
                OrganisationLink.established_on,
            )
        )
    }
    added: dict[tuple[str, str, str], Values] = {}
    changed: list[Values] = []
    for link in links:
        key = (link.urn, link.link_urn, link.link_type)
        told = {"link_name": link.link_name, "established_on": link.established_on}
        before = known.get(key)
        if before is None:
            added.setdefault(key, {"urn": link.urn, "link_urn": link.link_urn, "link_type": link.link_type} | told)
        elif any(before[column] != value for column, value in told.items()):
            changed.append({"id": before["id"]} | told)
            before.update(told)
    _insert(session, OrganisationLink, list(added.values()))
    _update(session, OrganisationLink, changed)
    refresh_continuity(session)
    intake = Intake(len(added), len(changed), len(links) - len(added) - len(changed))
    _record_intake(session, "links_imported", intake, by=by, at=at)
    return intake


def refresh_continuity(session: Session) -> int:
    """Give every school the key that its links call for; answers how many got another one."""
    links = [
        RegisterLink(*row)
        for row in session.execute(
            select(
                OrganisationLink.urn,
                OrganisationLink.link_urn,
                OrganisationLink.link_name,
                OrganisationLink.link_type,
                OrganisationLink.established_on,
            )
        )
    ]
    keys = continuity_keys(links)
    schools = session.execute(
        select(Organisation.id, Organisation.urn, Organisation.continuity_key).where(Organisation.urn.is_not(None))
    )
    changed = [
        {"id": row_id, "continuity_key": key}
        for row_id, urn, before in schools
        if urn is not None and (key := keys.get(urn, own_key(urn))) != before
    ]
    _update(session, Organisation, changed)
    return len(changed)


def _known_schools(session: Session, facts: Iterable[str]) -> dict[str, Values]:
    """The schools that have a URN, with all that an extract may speak of and the search needs."""
    names = {*facts, "id", "urn", "reference", "search_text", "setting_kind_reason", *_SEARCHED, *TOLD}
    columns: list[InstrumentedAttribute[Any]] = [getattr(Organisation, name) for name in sorted(names)]
    found = session.execute(select(*columns).where(Organisation.urn.is_not(None)))
    return {row.urn: dict(row._mapping) for row in found}


_SEARCHED = ("name", "locality", "town", "postcode", "la_code", "establishment_number")


def _search_text(urn: str, facts: Mapping[str, Any]) -> str:
    dfe_number = f"{facts['la_code']}/{facts['establishment_number']}" if _has_dfe_number(facts) else None
    return search_text(facts["name"], facts.get("locality"), facts.get("town"), facts.get("postcode"), urn, dfe_number)


def _has_dfe_number(facts: Mapping[str, Any]) -> bool:
    return bool(facts.get("la_code") and facts.get("establishment_number"))


def _new_school(row: RegisterRow, reference: str, at: datetime) -> Values:
    return {
        **row.facts,
        "urn": row.urn,
        "reference": reference,
        "sector": Sector.SCHOOL_OR_COLLEGE,
        "search_text": _search_text(row.urn, row.facts),
        "continuity_key": own_key(row.urn),
        "created_at": at,
    }


def _difference(before: Mapping[str, Any], row: RegisterRow) -> Values:
    facts: Values = dict(row.facts)
    if before["setting_kind_reason"] is not None:
        del facts["setting_kind"]
    facts["search_text"] = _search_text(row.urn, {**before, **facts})
    return {name: value for name, value in facts.items() if before[name] != value}


def _tell_history(
    session: Session, before: Mapping[str, Any], difference: Mapping[str, Any], *, by: Actor, at: datetime
) -> None:
    detail = {name: {"from": before[name], "to": difference[name]} for name in TOLD if name in difference}
    if detail:
        history.record(session, subject=before["reference"], event="register_changed", by=by, at=at, detail=detail)


def _record_intake(session: Session, event: str, intake: Intake, *, by: Actor, at: datetime) -> None:
    if intake.added or intake.changed:
        detail = {"added": intake.added, "changed": intake.changed}
        history.record(session, subject="register", event=event, by=by, at=at, detail=detail)


def _unused(references: set[str]) -> str:
    """A reference that none has yet. Among 50,000 random ones a few do clash, so each is looked up."""
    reference = new_reference("ORG")
    while reference in references:
        reference = new_reference("ORG")
    references.add(reference)
    return reference


def _insert(session: Session, model: type[Organisation | OrganisationLink], values: Sequence[Values]) -> None:
    for start in range(0, len(values), AT_ONCE):
        session.execute(insert(model.__table__), values[start : start + AT_ONCE])  # type: ignore[arg-type]


def _update(
    session: Session,
    model: type[Organisation | OrganisationLink],
    values: Sequence[Values],
    also: Mapping[str, Any] | None = None,
) -> None:
    """Each of `values` has the row's `id` and the same columns."""
    if not values:
        return
    columns: Collection[str] = values[0].keys() - {"id"}
    table = model.__table__
    statement = (
        update(table)  # type: ignore[arg-type]
        .where(table.c.id == bindparam("row_id"))
        .values({name: bindparam(f"new_{name}") for name in columns} | dict(also or {}))
    )
    for start in range(0, len(values), AT_ONCE):
        session.execute(
            statement,
            [
                {"row_id": row["id"], **{f"new_{name}": row[name] for name in columns}}
                for row in values[start : start + AT_ONCE]
            ],
        )
    session.expire_all()
