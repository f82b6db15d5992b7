"""The other names of organisations, and the text in which the search looks for all of them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from rose_training.domain.actors import Actor
from rose_training.domain.organisation_names import plain_name, search_text
from rose_training.domain.organisations import AliasKind
from rose_training.domain.refusals import Refusal
from rose_training.models.organisations import FormerArea, Organisation, OrganisationAlias
from rose_training.services import history

MOST_NAMES = 20
"""Other names of one organisation: more would push its postcode out of the search text."""


# Questions


def aliases_of(session: Session, organisation: Organisation) -> Sequence[OrganisationAlias]:
    """Its other names: the latest former one first, then the rest by name."""
    return session.scalars(
        select(OrganisationAlias)
        .where(OrganisationAlias.organisation_id == organisation.id)
        .order_by(OrganisationAlias.kind, OrganisationAlias.until.desc(), OrganisationAlias.name)
    ).all()


def alias_by_id(session: Session, organisation: Organisation, alias_id: int) -> OrganisationAlias | None:
    """One of its names; None for a name of another."""
    alias = session.get(OrganisationAlias, alias_id)
    return alias if alias is not None and alias.organisation_id == organisation.id else None


def names_by_organisation(session: Session, *, in_register: bool = False) -> dict[int, list[str]]:
    """The other names of every organisation that has any, by its row."""
    names: dict[int, list[str]] = defaultdict(list)
    chosen = select(OrganisationAlias.organisation_id, OrganisationAlias.name).order_by(OrganisationAlias.id)
    if in_register:
        chosen = chosen.join(Organisation, Organisation.id == OrganisationAlias.organisation_id).where(
            Organisation.urn.is_not(None)
        )
    for organisation_id, name in session.execute(chosen):
        names[organisation_id].append(name)
    return names


def searched(
    facts: Mapping[str, Any], *, urn: str | None, aliases: Iterable[str] = (), old_numbers: Iterable[str] = ()
) -> str:
    """The search text of an organisation with these facts: by name, numbers and place, then other names."""
    number = dfe_number(facts)
    place = (facts.get("locality"), facts.get("town"), facts.get("postcode"))
    return search_text(facts["name"], *place, urn, number, *old_numbers, *aliases)


def dfe_number(facts: Mapping[str, Any]) -> str | None:
    """`926/4012` from the two columns, or None."""
    council, number = facts.get("la_code"), facts.get("establishment_number")
    return f"{council}/{number}" if council and number else None


# Actions


def add_alias(
    session: Session,
    organisation: Organisation,
    *,
    name: str,
    kind: AliasKind,
    until: date | None = None,
    by: Actor,
    at: datetime,
) -> OrganisationAlias:
    """Note another name; people then find the organisation by it. Refuses one that it has already."""
    name = " ".join(name.split())
    plain = plain_name(name)
    if not plain:
        raise Refusal("name_missing", "Enter the other name.", "name")
    known = aliases_of(session, organisation)
    if plain == plain_name(organisation.name) or any(alias.plain == plain for alias in known):
        raise Refusal("name_known", f"“{name}” is among its names already.", "name")
    if len(known) >= MOST_NAMES:
        raise Refusal("too_many_names", f"It has {MOST_NAMES} other names. Take one away first.", "name")
    alias = OrganisationAlias(
        organisation_id=organisation.id,
        name=name[:200],
        plain=plain,
        kind=kind,
        until=until if kind is AliasKind.FORMER else None,
        noted_at=at,
    )
    session.add(alias)
    session.flush()
    refresh_search_text(session, organisation)
    detail = {"name": name, "kind": kind.value}
    history.record(session, subject=organisation.reference, event="other_name_added", by=by, at=at, detail=detail)
    return alias


def remove_alias(
    session: Session, organisation: Organisation, alias: OrganisationAlias, *, by: Actor, at: datetime
) -> None:
    """Take another name away again."""
    detail = {"name": alias.name, "kind": alias.kind.value}
    session.delete(alias)
    session.flush()
    refresh_search_text(session, organisation)
    history.record(session, subject=organisation.reference, event="other_name_removed", by=by, at=at, detail=detail)


def refresh_search_text(session: Session, organisation: Organisation) -> None:
    """Write down anew what the search looks at, after a name or a place has changed."""
    names = ("name", "locality", "town", "postcode", "la_code", "establishment_number")
    former = session.scalars(select(FormerArea).where(FormerArea.organisation_id == organisation.id)).all()
    old_numbers = [f"{one.la_code}/{one.establishment_number}" for one in former if one.establishment_number]
    organisation.search_text = searched(
        {name: getattr(organisation, name) for name in names},
        urn=organisation.urn,
        aliases=[alias.name for alias in aliases_of(session, organisation)],
        old_numbers=old_numbers,
    )
    session.flush()
