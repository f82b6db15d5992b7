"""Who may book for a school."""

import pytest
from sqlalchemy import select

from rose_training.domain.actors import Actor
from rose_training.domain.permissions import Role
from rose_training.domain.refusals import Refusal
from rose_training.models.outbox import OutboxMessage
from rose_training.services import accounts, feeds, history, people, school_team
from tests.factories import make_organisation, make_person

SANDRA = Actor(None, "Sandra School")


@pytest.fixture
def school(session):
    return make_organisation(session)


@pytest.fixture
def sandra(session, school):
    return make_person(session, Role.SCHOOL_BOOKER, organisation=school, name="Sandra School")


def invite(session, school, at, email="Office@School.example", name=""):
    return school_team.invite(session, school=school, name=name, email=email, by=SANDRA, at=at)


def may_see(session, person):
    return accounts.signed_in_as(session, person).organisation_ids


def test_a_mailbox_may_book(session, school, sandra, at):
    grant = invite(session, school, at)

    assert grant.person.name == "office@school.example"
    assert may_see(session, grant.person) == {school.id}
    [mail] = session.scalars(select(OutboxMessage))
    assert (mail.kind, mail.to) == ("colleague_invited", "office@school.example")
    assert [one.person.name for one in school_team.teams(session, organisation_ids=[school.id])[0].members] == [
        "Sandra School",
        "office@school.example",
    ]


def test_inviting_twice_is_inviting_once(session, school, sandra, at):
    assert invite(session, school, at) is invite(session, school, at)
    assert len(session.scalars(select(OutboxMessage)).all()) == 1


def test_a_known_person_keeps_their_name_and_their_other_schools(session, school, sandra, at):
    other = make_organisation(session)
    ann = make_person(session, Role.SCHOOL_BOOKER, organisation=other, email="ann@trust.example", name="Ann Trust")
    assert invite(session, school, at, email="ann@trust.example", name="Somebody Else").person is ann
    assert ann.name == "Ann Trust"
    assert may_see(session, ann) == {school.id, other.id}


def test_staff_are_not_invited(session, school, sandra, at):
    make_person(session, Role.COORDINATOR, email="office@rose.example")
    with pytest.raises(Refusal) as no:
        invite(session, school, at, email="office@rose.example")
    assert no.value.field == "email"


def test_a_full_team_is_refused_but_a_member_may_be_told_again(session, school, sandra, at):
    for number in range(school_team.MOST_COLLEAGUES - 1):
        make_person(session, Role.SCHOOL_BOOKER, organisation=school, email=f"c{number}@school.example")
    with pytest.raises(Refusal) as no:
        invite(session, school, at)
    assert no.value.code == "team_full"
    invite(session, school, at, email="c1@school.example")


def test_whoever_is_removed_sees_nothing_and_the_calendar_address_ends(session, school, sandra, at):
    grant = invite(session, school, at)
    feeds.make(session, key="key", organisation_id=school.id, by=SANDRA, at=at)

    school_team.remove(session, grant=grant, by=SANDRA, at=at)

    assert may_see(session, grant.person) == frozenset()
    assert feeds.live_feed(session, organisation_id=school.id) is None
    assert school_team.member(session, school=school, reference=grant.person.reference) is None
    assert history.entries_about(session, school.reference)[0].event == "colleague_removed"
    school_team.remove(session, grant=grant, by=SANDRA, at=at)


def test_the_last_one_stays(session, school, sandra, at):
    [last] = accounts.live_grants(session, sandra.id)
    with pytest.raises(Refusal) as no:
        school_team.remove(session, grant=last, by=SANDRA, at=at)
    assert no.value.code == "last_of_the_school"
    assert may_see(session, sandra) == {school.id}


def test_the_office_ending_a_role_ends_the_calendar_address_too(session, school, sandra, at):
    feeds.make(session, key="key", organisation_id=school.id, by=SANDRA, at=at)
    people.end_role(session, grant=accounts.live_grants(session, sandra.id)[0], by=SANDRA, at=at)
    assert feeds.live_feed(session, organisation_id=school.id) is None


def test_a_colleague_of_another_school_is_not_ours(session, school, sandra, at):
    neighbour = make_person(session, Role.SCHOOL_BOOKER, organisation=make_organisation(session))
    assert school_team.member(session, school=school, reference=neighbour.reference) is None
