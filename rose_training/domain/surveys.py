"""Before and after scores: what an answer is worth and what a pair of papers shows.

The definitions are those of §4.3 of the domain notes. Everything is exact: scores are
fractions, and nothing is rounded before it is compared.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction


class ItemKind(StrEnum):
    """What a survey item asks about (§4.1 of the domain notes)."""

    KNOWLEDGE = "knowledge"
    SCENARIO = "scenario"
    CONFIDENCE = "confidence"

    @property
    def scored(self) -> bool:
        """Whether the item is part of the knowledge score; confidence never is."""
        return self is not ItemKind.CONFIDENCE


class Wave(StrEnum):
    """When a paper was filled in."""

    BEFORE = "before"
    AFTER = "after"
    FOLLOW_UP = "follow_up"

    @property
    def label(self) -> str:
        """The words on the page."""
        return self.value.replace("_", "-").capitalize()


class AnswerValue(StrEnum):
    """An answer to a true or false statement. A blank is no answer and is not stored."""

    TRUE = "true"
    FALSE = "false"
    NOT_SURE = "not_sure"

    @property
    def label(self) -> str:
        """The words on the page."""
        return self.value.replace("_", " ").capitalize()


ENOUGH_ANSWERED = Fraction(80, 100)
"""The share of scored items that must be answered each time for a pair to be valid."""

PASS_MARK = Fraction(70, 100)
"""The share of full marks from which somebody has reached the expected level."""

TOO_EASY = Fraction(30, 100)
"""When more pairs than this begin at full marks, the survey is too easy to show anything."""


@dataclass(frozen=True, slots=True)
class ScoredItem:
    """One item as scoring sees it: its place on the paper and the right answer."""

    position: int
    kind: ItemKind
    right: AnswerValue | None


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper, marked: which scored items were answered and which of them were right.

    `survey` and `version` name the instrument, `items` is the number of its scored items,
    `answered` and `right` are places on the paper; `right` is a part of `answered`.
    """

    survey: str
    version: int
    items: int
    answered: frozenset[int]
    right: frozenset[int]

    @property
    def answered_enough(self) -> bool:
        """Whether at least 80% of the scored items have an answer."""
        return self.items > 0 and len(self.answered) >= ENOUGH_ANSWERED * self.items

    @property
    def score(self) -> Fraction | None:
        """Marks out of `items`, the blanks left out in proportion; None for an empty paper."""
        if not self.answered:
            return None
        return Fraction(len(self.right), len(self.answered)) * self.items


def mark_paper(survey: str, version: int, items: Iterable[ScoredItem], answers: Mapping[int, AnswerValue]) -> Paper:
    """Mark one paper: `answers` by place on the paper, blanks left out.

    'Not sure' is an answer and never the right one.
    """
    scored = {item.position: item.right for item in items if item.kind.scored}
    answered = frozenset(place for place in answers if place in scored)
    right = frozenset(place for place in answered if answers[place] is scored[place])
    return Paper(survey, version, len(scored), answered, right)


class Outcome(StrEnum):
    """What a valid pair shows for one respondent."""

    INCREASED = "increased"
    SAME = "same"
    LOWER = "lower"


class NoPair(StrEnum):
    """Why two papers, or one, are no valid pair. Shown with a count, never dropped silently."""

    ONLY_BEFORE = "only_before"
    ONLY_AFTER = "only_after"
    OTHER_VERSION = "other_version"
    TOO_FEW_BEFORE = "too_few_before"
    TOO_FEW_AFTER = "too_few_after"

    @property
    def sentence(self) -> str:
        """Why, for the reader."""
        return _NO_PAIR[self]


_NO_PAIR = {
    NoPair.ONLY_BEFORE: "There is a paper from before and none from after.",
    NoPair.ONLY_AFTER: "There is a paper from after and none from before.",
    NoPair.OTHER_VERSION: "The two papers are different versions of the survey.",
    NoPair.TOO_FEW_BEFORE: "Fewer than 80% of the items were answered before.",
    NoPair.TOO_FEW_AFTER: "Fewer than 80% of the items were answered after.",
}


