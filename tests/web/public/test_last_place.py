"""Fifty people press the button at once, and two server processes answer: never one place too many."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import create_engine, func, select
from sqlalchemy.orm import Session

from rose_training.clock import now
from rose_training.database import prepare
from rose_training.domain.registrations import RegistrationState
from rose_training.models.outbox import OutboxMessage
from rose_training.models.people import Person
from rose_training.models.registrations import Registration
from tests.factories import make_session
from tests.support.databases import own_database
from tests.support.server import Client, serving

CLIENTS, PLACES = 50, 10


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def address(request, tmp_path_factory):
    """The address of a database with all tables that these tests have to themselves."""
    with own_database(request, request.param, tmp_path_factory.mktemp("race"), "race") as address:
        yield address


@pytest.fixture(scope="module")
def port(address):
    """Two server processes of four threads each."""
    with serving(address, workers=2, threads=4) as port:
        yield port


@pytest.fixture
def opened(address):
    engine = create_engine(address)
    prepare(engine)
    with Session(engine) as session:
        yield session
    engine.dispose()


@pytest.fixture
def briefing(opened):
    """A briefing with ten places."""
    training = make_session(opened, capacity=PLACES, starts_at=now() + timedelta(days=30))
    opened.commit()
    return training


def all_at_once(port, briefing, addresses):
    """Everybody opens the page, waits for the others, and sends the form in the same instant."""
    barrier = Barrier(len(addresses))
    page = f"/whats-on/{briefing.reference}"

    def one(address):
        client = Client(port)
        client.get(page)
        barrier.wait(timeout=60)
        return client.post(
            page,
            {"name": "Ada Example", "email": address, "organisation": "Example Agency", "job_role": "Youth worker"},
        )

    with ThreadPoolExecutor(len(addresses)) as crowd:
        return list(crowd.map(one, addresses))


def test_fifty_clients_at_once_share_exactly_ten_places(port, opened, briefing):
    answers = all_at_once(port, briefing, [f"person{number}@agency.example" for number in range(CLIENTS)])

    assert Counter(status for status, _ in answers) == {303: CLIENTS}
    assert all("/whats-on/registered" in location for _, location in answers)
    opened.rollback()  # what was read before the crowd came is old
    opened.refresh(briefing)
    assert (briefing.places_taken, briefing.reserve_length) == (PLACES, CLIENTS - PLACES)
    registered = opened.scalars(select(Registration).where(Registration.session_id == briefing.id)).all()
    assert Counter(one.state for one in registered) == {
        RegistrationState.CONFIRMED: PLACES,
        RegistrationState.RESERVE: CLIENTS - PLACES,
    }
    about = OutboxMessage.about.in_(one.reference for one in registered)
    assert Counter(opened.scalars(select(OutboxMessage.kind).where(about))) == {
        "registration_confirmed": PLACES,
        "registration_reserve": CLIENTS - PLACES,
    }


def test_one_person_who_presses_twelve_times_has_one_place(port, opened, briefing):
    answers = all_at_once(port, briefing, ["ada@agency.example"] * 12)

    assert Counter(status for status, _ in answers) == {303: 12}
    opened.rollback()
    assert len({location for _, location in answers}) == 1, "the answer does not tell who was registered"
    registered = opened.scalars(select(Registration).where(Registration.session_id == briefing.id)).all()
    assert [one.state for one in registered] == [RegistrationState.CONFIRMED]
    assert opened.scalar(select(func.count()).where(Person.email == "ada@agency.example")) == 1
