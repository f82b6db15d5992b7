"""What a survey may say, and what a key in the grid means."""

from dataclasses import replace

import pytest

from rose_training.domain.refusals import Refusal
from rose_training.domain.survey_drafts import (
    ItemDraft,
    SurveyDraft,
    check_survey,
    read_cell,
    write_cell,
)
from rose_training.domain.surveys import AnswerValue

T, F, N = AnswerValue.TRUE, AnswerValue.FALSE, AnswerValue.NOT_SURE

DRAFT = SurveyDraft(
    key="jt-a-11-18",
    title="Course JT-A, ages 11 to 18",
    min_year=7,
    max_year=13,
    items=(
        ItemDraft("People who agreed are free to change their mind.", T),
        ItemDraft("Staying silent means yes.", F),
        ItemDraft("Help is there for everyone.", T),
    ),
)


def refused(draft: SurveyDraft) -> tuple[str, str | None]:
    """The code and the field of the refusal."""
    with pytest.raises(Refusal) as refusal:
        check_survey(draft)
    return refusal.value.code, refusal.value.field


def with_third(item: ItemDraft) -> SurveyDraft:
    """The draft with another third item."""
    return replace(DRAFT, items=(*DRAFT.items[:2], item))


def test_a_good_survey_is_accepted() -> None:
    check_survey(DRAFT)


def test_a_survey_needs_a_key_a_title_years_and_items() -> None:
    assert refused(replace(DRAFT, key="JT A")) == ("key", "key")
    assert refused(replace(DRAFT, title=" ")) == ("title_missing", "title")
    assert refused(replace(DRAFT, min_year=8, max_year=7)) == ("years", "years")
    assert refused(replace(DRAFT, items=DRAFT.items[:2]))[0] == "items_few"
    assert refused(replace(DRAFT, items=DRAFT.items * 5))[0] == "items_many"


@pytest.mark.parametrize(
    ("item", "code"),
    [
        (ItemDraft("  ", T), "statement_missing"),
        (ItemDraft("x" * 161, T), "statement_long"),
        (ItemDraft("Help is there.", None), "answer_missing"),
        (ItemDraft("Help is there.", N), "answer_not_sure"),
        (ItemDraft("staying  silent means yes.", T), "statement_twice"),
        (ItemDraft("Have you sent a picture?", T), "own_experience"),
        (ItemDraft("I know where to get help.", T), "own_experience"),
        (ItemDraft("Somebody has hurt my feelings.", T), "own_experience"),
    ],
)
def test_an_item_that_does_not_do_is_refused_at_its_field(item: ItemDraft, code: str) -> None:
    found, field = refused(with_third(item))
    assert found == code
    assert field in {"item-2", "item-3"}


def test_one_right_answer_throughout_measures_nothing() -> None:
    assert refused(replace(DRAFT, items=tuple(replace(one, right=T) for one in DRAFT.items))) == (
        "one_answer",
        None,
    )


@pytest.mark.parametrize(
    ("typed", "answer"),
    [("t", T), ("T", T), ("1", T), ("f", F), ("2", F), (" n ", N), ("3", N), ("?", N), ("", None)],
)
def test_one_key_is_one_answer(typed: str, answer: AnswerValue | None) -> None:
    assert read_cell(typed) is answer


@pytest.mark.parametrize("typed", ["4", "0", "tf", "x", "-"])
def test_another_key_is_refused_at_its_cell(typed: str) -> None:
    with pytest.raises(Refusal) as refusal:
        read_cell(typed, field="c-7-3")
    assert (refusal.value.code, refusal.value.field) == ("not_an_answer", "c-7-3")


def test_what_is_written_can_be_read() -> None:
    assert [read_cell(write_cell(answer)) for answer in (*AnswerValue, None)] == [T, F, N, None]
