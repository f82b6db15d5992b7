"""Colleagues in one list: nobody twice, not too many, and a choice where places are short."""

from datetime import UTC, datetime, timedelta

import pytest

from rose_training.domain.parties import (
    RowsRefused,
    check_choice,
    check_may_change,
    check_nobody_twice,
    check_size,
    same_name,
)
from rose_training.domain.refusals import Refusal
from rose_training.domain.registrations import LIVE, RegistrationState

START = datetime(2026, 12, 8, 14, tzinfo=UTC)


def test_whoever_stands_in_the_list_twice_is_named_at_the_later_row():
    check_nobody_twice(["ada@x.example", "bo@x.example"])
    with pytest.raises(RowsRefused) as no:
        check_nobody_twice(["ada@x.example", "bo@x.example", "ada@x.example", "bo@x.example"])
    assert sorted(no.value.rows) == [2, 3]
    assert no.value.code == "twice_in_list"


def test_as_many_colleagues_as_the_setting_says():
    check_size(5, limit=5)
    with pytest.raises(Refusal) as no:
        check_size(6, limit=5)
    assert "5 colleagues in one go" in no.value.sentence


def test_all_together_or_split_is_asked_and_must_be_possible():
    """pretix#974, #1404: groups want n places, all or none, or as many as there are."""
    with pytest.raises(Refusal) as no:
        check_choice(together=None, size=3, room=20)
    assert (no.value.code, no.value.field) == ("too_few_places", "together")
    check_choice(together=True, size=3, room=20)
    check_choice(together=True, size=3, room=None)
    check_choice(together=False, size=3, room=2)
    with pytest.raises(Refusal) as no:
        check_choice(together=True, size=3, room=2)
    assert no.value.code == "never_together"


@pytest.mark.parametrize("state", list(RegistrationState))
def test_a_place_changes_hands_while_it_is_held_and_until_the_start(state):
    if state not in LIVE:
        with pytest.raises(Refusal) as no:
            check_may_change(state=state, starts_at=START, at=START - timedelta(days=1))
        assert no.value.code == "not_live"
        return
    check_may_change(state=state, starts_at=START, at=START - timedelta(seconds=1))
    with pytest.raises(Refusal) as no:
        check_may_change(state=state, starts_at=START, at=START)
    assert no.value.code == "started"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Ada Example", "ada  example ", True),
        ("Ada Example", "Ada Exampel", False),
        ("Zoe Example", "Zoë Example", False),
    ],
)
def test_blanks_and_capitals_are_no_other_name_but_an_accent_is(one, other, same):
    assert same_name(one, other) is same
