"""Eight parties ask at the same moment: all together or none, never a place too many, and nobody waits for ever.

civicrm-core PR #36248, PR #4726 and Hi.Events PR #1072: simultaneous registrations exceeded the capacity.
"""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from rose_training.database import writing
from rose_training.domain.actors import Actor
from rose_training.domain.registrations import RegistrationState
from rose_training.models.outbox import OutboxMessage
from rose_training.models.parties import OrganisationProposal, Party
from rose_training.models.people import Person
from rose_training.models.registrations import Registration
from rose_training.services import parties
from rose_training.services.parties import Coming, Wish
from rose_training.services.registrations import Attendee
from tests.factories import make_session

AT = datetime(2026, 11, 17, 9, 30, tzinfo=UTC)
AT_ONCE, PARTY, PLACES = 8, 3, 10


def register_all(engine, wishes):
    """Every wish, for the session with its reference, in a transaction of its own, beginning together."""
    barrier = Barrier(len(wishes))

    def one(asked):
        reference, wish = asked
        with Session(engine) as session:
            barrier.wait()
            with writing(session):
                parties.register(session, session_reference=reference, wish=wish, limit=5, by=Actor.visitor(), at=AT)

    with ThreadPoolExecutor(len(wishes)) as crowd:
        list(crowd.map(one, wishes))


def wish(emails, **over):
    people = tuple(Coming(Attendee(email.split("@")[0], email, "Example Refuge")) for email in emails)
    values = {"lead_name": "Lead", "lead_email": emails[0], "people": people, "together": True}
    return Wish(**values | over)


def test_parties_get_a_place_for_each_or_for_none(engine_of_our_own):
    with Session(engine_of_our_own) as session, writing(session):
        reference = make_session(session, capacity=PLACES).reference
    register_all(
        engine_of_our_own,
        [(reference, wish([f"p{party}n{n}@agency.example" for n in range(PARTY)])) for party in range(AT_ONCE)],
    )
    with Session(engine_of_our_own) as session:
        placed = select(func.count()).where(Registration.state == RegistrationState.CONFIRMED)
        by_party = session.scalars(placed.group_by(Registration.party_id)).all()
        assert list(by_party) == [PARTY] * (PLACES // PARTY)
        assert session.scalar(select(func.count()).select_from(Registration)) == AT_ONCE * PARTY
        assert session.scalar(select(func.count()).select_from(OutboxMessage)) == AT_ONCE * PARTY
        assert session.scalar(select(func.count()).select_from(OrganisationProposal)) == 1


def test_the_same_people_in_two_orders_on_two_dates_do_not_wait_for_each_other(engine_of_our_own):
    with Session(engine_of_our_own) as session, writing(session):
        references = [make_session(session).reference for _ in range(AT_ONCE)]
    emails = [f"n{number}@agency.example" for number in range(4)]
    register_all(
        engine_of_our_own,
        [(reference, wish(emails[::-1] if turn % 2 else emails)) for turn, reference in enumerate(references)],
    )
    with Session(engine_of_our_own) as session:
        assert session.scalar(select(func.count()).select_from(Party)) == AT_ONCE
        assert session.scalar(select(func.count()).where(Person.email.in_(emails))) == len(emails)
        assert session.scalar(select(func.count()).select_from(Registration)) == AT_ONCE * len(emails)
