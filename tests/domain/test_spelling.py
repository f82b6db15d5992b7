"""Small spelling mistakes in a search."""

from difflib import SequenceMatcher

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rose_training.domain.spelling import CLOSE_ENOUGH, corrected

KNOWN = {"dereham", "neatherd", "high", "st", "marys", "primary", "norwich", "north", "hethersett"}


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("deram", "dereham"),
        ("niethard", "neatherd"),
        ("niethard high", "neatherd high"),
        ("norwhich", "norwich"),
        ("st marys deram", "st marys dereham"),
    ],
)
def test_a_small_mistake_is_mended(typed: str, first: str) -> None:
    assert corrected(typed.split(), KNOWN)[0] == first


@pytest.mark.parametrize("typed", ["dereham", "dere", "xqzzk", "nr1", "12345", "", "hi"])
def test_what_is_right_or_past_help_stays(typed: str) -> None:
    assert corrected(typed.split(), KNOWN) == []


@given(st.text("abcde", min_size=4, max_size=9), st.text("abcde", min_size=4, max_size=9))
def test_no_close_word_is_passed_over_to_save_time(typed: str, known: str) -> None:
    close = SequenceMatcher(None, known, typed).ratio() >= CLOSE_ENOUGH
    near = abs(len(typed) - len(known)) <= 2 and not known.startswith(typed)

    assert bool(corrected([typed], {known})) == (close and near)
