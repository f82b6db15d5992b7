"""Browsers are signed in by a row in the database, and are signed out by ending it."""

from datetime import timedelta

import pytest

from rose_training.domain.permissions import Permission, Role
from rose_training.domain.sign_in import Limits, SessionLimits
from rose_training.models.people import SignInSession
from rose_training.services import accounts
from tests.factories import make_facilitator, make_organisation, make_person

MINUTE = timedelta(minutes=1)


@pytest.fixture
def ann(session):
    return make_person(session, Role.PROFESSIONAL, name="Ann Smith", email="ann@example.org")


def test_a_person_is_found_however_the_address_is_typed(session, ann):
    assert accounts.person_by_email(session, " ANN@Example.org ") is ann
    assert accounts.person_by_email(session, "") is None


def test_a_browser_is_known_by_its_token_and_the_table_does_not_hold_it(session, ann, at):
    token = accounts.start_session(session, person=ann, shared=True, at=at)
    found = accounts.find_session(session, token=token, at=at + MINUTE)
    assert found is not None
    assert found.who.person_id == ann.id
    assert found.who.may(Permission.SEE_OWN_PLACES)
    assert accounts.find_session(session, token="another", at=at) is None
    row = session.query(SignInSession).one()
    assert token not in (row.token_hash, str(row.__dict__))


def test_a_shared_computer_is_signed_out_after_a_quarter_of_an_hour_without_use(session, ann, at):
    token = accounts.start_session(session, person=ann, shared=True, at=at)
    assert accounts.find_session(session, token=token, at=at + 14 * MINUTE)
    accounts.note_seen(session, token=token, at=at + 14 * MINUTE)
    assert accounts.find_session(session, token=token, at=at + 28 * MINUTE)
    assert accounts.find_session(session, token=token, at=at + 29 * MINUTE) is None


def test_in_use_or_not_it_ends_after_its_whole_length(session, ann, at):
    token = accounts.start_session(session, person=ann, shared=True, at=at)
    accounts.note_seen(session, token=token, at=at + 119 * MINUTE)
    assert accounts.find_session(session, token=token, at=at + 119 * MINUTE)
    assert accounts.find_session(session, token=token, at=at + 120 * MINUTE) is None


def test_rows_of_browsers_long_signed_out_are_swept_away(session, ann, at):
    accounts.start_session(session, person=ann, shared=True, at=at)
    accounts.start_session(session, person=ann, shared=True, at=at + timedelta(days=30))
    assert session.query(SignInSession).count() == 2
    accounts.start_session(session, person=ann, shared=True, at=at + timedelta(days=31))
    assert session.query(SignInSession).count() == 2


def test_the_lengths_are_settings(session, ann, at):
    limits = SessionLimits(own=Limits(idle=2 * MINUTE, absolute=timedelta(hours=1)))
    token = accounts.start_session(session, person=ann, shared=False, at=at, limits=limits)
    assert accounts.find_session(session, token=token, at=at + 1 * MINUTE)
    assert accounts.find_session(session, token=token, at=at + 2 * MINUTE) is None


def test_signing_out_ends_one_browser_and_everywhere_ends_all(session, ann, at):
    bob = make_person(session, Role.PROFESSIONAL)
    one, two = (accounts.start_session(session, person=ann, shared=False, at=at) for _ in range(2))
    other = accounts.start_session(session, person=bob, shared=False, at=at)
    assert accounts.live_sessions(session, ann.id, at=at) == 2
    accounts.end_session(session, token=one, at=at)
    assert accounts.find_session(session, token=one, at=at) is None
    assert accounts.find_session(session, token=two, at=at)
    accounts.end_everywhere(session, person_id=ann.id, at=at)
    assert accounts.find_session(session, token=two, at=at) is None
    assert accounts.live_sessions(session, ann.id, at=at) == 0
    assert accounts.find_session(session, token=other, at=at), "somebody else stays signed in"


def test_a_school_booker_speaks_for_their_own_schools(session, at):
    school, other = make_organisation(session), make_organisation(session)
    booker = make_person(session, Role.SCHOOL_BOOKER, organisation=school)
    assert accounts.signed_in_as(session, booker).organisation_ids == {school.id}
    assert other.id not in accounts.signed_in_as(session, booker).organisation_ids


def test_a_facilitator_is_known_by_their_profile(session):
    facilitator = make_facilitator(session)
    who = accounts.signed_in_as(session, facilitator.person)
    assert who.facilitator_id == facilitator.id
    assert who.is_staff


def test_an_ended_role_is_gone_from_the_next_page(session, ann, at):
    token = accounts.start_session(session, person=ann, shared=False, at=at)
    (grant,) = accounts.live_grants(session, ann.id)
    grant.ended_at = at
    session.flush()
    found = accounts.find_session(session, token=token, at=at)
    assert found is not None
    assert found.who.roles == frozenset()
    assert not found.who.may(Permission.SEE_OWN_PLACES)
    assert found.who.may(Permission.USE_OWN_ACCOUNT)
