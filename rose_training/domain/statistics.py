"""The small arithmetic behind a percentage: how sure we may be, and when to say nothing.

Everything here follows §4.4 of the domain notes and needs the standard library alone.
"""

from dataclasses import dataclass
from fractions import Fraction
from math import comb, erfc, sqrt

#: The 97.5th percentile of the normal distribution: both tails together leave 5%.
Z_95 = 1.959963984540054

#: Below this many, a percentage says more than the data does (§4.4).
FEWEST_FOR_A_PERCENTAGE = 10


#: Up to here the sign test is worked out exactly; beyond, the normal curve is as good.
MOST_EXACT_TOSSES = 1000


@dataclass(frozen=True, slots=True)
class Interval:
    """A 95% interval for a share; both ends between 0 and 1."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Proportion:
    """``numerator`` of ``denominator``: always kept as two counts, never as a percentage."""

    numerator: int
    denominator: int

    def __post_init__(self) -> None:
        if not 0 <= self.numerator <= self.denominator:
            raise ValueError(f"{self.numerator} of {self.denominator} is not a share")

    @property
    def percentage(self) -> int | None:
        """The whole percentage, a half rounded up; None when there are fewer than ten."""
        if self.denominator < FEWEST_FOR_A_PERCENTAGE:
            return None
        return int(Fraction(200 * self.numerator + self.denominator, 2 * self.denominator))

    @property
    def interval(self) -> Interval | None:
        """Wilson's 95% interval; None when nothing was counted.

        §4.4 asks for it below 200; a page shows it always, so that nobody has to wonder.
        """
        if self.denominator == 0:
            return None
        return wilson_interval(self.numerator, self.denominator)


def wilson_interval(numerator: int, denominator: int) -> Interval:
    """Wilson's 95% score interval, well-behaved at none, at all and for few.

    Raises ValueError unless 0 <= numerator <= denominator and denominator > 0.
    """
    if denominator <= 0 or not 0 <= numerator <= denominator:
        raise ValueError(f"no interval for {numerator} of {denominator}")
    share = numerator / denominator
    spread = Z_95 * Z_95 / denominator
    centre = (share + spread / 2) / (1 + spread)
    half = Z_95 * sqrt(share * (1 - share) / denominator + spread / denominator / 4) / (1 + spread)
    # At none and at all the bound is exact; floating point would leave a crumb there.
    low = 0.0 if numerator == 0 else centre - half
    high = 1.0 if numerator == denominator else centre + half
    return Interval(low, high)


def sign_test(up: int, down: int) -> float:
    """How often a fair coin would lean at least this far (two-sided); ties are left out before.

    It answers "did more go up than down than chance would explain?" and nothing about causes:
    there is no comparison group (§4.4). Raises ValueError for negative counts.
    """
    if up < 0 or down < 0:
        raise ValueError("counts cannot be negative")
    tosses = up + down
    if tosses > MOST_EXACT_TOSSES:
        lean = max(0, abs(up - down) - 1)
        return erfc(lean / sqrt(2 * tosses))
    tail = sum(comb(tosses, heads) for heads in range(max(up, down), tosses + 1))
    return float(min(Fraction(1), Fraction(2 * tail, 2**tosses)))


def change_in_words(up: int, down: int) -> str:
    """What a report says instead of a p-value: "Up", "Down" or "No clear change" (§4.4)."""
    if sign_test(up, down) >= 0.05:
        return "No clear change"
    return "Up" if up > down else "Down"
