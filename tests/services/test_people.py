"""Knowing people, and granting and ending their roles."""

import pytest

from rose_training.domain.actors import Actor
from rose_training.domain.permissions import Role
from rose_training.domain.refusals import Refusal
from rose_training.services import accounts, history, people
from tests.factories import make_organisation, make_person

ADMIN = Actor.system("test")


def grant(session, person, role, at, organisation=None):
    return people.grant_role(session, person=person, role=role, organisation=organisation, by=ADMIN, at=at)


def roles(session, person):
    return {held.role for held in accounts.live_grants(session, person.id)}


def test_a_person_is_added_once_and_a_visitor_does_not_rename_them(session, at):
    first = people.know_person(session, email=" Ann@Example.org", name=" Ann Smith ", by=Actor.visitor(), at=at)
    again = people.know_person(session, email="ann@example.org", name="Somebody Else", by=Actor.visitor(), at=at)
    assert again is first
    assert (first.name, first.email) == ("Ann Smith", "ann@example.org")
    assert people.person(session, first.reference) is first


def test_granting_twice_changes_nothing(session, at):
    ann = make_person(session)
    assert grant(session, ann, Role.PROFESSIONAL, at) is grant(session, ann, Role.PROFESSIONAL, at)
    events = [entry.event for entry in history.entries_about(session, ann.reference)]
    assert events == ["role_granted"]


def test_a_role_ends_and_may_be_granted_again(session, at):
    ann = make_person(session)
    people.end_role(session, grant=grant(session, ann, Role.PROFESSIONAL, at), by=ADMIN, at=at)
    assert roles(session, ann) == set()
    grant(session, ann, Role.PROFESSIONAL, at)
    assert roles(session, ann) == {Role.PROFESSIONAL}


def test_a_school_booker_acts_for_a_school_and_others_for_none(session, at):
    ann, school, other = make_person(session), make_organisation(session), make_organisation(session)
    with pytest.raises(Refusal) as no:
        grant(session, ann, Role.SCHOOL_BOOKER, at)
    assert no.value.field == "organisation"
    with pytest.raises(Refusal):
        grant(session, ann, Role.PROFESSIONAL, at, school)
    grant(session, ann, Role.SCHOOL_BOOKER, at, school)
    grant(session, ann, Role.SCHOOL_BOOKER, at, other)
    assert accounts.signed_in_as(session, ann).organisation_ids == {school.id, other.id}


def test_a_facilitator_has_a_profile_that_rests_while_the_role_is_ended(session, at):
    ann = make_person(session)
    held = grant(session, ann, Role.FACILITATOR, at)
    profile = people.facilitator_of(session, ann.id)
    assert profile is not None
    assert profile.active
    people.introduce_facilitator(session, person=ann, introduction=" Ann, youth worker. ", by=ADMIN, at=at)
    people.end_role(session, grant=held, by=ADMIN, at=at)
    assert not profile.active
    grant(session, ann, Role.FACILITATOR, at)
    assert profile.active
    assert profile.introduction == "Ann, youth worker."
    with pytest.raises(Refusal):
        people.introduce_facilitator(session, person=make_person(session), introduction="x", by=ADMIN, at=at)


def test_whoever_joins_the_staff_is_signed_out_and_needs_a_password(session, at):
    ann = make_person(session, Role.PROFESSIONAL)
    token = accounts.start_session(session, person=ann, shared=False, at=at)
    grant(session, ann, Role.FACILITATOR, at)
    assert accounts.find_session(session, token=token, at=at) is None


def test_a_second_staff_role_does_not_sign_anybody_out(session, at):
    ann = make_person(session, Role.COORDINATOR)
    token = accounts.start_session(session, person=ann, shared=False, at=at)
    grant(session, ann, Role.FACILITATOR, at)
    assert accounts.find_session(session, token=token, at=at)


def test_the_last_coordinator_stays(session, at):
    ann, bob = make_person(session), make_person(session)
    one, two = (grant(session, person, Role.COORDINATOR, at) for person in (ann, bob))
    people.end_role(session, grant=one, by=ADMIN, at=at)
    with pytest.raises(Refusal) as no:
        people.end_role(session, grant=two, by=ADMIN, at=at)
    assert no.value.code == "last_coordinator"
    assert roles(session, bob) == {Role.COORDINATOR}


def test_people_are_listed_by_name_and_found_by_parts_of_it(session, at):
    for name, role in [("carol Jones", Role.COORDINATOR), ("Ann Smith", Role.FACILITATOR), ("Zoe 100%", None)]:
        person = make_person(session, name=name, email=f"{name.split()[0].lower()}@example.org")
        if role:
            grant(session, person, role, at)
    staff = people.holders(session)
    assert [known.person.name for known in staff] == ["Ann Smith", "carol Jones"]
    assert [held.role for held in staff[0].grants] == [Role.FACILITATOR]
    assert [known.person.name for known in people.holders(session, words="jon CAR")] == ["carol Jones"]
    assert people.count_holders(session) == 2
    assert people.count_holders(session, words="%") == 0
    assert len(people.holders(session, limit=1, offset=1)) == 1
