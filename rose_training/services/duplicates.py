"""Organisations that may be one: what is compared, and the pairs that the office has not answered yet."""

from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from rose_training.domain.duplicates import Card, Likeness, domain_of, likeness, suggestions
from rose_training.domain.organisations import OFFERED
from rose_training.domain.parties import ProposalState
from rose_training.models.merges import DifferentOrganisations
from rose_training.models.organisations import Organisation
from rose_training.models.parties import OrganisationProposal
from rose_training.models.registrations import Registration
from rose_training.services.organisation_aliases import aliases_of, names_by_organisation


def waiting(session: Session) -> list[Likeness]:
    """The pairs to look at, the likeliest first. Six queries, whatever the number of organisations."""
    rows = session.execute(
        select(
            Organisation.id,
            Organisation.reference,
            Organisation.name,
            Organisation.urn,
            Organisation.postcode,
            Organisation.telephone,
            Organisation.website,
        ).where(Organisation.status.in_(OFFERED), Organisation.merged_into_id.is_(None))
    ).all()
    names = names_by_organisation(session)
    domains = _domains(session)
    cards = [
        Card(
            reference=row.reference,
            name=row.name,
            in_register=row.urn is not None,
            aliases=tuple(names.get(row.id, ())),
            postcode=row.postcode,
            telephone=row.telephone,
            domains=_with(domains.get(row.id, ()), row.website),
        )
        for row in rows
    ]
    different = _different(session)
    found = suggestions([*cards, *_proposed(session)])
    return [pair for pair in found if frozenset((pair.one.reference, pair.other.reference)) not in different]


def between(session: Session, one: Organisation, other: Organisation) -> Likeness:
    """How alike two organisations are, whether or not they are suggested."""
    return likeness(*(_card(session, each) for each in (one, other)))


def _card(session: Session, organisation: Organisation) -> Card:
    return Card(
        reference=organisation.reference,
        name=organisation.name,
        in_register=organisation.urn is not None,
        aliases=tuple(alias.name for alias in aliases_of(session, organisation)),
        postcode=organisation.postcode,
        telephone=organisation.telephone,
        domains=_with(_domains(session, organisation.id).get(organisation.id, ()), organisation.website),
    )


def _proposed(session: Session) -> list[Card]:
    """Names that were typed and wait for the office."""
    waiting_names = session.execute(
        select(OrganisationProposal.id, OrganisationProposal.reference, OrganisationProposal.name).where(
            OrganisationProposal.state == ProposalState.OPEN
        )
    ).all()
    emails = session.execute(
        select(Registration.proposal_id, Registration.email).where(
            Registration.proposal_id.in_([row.id for row in waiting_names]), Registration.email.is_not(None)
        )
    )
    domains = _gathered(emails)
    return [
        Card(reference=row.reference, name=row.name, proposed=True, domains=_with(domains.get(row.id, ()), None))
        for row in waiting_names
    ]


def _domains(session: Session, organisation_id: int | None = None) -> dict[int, set[str]]:
    """The domains of those who came to training from bodies that stand in no register."""
    chosen = (
        select(Registration.organisation_id, Registration.email)
        .join(Organisation, Organisation.id == Registration.organisation_id)
        .where(Registration.email.is_not(None))
        .distinct()
    )
    if organisation_id is None:
        chosen = chosen.where(Organisation.urn.is_(None))
    else:
        chosen = chosen.where(Organisation.id == organisation_id)
    return _gathered(session.execute(chosen))


def _gathered(rows: Iterable[tuple[int | None, str | None]]) -> dict[int, set[str]]:
    domains: dict[int, set[str]] = defaultdict(set)
    for key, email in rows:
        if key is not None and (domain := domain_of(email)):
            domains[key].add(domain)
    return domains


def _with(domains: Iterable[str], website: str | None) -> frozenset[str]:
    own = domain_of(website)
    return frozenset({*domains, own} if own else domains)


def _different(session: Session) -> set[frozenset[str]]:
    references = dict(session.execute(select(Organisation.id, Organisation.reference)).all())
    pairs = session.execute(select(DifferentOrganisations.lower_id, DifferentOrganisations.higher_id))
    return {frozenset((references[lower], references[higher])) for lower, higher in pairs}
