"""The register's links between schools: taken in, ended when they vanish, and what counts as one school."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from rose_training.domain.actors import Actor
from rose_training.domain.calendar import london_day
from rose_training.domain.continuity import continuity_keys, own_key
from rose_training.domain.intakes import LineKind
from rose_training.domain.organisations import OrganisationStatus
from rose_training.domain.register import Intake, RegisterLink
from rose_training.models.organisations import Organisation, OrganisationLink
from rose_training.services import history
from rose_training.services.bulk import Values, add_rows, change_rows


class _Key(NamedTuple):
    urn: str
    link_urn: str
    link_type: str


def link_successors(session: Session, links: Sequence[RegisterLink], *, by: Actor, at: datetime) -> Intake:
    """Bring the links between schools up to date, and count each school through its conversions once.

    A link may name schools that are not here, or come before them: it waits. A link that stands in
    the file twice counts as unchanged the second time. A link that the file has no more is ended,
    if the file tells of its council at all (`_vanished`).
    """
    known = _known_links(session)
    lines: list[Values] = []
    added: dict[_Key, Values] = {}
    changed: list[Values] = []
    for link in links:
        key = _Key(link.urn, link.link_urn, link.link_type)
        told: Values = {"link_name": link.link_name, "established_on": link.established_on, "ended_on": None}
        before = known.get(key)
        if before is None:
            if key not in added:
                added[key] = key._asdict() | told
                lines.append(_line(LineKind.ADDED, key, link.link_name, {}))
        elif difference := {name: value for name, value in told.items() if before[name] != value}:
            changed.append({"id": before["id"]} | told)
            lines.append(_line(LineKind.CHANGED, key, link.link_name, _changes(before, difference)))
            before.update(told)
    vanished, missed = _vanished(session, known, links)
    today = london_day(at)
    lines += [_line(LineKind.ENDED, key, known[key]["link_name"], {}) for key in vanished]
    lines += [_line(LineKind.KEPT, key, known[key]["link_name"], {}) for key in missed]
    add_rows(session, OrganisationLink, list(added.values()))
    change_rows(session, OrganisationLink, changed)
    change_rows(session, OrganisationLink, [{"id": known[key]["id"], "ended_on": today} for key in vanished])
    refresh_continuity(session)
    intake = Intake(
        len(added), len(changed) + len(vanished), len(links) - len(added) - len(changed), lines=tuple(lines)
    )
    if intake.added or intake.changed:
        detail = {"added": intake.added, "changed": intake.changed, "ended": len(vanished)}
        history.record(session, subject="register", event="links_imported", by=by, at=at, detail=detail)
    return intake


def standing_links(session: Session, *conditions: object) -> list[RegisterLink]:
    """The links that hold, all of them or those that fulfil the conditions."""
    rows = session.execute(
        select(
            OrganisationLink.urn,
            OrganisationLink.link_urn,
            OrganisationLink.link_name,
            OrganisationLink.link_type,
            OrganisationLink.established_on,
        ).where(OrganisationLink.ended_on.is_(None), *conditions)  # type: ignore[arg-type]
    )
    return [RegisterLink(*row) for row in rows]


def refresh_continuity(session: Session) -> int:
    """Give every school the key that its links call for; answers how many got another one."""
    schools = session.execute(
        select(Organisation.id, Organisation.urn, Organisation.continuity_key, Organisation.status).where(
            Organisation.urn.is_not(None)
        )
    ).all()
    still_open = {urn for _, urn, _, status in schools if urn and status is OrganisationStatus.OPEN}
    keys = continuity_keys(standing_links(session), still_open=still_open)
    changed: list[Values] = [
        {"id": row_id, "continuity_key": key}
        for row_id, urn, before, _ in schools
        if urn is not None and (key := keys.get(urn, own_key(urn))) != before
    ]
    change_rows(session, Organisation, changed)
    return len(changed)


def _known_links(session: Session) -> dict[_Key, Values]:
    return {
        _Key(link.urn, link.link_urn, link.link_type): dict(link._mapping)
        for link in session.execute(
            select(
                OrganisationLink.id,
                OrganisationLink.urn,
                OrganisationLink.link_urn,
                OrganisationLink.link_type,
                OrganisationLink.link_name,
                OrganisationLink.established_on,
                OrganisationLink.ended_on,
            )
        )
    }


def _vanished(
    session: Session, known: dict[_Key, Values], links: Sequence[RegisterLink]
) -> tuple[list[_Key], list[_Key]]:
    """The links that the file has no more: those to end, and those to keep because too many are missing.

    A file may be of one county, and then says nothing of the others; and it may have been cut off. So
    a council's links are taken as told in full where the file has at least half of those we know.
    """
    council = {urn: code for urn, code in session.execute(select(Organisation.urn, Organisation.la_code)) if urn}
    told = {_Key(link.urn, link.link_urn, link.link_type) for link in links}
    standing = [key for key, link in known.items() if link["ended_on"] is None]

    def council_of(key: _Key) -> str:
        return council.get(key.urn) or council.get(key.link_urn) or ""

    all_of = Counter(council_of(key) for key in standing)
    there_of = Counter(council_of(key) for key in standing if key in told)
    absent = [key for key in standing if key not in told and there_of[council_of(key)]]
    ended = [key for key in absent if 2 * there_of[council_of(key)] >= all_of[council_of(key)]]
    return ended, [key for key in absent if key not in set(ended)]


def _line(kind: LineKind, key: _Key, link_name: str, changes: Values) -> Values:
    return {"kind": kind, "urn": key.urn, "name": f"{key.link_type}: {link_name}"[:200], "changes": changes}


def _changes(before: Values, difference: Values) -> Values:
    return {name: {"from": _plain(before[name]), "to": _plain(value)} for name, value in difference.items()}


def _plain(value: object) -> str | None:
    return None if value is None else str(value)
