"""Somebody at the door who is known already, under another address."""

import pytest

from rose_training.domain.actors import Actor
from rose_training.domain.refusals import Refusal
from rose_training.domain.registrations import RegistrationState
from rose_training.services.walk_ins import WalkIn, add_walk_in
from tests.factories import SOON, make_person, make_registration, make_session

FAY = Actor(None, "Fay Example")


@pytest.mark.parametrize("state", [RegistrationState.CONFIRMED, RegistrationState.RESERVE])
def test_a_known_person_is_never_registered_twice(session, state):
    training = make_session(session)
    ada = make_person(session, email="ada@agency.example")
    listed = make_registration(session, training, person=ada, email="team@agency.example", state=state)
    walk_in = WalkIn("Ada Example", "Ada@agency.example")
    if state is RegistrationState.CONFIRMED:
        with pytest.raises(Refusal) as no:
            add_walk_in(session, training=training, walk_in=walk_in, by=FAY, at=SOON)
        assert no.value.code == "already_listed"
    else:
        moved_up = add_walk_in(session, training=training, walk_in=walk_in, by=FAY, at=SOON)
        assert moved_up is listed
    assert listed.person_id == ada.id
