"""Organisations as typed: known at once, proposed once, matched for everybody who waits."""

import pytest
from sqlalchemy import select

from rose_training.domain.actors import Actor
from rose_training.domain.organisations import AgencyKind, Sector
from rose_training.domain.parties import ProposalState
from rose_training.domain.periods import EVALUATION
from rose_training.domain.refusals import Refusal
from rose_training.domain.sessions import SessionState
from rose_training.models.parties import OrganisationProposal
from rose_training.models.registrations import Registration
from rose_training.services import proposals, registrations
from rose_training.services.impact.organisations import agency_rows
from rose_training.services.organisations import Facts
from rose_training.services.registrations import Attendee
from tests.factories import make_agency, make_session
from tests.support.evidence import make_attended, on

OFFICE = Actor(None, "Cora Coordinator")


def register(session, training, organisation, name, at) -> Registration:
    attendee = Attendee(f"{name} Example", f"{name.lower()}@agency.example", organisation)
    return registrations.register(
        session, session_reference=training.reference, attendee=attendee, by=Actor.visitor(), at=at
    ).registration


def waiting(session):
    return proposals.listed(session, waiting=True)


@pytest.fixture
def team(session):
    return make_agency(session, name="Norfolk Youth Justice Team", search_text=" norfolk youth justice team ")


def test_a_known_name_is_found_and_an_unknown_one_proposed_once(session, at, team):
    """indico#2759: institutes were asked for as free text for years; here a name is known or asked about."""
    training = make_session(session)
    known = register(session, training, "NORFOLK youth justice team", "Ada", at)
    assert (known.organisation_id, known.proposal_id) == (team.id, None)
    bo = register(session, training, "Youth Justice", "Bo", at)
    cy = register(session, training, " youth  JUSTICE ", "Cy", at)
    assert bo.organisation_id is None
    assert bo.proposal_id == cy.proposal_id is not None
    found, total = waiting(session)
    assert (total, found[0].people, found[0].proposal.name) == (1, 2, "Youth Justice")


def test_likely_ones_are_shown_by_their_telling_words(session, at, team):
    register(session, make_session(session), "Youth Justice", "Bo", at)
    proposal = session.scalars(select(OrganisationProposal)).one()
    assert [one.reference for one in proposals.alike(session, proposal)] == [team.reference]


def test_matching_fills_in_everybody_who_waits_and_everybody_to_come(session, at, team):
    training = make_session(session)
    bo = register(session, training, "Youth Justice", "Bo", at)
    proposal = session.scalars(select(OrganisationProposal)).one()
    assert proposals.match(session, proposal=proposal, organisation=team, by=OFFICE, at=at) == 1
    session.refresh(bo)
    assert bo.organisation_id == team.id
    assert waiting(session) == ([], 0)
    cy = register(session, training, "youth justice", "Cy", at)
    assert cy.organisation_id == team.id

    other = make_agency(session)
    assert proposals.match(session, proposal=proposal, organisation=other, by=OFFICE, at=at) == 2
    session.refresh(cy)
    assert cy.organisation_id == other.id, "a mistake is corrected for all of them"


def test_a_new_organisation_is_added_from_the_proposal(session, at, team):
    bo = register(session, make_session(session), "Example Refuge", "Bo", at)
    proposal = session.scalars(select(OrganisationProposal)).one()
    facts = Facts("Example Refuge", Sector.VOLUNTARY, agency_kind=next(iter(AgencyKind)))
    assert proposals.add(session, proposal=proposal, facts=facts, by=OFFICE, at=at) == 1
    session.refresh(bo)
    assert bo.organisation.name == "Example Refuge"
    assert proposal.state is ProposalState.ADDED


def test_what_the_register_of_organisations_refuses_settles_nothing(session, at, team):
    register(session, make_session(session), "Youth Justice", "Bo", at)
    proposal = session.scalars(select(OrganisationProposal)).one()
    with pytest.raises(Refusal):
        proposals.add(session, proposal=proposal, facts=Facts(team.name, Sector.STATUTORY), by=OFFICE, at=at)
    assert proposal.state is ProposalState.OPEN


def test_what_is_no_organisation_is_set_aside_and_not_asked_again(session, at):
    training = make_session(session)
    register(session, training, "self", "Bo", at)
    proposal = session.scalars(select(OrganisationProposal)).one()
    proposals.set_aside(session, proposal=proposal, by=OFFICE, at=at)
    assert register(session, training, "Self", "Cy", at).organisation_id is None
    assert waiting(session) == ([], 0)
    found, total = proposals.listed(session, waiting=False)
    assert (total, found[0].people) == (1, 2)


@pytest.mark.parametrize("typed", ["", "—", "  "])
def test_nothing_typed_is_nothing_to_ask_about(session, at, typed):
    assert register(session, make_session(session), typed, "Bo", at).proposal_id is None
    assert waiting(session) == ([], 0)


def test_the_figures_count_an_agency_once_it_is_matched(session, at, team):
    """Until somebody says which organisation is meant, nobody is counted for it; afterwards everybody is."""
    proposal_id = proposals.employer_named(session, "Youth Justice", by=OFFICE, at=at).proposal_id
    briefing = make_session(session, starts_at=on(2012, 3, 1), state=SessionState.DELIVERED)
    make_attended(session, briefing, organisation_described="Youth Justice", proposal_id=proposal_id)

    def agencies():
        return [row.name for row in agency_rows(session, period=EVALUATION)]

    assert agencies() == []
    proposal = session.get_one(OrganisationProposal, proposal_id)
    proposals.match(session, proposal=proposal, organisation=team, by=OFFICE, at=at)
    assert agencies() == [team.name]
