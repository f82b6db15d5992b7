"""Scores of single papers and of pairs, by §4.3 of the domain notes."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rose_training.domain.surveys import (
    AnswerValue,
    ItemKind,
    NoPair,
    Outcome,
    Pair,
    Paper,
    ScoredItem,
    compare,
    item_gains,
    mark_paper,
    pair,
)

T, F, N = AnswerValue.TRUE, AnswerValue.FALSE, AnswerValue.NOT_SURE
ITEMS = [ScoredItem(place, ItemKind.KNOWLEDGE, T) for place in range(1, 11)]


def paper(answers: str, *, version: int = 1) -> Paper:
    """A paper of ten items whose right answer is always 't'; a dot is a blank."""
    read = {"t": T, "f": F, "n": N}
    typed = {place: read[key] for place, key in enumerate(answers, 1) if key != "."}
    return mark_paper("universal-11-18", version, ITEMS, typed)


def test_not_sure_is_an_answer_and_never_right() -> None:
    marked = paper("tttttnnnnn")
    assert len(marked.answered) == 10
    assert marked.score == 5


def test_confidence_is_no_part_of_the_score() -> None:
    items = [ScoredItem(1, ItemKind.KNOWLEDGE, T), ScoredItem(2, ItemKind.CONFIDENCE, None)]
    marked = mark_paper("universal-11-18", 1, items, {1: T, 2: T})
    assert (marked.items, marked.answered, marked.score) == (1, frozenset({1}), Fraction(1))


def test_an_unanswered_paper_has_no_score() -> None:
    assert paper("..........").score is None


def test_blanks_are_left_out_in_proportion_and_nothing_is_rounded() -> None:
    assert paper("tttttttff.").score == Fraction(70, 9)


@pytest.mark.parametrize(
    ("after", "outcome"),
    [
        ("ttttttffff", Outcome.INCREASED),
        ("tttttfffff", Outcome.SAME),
        ("fttttfffft", Outcome.SAME),
        ("ttttffffff", Outcome.LOWER),
    ],
)
def test_a_pair_goes_up_stays_or_goes_down(after: str, outcome: Outcome) -> None:
    result = pair(paper("tttttfffff"), paper(after))
    assert isinstance(result, Pair)
    assert result.outcome is outcome


def test_eight_of_ten_answers_are_enough_and_seven_are_not() -> None:
    full = paper("tttttfffff")
    assert isinstance(pair(paper("ttttffff.."), full), Pair)
    assert pair(paper("tttffff..."), full) is NoPair.TOO_FEW_BEFORE
    assert pair(full, paper("tttffff...")) is NoPair.TOO_FEW_AFTER


def test_seven_of_eight_is_enough_and_six_of_eight_is_not() -> None:
    items = ITEMS[:8]
    marked = mark_paper("universal-11-18", 1, items, dict.fromkeys(range(1, 8), T))
    short = mark_paper("universal-11-18", 1, items, dict.fromkeys(range(1, 7), T))
    assert marked.answered_enough
    assert not short.answered_enough


def test_a_blank_is_neither_a_gain_nor_a_loss() -> None:
    """Left out after, wrong before: the same eight marks of the nine answered both times."""
    result = pair(paper("ttttttttff"), paper("ttttttttf."))
    assert isinstance(result, Pair)
    assert result.outcome is Outcome.SAME
    assert result.before == result.after == Fraction(80, 9)


def test_other_versions_are_never_compared() -> None:
    assert pair(paper("tttttfffff"), paper("tttttttttt", version=2)) is NoPair.OTHER_VERSION


def test_half_a_pair_says_which_half() -> None:
    full = paper("tttttfffff")
    assert pair(full, None) is NoPair.ONLY_BEFORE
    assert pair(None, full) is NoPair.ONLY_AFTER
    with pytest.raises(ValueError, match="at least one"):
        pair(None, None)


def test_full_marks_before_is_the_ceiling() -> None:
    at_top = pair(paper("tttttttttt"), paper("tttttttttf"))
    below = pair(paper("tttttttttf"), paper("tttttttttt"))
    assert isinstance(at_top, Pair)
    assert isinstance(below, Pair)
    assert (at_top.at_ceiling, at_top.outcome) == (True, Outcome.LOWER)
    assert (below.at_ceiling, below.outcome) == (False, Outcome.INCREASED)


def test_the_expected_level_is_reached_from_below_only() -> None:
    reached = pair(paper("ttttttffff"), paper("tttttttfff"))
    knew = pair(paper("tttttttfff"), paper("tttttttttt"))
    assert isinstance(reached, Pair)
    assert isinstance(knew, Pair)
    assert reached.reached_expected
    assert not knew.reached_expected


def test_everybody_is_in_the_comparison_once() -> None:
    result = compare(
        [
            (paper("tttttfffff"), paper("tttttttttf")),
            (paper("tttttttttt"), paper("tttttttttt")),
            (paper("tttttfffff"), paper("tttfffffff")),
            (paper("tttttfffff"), None),
            (None, paper("tttttfffff")),
            (paper("tttffff..."), paper("tttttfffff")),
        ]
    )
    assert (result.papers_before, result.papers_after) == (5, 5)
    assert (result.valid, result.increased, result.at_ceiling) == (3, 1, 1)
    assert result.outcomes == {Outcome.INCREASED: 1, Outcome.SAME: 1, Outcome.LOWER: 1}
    assert result.no_pair[NoPair.ONLY_BEFORE] == result.no_pair[NoPair.ONLY_AFTER] == 1
    assert result.no_pair[NoPair.TOO_FEW_BEFORE] == 1
    assert result.reached_expected == 1


def test_more_than_thirty_per_cent_at_the_top_is_too_easy() -> None:
    top, other = (paper("t" * 10), paper("t" * 10)), (paper("f" * 10), paper("t" * 10))
    assert not compare([top] * 3 + [other] * 7).too_easy
    assert compare([top] * 4 + [other] * 6).too_easy
    assert not compare([]).too_easy


def test_the_gain_of_an_item_leaves_out_blanks() -> None:
    pairs = [
        (paper("ftttttttff"), paper("tttttttttf")),
        (paper("tttttttt.f"), paper("fttttttttf")),
    ]
    first, *_, ninth, _ = item_gains(range(1, 11), pairs)
    assert (first.wrong_to_right, first.right_to_wrong, first.net) == (1, 1, 0)
    assert (ninth.wrong_to_right, ninth.net) == (1, 1)


answered_papers = st.text(alphabet="tfn", min_size=10, max_size=10)


@given(st.text(alphabet="tfn.", min_size=10, max_size=10), answered_papers)
def test_swapping_before_and_after_turns_the_outcome_round(before: str, after: str) -> None:
    there, back = pair(paper(before), paper(after)), pair(paper(after), paper(before))
    if isinstance(there, Pair):
        assert isinstance(back, Pair)
        opposite = {
            Outcome.INCREASED: Outcome.LOWER,
            Outcome.LOWER: Outcome.INCREASED,
            Outcome.SAME: Outcome.SAME,
        }
        assert back.outcome is opposite[there.outcome]
