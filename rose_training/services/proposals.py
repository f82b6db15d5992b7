"""Organisations as people typed them: known at once, or proposed to the office and matched later."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, joinedload

from rose_training.domain.actors import Actor
from rose_training.domain.organisation_names import plain_words
from rose_training.domain.parties import ProposalState
from rose_training.domain.references import new_reference
from rose_training.models.organisations import Organisation
from rose_training.models.parties import OrganisationProposal
from rose_training.models.registrations import Registration
from rose_training.models.sessions import TrainingSession
from rose_training.services import history, organisations
from rose_training.services.organisation_search import Found, find_organisations, named

ALIKE = 8
"""How many organisations that could be meant are shown beside a proposal."""


@dataclass(frozen=True)
class Employer:
    """For whom somebody works, as far as we know: an organisation, or what the office is asked about."""

    organisation_id: int | None = None
    proposal_id: int | None = None


@dataclass(frozen=True)
class Listed:
    """A proposal, and how many registrations carry it."""

    proposal: OrganisationProposal
    people: int


# Questions


def by_reference(session: Session, reference: str) -> OrganisationProposal | None:
    """The proposal with this reference, and the organisation that it was matched to."""
    return session.scalar(
        select(OrganisationProposal)
        .where(OrganisationProposal.reference == reference)
        .options(joinedload(OrganisationProposal.organisation))
    )


def listed(session: Session, *, waiting: bool, offset: int = 0, limit: int = 25) -> tuple[list[Listed], int]:
    """One page of those that wait for the office, oldest first, or of those it has settled, latest
    first; and how many there are in all. Two queries."""
    is_open = OrganisationProposal.state == ProposalState.OPEN
    chosen = is_open if waiting else ~is_open
    order = OrganisationProposal.proposed_at if waiting else OrganisationProposal.settled_at.desc()
    people = (
        select(func.count())
        .where(Registration.proposal_id == OrganisationProposal.id)
        .correlate(OrganisationProposal)
        .scalar_subquery()
    )
    rows = session.execute(
        select(OrganisationProposal, people)
        .where(chosen)
        .options(joinedload(OrganisationProposal.organisation))
        .order_by(order, OrganisationProposal.id)
        .offset(offset)
        .limit(limit)
    ).all()
    return [Listed(*row) for row in rows], count(session, waiting=waiting)


def count(session: Session, *, waiting: bool = True) -> int:
    """How many proposals wait for the office, or how many it has settled."""
    is_open = OrganisationProposal.state == ProposalState.OPEN
    return (
        session.scalar(select(func.count()).select_from(OrganisationProposal).where(is_open if waiting else ~is_open))
        or 0
    )


def alike(session: Session, proposal: OrganisationProposal) -> tuple[Found, ...]:
    """Organisations whose names share its telling words, the closest first: the office picks or adds."""
    found = find_organisations(session, proposal.name, limit=ALIKE)
    after = tuple(school for closed in found.closed for school in closed.successors)
    return found.matches or after[:ALIKE]


def registrations_with(session: Session, proposal: OrganisationProposal, *, limit: int = 25) -> Sequence[Registration]:
    """Who typed it, the latest first, with their sessions."""
    return session.scalars(
        select(Registration)
        .where(Registration.proposal_id == proposal.id)
        .options(joinedload(Registration.session).joinedload(TrainingSession.activity))
        .order_by(Registration.registered_at.desc(), Registration.id.desc())
        .limit(limit)
    ).all()


# Actions


def employer_named(session: Session, typed: str, *, by: Actor, at: datetime) -> Employer:
    """The organisation that somebody typed, however spelt; one that nobody knows is proposed.

    What the office has matched once is known from then on. Nothing typed is nobody's employer.
    """
    known = named(session, typed)
    if known is not None:
        return Employer(organisation_id=known.id)
    words = " ".join(plain_words(typed))[:400]
    if not words:
        return Employer()
    proposal = _proposed(session, words) or _propose(session, typed, words, by=by, at=at)
    return Employer(proposal.organisation_id, proposal.id)


def match(
    session: Session, *, proposal: OrganisationProposal, organisation: Organisation, by: Actor, at: datetime
) -> int:
    """Say which organisation is meant; everybody who typed it counts there. Answers how many.

    Doing it again with another organisation corrects a mistake.
    """
    return _settle(session, proposal, organisation, ProposalState.MATCHED, by=by, at=at)


def add(
    session: Session, *, proposal: OrganisationProposal, facts: organisations.Facts, by: Actor, at: datetime
) -> int:
    """Add it as a new organisation; everybody who typed it counts there. Answers how many.

    Raises `Refusal` for what cannot be added, such as a name that another has.
    """
    organisation = organisations.add(session, facts, by=by, at=at)
    return _settle(session, proposal, organisation, ProposalState.ADDED, by=by, at=at)


def set_aside(session: Session, *, proposal: OrganisationProposal, by: Actor, at: datetime) -> None:
    """It is no organisation, such as 'self' or 'none': stop asking. What was typed stays as typed."""
    proposal.state, proposal.settled_at, proposal.organisation_id = ProposalState.SET_ASIDE, at, None
    _count_at(session, proposal, None)
    history.record(session, subject=proposal.reference, event="proposal_set_aside", by=by, at=at)


def _settle(
    session: Session,
    proposal: OrganisationProposal,
    organisation: Organisation,
    state: ProposalState,
    *,
    by: Actor,
    at: datetime,
) -> int:
    proposal.state, proposal.settled_at, proposal.organisation_id = state, at, organisation.id
    session.flush()
    people = _count_at(session, proposal, organisation.id)
    history.record(
        session,
        subject=proposal.reference,
        event=f"proposal_{state.value}",
        by=by,
        at=at,
        detail={"organisation": organisation.reference, "registrations": people},
    )
    return people


def _count_at(session: Session, proposal: OrganisationProposal, organisation_id: int | None) -> int:
    """Let everybody who typed it count at this organisation; answers how many they are."""
    typed_it = Registration.proposal_id == proposal.id
    session.execute(update(Registration).where(typed_it).values(organisation_id=organisation_id))
    return session.scalar(select(func.count()).select_from(Registration).where(typed_it)) or 0


def _propose(session: Session, typed: str, words: str, *, by: Actor, at: datetime) -> OrganisationProposal:
    """Ask the office. Two who type the same new name in the same instant both get the one proposed first."""
    proposal = OrganisationProposal(
        reference=new_reference("PRO"), name=typed, search_text=words, state=ProposalState.OPEN, proposed_at=at
    )
    try:
        with session.begin_nested():
            session.add(proposal)
    except IntegrityError:
        return session.scalars(select(OrganisationProposal).where(OrganisationProposal.search_text == words)).one()
    history.record(session, subject=proposal.reference, event="organisation_proposed", by=by, at=at)
    return proposal


def _proposed(session: Session, words: str) -> OrganisationProposal | None:
    return session.scalar(select(OrganisationProposal).where(OrganisationProposal.search_text == words))
