"""Places change hands under fifty clients and two server processes: in order, and each of them once."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from rose_training.adapters import tokens
from rose_training.clock import now
from rose_training.database import prepare
from rose_training.domain.registrations import RegistrationState
from rose_training.messages.place_letters import PURPOSE
from rose_training.models.outbox import OutboxMessage
from rose_training.models.registrations import Registration
from tests.factories import make_registration, make_session
from tests.support.databases import own_database
from tests.support.server import Client, serving

KEY = "for tests only, and long enough for them"
PLACES, WAITING, NEWCOMERS = 10, 20, 20
CONFIRMED, RESERVE = RegistrationState.CONFIRMED, RegistrationState.RESERVE
OFFERED, CANCELLED = RegistrationState.OFFERED, RegistrationState.CANCELLED


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def address(request, tmp_path_factory):
    with own_database(request, request.param, tmp_path_factory.mktemp("offers"), "offers_race") as address:
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
    return make_session(opened, capacity=PLACES, starts_at=now() + timedelta(days=30))


def people(opened, briefing, number, state, **over):
    queued_at = now() - timedelta(days=1)
    return [
        make_registration(opened, briefing, state=state, queued_at=queued_at + timedelta(minutes=minutes), **over)
        for minutes in range(number)
    ]


def place_of(registration):
    return f"/place/{tokens.sign(PURPOSE, registration.reference, key=KEY)}"


def all_at_once(port, acts):
    """Everybody has looked at a page, waits for the others, and presses a button in the same instant.

    An act is (page to look at, where the button sends, what it sends); answers the status of each.
    """
    barrier = Barrier(len(acts))

    def one(act):
        page, target, values = act
        client = Client(port)
        client.get(page)
        barrier.wait(timeout=60)
        return client.post(target, values)[0]

    with ThreadPoolExecutor(len(acts)) as crowd:
        return list(crowd.map(one, acts))


def mails(opened, kind, registrations):
    about = OutboxMessage.about.in_([one.reference for one in registrations])
    return Counter(opened.scalars(select(OutboxMessage.about).where(OutboxMessage.kind == kind, about)))


def test_ten_places_given_up_at_once_are_held_for_the_first_ten_who_wait(port, opened, briefing):
    """Hi.Events#1072, civicrm#36248: nobody slips in between a cancellation and the list."""
    seated = people(opened, briefing, PLACES, CONFIRMED)
    line = people(opened, briefing, WAITING, RESERVE)
    opened.commit()
    page = f"/whats-on/{briefing.reference}"
    form = {"name": "Ada Example", "organisation": "Example Agency", "job_role": "Youth worker"}
    leaving = [(place_of(one), f"{place_of(one)}/cancel", {}) for one in seated]
    coming = [(page, page, form | {"email": f"new{number}@agency.example"}) for number in range(NEWCOMERS)]
    mixed = [act for pair in zip(leaving + leaving, coming, strict=True) for act in pair]

    assert Counter(all_at_once(port, mixed)) == {303: len(mixed)}

    opened.rollback()
    opened.expire_all()
    assert {one.state for one in seated} == {CANCELLED}
    assert [one.state for one in line] == [OFFERED] * PLACES + [RESERVE] * (WAITING - PLACES)
    assert (briefing.places_taken, briefing.reserve_length) == (PLACES, WAITING - PLACES + NEWCOMERS)
    assert mails(opened, "place_offered", line) == {one.reference: 1 for one in line[:PLACES]}


def test_answers_pressed_many_times_while_others_let_go_count_once(port, opened, briefing):
    until = now() + timedelta(hours=48)
    taking = people(opened, briefing, PLACES // 2, OFFERED, offered_until=until)
    letting_go = people(opened, briefing, PLACES // 2, OFFERED, offered_until=until)
    line = people(opened, briefing, WAITING, RESERVE)
    opened.commit()
    acts = [(place_of(one), f"{place_of(one)}/accept", {}) for one in taking] * 5
    acts += [(place_of(one), f"{place_of(one)}/cancel", {}) for one in letting_go] * 5

    assert Counter(all_at_once(port, acts)) == {303: len(acts)}

    opened.rollback()
    opened.expire_all()
    assert {one.state for one in taking} == {CONFIRMED}
    assert {one.state for one in letting_go} == {CANCELLED}
    assert Counter(one.state for one in line) == {OFFERED: PLACES // 2, RESERVE: WAITING - PLACES // 2}
    assert mails(opened, "place_freed", taking) == {one.reference: 1 for one in taking}
    assert mails(opened, "registration_cancelled", letting_go) == {one.reference: 1 for one in letting_go}


def test_an_offer_that_ran_out_is_passed_on_once_when_fifty_look_at_once(port, opened, briefing):
    lapsed = people(opened, briefing, PLACES, OFFERED, offered_until=now() - timedelta(seconds=1))
    line = people(opened, briefing, WAITING, RESERVE)
    opened.commit()
    page = f"/whats-on/{briefing.reference}"  # their own pages have no button any more
    acts = [(page, f"{place_of(one)}/accept", {}) for one in lapsed] * 5

    assert Counter(all_at_once(port, acts)) == {303: len(acts)}

    opened.rollback()
    opened.expire_all()
    assert {one.state for one in lapsed} == {CANCELLED}
    assert [one.state for one in line] == [OFFERED] * PLACES + [RESERVE] * (WAITING - PLACES)
    assert mails(opened, "offer_lapsed", lapsed) == {one.reference: 1 for one in lapsed}
    live = opened.scalars(select(Registration).where(Registration.session_id == briefing.id)).all()
    assert briefing.places_taken == sum(one.state in (CONFIRMED, OFFERED) for one in live) == PLACES
