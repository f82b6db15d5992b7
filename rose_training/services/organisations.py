"""Schools and agencies in the office: the list, one organisation with what we did together, and changes."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from rose_training.domain.actors import Actor
from rose_training.domain.continuity import Turn, life_of
from rose_training.domain.organisation_names import plain_words
from rose_training.domain.organisations import OFFERED, AgencyKind, OrganisationStatus, Sector, SettingKind
from rose_training.domain.references import new_reference
from rose_training.domain.refusals import Refusal
from rose_training.domain.register import setting_kind_of
from rose_training.models.organisations import Organisation, OrganisationLink
from rose_training.services import history
from rose_training.services.organisation_aliases import refresh_search_text
from rose_training.services.organisation_search import begun_with, containing
from rose_training.services.school_links import standing_links

SHOWN = 50
"""Rows on a page of the list, and of each list on an organisation's own page."""
NAMES_LOCK = 926_001
"""The number under which PostgreSQL lets one transaction at a time look whether a name is taken."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the office's list is narrowed to; None leaves a question open.

    `offered` is True for those that can be picked, False for closed and proposed ones.
    """

    words: str = ""
    sector: Sector | None = None
    setting_kind: SettingKind | None = None
    agency_kind: AgencyKind | None = None
    offered: bool | None = True
    district: str | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What the office may write about an organisation that stands in no register."""

    name: str
    sector: Sector
    setting_kind: SettingKind | None = None
    agency_kind: AgencyKind | None = None
    status: OrganisationStatus = OrganisationStatus.OPEN
    reportable: bool = True
    parent: str | None = None
    """The reference of the body it is part of."""
    town: str | None = None
    postcode: str | None = None
    telephone: str | None = None
    website: str | None = None


# Questions


def by_reference(session: Session, reference: str) -> Organisation | None:
    """The organisation with this public reference; for one that was merged, the one that it was merged into."""
    found = session.scalar(select(Organisation).where(Organisation.reference == reference))
    while found is not None and found.merged_into is not None:
        found = found.merged_into
    return found


def by_ids(session: Session, ids: Iterable[int]) -> Sequence[Organisation]:
    """These organisations, by name."""
    return session.scalars(
        select(Organisation).where(Organisation.id.in_(list(ids))).order_by(Organisation.name, Organisation.id)
    ).all()


def listed(session: Session, wanted: Wanted, *, page: int = 1) -> tuple[Sequence[Organisation], int]:
    """One page of the list by name, and how many there are in all."""
    for words in (begun_with(wanted.words), containing(wanted.words)):
        conditions = [*words, *_conditions(wanted)]
        in_all = session.scalar(select(func.count()).select_from(Organisation).where(*conditions)) or 0
        if in_all:
            break
    chosen = (
        select(Organisation)
        .where(*conditions)
        .order_by(func.lower(Organisation.name), Organisation.id)
        .offset((page - 1) * SHOWN)
        .limit(SHOWN)
    )
    return session.scalars(chosen).all(), in_all


def possible_parents(session: Session) -> Sequence[Organisation]:
    """Agencies of which another may be a part, by name."""
    return session.scalars(
        select(Organisation)
        .where(Organisation.sector != Sector.SCHOOL_OR_COLLEGE, Organisation.status.in_(OFFERED))
        .order_by(func.lower(Organisation.name))
    ).all()


def parts_of(session: Session, organisation: Organisation) -> Sequence[Organisation]:
    """Teams that are part of it, by name."""
    return session.scalars(
        select(Organisation).where(Organisation.parent_id == organisation.id).order_by(func.lower(Organisation.name))
    ).all()


def life(session: Session, organisation: Organisation, *, day: Callable[[date], str]) -> list[tuple[Turn, str | None]]:
    """What a school was and became, in sentences, each with the reference of the other where we have it."""
    if organisation.urn is None:
        return []
    urn = organisation.urn
    links = standing_links(session, or_(OrganisationLink.urn == urn, OrganisationLink.link_urn == urn))
    others = {one for link in links for one in (link.urn, link.link_urn)} - {urn}
    known = {
        row.urn: row
        for row in session.execute(
            select(Organisation.urn, Organisation.reference, Organisation.name, Organisation.continuity_key).where(
                Organisation.urn.in_(others)
            )
        )
    }
    same = {other for other, row in known.items() if row.continuity_key == organisation.continuity_key}
    turns = life_of(urn, links, same=same, day=day)
    return [
        (turn._replace(name=known[turn.urn].name), known[turn.urn].reference) if turn.urn in known else (turn, None)
        for turn in turns
    ]


def counted_with(session: Session, organisation: Organisation) -> Sequence[Organisation]:
    """The other schools that count as the same one, through a conversion."""
    return session.scalars(
        select(Organisation)
        .where(Organisation.continuity_key == organisation.continuity_key, Organisation.id != organisation.id)
        .order_by(Organisation.urn)
    ).all()


def kinds_to_look_at(session: Session, *, page: int = 1) -> tuple[Sequence[Organisation], int]:
    """Open schools of the register of whose kind it says nothing that we can use, and how many there are."""
    unclear = (
        Organisation.urn.is_not(None),
        Organisation.setting_kind == SettingKind.OTHER,
        Organisation.setting_kind_reason.is_(None),
        Organisation.status.in_(OFFERED),
    )
    in_all = session.scalar(select(func.count()).select_from(Organisation).where(*unclear)) or 0
    chosen = select(Organisation).where(*unclear).order_by(func.lower(Organisation.name), Organisation.id)
    return session.scalars(chosen.offset((page - 1) * SHOWN).limit(SHOWN)).all(), in_all


def kind_in_register(organisation: Organisation) -> SettingKind:
    """The kind of setting that follows from what the register says."""
    return setting_kind_of(
        type_code=organisation.type_code,
        type_name=organisation.type_name,
        phase_name=organisation.phase_name,
        low_age=organisation.low_age,
        high_age=organisation.high_age,
    )


# Actions


def add(session: Session, facts: Facts, *, by: Actor, at: datetime) -> Organisation:
    """Add an agency, or a setting that stands in no register.

    Refuses one whose name, however spelt, another on offer already has.
    """
    reference = new_reference("ORG")
    organisation = Organisation(reference=reference, continuity_key=reference, created_at=at, search_text="")
    _write(session, organisation, facts)
    session.add(organisation)
    session.flush()
    refresh_search_text(session, organisation)
    history.record(session, subject=reference, event="organisation_added", by=by, at=at)
    return organisation


def change(session: Session, organisation: Organisation, facts: Facts, *, by: Actor, at: datetime) -> None:
    """Correct an organisation that stands in no register. Changing nothing leaves no trace."""
    if organisation.urn is not None:
        raise Refusal("in_the_register", "This school comes from the national register, which is corrected there.")
    before = _facts_of(organisation)
    if organisation.merged_into_id is not None:
        raise Refusal("merged", "It has been merged. Change the one that it was merged into.")
    _write(session, organisation, facts)
    refresh_search_text(session, organisation)
    after = _facts_of(organisation)
    difference = {name: {"from": before[name], "to": after[name]} for name in after if before[name] != after[name]}
    if difference:
        organisation.changed_at = at
        session.flush()
        history.record(
            session, subject=organisation.reference, event="organisation_changed", by=by, at=at, detail=difference
        )


def set_setting_kind(
    session: Session,
    organisation: Organisation,
    *,
    kind: SettingKind | None,
    reason: str,
    by: Actor,
    at: datetime,
) -> None:
    """Say what kind of setting a school is, where the register is silent or wrong.

    The kind then stays through imports. `kind` None gives the word back to the register.
    """
    if organisation.urn is None:
        raise Refusal("not_in_the_register", "This organisation stands in no register: change its details instead.")
    if kind is not None and not reason.strip():
        raise Refusal("reason_missing", "Say why, so that the next reader of the figures understands.", "reason")
    before = organisation.setting_kind
    organisation.setting_kind = kind or kind_in_register(organisation)
    organisation.setting_kind_reason = reason.strip() if kind else None
    organisation.changed_at = at
    session.flush()
    history.record(
        session,
        subject=organisation.reference,
        event="setting_kind_set" if kind else "setting_kind_from_register",
        by=by,
        at=at,
        detail={"from": before, "to": organisation.setting_kind},
    )


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [Organisation.merged_into_id.is_(None)]
    if wanted.sector is not None:
        conditions.append(Organisation.sector == wanted.sector)
    if wanted.setting_kind is not None:
        conditions.append(Organisation.setting_kind == wanted.setting_kind)
    if wanted.agency_kind is not None:
        conditions.append(Organisation.agency_kind == wanted.agency_kind)
    if wanted.district is not None:
        conditions.append(Organisation.district == wanted.district)
    if wanted.offered is not None:
        on_offer = Organisation.status.in_(OFFERED)
        conditions.append(on_offer if wanted.offered else ~on_offer)
    return conditions


def _write(session: Session, organisation: Organisation, facts: Facts) -> None:
    is_school = facts.sector is Sector.SCHOOL_OR_COLLEGE
    if is_school and facts.setting_kind is None:
        raise Refusal("setting_kind_missing", "Choose what kind of school or college it is.", "setting_kind")
    name = " ".join(facts.name.split())
    _refuse_double(session, organisation, name)
    organisation.name = name
    organisation.sector = facts.sector
    organisation.setting_kind = facts.setting_kind if is_school else None
    organisation.agency_kind = None if is_school else facts.agency_kind
    organisation.status = facts.status
    organisation.reportable = facts.reportable
    organisation.parent_id = _parent_id(session, organisation, facts.parent)
    organisation.town = facts.town or None
    organisation.postcode = facts.postcode or None
    organisation.telephone = facts.telephone or None
    organisation.website = facts.website or None
    if not organisation.reportable and organisation.parent_id is None:
        raise Refusal("nobody_reports", "Say of what it is a part, or let it count by itself.", "parent")


def _refuse_double(session: Session, organisation: Organisation, name: str) -> None:
    plain = " ".join(plain_words(name))
    if not plain:
        raise Refusal("name_missing", "Enter the name of the organisation.", "name")
    if session.get_bind().dialect.name == "postgresql":
        # Names are looked at one at a time: a button pressed twice adds one organisation, which counts once.
        session.execute(select(func.pg_advisory_xact_lock(NAMES_LOCK)))
    alike = session.scalars(
        select(Organisation.name)
        .where(
            or_(
                Organisation.search_text == f" {plain} ",
                Organisation.search_text.startswith(f" {plain} | ", autoescape=True),
            ),
            Organisation.reference != organisation.reference,
            Organisation.urn.is_(None),
            Organisation.status.in_(OFFERED),
        )
        .limit(1)
    ).first()
    if alike is not None:
        raise Refusal("organisation_exists", f"“{alike}” is here already.", "name")


def _parent_id(session: Session, organisation: Organisation, reference: str | None) -> int | None:
    """The row of the body named, which must not be the organisation itself or a part of it."""
    if not reference:
        return None
    parent = by_reference(session, reference)
    above = parent
    while above is not None:
        if above.reference == organisation.reference:
            raise Refusal("part_of_itself", "An organisation cannot be a part of itself.", "parent")
        above = above.parent
    if parent is None:
        raise Refusal("parent_unknown", "Choose an organisation from the list.", "parent")
    return parent.id


def _facts_of(organisation: Organisation) -> dict[str, object]:
    names = (
        "name", "sector", "setting_kind", "agency_kind", "status", "reportable",
        "parent_id", "town", "postcode", "telephone", "website",
    )  # fmt: skip
    return {name: getattr(organisation, name) for name in names}
