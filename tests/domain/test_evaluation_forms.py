"""Questions with versions, and what is shown of the answers: nothing under five."""

import pytest

from rose_training.domain.evaluation_forms import FORMS, Level, form_of, pool, read_answers, results_of
from rose_training.domain.evaluations import EvaluationKind
from rose_training.domain.refusals import Refusal

AFTER = form_of(EvaluationKind.STRAIGHT_AFTER, 1)
LATER = form_of(EvaluationKind.EIGHT_WEEKS, 1)


def answers(number: int, **over: str) -> list[dict[str, object]]:
    return [{"useful": "very", **over} for _ in range(number)]


def test_versions_are_written_once_and_the_newest_is_in_use() -> None:
    assert len({(form.kind, form.version) for form in FORMS}) == len(FORMS)
    for kind in EvaluationKind:
        assert form_of(kind).version == max(form.version for form in FORMS if form.kind is kind)
    with pytest.raises(LookupError):
        form_of(EvaluationKind.STRAIGHT_AFTER, 99)


def test_three_questions_at_eight_weeks_and_one_of_them_what_is_done_differently() -> None:
    assert len(LATER.questions) == 3
    assert any("differently" in question.text and question.is_text for question in LATER.questions)
    assert LATER.questions[0].level is Level.BEHAVIOUR


def test_what_people_say_of_themselves_is_called_self_rated() -> None:
    assert "self-rated" in Level.SELF_RATED.label


def test_every_question_in_ones_own_words_asks_to_name_nobody() -> None:
    for form in FORMS:
        for question in form.questions:
            assert not question.is_text or "do not name anybody" in question.hint


def test_blank_answers_are_left_out_and_no_question_is_needed() -> None:
    assert read_answers(AFTER, {"useful": "very", "better": "  ", "unknown": "x"}) == {"useful": "very"}


@pytest.mark.parametrize(
    ("typed", "code", "field"),
    [
        ({}, "nothing_answered", None),
        ({"better": " "}, "nothing_answered", None),
        ({"useful": "splendid"}, "no_such_choice", "useful"),
        ({"better": "x" * 1001}, "too_long", "better"),
    ],
)
def test_nonsense_is_refused_at_its_question(typed: dict[str, str], code: str, field: str | None) -> None:
    with pytest.raises(Refusal) as refused:
        read_answers(AFTER, typed)
    assert (refused.value.code, refused.value.field) == (code, field)


@pytest.mark.parametrize("number", [0, 1, 4])
def test_nothing_is_shown_under_five_answers_not_even_how_many(number: int) -> None:
    found = results_of(AFTER, answers(number, better="More time"))
    assert (found.n, found.tallies) == (None, ())


def test_from_five_on_every_answer_is_counted() -> None:
    found = results_of(AFTER, [*answers(4), {"useful": "partly", "better": "More time"}])
    useful, *_, better = found.tallies
    assert found.n == 5
    assert dict(useful.counts) == {
        "Very useful": 4,
        "Useful": 0,
        "Partly useful": 1,
        "Of little use": 0,
        "Not useful": 0,
    }
    assert better.texts == ("More time",)


def test_a_question_that_few_answered_is_not_shown_among_many_forms() -> None:
    found = results_of(AFTER, [*answers(6), {"useful": "very", "recommend": "no"}])
    recommend = next(tally for tally in found.tallies if tally.question.key == "recommend")
    assert not recommend.shown
    assert recommend.counts == ()


def test_texts_come_in_the_order_of_letters_not_of_people() -> None:
    texts = ["Zebra", "apple", "Mango", "banana", "Cherry"]
    found = results_of(AFTER, [{"better": text} for text in texts])
    assert found.tallies[-1].texts == ("apple", "banana", "Cherry", "Mango", "Zebra")


def test_no_small_session_can_be_taken_out_of_a_total() -> None:
    assert pool({1: 7, 2: 3}) == {1}
    assert pool({1: 7, 2: 3, 3: 2}) == {1, 2, 3}
    assert pool({1: 2, 2: 2}) == frozenset()
    assert pool({}) == frozenset()
