"""The grid of scores: one cell for each answer, read and refused cell by cell."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rose_training.domain.refusals import Refusal
from rose_training.domain.survey_drafts import read_cell, write_cell
from rose_training.domain.surveys import Wave
from rose_training.models.surveys import SurveyItem
from rose_training.services.score_grid import Answers
from rose_training.services.scores import Sent
from rose_training.web.forms.rows import RowsForm

MOST_ROWS = 200
"""So many papers on one page; more are on the next."""


def cell_id(wave: Wave, number: int, item: int) -> str:
    """The id and name of one cell: `before-12-3` is the third item of paper 12, before."""
    return f"{wave.value}-{number}-{item}"


def row_id(wave: Wave, number: int) -> str:
    """The name of one paper: `before-12`."""
    return f"{wave.value}-{number}"


def shown(version: int, answers: Answers, items: Sequence[SurveyItem]) -> str:
    """What the page remembers of a paper as it was shown: `2:tf.n` is version 2 with a blank third item."""
    return f"{version}:" + "".join(write_cell(answers.get(item.number)) or "." for item in items)


def read_shown(typed: str, items: Sequence[SurveyItem]) -> tuple[int, Answers]:
    """The version and the answers that a page remembered; nothing for nonsense."""
    version, _, letters = typed.partition(":")
    if not (version.isdecimal() and len(version) < 9 and len(letters) == len(items)):
        return 0, {}
    try:
        read = {item.number: read_cell(letter.strip(".")) for item, letter in zip(items, letters, strict=True)}
    except Refusal:
        return 0, {}
    return int(version), {number: answer for number, answer in read.items() if answer is not None}


def sent_papers(
    form: RowsForm,
    sent: Mapping[str, Any],
    *,
    numbers: Iterable[int],
    waves: Sequence[Wave],
    items: Sequence[SurveyItem],
) -> dict[tuple[int, Wave], Sent]:
    """Every paper of the page as it was typed; nothing at all when one cell is no answer.

    Each such cell is shown with its sentence, and every other keeps what was typed.
    """
    papers: dict[tuple[int, Wave], Sent] = {}
    for number in numbers:
        for wave in waves:
            answers: Answers = {}
            for item in items:
                name = cell_id(wave, number, item.number)
                try:
                    answer = read_cell(sent.get(name, ""), field=name)
                except Refusal as refusal:
                    where = f"Row {number}, {wave.label.lower()}, statement {item.number}"
                    form.row_errors[name] = [f"{where}: {refusal.sentence}"]
                    continue
                if answer is not None:
                    answers[item.number] = answer
            version, was = read_shown(sent.get(f"shown-{row_id(wave, number)}", ""), items)
            papers[number, wave] = Sent(answers, version, was)
    return {} if form.row_errors else papers