@dataclass(frozen=True, slots=True)
class Pair:
    """A valid pair: marks out of `full`, on the items that were answered both times."""

    before: Fraction
    after: Fraction
    full: int

    @property
    def outcome(self) -> Outcome:
        """Increased when the score after is higher than before, by however little."""
        if self.after == self.before:
            return Outcome.SAME
        return Outcome.INCREASED if self.after > self.before else Outcome.LOWER

    @property
    def at_ceiling(self) -> bool:
        """Full marks before: nothing could be gained."""
        return self.before == self.full

    @property
    def reached_expected(self) -> bool:
        """Below the pass mark before and at or above it after."""
        return self.before < PASS_MARK * self.full <= self.after


def pair(before: Paper | None, after: Paper | None) -> Pair | NoPair:
    """Compare the papers of one respondent, or say why they are no valid pair.

    Each paper must have at least 80% of its scored items answered; the two scores are
    then taken on the items that were answered both times, so that a blank never looks
    like a gain or a loss. Both missing is a programmer's mistake and raises ValueError.
    """
    if before is None and after is None:
        raise ValueError("a pair needs at least one paper")
    if after is None:
        return NoPair.ONLY_BEFORE
    if before is None:
        return NoPair.ONLY_AFTER
    if (before.survey, before.version) != (after.survey, after.version):
        return NoPair.OTHER_VERSION
    if not before.answered_enough:
        return NoPair.TOO_FEW_BEFORE
    if not after.answered_enough:
        return NoPair.TOO_FEW_AFTER
    both = before.answered & after.answered
    full = before.items

    def score(paper: Paper) -> Fraction:
        return Fraction(len(paper.right & both), len(both)) * full

    return Pair(score(before), score(after), full)


@dataclass(frozen=True)
class Comparison:
    """What a set of papers shows: counts of papers and of respondents."""

    papers_before: int
    papers_after: int
    outcomes: Mapping[Outcome, int]
    no_pair: Mapping[NoPair, int]
    at_ceiling: int
    reached_expected: int

    @property
    def valid(self) -> int:
        """Valid pairs: the denominator of the headline."""
        return sum(self.outcomes.values())

    @property
    def increased(self) -> int:
        """Pairs with a higher score after: the numerator of the headline."""
        return self.outcomes[Outcome.INCREASED]

    @property
    def too_easy(self) -> bool:
        """Whether more than 30% of the pairs began at full marks."""
        return self.valid > 0 and Fraction(self.at_ceiling, self.valid) > TOO_EASY


def compare(respondents: Iterable[tuple[Paper | None, Paper | None]]) -> Comparison:
    """Add up the pairs of many respondents: (before, after), either of them None."""
    papers_before = papers_after = at_ceiling = reached = 0
    outcomes = dict.fromkeys(Outcome, 0)
    no_pair = dict.fromkeys(NoPair, 0)
    for before, after in respondents:
        papers_before += before is not None
        papers_after += after is not None
        result = pair(before, after)
        if isinstance(result, NoPair):
            no_pair[result] += 1
            continue
        outcomes[result.outcome] += 1
        at_ceiling += result.at_ceiling
        reached += result.reached_expected
    return Comparison(papers_before, papers_after, outcomes, no_pair, at_ceiling, reached)


@dataclass(frozen=True, slots=True)
class ItemGain:
    """One item over many pairs: how many moved to the right answer and away from it."""

    position: int
    wrong_to_right: int
    right_to_wrong: int

    @property
    def net(self) -> int:
        """Wrong to right minus right to wrong."""
        return self.wrong_to_right - self.right_to_wrong


def item_gains(positions: Sequence[int], pairs: Iterable[tuple[Paper, Paper]]) -> list[ItemGain]:
    """The gain of each item over valid pairs, counted where it was answered both times."""
    gained = dict.fromkeys(positions, 0)
    lost = dict.fromkeys(positions, 0)
    for before, after in pairs:
        for place in before.answered & after.answered:
            gained[place] += place in after.right and place not in before.right
            lost[place] += place in before.right and place not in after.right
    return [ItemGain(place, gained[place], lost[place]) for place in positions]
