"""Signing in by mail and by password, and what happens to those who guess."""

from datetime import timedelta

import pytest

from rose_training.adapters.locks import SiteLocks
from rose_training.domain.actors import Actor
from rose_training.domain.permissions import Role
from rose_training.domain.refusals import Refusal
from rose_training.domain.sign_in import Try
from rose_training.models.outbox import OutboxMessage
from rose_training.models.people import SignInAttempt, SignInLink
from rose_training.services import accounts, history, sign_in, tries
from tests.factories import make_person

LOCKS = SiteLocks("a key of the tests")
MINUTE = timedelta(minutes=1)
GOOD = "tulip kettle fjord"


@pytest.fixture
def ann(session):
    return make_person(session, Role.PROFESSIONAL, name="Ann Smith", email="ann@example.org")


@pytest.fixture
def carol(session, at):
    """A coordinator with a password."""
    carol = make_person(session, Role.COORDINATOR, name="Carol Jones", email="carol@example.org")
    sign_in.set_password(session, person=carol, password=GOOD, locks=LOCKS, by=Actor.system("test"), at=at)
    return carol


def ask(session, at, email="ann@example.org", next_page=None):
    return sign_in.ask_for_link(session, email=email, next_page=next_page, locks=LOCKS, at=at)


def use(session, nonce, at):
    return sign_in.use_link(session, token=LOCKS.link_token(nonce), locks=LOCKS, at=at)


def code(session, nonce, typed, at):
    return sign_in.use_code(session, nonce=nonce, typed=typed, locks=LOCKS, at=at)


class TestLink:
    def test_a_link_signs_its_person_in_once(self, session, ann, at):
        nonce = ask(session, at, next_page="/my/places")
        link = use(session, nonce, at + 29 * MINUTE)
        assert link.person is ann
        assert link.next_page == "/my/places"
        with pytest.raises(Refusal) as no:
            use(session, nonce, at + 29 * MINUTE)
        assert no.value.code == "link_used"

    def test_looking_at_a_link_does_not_use_it_up(self, session, ann, at):
        token = LOCKS.link_token(ask(session, at))
        for _ in range(3):
            sign_in.person_of_link(session, token=token, locks=LOCKS, at=at)
        sign_in.use_link(session, token=token, locks=LOCKS, at=at)

    def test_after_thirty_minutes_it_is_too_late(self, session, ann, at):
        nonce = ask(session, at)
        with pytest.raises(Refusal) as no:
            use(session, nonce, at + 30 * MINUTE)
        assert no.value.code == "link_expired"

    def test_a_day_later_its_row_is_swept_away(self, session, ann, at):
        ask(session, at)
        ask(session, at + timedelta(days=2))
        assert session.query(SignInLink).count() == 1

    def test_a_newer_one_supersedes_it(self, session, ann, at):
        older = ask(session, at)
        newer = ask(session, at + MINUTE, email="Ann@Example.org")
        with pytest.raises(Refusal) as no:
            use(session, older, at + MINUTE)
        assert no.value.code == "link_superseded"
        use(session, newer, at + MINUTE)

    def test_somebody_elses_newer_link_supersedes_nothing(self, session, ann, at):
        nonce = ask(session, at)
        ask(session, at, email="unknown@example.org")
        ask(session, at, email=make_person(session).email)
        use(session, nonce, at)

    def test_what_we_did_not_make_opens_nothing(self, session, ann, at):
        nonce = ask(session, at)
        for token in (nonce, "", SiteLocks("another key").link_token(nonce), LOCKS.link_token("made up")):
            with pytest.raises(Refusal) as no:
                sign_in.use_link(session, token=token, locks=LOCKS, at=at)
            assert no.value.code == "link_unknown"

    def test_it_dies_when_the_address_changes(self, session, ann, at):
        nonce = ask(session, at)
        ann.email = "ann.smith@example.org"
        session.flush()
        with pytest.raises(Refusal) as no:
            use(session, nonce, at)
        assert no.value.code == "link_unknown"

    def test_one_mail_is_queued_to_the_persons_own_address(self, session, ann, at):
        nonce = ask(session, at, email=" ANN@example.org")
        mail = session.query(OutboxMessage).one()
        assert (mail.kind, mail.to, mail.about) == ("sign_in_link", "ann@example.org", nonce)

    def test_the_row_and_the_mail_hold_neither_link_nor_code(self, session, ann, at):
        nonce = ask(session, at)
        row, mail = session.query(SignInLink).one(), session.query(OutboxMessage).one()
        stored = repr([vars(row), vars(mail)])
        assert nonce in stored
        assert LOCKS.link_token(nonce) not in stored
        assert f"'{LOCKS.six_digits(nonce)}'" not in stored


