"""What a report is made of: figures, their definitions, and what each of them leaves out.

The words of the definitions stand in `domain/impact_definitions.py`.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from fractions import Fraction
from typing import Any

from rose_training.domain.periods import Period
from rose_training.domain.statistics import Proportion, change_in_words


class FigureKey(StrEnum):
    """The figures of the report; the value is the key in its JSON form and its address."""

    CHILDREN_REACHED = "children_reached"
    CHILDREN_ATTENDANCES = "children_attendances"
    PARENTS_REACHED = "parents_reached"
    PROFESSIONALS_TRAINED = "professionals_trained"
    PROFESSIONAL_PLACES = "professional_places"
    KNOWLEDGE_INCREASED = "knowledge_increased"
    PRIMARY_SCHOOLS = "primary_schools"
    SECONDARY_SCHOOLS = "secondary_schools"
    OTHER_SETTINGS = "other_settings"
    VOLUNTARY_ORGANISATIONS = "voluntary_organisations"
    STATUTORY_ORGANISATIONS = "statutory_organisations"
    AGENCIES = "agencies"


@dataclass(frozen=True, slots=True)
class Definition:
    """What a figure means, in words that a funder can read; changed only with its version."""

    key: FigureKey
    label: str
    unit: str
    sentence: str
    version: int


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Something that is not in a figure: why, and how many. Never dropped silently (§4.3)."""

    reason: str
    count: int


@dataclass(frozen=True, slots=True)
class Part:
    """A sub-row of a figure. The parts of a count add up to it."""

    label: str
    count: int


SCORE_BANDS = ("Under 20%", "20% to 39%", "40% to 59%", "60% to 79%", "80% to 99%", "Full marks")
"""The parts of the scale in which before and after are shown side by side."""


def score_band(share: Fraction) -> int:
    """Which of the `SCORE_BANDS` a share of right answers stands in; the last is full marks alone."""
    return int(share * (len(SCORE_BANDS) - 1))


@dataclass(frozen=True, slots=True)
class Shift:
    """What became of the valid pairs between before and after (§4.3)."""

    increased: int
    same: int
    lower: int
    at_ceiling: int
    """Full marks before: these cannot rise, and stand among `same` and `lower`."""
    before: tuple[int, ...] = ()
    """How many pairs stood in each of the `SCORE_BANDS` before."""
    after: tuple[int, ...] = ()
    """The same after."""
    years: tuple[tuple[Period, Proportion], ...] = ()
    """Increased, of all valid pairs, in each academic year; a pair is in one year, so they add up."""

    @property
    def pairs(self) -> int:
        """All valid pairs."""
        return self.increased + self.same + self.lower

    @property
    def increase(self) -> Proportion:
        """The headline: increased, of all valid pairs."""
        return Proportion(self.increased, self.pairs)

    @property
    def increase_with_room(self) -> Proportion:
        """Increased, of those who did not have full marks before."""
        return Proportion(self.increased, self.pairs - self.at_ceiling)

    @property
    def too_easy(self) -> bool:
        """More than 30% had full marks before: the questions can hardly show a gain (§4.3)."""
        return self.at_ceiling * 10 > self.pairs * 3

    @property
    def in_words(self) -> str:
        """ "Up", "Down" or "No clear change", by the sign test."""
        return change_in_words(self.increased, self.lower)


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of the report, or one list of names, with everything needed to trust it.

    `value` is a count, a whole percentage (None when there are fewer than ten pairs) or a tuple
    of names. `proportion` and `shift` are there for a percentage alone.
    """

    definition: Definition
    value: int | tuple[str, ...] | None
    left_out: tuple[LeftOut, ...] = ()
    parts: tuple[Part, ...] = ()
    shift: Shift | None = None

    @property
    def key(self) -> FigureKey:
        """Which figure it is."""
        return self.definition.key

    @property
    def breakdown(self) -> tuple[Part, ...]:
        """The parts worth a line each: none when one of them is the whole figure."""
        present = tuple(part for part in self.parts if part.count)
        return present if len(present) > 1 else ()

    @property
    def proportion(self) -> Proportion | None:
        """Numerator and denominator of a percentage; None for a count."""
        return self.shift.increase if self.shift else None

    def as_plain(self) -> dict[str, Any]:
        """The figure in plain values, for JSON; percentages run from 0 to 100."""
        plain: dict[str, Any] = {
            "key": self.key.value,
            "label": self.definition.label,
            "value": list(self.value) if isinstance(self.value, tuple) else self.value,
            "unit": self.definition.unit,
            "definition": self.definition.sentence,
            "definition_version": self.definition.version,
            "left_out": [{"reason": one.reason, "count": one.count} for one in self.left_out],
        }
        if self.parts:
            plain["parts"] = [{"label": part.label, "count": part.count} for part in self.parts]
        if self.shift:
            plain |= _plain_shift(self.shift)
        return plain


@dataclass(frozen=True, slots=True)
class Report:
    """The figures of one period, all worked out at the same moment."""

    period: Period
    as_at: datetime
    figures: tuple[Figure, ...]

    def figure(self, key: FigureKey) -> Figure:
        """The figure with this key."""
        return next(figure for figure in self.figures if figure.key is key)

    def as_plain(self) -> dict[str, Any]:
        """The report in plain values, for JSON; "to" is the last day, which is included."""
        return {
            "period": {
                "from": self.period.first_day.isoformat(),
                "to": self.period.last_day.isoformat(),
            },
            "as_at": self.as_at.isoformat(),
            "figures": [figure.as_plain() for figure in self.figures],
        }


def _plain_shift(shift: Shift) -> dict[str, Any]:
    return _plain_share(shift.increase) | {
        "same": shift.same,
        "lower": shift.lower,
        "at_ceiling": shift.at_ceiling,
        "by_year": [
            {"from": year.first_day.isoformat(), "to": year.last_day.isoformat(), "value": share.percentage}
            | _plain_share(share)
            for year, share in shift.years
        ],
    }


def _plain_share(share: Proportion) -> dict[str, Any]:
    interval = share.interval
    return {
        "numerator": share.numerator,
        "denominator": share.denominator,
        "interval": interval
        and {
            "low": round(100 * interval.low, 1),
            "high": round(100 * interval.high, 1),
            "confidence": 95,
            "method": "Wilson",
        },
    }
