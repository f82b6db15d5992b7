"""Writing a survey and typing in its papers: what a new version may say and what a key means."""

import re
from collections import Counter
from dataclasses import dataclass

from rose_training.domain.refusals import Refusal
from rose_training.domain.surveys import AnswerValue, ItemKind

FEWEST_ITEMS, MOST_ITEMS = 3, 12
"""No survey for children is longer than 12 items (§4.1 of the domain notes)."""

LONGEST_KEY = 40
LONGEST_STATEMENT = 160

_KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")

_ABOUT_THE_READER = re.compile(
    r"\b(have|has|had|did|do|are|were) you\b|\b(you have|you've) (ever|been)\b|\bI\b|\bmy\b",
    re.IGNORECASE,
)
"""Statements that ask about the reader's own life; a knowledge item is about people in general."""


@dataclass(frozen=True)
class ItemDraft:
    """One item as it was written: the statement, the right answer and what it teaches."""

    statement: str
    right: AnswerValue | None
    outcome: str = ""
    kind: ItemKind = ItemKind.KNOWLEDGE


@dataclass(frozen=True)
class SurveyDraft:
    """A survey before it is published as a version.

    `key` stays the same over all versions and says nothing about the topic. The years are school
    years, Reception is 0. `activity` is the code of the activity it is meant for, such as
    'JT-A'; None for any.
    """

    key: str
    title: str
    min_year: int
    max_year: int
    items: tuple[ItemDraft, ...]
    activity: str | None = None


def check_survey(draft: SurveyDraft) -> None:
    """Refuse a survey that would not measure anything, or asks what we never ask.

    Raises `Refusal` with the code `key`, `title_missing`, `years`, `items_few`,
    `items_many`, `statement_missing`, `statement_long`, `statement_twice`,
    `own_experience`, `answer_missing`, `answer_not_sure` or `one_answer`; the field is
    `key`, `title`, `years`, or `item-3` for the third item.
    """
    if not _KEY.fullmatch(draft.key) or len(draft.key) > LONGEST_KEY:
        raise Refusal("key", "Use up to 40 small letters, digits and hyphens, such as jt-a-11-18", "key")
    if not draft.title.strip():
        raise Refusal("title_missing", "Enter a title", "title")
    if not 1 <= draft.min_year <= draft.max_year <= 14:
        raise Refusal("years", "Enter the lowest and the highest school year, 1 to 14", "years")
    if len(draft.items) < FEWEST_ITEMS:
        raise Refusal("items_few", f"Enter at least {FEWEST_ITEMS} statements")
    if len(draft.items) > MOST_ITEMS:
        raise Refusal("items_many", f"Enter {MOST_ITEMS} statements at most: children tire")
    for place, item in enumerate(draft.items, start=1):
        _check_item(item, field=f"item-{place}")
    _check_together(draft)


def _check_item(item: ItemDraft, *, field: str) -> None:
    """What each statement must be by itself."""
    text = item.statement.strip()
    if not text:
        raise Refusal("statement_missing", "Enter the statement", field)
    if len(text) > LONGEST_STATEMENT:
        raise Refusal("statement_long", f"Use {LONGEST_STATEMENT} characters or fewer: short is fair", field)
    if _ABOUT_THE_READER.search(text):
        raise Refusal(
            "own_experience",
            "Write about people in general: a survey never asks about a child's own life",
            field,
        )
    if item.kind.scored and item.right is None:
        raise Refusal("answer_missing", "Choose the right answer, true or false", field)
    if item.kind.scored and item.right is AnswerValue.NOT_SURE:
        raise Refusal("answer_not_sure", "The right answer is true or false", field)


def _check_together(draft: SurveyDraft) -> None:
    """What the statements must be as a set: none twice, and not all with one answer."""
    seen = Counter(" ".join(item.statement.casefold().split()) for item in draft.items)
    for place, item in enumerate(draft.items, start=1):
        if seen[" ".join(item.statement.casefold().split())] > 1:
            raise Refusal("statement_twice", "This statement stands here twice", f"item-{place}")
    if len({item.right for item in draft.items if item.kind.scored}) == 1:
        raise Refusal("one_answer", "Mix true and false: whoever ticks one column would be right every time")


_KEYS = {
    "t": AnswerValue.TRUE,
    "1": AnswerValue.TRUE,
    "true": AnswerValue.TRUE,
    "f": AnswerValue.FALSE,
    "2": AnswerValue.FALSE,
    "false": AnswerValue.FALSE,
    "n": AnswerValue.NOT_SURE,
    "3": AnswerValue.NOT_SURE,
    "?": AnswerValue.NOT_SURE,
    "not sure": AnswerValue.NOT_SURE,
}


def read_cell(typed: str, *, field: str | None = None) -> AnswerValue | None:
    """What one cell of the scores grid says; None for a blank, which is 'not answered'.

    Takes t, f and n, or 1, 2 and 3, in either case. Raises `Refusal` with the code
    `not_an_answer`.
    """
    text = typed.strip().casefold()
    if not text:
        return None
    if text not in _KEYS:
        raise Refusal(
            "not_an_answer",
            "Type t for true, f for false or n for not sure; leave it empty if not answered",
            field,
        )
    return _KEYS[text]


def write_cell(answer: AnswerValue | None) -> str:
    """The one letter that stands for an answer in the grid."""
    return "" if answer is None else answer.value[0]