class TestUnknownAddress:
    def test_asking_leaves_the_same_rows_but_nobodys_name(self, session, at):
        ask(session, at, email="stranger@example.org")
        link, mail = session.query(SignInLink).one(), session.query(OutboxMessage).one()
        assert link.person_id is None
        assert mail.to == sign_in.NOBODY
        assert "stranger" not in repr([vars(link), vars(mail)])

    def test_not_even_the_right_code_opens_it(self, session, at):
        nonce = ask(session, at, email="stranger@example.org")
        answer = code(session, nonce, LOCKS.six_digits(nonce), at)
        assert isinstance(answer, Refusal)
        assert answer.code == "code_wrong"

    def test_a_stranger_and_a_person_are_told_the_same_at_every_step(self, session, ann, at):
        told = []
        for email in ("ann@example.org", "stranger@example.org"):
            older = ask(session, at, email=email)
            newer = ask(session, at, email=email)
            sentences = [code(session, older, "000000", at).sentence]
            for _ in range(6):
                typed = "111111" if LOCKS.six_digits(newer) == "000000" else "000000"
                sentences.append(code(session, newer, typed, at).sentence)
            told.append(sentences)
        assert told[0] == told[1]


class TestCode:
    def test_the_code_signs_in_however_it_is_pasted(self, session, ann, at):
        nonce = ask(session, at)
        digits = LOCKS.six_digits(nonce)
        answer = code(session, nonce, f" {digits[:3]} {digits[3:]}\n", at)
        assert isinstance(answer, sign_in.Opened)
        assert answer.person is ann

    def test_it_works_once_and_the_link_beside_it_no_more(self, session, ann, at):
        nonce = ask(session, at)
        assert isinstance(code(session, nonce, LOCKS.six_digits(nonce), at), sign_in.Opened)
        again = code(session, nonce, LOCKS.six_digits(nonce), at)
        assert isinstance(again, Refusal)
        assert again.code == "link_used"
        with pytest.raises(Refusal, match="used"):
            use(session, nonce, at)

    def test_five_wrong_codes_use_it_up(self, session, ann, at):
        nonce = ask(session, at)
        digits = LOCKS.six_digits(nonce)
        wrong = "111111" if digits == "000000" else "000000"
        for _ in range(5):
            assert code(session, nonce, wrong, at).code == "code_wrong"
        assert code(session, nonce, digits, at).code == "code_used_up"

    def test_a_made_up_nonce_has_no_code(self, session, at):
        assert code(session, "made up", "000000", at).code == "link_unknown"


