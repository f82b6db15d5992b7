"""Which headcounts are asked about once more."""

import pytest

from rose_training.domain.headcounts import unlikely


@pytest.mark.parametrize(
    ("counted", "expected", "most", "words"),
    [
        (260, 26, 400, "26 were expected"),
        (53, 26, None, "26 were expected"),
        (33, 26, 32, "32 at most"),
        (41, None, 40, "40 at most"),
    ],
)
def test_a_number_far_off_is_asked_about(counted: int, expected: int | None, most: int | None, words: str) -> None:
    assert words in (unlikely(counted, expected=expected, most=most) or "")


@pytest.mark.parametrize(("counted", "expected", "most"), [(52, 26, 52), (0, 26, 32), (2000, None, None)])
def test_a_likely_number_is_not(counted: int, expected: int | None, most: int | None) -> None:
    assert unlikely(counted, expected=expected, most=most) is None
