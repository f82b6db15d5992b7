"""The authenticator app: set up, asked for, used once; recovery codes; removal."""

from datetime import timedelta

import pytest

from rose_training.adapters import one_time_codes
from rose_training.adapters.locks import SiteLocks
from rose_training.domain.actors import Actor
from rose_training.domain.permissions import Role
from rose_training.domain.refusals import Refusal
from rose_training.services import history, second_step
from tests.factories import make_person

LOCKS = SiteLocks("a key of the tests")
ADMIN = Actor.system("test")


@pytest.fixture
def carol(session):
    return make_person(session, Role.COORDINATOR, name="Carol Jones")


def shown(person, at):
    """What the person's app shows."""
    return one_time_codes.code_at(LOCKS.secret_for(person.totp_nonce), at=at)


def enrol(session, person, at):
    second_step.begin_enrolment(session, person=person, locks=LOCKS)
    return second_step.confirm_enrolment(session, person=person, typed=shown(person, at), locks=LOCKS, by=ADMIN, at=at)


def take(session, person, typed, at):
    return second_step.take(session, person_id=person.id, typed=typed, locks=LOCKS, at=at)


def test_it_is_asked_for_only_once_the_app_has_shown_a_right_code(session, carol, at):
    second_step.begin_enrolment(session, person=carol, locks=LOCKS)
    assert not second_step.is_enrolled(carol)
    with pytest.raises(Refusal) as no:
        second_step.confirm_enrolment(session, person=carol, typed="000 00", locks=LOCKS, by=ADMIN, at=at)
    assert no.value.field == "code"
    assert not second_step.is_enrolled(carol)
    second_step.confirm_enrolment(session, person=carol, typed=shown(carol, at), locks=LOCKS, by=ADMIN, at=at)
    assert second_step.is_enrolled(carol)


def test_a_code_works_once(session, carol, at):
    enrol(session, carol, at)
    with pytest.raises(Refusal) as no:
        take(session, carol, shown(carol, at), at)
    assert no.value.code == "second_step_used", "the code of the enrolment itself is used"
    later = at + timedelta(seconds=30)
    assert take(session, carol, shown(carol, later), later) is carol
    with pytest.raises(Refusal):
        take(session, carol, shown(carol, later), later)
    with pytest.raises(Refusal) as no:
        take(session, carol, shown(carol, at), later)
    assert no.value.code == "second_step_used", "nor does an older one come back"


def test_each_recovery_code_works_once_however_it_is_typed(session, carol, at):
    codes = enrol(session, carol, at)
    assert second_step.recovery_codes_left(carol) == 10
    take(session, carol, codes[3].upper().replace("-", " "), at)
    assert second_step.recovery_codes_left(carol) == 9
    with pytest.raises(Refusal) as no:
        take(session, carol, codes[3], at)
    assert no.value.code == "second_step_wrong"
    assert history.entries_about(session, carol.reference)[0].detail == {"left": 9}
    for code in codes[:3] + codes[4:]:
        take(session, carol, code, at)
    assert second_step.recovery_codes_left(carol) == 0


def test_recovery_codes_are_not_stored_in_clear(session, carol, at):
    codes = enrol(session, carol, at)
    assert not any(code.replace("-", "") in (carol.recovery_code_hashes or "") for code in codes)


def test_new_recovery_codes_end_the_old_ones(session, carol, at):
    old = enrol(session, carol, at)
    new = second_step.renew_recovery_codes(session, person=carol, locks=LOCKS, by=ADMIN, at=at)
    with pytest.raises(Refusal):
        take(session, carol, old[0], at)
    take(session, carol, new[0], at)


def test_whoever_has_not_set_it_up_cannot_use_it(session, carol, at):
    second_step.begin_enrolment(session, person=carol, locks=LOCKS)
    with pytest.raises(Refusal) as no:
        take(session, carol, shown(carol, at), at)
    assert no.value.code == "second_step_not_begun"


def test_a_second_app_needs_the_first_removed(session, carol, at):
    enrol(session, carol, at)
    with pytest.raises(Refusal) as no:
        second_step.begin_enrolment(session, person=carol, locks=LOCKS)
    assert no.value.code == "already_enrolled"
    second_step.remove(session, person=carol, by=ADMIN, at=at)
    assert not second_step.is_enrolled(carol)
    assert second_step.recovery_codes_left(carol) == 0
    enrol(session, carol, at)
