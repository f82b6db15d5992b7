"""Invented survey papers with a wished number of right answers."""

from collections.abc import Mapping, Sequence
from random import Random

from rose_training.domain.surveys import AnswerValue, Wave
from rose_training.models.surveys import SurveyItem
from rose_training.services.scores import Sent


def pair(chance: Random, full: int, increased: bool) -> tuple[int, int]:
    """Right answers before and after, out of `full`."""
    if increased:
        before = chance.randint(max(0, full - 6), full - 1)
        return before, chance.randint(before + 1, full)
    before = chance.randint(2, full)
    return before, before - (1 if before > 3 and chance.random() < 0.4 else 0)


def answers(chance: Random, items: Sequence[SurveyItem], *, right: int, blanks: int = 0) -> dict[int, AnswerValue]:
    """A paper with so many right answers; the others wrong, not sure, or (`blanks`) left out."""
    scored = [item for item in items if item.right_answer is not None]
    said: dict[int, AnswerValue] = {}
    for place, item in enumerate(chance.sample(scored, len(scored))):
        if place < right:
            said[item.number] = item.right_answer or AnswerValue.TRUE
        elif place < len(scored) - blanks:
            wrong = AnswerValue.FALSE if item.right_answer is AnswerValue.TRUE else AnswerValue.TRUE
            said[item.number] = wrong if place % 2 else AnswerValue.NOT_SURE
    return said


def class_of(
    chance: Random,
    items: Sequence[SurveyItem],
    pairs: Sequence[tuple[int, int]],
    *,
    spoilt: int = 0,
    single: int = 0,
) -> Mapping[tuple[int, Wave], Sent]:
    """The papers of a class by number and wave: first the valid pairs, then pairs with too many
    blanks (`spoilt`), then papers without a second side (`single`)."""
    sent: dict[tuple[int, Wave], Sent] = {}
    for number, (before, after) in enumerate(pairs, start=1):
        sent[number, Wave.BEFORE] = Sent(answers(chance, items, right=before), 0)
        sent[number, Wave.AFTER] = Sent(answers(chance, items, right=after), 0)
    scored = sum(item.right_answer is not None for item in items)
    for number in range(len(pairs) + 1, len(pairs) + spoilt + 1):
        sent[number, Wave.BEFORE] = Sent(answers(chance, items, right=1), 0)
        sent[number, Wave.AFTER] = Sent(answers(chance, items, right=1, blanks=scored - 2), 0)
    for number in range(len(pairs) + spoilt + 1, len(pairs) + spoilt + single + 1):
        sent[number, Wave.BEFORE] = Sent(answers(chance, items, right=2), 0)
    return sent
