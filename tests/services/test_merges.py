"""Two organisations that are one: all of it moves, is counted once, and goes back when that was wrong."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from rose_training.domain.actors import Actor
from rose_training.domain.calendar import ClosureKind
from rose_training.domain.feeds import FeedKind
from rose_training.domain.impact import FigureKey
from rose_training.domain.organisation_names import search_text
from rose_training.domain.organisations import OrganisationStatus, Sector, SettingKind
from rose_training.domain.periods import EVALUATION
from rose_training.domain.permissions import Role
from rose_training.domain.refusals import Refusal
from rose_training.domain.sessions import SessionState
from rose_training.models.calendar import ClosureDay
from rose_training.models.feeds import Feed
from rose_training.models.organisations import OrganisationAlias
from rose_training.models.people import RoleGrant
from rose_training.services import duplicates, history, impact, merges, organisations
from rose_training.services.organisation_search import find_organisations, named
from tests.factories import (
    make_agency,
    make_booking,
    make_organisation,
    make_person,
    make_registration,
    make_session,
)
from tests.support.evidence import make_attended, make_visit, on

OFFICE = Actor(None, "Cora Coordinator")
NOW = datetime(2026, 11, 17, 9, 30, tzinfo=UTC)


def agency(session, name, **over):
    return make_agency(session, name=name, search_text=search_text(name), **over)


def by_hand(session, name="Hall School Norwich", **over):
    """A school that the office added, since it did not find it."""
    return make_organisation(session, urn=None, la_code=None, name=name, search_text=search_text(name), **over)


def merge(session, loser, winner, at):
    return merges.merge(session, loser=loser, winner=winner, by=OFFICE, at=at)


def undo(session, done, at):
    return merges.undo(session, merge=done, by=OFFICE, at=at)


def figures(session, *keys):
    report = impact.make_report(session, period=EVALUATION, at=NOW)
    return tuple(report.figure(key).value for key in keys)


def test_all_that_points_at_the_one_that_goes_moves_and_goes_back(session, at):
    loser, winner = by_hand(session), make_organisation(session, name="Hall School")
    booking = make_booking(session, organisation=loser)
    place = make_registration(session, organisation_id=loser.id)
    booker = make_person(session, Role.SCHOOL_BOOKER, organisation=loser)
    closed = ClosureDay(
        on=date(2026, 12, 1), kind=ClosureKind.TRAINING_DAY, title="Training", organisation_id=loser.id, source="x"
    )
    session.add(closed)
    session.flush()
    done = merge(session, loser, winner, at)
    grant = session.scalars(select(RoleGrant).where(RoleGrant.person_id == booker.id)).one()
    assert {row.organisation_id for row in (booking, place, grant, closed)} == {winner.id}
    assert (loser.status, loser.merged_into_id) == (OrganisationStatus.CLOSED, winner.id)
    assert merges.steps_in_words(session, done) == [
        "1 booking: moved",
        "1 closure day: moved",
        "1 team or detail: moved",
        "1 other name: added",
        "1 registration: moved",
        "1 sign-in for a school: moved",
    ]

    undone = undo(session, done, at)
    assert (undone.put_back, undone.left) == (6, ())
    assert {row.organisation_id for row in (booking, place, grant, closed)} == {loser.id}
    assert (loser.status, loser.merged_into_id) == (OrganisationStatus.OPEN, None)
    assert not session.scalars(select(OrganisationAlias)).all()
    assert [entry.event for entry in history.entries_about(session, winner.reference)] == [
        "merge_undone",
        "organisation_merged",
    ]


def test_a_merged_one_is_not_offered_leads_on_and_is_found_by_its_name(session, at):
    loser, winner = agency(session, "Stonham Homes"), agency(session, "Home Group")
    merge(session, loser, winner, at)
    assert [one.reference for one in find_organisations(session, "stonham homes").matches] == [winner.reference]
    assert named(session, "stonham homes") == winner
    assert organisations.by_reference(session, loser.reference) == winner
    rows, _ = organisations.listed(session, organisations.Wanted(words="stonham", offered=None))
    assert list(rows) == [winner]


def test_figures_count_them_once_when_merged_and_twice_when_that_is_undone(session, at):
    one = agency(session, "YMCA Norfolk", sector=Sector.VOLUNTARY)
    other = agency(session, "YMCA of Norfolk", sector=Sector.VOLUNTARY)
    briefing = make_session(session, starts_at=on(2012, 3, 1), state=SessionState.DELIVERED)
    for body in (one, other):
        make_attended(session, briefing, organisation_id=body.id)
    school, again = make_organisation(session, setting_kind=SettingKind.PRIMARY), by_hand(session)
    make_visit(session, school, on(2012, 3, 2), pupils=20)
    make_visit(session, again, on(2012, 3, 3), pupils=20)
    keys = (FigureKey.VOLUNTARY_ORGANISATIONS, FigureKey.PRIMARY_SCHOOLS, FigureKey.CHILDREN_REACHED)
    assert figures(session, *keys) == (2, 2, 40)
    first, second = merge(session, one, other, at), merge(session, again, school, at)
    assert figures(session, *keys) == (1, 1, 40)
    for done in (first, second):
        undo(session, done, at)
    assert figures(session, *keys) == (2, 2, 40)


def test_what_the_other_has_already_is_ended_or_left_and_goes_back(session, at):
    loser, winner = by_hand(session), make_organisation(session)
    person = make_person(session, Role.SCHOOL_BOOKER, organisation=loser)
    session.add(RoleGrant(person_id=person.id, role=Role.SCHOOL_BOOKER, organisation_id=winner.id, granted_at=at))
    for school in (loser, winner):
        session.add(Feed(key=f"key-{school.id}", kind=FeedKind.SCHOOL, organisation_id=school.id, made_at=at))
        session.add(
            ClosureDay(
                on=date(2026, 12, 1), kind=ClosureKind.TRAINING_DAY, title="T", organisation_id=school.id, source="x"
            )
        )
    session.flush()
    done = merge(session, loser, winner, at)
    assert "1 closure day: left, because the other has the same" in merges.steps_in_words(session, done)
    assert session.scalars(select(Feed).where(Feed.ended_at.is_(None))).one().organisation_id == winner.id
    live = select(RoleGrant).where(RoleGrant.person_id == person.id, RoleGrant.ended_at.is_(None))
    assert session.scalars(live).one().organisation_id == winner.id
    assert undo(session, done, at).left == ()
    assert {grant.organisation_id for grant in session.scalars(live)} == {loser.id, winner.id}
    assert not session.scalars(select(Feed).where(Feed.ended_at.is_not(None))).all()


def test_what_was_changed_since_is_left_and_said(session, at):
    loser, winner, third = by_hand(session), make_organisation(session), make_organisation(session)
    moved_on, stays = make_booking(session, organisation=loser), make_booking(session, organisation=loser)
    done = merge(session, loser, winner, at)
    newer = make_booking(session, organisation=winner)
    moved_on.organisation_id = third.id
    session.flush()
    undone = undo(session, done, at)
    assert undone.left == ("1 booking",)
    assert [row.organisation_id for row in (moved_on, stays, newer)] == [third.id, loser.id, winner.id]


def test_teams_move_with_the_body_they_belong_to(session, at):
    loser, winner = agency(session, "Childrens Services"), agency(session, "Children's Services Norfolk")
    team = agency(session, "Early help", parent_id=loser.id, reportable=False)
    merge(session, loser, winner, at)
    assert team.parent_id == winner.id


def refusal(session, loser, winner, at):
    with pytest.raises(Refusal) as refused:
        merge(session, loser, winner, at)
    return refused.value.code


def test_what_cannot_be_one_is_refused(session, at):
    school, other = make_organisation(session), make_organisation(session)
    council = agency(session, "Council")
    team = agency(session, "Team", parent_id=council.id)
    assert refusal(session, school, other, at) == "in_the_register"
    assert refusal(session, council, council, at) == "the_same"
    assert refusal(session, team, council, at) == "part_of_the_other"
    assert refusal(session, council, team, at) == "part_of_the_other"


def test_merging_further_and_undoing_goes_step_by_step(session, at):
    first, second, third = (agency(session, f"Agency {letter}") for letter in "ABC")
    one = merge(session, first, second, at)
    assert refusal(session, first, third, at) == "merged_already"
    assert refusal(session, third, first, at) == "merged_already"
    two = merge(session, second, third, at)
    assert organisations.by_reference(session, first.reference) == third
    with pytest.raises(Refusal, match="has been merged itself"):
        undo(session, one, at)
    undo(session, two, at)
    undo(session, one, at)
    with pytest.raises(Refusal, match="undone already"):
        undo(session, one, at)
    assert not any(row.merged_into_id for row in (first, second, third))


def test_pairs_wait_until_the_office_says_that_they_are_two(session, at):
    one = agency(session, "Stonham Housing", postcode="NR1 1AA")
    other = agency(session, "Stonham Housing Norwich", postcode="NR1 1AA")
    (pair,) = duplicates.waiting(session)
    assert {pair.one.reference, pair.other.reference} == {one.reference, other.reference}
    assert pair.in_words == "The names differ in one word; same postcode"
    merges.call_different(session, other, one, by=OFFICE, at=at)
    merges.call_different(session, one, other, by=OFFICE, at=at)
    assert duplicates.waiting(session) == []
    assert duplicates.between(session, one, other).points == pair.points


def test_people_who_write_from_one_domain_bring_two_together(session):
    one, other = agency(session, "Leeway", postcode=None), agency(session, "Leeway Support Services", postcode=None)
    for body in (one, other):
        make_registration(session, organisation_id=body.id, email=f"ada{body.id}@leeway.example")
    (pair,) = duplicates.waiting(session)
    assert "people and pages of both use leeway.example" in pair.reasons
