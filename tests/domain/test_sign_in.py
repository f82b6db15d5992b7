"""How long, how often, and which passwords."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rose_training.domain import sign_in
from rose_training.domain.permissions import Permission, Role
from rose_training.domain.refusals import Refusal
from rose_training.domain.sign_in import SessionLimits, SignedIn

AT = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def ages(*minutes: float) -> list[datetime]:
    """Moments so many minutes before AT."""
    return [AT - timedelta(minutes=age) for age in minutes]


class TestThrottle:
    def test_the_tenth_try_is_let_through_and_the_eleventh_is_not(self):
        sign_in.refuse_if_too_many(ages(*[1] * 9), at=AT)
        with pytest.raises(Refusal) as no:
            sign_in.refuse_if_too_many(ages(*[1] * 10), at=AT)
        assert no.value.code == "too_many_tries"

    def test_old_tries_no_longer_count(self):
        sign_in.refuse_if_too_many(ages(*[5] * 30), at=AT)

    def test_the_sentence_says_how_long_to_wait(self):
        with pytest.raises(Refusal, match="Wait 3 minutes"):
            sign_in.refuse_if_too_many(ages(*[2] * 10), at=AT)
        with pytest.raises(Refusal, match="Wait a minute"):
            sign_in.refuse_if_too_many(ages(*[4.5] * 10), at=AT)

    @given(st.lists(st.integers(0, 600), max_size=40))
    def test_whoever_waits_as_told_is_let_through(self, seconds):
        tries = [AT - timedelta(seconds=age) for age in seconds]
        try:
            sign_in.refuse_if_too_many(tries, at=AT)
        except Refusal as no:
            words = no.sentence.split("Wait ")[1].split(" minute")[0]
            wait = 1 if words == "a" else int(words)
            sign_in.refuse_if_too_many(tries, at=AT + wait * MINUTE)


FRESH_LINK = {"used": False, "superseded": False, "expires_at": AT + MINUTE, "wrong_codes": 0}


class TestLink:
    def test_a_fresh_link_is_good(self):
        sign_in.refuse_stale_link(**FRESH_LINK, at=AT)

    @pytest.mark.parametrize(
        ("change", "code"),
        [
            ({"used": True}, "link_used"),
            ({"superseded": True}, "link_superseded"),
            ({"expires_at": AT}, "link_expired"),
            ({"wrong_codes": 5}, "code_used_up"),
        ],
    )
    def test_a_stale_link_says_why(self, change, code):
        with pytest.raises(Refusal) as no:
            sign_in.refuse_stale_link(**{**FRESH_LINK, **change}, at=AT)
        assert no.value.code == code

    def test_four_wrong_codes_are_forgiven(self):
        sign_in.refuse_stale_link(**{**FRESH_LINK, "wrong_codes": 4}, at=AT)


class TestSession:
    def live(self, *, seen: float, ends_in: float) -> bool:
        return sign_in.session_is_live(
            seen_at=AT - seen * MINUTE, idle=15 * MINUTE, expires_at=AT + ends_in * MINUTE, at=AT
        )

    def test_used_lately_it_goes_on(self):
        assert self.live(seen=14.9, ends_in=20)

    def test_left_alone_it_ends(self):
        assert not self.live(seen=15, ends_in=20)

    def test_it_ends_at_the_latest_after_its_whole_length_however_busy(self):
        assert self.live(seen=0, ends_in=0.1)
        assert not self.live(seen=0, ends_in=0)

    def test_a_shared_computer_is_let_go_sooner(self):
        limits = SessionLimits()
        assert limits.of(shared=True).idle < limits.of(shared=False).idle
        assert limits.of(shared=True).absolute < limits.of(shared=False).absolute


class TestPassword:
    @pytest.mark.parametrize(
        "good",
        [
            "correct horse battery",
            "Tulip-Kettle-Fjord",
            "8f3k29d0x7q2",
            "møøse gløve påper",
            "lamp lamp river stone" * 50,
        ],
    )
    def test_long_ones_are_good_whatever_signs_they_have(self, good):
        sign_in.refuse_weak_password(good, name="Ann Smith", email="ann@example.org")

    def test_eleven_characters_are_too_few_and_twelve_enough(self):
        with pytest.raises(Refusal) as no:
            sign_in.refuse_weak_password("tulipkettle")
        assert (no.value.code, no.value.field) == ("password_short", "password")
        sign_in.refuse_weak_password("tulipkettlex")

    @pytest.mark.parametrize(
        "bad",
        [
            "jigsawjigsaw",
            "Magdalene-2026!",
            "norwichnorwich1",
            "JigsawNorwich99",
            "passwordpassword",
            "123456123456123456",
            "aaaaaaaaaaaaaaaa",
            "annsmith-annsmith",
            "836492749274",
            "            ",
        ],
    )
    def test_easily_guessed_ones_are_refused(self, bad):
        with pytest.raises(Refusal) as no:
            sign_in.refuse_weak_password(bad, name="Ann Smith", email="annsmith@example.org")
        assert no.value.code == "password_guessable"

    def test_a_guessable_word_among_others_does_no_harm(self):
        sign_in.refuse_weak_password("norwich kettle fjord")


class TestSignedIn:
    ann = SignedIn(7, "Ann Smith", "ann@example.org", frozenset({Role.FACILITATOR}))

    def test_may_is_asked_by_permission_or_by_its_value(self):
        assert self.ann.may(Permission.TAKE_REGISTER)
        assert self.ann.may("take_register")
        assert not self.ann.may("manage_people")

    def test_a_permission_that_does_not_exist_is_a_mistake(self):
        with pytest.raises(ValueError, match="fly"):
            self.ann.may("fly")

    def test_the_history_names_them_without_their_address(self):
        assert self.ann.actor.person_id == 7
        assert "@" not in self.ann.actor.label

    def test_facilitators_are_staff_and_bookers_are_not(self):
        assert self.ann.is_staff
        assert not sign_in.is_staff([Role.SCHOOL_BOOKER, Role.PROFESSIONAL])


@pytest.mark.parametrize(
    ("typed", "tidy"),
    [(" 123 456 ", "123456"), ("123-456", "123456"), ("K7QM-2xvb", "k7qm2xvb")],
)
def test_codes_may_be_pasted_with_spaces_and_dashes(typed, tidy):
    assert sign_in.tidy_code(typed) == tidy


def test_addresses_are_compared_in_lower_case():
    assert sign_in.tidy_email("  Ann@Example.ORG\n") == "ann@example.org"
