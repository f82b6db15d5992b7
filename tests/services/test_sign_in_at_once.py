"""Many at once, each in a transaction and a thread of their own, on both databases."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import delete
from sqlalchemy.orm import Session

from rose_training.adapters.locks import SiteLocks
from rose_training.database import writing
from rose_training.domain.permissions import Role
from rose_training.domain.refusals import Refusal
from rose_training.domain.sign_in import Try
from rose_training.models.outbox import OutboxMessage
from rose_training.models.people import Person, RoleGrant, SignInAttempt, SignInLink
from rose_training.services import sign_in, tries
from tests.factories import make_person

LOCKS = SiteLocks("a key of the tests")
EMAIL = "at-once@example.org"


@pytest.fixture
def ann(engine):
    """Committed, since several transactions are to see her; taken away again afterwards."""
    with Session(engine, expire_on_commit=False) as opened:
        with writing(opened) as session:
            person = make_person(session, Role.PROFESSIONAL, email=EMAIL)
        yield person
        with writing(opened) as session:
            for table in (SignInLink, SignInAttempt, OutboxMessage):
                session.execute(delete(table))
            session.execute(delete(RoleGrant).where(RoleGrant.person_id == person.id))
            session.execute(delete(Person).where(Person.id == person.id))


def all_at_once(engine, action, count):
    """What `action` answers in `count` threads, True where it was let through."""

    def one(_number):
        with Session(engine) as opened:
            try:
                with writing(opened) as session:
                    action(session)
            except Refusal:
                return False
        return True

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(one, range(count)))


def test_thirty_tries_at_once_are_ten(engine, ann, at):
    def guess(session):
        tries.count_try(session, Try.PASSWORD, account=EMAIL, network=None, locks=LOCKS, at=at)

    assert sum(all_at_once(engine, guess, 30)) == 10


def test_a_link_used_by_eight_browsers_at_once_opens_for_one(engine, ann, at):
    with Session(engine) as opened, writing(opened) as session:
        nonce = sign_in.ask_for_link(session, email=EMAIL, next_page=None, locks=LOCKS, at=at)
    token = LOCKS.link_token(nonce)

    def use(session):
        sign_in.use_link(session, token=token, locks=LOCKS, at=at)

    assert sum(all_at_once(engine, use, 8)) == 1
