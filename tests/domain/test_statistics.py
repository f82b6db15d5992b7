"""The arithmetic of percentages, against anchors from §4.4 of the domain notes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rose_training.domain.statistics import (
    Proportion,
    change_in_words,
    sign_test,
    wilson_interval,
)


@pytest.mark.parametrize(
    ("numerator", "denominator", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_agrees_with_newcombe_1998(numerator: int, denominator: int, low: float, high: float) -> None:
    interval = wilson_interval(numerator, denominator)
    assert interval.low == pytest.approx(low, abs=0.00005)
    assert interval.high == pytest.approx(high, abs=0.00005)


@pytest.mark.parametrize(("pairs", "low", "high"), [(50, 74, 93), (100, 78, 91), (1000, 84, 88)])
def test_what_eighty_six_per_cent_means_on_few_and_on_many(pairs: int, low: int, high: int) -> None:
    interval = wilson_interval(pairs * 86 // 100, pairs)
    assert (round(interval.low * 100), round(interval.high * 100)) == (low, high)


def test_none_and_all_have_exact_ends() -> None:
    assert wilson_interval(0, 20).low == 0.0
    assert wilson_interval(20, 20).high == 1.0


@given(st.integers(1, 100_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_holds_the_share_and_stays_between_nothing_and_all(
    counts: tuple[int, int],
) -> None:
    numerator, denominator = counts
    interval = wilson_interval(numerator, denominator)
    assert 0.0 <= interval.low <= numerator / denominator <= interval.high <= 1.0
    mirrored = wilson_interval(denominator - numerator, denominator)
    assert mirrored.high == pytest.approx(1 - interval.low)


@pytest.mark.parametrize("counts", [(1, 0), (-1, 5), (6, 5), (0, 0)])
def test_no_interval_for_what_is_not_a_share(counts: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="no interval"):
        wilson_interval(*counts)


@pytest.mark.parametrize("counts", [(2, 1), (-1, 3)])
def test_a_proportion_is_never_more_than_the_whole(counts: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="not a share"):
        Proportion(*counts)


def test_no_percentage_below_ten() -> None:
    assert Proportion(9, 9).percentage is None
    assert Proportion(9, 10).percentage == 90
    assert Proportion(0, 0).percentage is None


@pytest.mark.parametrize(
    ("numerator", "denominator", "percentage"),
    [(86, 100, 86), (1, 200, 1), (171, 200, 86), (999, 2000, 50), (0, 40, 0), (855, 1000, 86)],
)
def test_a_half_is_rounded_up(numerator: int, denominator: int, percentage: int) -> None:
    assert Proportion(numerator, denominator).percentage == percentage


def test_every_share_of_something_has_an_interval() -> None:
    assert Proportion(5, 9).interval is not None
    assert Proportion(1500, 2000).interval == wilson_interval(1500, 2000)
    assert Proportion(0, 0).interval is None


@pytest.mark.parametrize(("up", "down", "chance"), [(10, 2, 0.0386), (8, 0, 0.0078), (20, 6, 0.0094)])
def test_the_sign_test_has_its_known_values(up: int, down: int, chance: float) -> None:
    assert sign_test(up, down) == pytest.approx(chance, abs=0.00005)
    assert sign_test(down, up) == sign_test(up, down)


def test_the_sign_test_of_nothing_or_of_a_balance_says_nothing() -> None:
    assert sign_test(0, 0) == 1.0
    assert sign_test(7, 7) == 1.0
    with pytest.raises(ValueError, match="negative"):
        sign_test(-1, 2)


def test_the_sign_test_changes_over_to_the_normal_curve_without_a_step() -> None:
    assert sign_test(531, 469) == pytest.approx(sign_test(532, 469), abs=0.005)
    assert sign_test(60_000, 40_000) == pytest.approx(0.0)


def test_words_before_numbers() -> None:
    assert change_in_words(20, 6) == "Up"
    assert change_in_words(6, 20) == "Down"
    assert change_in_words(11, 10) == "No clear change"
