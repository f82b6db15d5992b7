"""A place that is held for somebody who has signed in."""

from datetime import UTC, datetime, timedelta

import pytest

from rose_training import clock
from rose_training.domain.permissions import Role
from rose_training.domain.registrations import RegistrationState
from tests.factories import make_person, make_registration, make_session

TODAY = datetime(2026, 11, 21, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _today():
    with clock.set_to(TODAY):
        yield


def offered_to(stored, person):
    training = make_session(stored, capacity=1)
    until = TODAY + timedelta(hours=4)
    return make_registration(stored, training, person=person, state=RegistrationState.OFFERED, offered_until=until)


def test_one_takes_ones_own_place_and_nobody_elses(visit, stored):
    ada = make_person(stored, Role.PROFESSIONAL)
    mine, other = offered_to(stored, ada), offered_to(stored, make_person(stored))
    stored.commit()
    visit.sign_in(ada)
    assert "A place is held for you" in visit.get(f"/my/places/{mine.reference}").text
    assert visit.post(f"/my/places/{other.reference}/accept").status == 404
    visit.get(f"/my/places/{mine.reference}")
    assert "The place is yours" in visit.post(f"/my/places/{mine.reference}/accept", follow=True).text
    stored.rollback()
    stored.refresh(mine)
    stored.refresh(other)
    assert (mine.state, other.state) == (RegistrationState.CONFIRMED, RegistrationState.OFFERED)