class TestStaff:
    def test_a_mail_does_not_get_around_the_password(self, session, carol, at):
        nonce = ask(session, at, email="carol@example.org")
        with pytest.raises(Refusal) as no:
            use(session, nonce, at)
        assert no.value.code == "staff_by_password"
        assert code(session, nonce, LOCKS.six_digits(nonce), at).code == "staff_by_password"

    def test_the_password_opens(self, session, carol):
        found = sign_in.check_password(session, email="Carol@Example.org", password=GOOD, locks=LOCKS)
        assert found is carol

    @pytest.mark.parametrize(
        ("email", "password"),
        [("carol@example.org", "wrong"), ("stranger@example.org", GOOD), ("ann@example.org", GOOD), ("", "")],
    )
    def test_every_wrong_one_gets_the_same_answer(self, session, carol, ann, email, password):
        with pytest.raises(Refusal) as no:
            sign_in.check_password(session, email=email, password=password, locks=LOCKS)
        assert no.value.code == "password_wrong"
        assert no.value.sentence == "The e-mail address or the password is not right."

    def test_the_slow_comparison_is_made_for_strangers_too(self, session, carol):
        """The work is counted, not timed."""
        asked = []

        class Counting(SiteLocks):
            def matches(self, password, stored):
                asked.append(stored is not None)
                return super().matches(password, stored)

        for email in ("carol@example.org", "stranger@example.org"):
            with pytest.raises(Refusal):
                sign_in.check_password(session, email=email, password="wrong", locks=Counting("key"))
        assert asked == [True, False]

    def test_whose_staff_role_has_ended_gets_in_no_more(self, session, carol, at):
        for grant in accounts.live_grants(session, carol.id):
            grant.ended_at = at
        session.flush()
        with pytest.raises(Refusal):
            sign_in.check_password(session, email="carol@example.org", password=GOOD, locks=LOCKS)

    def test_a_new_password_signs_out_everywhere_and_is_in_the_history(self, session, carol, at):
        token = accounts.start_session(session, person=carol, shared=False, at=at)
        actor = Actor.person(carol.id, carol.name)
        sign_in.set_password(session, person=carol, password="lamp river stone", locks=LOCKS, by=actor, at=at)
        assert accounts.find_session(session, token=token, at=at) is None
        sign_in.check_password(session, email="carol@example.org", password="lamp river stone", locks=LOCKS)
        entry = history.entries_about(session, carol.reference)[0]
        assert (entry.event, entry.by_id, entry.detail) == ("password_set", carol.id, {})

    def test_a_weak_password_changes_nothing(self, session, carol, at):
        with pytest.raises(Refusal):
            sign_in.set_password(
                session, person=carol, password="jigsawjigsaw", locks=LOCKS, by=Actor.system("test"), at=at
            )
        sign_in.check_password(session, email="carol@example.org", password=GOOD, locks=LOCKS)


class TestTries:
    def count(self, session, at, step=Try.PASSWORD, account="a@example.org", network="192.0.2.1"):
        tries.count_try(session, step, account=account, network=network, locks=LOCKS, at=at)

    def test_ten_tries_at_one_account_and_no_more(self, session, at):
        for number in range(10):
            self.count(session, at, network=f"192.0.2.{number}")
        with pytest.raises(Refusal) as no:
            self.count(session, at, network="198.51.100.1")
        assert no.value.code == "too_many_tries"
        self.count(session, at, account="b@example.org", network="198.51.100.1")
        self.count(session, at + 5 * MINUTE)

    def test_ten_tries_from_one_network_address_and_no_more(self, session, at):
        for number in range(10):
            self.count(session, at, account=f"{number}@example.org")
        with pytest.raises(Refusal):
            self.count(session, at, account="new@example.org")

    def test_a_refused_try_does_not_lengthen_the_wait(self, session, at):
        for _ in range(10):
            self.count(session, at)
        for minute in range(5):
            with pytest.raises(Refusal):
                self.count(session, at + minute * MINUTE)
        self.count(session, at + 5 * MINUTE)

    def test_success_forgives_the_account_and_its_own_try_of_the_network(self, session, at):
        for _ in range(9):
            self.count(session, at)
        self.count(session, at)
        tries.forgive_tries(session, Try.PASSWORD, account="a@example.org", network="192.0.2.1", locks=LOCKS)
        self.count(session, at, account="a@example.org")
        with pytest.raises(Refusal):
            self.count(session, at, account="c@example.org")

    def test_an_inbox_is_not_flooded_yet_a_staff_room_may_ask_together(self, session, at):
        for _ in range(6):
            self.count(session, at, step=Try.LINK_ASKED)
        with pytest.raises(Refusal):
            self.count(session, at, step=Try.LINK_ASKED)
        for number in range(30):
            self.count(session, at, step=Try.LINK_ASKED, account=f"{number}@example.org")

    def test_nothing_stored_names_anybody_and_old_tries_are_swept_away(self, session, at):
        self.count(session, at)
        stored = [vars(row) for row in session.query(SignInAttempt)]
        assert len(stored) == 2
        assert "example" not in repr(stored)
        assert "192.0.2" not in repr(stored)
        self.count(session, at + timedelta(hours=2), account="b@example.org", network=None)
        assert session.query(SignInAttempt).count() == 1
