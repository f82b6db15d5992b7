"""Numbers that notice a slip, and what a stranger may see of a name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rose_training.domain.certificates import initials, learning_time, new_number, tidy_number
from rose_training.domain.references import ALPHABET


def bare(number: str) -> str:
    return number.removeprefix("CERT-").replace("-", "")


def test_a_number_reads_as_it_is_written_aloud() -> None:
    number = new_number()
    assert tidy_number(number) == number
    assert tidy_number(f" {number.lower().replace('-', ' ')} ") == number
    assert tidy_number(bare(number)) == number


@pytest.mark.parametrize("typed", ["", "CERT", "CERT-2222-222", "CERT-AEIO-UYL0", "x" * 1000, "ABC-1234"])
def test_what_cannot_be_a_number_is_none(typed: str) -> None:
    assert tidy_number(typed) is None


@given(st.integers(0, 7), st.sampled_from(ALPHABET))
def test_one_sign_mistyped_is_noticed(place: int, other: str) -> None:
    signs = bare(new_number())
    wrong = signs[:place] + other + signs[place + 1 :]
    assert (tidy_number(wrong) is not None) == (other == signs[place])


@given(st.integers(0, 6))
def test_two_neighbours_swapped_are_noticed(place: int) -> None:
    signs = bare(new_number())
    one, two = signs[place], signs[place + 1]
    wrong = signs[:place] + two + one + signs[place + 2 :]
    assert (tidy_number(wrong) is not None) == (one == two)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Ada Example", "A. E."),
        ("ada van der example", "A. V. D. E."),
        ("Zoë O'Neill-Smith", "Z. O. N. S."),
        ("Оксана Іваненко", "О. І."),
        ("Madonna", "M."),
        ("  ", ""),
    ],
)
def test_initials(name: str, shown: str) -> None:
    assert initials(name) == shown


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(60, "1 hour"), (45, "45 minutes"), (90, "1 hour 30 minutes"), (121, "2 hours 1 minute")],
)
def test_sixty_minutes_of_active_learning_are_an_hour(minutes: int, words: str) -> None:
    assert learning_time(minutes) == words
