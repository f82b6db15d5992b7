"""Small spelling mistakes in a search."""

import pytest

from rose_training.domain.spelling import corrected

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
