"""The letters about signing in, as they read."""

from datetime import timedelta

import pytest

from rose_training import clock
from rose_training.adapters.locks import SiteLocks
from rose_training.domain.actors import Actor
from rose_training.domain.permissions import Role
from rose_training.messages.catalogue import write
from rose_training.messages.rendering import render
from rose_training.models.outbox import OutboxMessage
from rose_training.models.people import SignInLink
from rose_training.services import sign_in
from tests.factories import make_person
from tests.messages.conftest import compare


class FixedLocks(SiteLocks):
    """Always the same nonce, so that the kept text has the same link and code."""

    def new_nonce(self) -> str:
        return "a-nonce-of-the-tests00"


@pytest.fixture
def locks(app):
    return FixedLocks(app.config["SECRET_KEY"])


@pytest.fixture
def ann(stored):
    person = make_person(stored, Role.PROFESSIONAL, name="Ann Smith", email="ann@example.org")
    stored.commit()
    return person


@pytest.fixture
def carol(stored):
    person = make_person(
        stored, Role.COORDINATOR, name="Carol Jones", email="carol@example.org", reference="PER-TEST-22"
    )
    stored.commit()
    return person


def asked(stored, locks, email, at):
    """Ask for a link at `at`; answers the message as the outbox holds it."""
    sign_in.ask_for_link(stored, email=email, next_page=None, locks=locks, at=at)
    stored.flush()
    return stored.query(OutboxMessage).one()


def test_the_link_and_the_code(reads_as_kept, stored, ann, locks, at):
    with clock.set_to(at):
        message = asked(stored, locks, "ann@example.org", at)
        letter = reads_as_kept("sign_in_link", to=message.to, about=message.about)
    assert not letter.keep, "the words open an account and are not stored"


def test_staff_are_told_where_their_password_goes(reads_as_kept, stored, carol, locks, at):
    with clock.set_to(at):
        message = asked(stored, locks, "carol@example.org", at)
        letter = reads_as_kept("sign_in_link", to=message.to, about=message.about, name="sign_in_link_staff")
    assert "code" not in letter.facts


def test_choosing_a_password(stored, app, carol, at):
    sign_in.ask_for_password(stored, person=carol, by=Actor.system("test"), at=at)
    message = stored.query(OutboxMessage).one()
    with app.app_context():
        letter = write(stored, message)
        assert letter is not None
        words = render(letter)
    compare("choose_password", f"Subject: {words.subject}\n\n{words.text}")
    assert not letter.keep
    token = letter.facts["address"].rpartition("/")[2]
    locks = SiteLocks(app.config["SECRET_KEY"])
    chooser = sign_in.person_choosing(stored, token=token, locks=locks, at=at + timedelta(days=2, hours=23))
    assert chooser is carol


def test_no_mail_to_a_stranger_nor_for_a_link_that_is_stale_by_now(app, stored, ann, locks, at):
    with app.app_context():
        with clock.set_to(at):
            assert write(stored, asked(stored, locks, "stranger@example.org", at)) is None
            stored.query(OutboxMessage).delete()
            stored.query(SignInLink).delete()
            message = asked(stored, locks, "ann@example.org", at)
            assert write(stored, message) is not None
        with clock.set_to(at + timedelta(minutes=30)):
            assert write(stored, message) is None
        with clock.set_to(at):
            stored.query(SignInLink).one().superseded_at = at
            assert write(stored, message) is None


def test_no_mail_to_an_address_that_is_no_longer_theirs(app, stored, ann, locks, at):
    with app.app_context(), clock.set_to(at):
        message = asked(stored, locks, "ann@example.org", at)
        ann.email = "ann.smith@example.org"
        stored.flush()
        assert write(stored, message) is None
