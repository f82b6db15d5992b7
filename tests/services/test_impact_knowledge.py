"""Pairs of papers, by hand and against real before and after scores."""

import csv
import json
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from rose_training.domain.attendance import Mark
from rose_training.domain.impact import Figure, FigureKey, Shift
from rose_training.domain.periods import EVALUATION, Period
from rose_training.domain.sessions import SessionState
from rose_training.domain.surveys import Outcome, Wave
from rose_training.models.bookings import CohortCard
from rose_training.models.sessions import TrainingSession
from rose_training.models.surveys import Response
from rose_training.services import impact
from rose_training.services.impact.knowledge import PairRow
from tests.factories import make_cohort, make_organisation
from tests.support.evidence import WRITTEN_UP, make_mark, make_paper, make_survey, make_visit, on

NOW = datetime(2026, 11, 17, 9, 30, tzinfo=UTC)
BEFORE, AFTER = Wave.BEFORE, Wave.AFTER


@pytest.fixture
def lesson(session: Session) -> TrainingSession:
    """One lesson with both sides of a sheet."""
    _, (training,) = make_visit(session, make_organisation(session), on(2012, 3, 1))
    return training


def figure_of(session: Session, period: Period = EVALUATION) -> Figure:
    return impact.make_report(session, period=period, at=NOW).figure(FigureKey.KNOWLEDGE_INCREASED)


def shift_of(session: Session, period: Period = EVALUATION) -> Shift:
    shift = figure_of(session, period).shift
    assert shift is not None
    return shift


def counts(shift: Shift) -> tuple[int, int, int]:
    return shift.increased, shift.same, shift.lower


def left_out(session: Session, period: Period = EVALUATION) -> dict[str, int]:
    return {line.reason: line.count for line in figure_of(session, period).left_out}


def test_higher_after_is_increased_and_nothing_else_is(session: Session, lesson: TrainingSession) -> None:
    # Ten sheets of ten questions: 6 rose, 2 stayed (one of them at full marks), 2 fell: 60%.
    survey = make_survey(session)
    scores = [(4, 5), (0, 10), (5, 9), (5, 6), (9, 10), (2, 4), (7, 7), (10, 10), (8, 7), (10, 9)]
    for sheet, pair in enumerate(scores, start=1):
        for wave, right in zip((BEFORE, AFTER), pair, strict=True):
            make_paper(session, survey, lesson, wave, sheet, "r" * right + "n" * (10 - right))
    figure = figure_of(session)
    assert figure.value == 60
    assert figure.shift is not None
    assert counts(figure.shift) == (6, 2, 2)
    assert figure.shift.at_ceiling == 2
    assert figure.shift.increase_with_room.denominator == 8
    # Before: one at 0, one at 20, two... : 0 | 2 | 4,5,5 | 7 | 8,9 | 10,10
    assert figure.shift.before == (1, 1, 3, 1, 2, 2)
    # After: 4 | 5,6 ... : none | none | 5,4 | 6,7,7 | 9,9 | 10,10,10
    assert figure.shift.after == (0, 0, 2, 3, 2, 3)
    assert figure.left_out == ()


def test_fewer_than_ten_pairs_give_no_percentage_but_their_counts(session: Session, lesson: TrainingSession) -> None:
    survey = make_survey(session)
    make_paper(session, survey, lesson, BEFORE, 1, "rrrrrwwwww")
    make_paper(session, survey, lesson, AFTER, 1, "rrrrrrrrrr")
    plain = figure_of(session).as_plain()
    assert plain["value"] is None
    assert (plain["numerator"], plain["denominator"]) == (1, 1)


def test_a_paper_with_seven_of_ten_answers_makes_no_valid_pair(session: Session, lesson: TrainingSession) -> None:
    # 70% answered before; 70% answered after; 80% both times is enough.
    survey = make_survey(session)
    make_paper(session, survey, lesson, BEFORE, 1, "rrrrrrr---")
    make_paper(session, survey, lesson, AFTER, 1, "rrrrrrrrrr")
    make_paper(session, survey, lesson, BEFORE, 2, "wwwwwwwwww")
    make_paper(session, survey, lesson, AFTER, 2, "rrrrrrr---")
    make_paper(session, survey, lesson, BEFORE, 3, "wwwwwwww--")
    make_paper(session, survey, lesson, AFTER, 3, "rrrrrrrr--")
    assert counts(shift_of(session)) == (1, 0, 0)
    assert left_out(session) == {
        "pairs with fewer than 80% of the questions answered before": 1,
        "pairs with fewer than 80% of the questions answered after": 1,
    }


def test_a_blank_is_neither_a_gain_nor_a_loss(session: Session, lesson: TrainingSession) -> None:
    # Sheet 1 left two wrong answers blank before: 8 of 8, after 9 of 10. On the eight questions
    # answered both times it is 8 and 7: lower, though 9 is more than 8.
    # Sheet 2 left two blank after that were right before: 8 of 10, then 6 of 8. On those eight it
    # is 6 and 6: the same, though 6 of 8 is less than 8 of 10.
    survey = make_survey(session)
    make_paper(session, survey, lesson, BEFORE, 1, "rrrrrrrr--")
    make_paper(session, survey, lesson, AFTER, 1, "rrrrrrrwrr")
    make_paper(session, survey, lesson, BEFORE, 2, "rrrrrrwwrr")
    make_paper(session, survey, lesson, AFTER, 2, "rrrrrrww--")
    shift = shift_of(session)
    assert counts(shift) == (0, 1, 1)
    assert shift.at_ceiling == 1
    rows = impact.rows_behind(session, key=FigureKey.KNOWLEDGE_INCREASED, period=EVALUATION).rows
    assert [(row.right_before, row.asked_before, row.right_after, row.asked_after) for row in rows] == [
        (8, 8, 7, 8),
        (6, 8, 6, 8),
    ]


def test_answers_about_confidence_do_not_count(session: Session, lesson: TrainingSession) -> None:
    # The eleventh statement is about confidence: an answer to it does not make up for a blank.
    survey = make_survey(session)
    for wave, answers in ((BEFORE, "rrrrwwww--r"), (AFTER, "rrrrwwww--w")):
        paper = make_paper(session, survey, lesson, wave, 1, answers)
        paper.answered, paper.correct = 8, 4
    session.flush()
    assert counts(shift_of(session)) == (0, 1, 0)


def test_empty_papers_and_surveys_without_knowledge_make_no_pair(session: Session, lesson: TrainingSession) -> None:
    # A sheet handed in blank, and a survey that asks about confidence alone.
    survey = make_survey(session)
    make_paper(session, survey, lesson, BEFORE, 1, "----------")
    make_paper(session, survey, lesson, AFTER, 1, "----------")
    confidence = make_survey(session, items=0, key="confidence")
    make_paper(session, confidence, lesson, BEFORE, 2, "")
    make_paper(session, confidence, lesson, AFTER, 2, "")
    assert shift_of(session).pairs == 0
    assert left_out(session) == {"pairs with fewer than 80% of the questions answered before": 2}


def test_two_versions_of_the_questions_make_no_pair(session: Session, lesson: TrainingSession) -> None:
    first, second = make_survey(session), make_survey(session, version=2)
    make_paper(session, first, lesson, BEFORE, 1, "wwwwwwwwww")
    make_paper(session, second, lesson, AFTER, 1, "rrrrrrrrrr")
    assert shift_of(session).pairs == 0
    assert left_out(session) == {"pairs whose papers are two versions of the questions": 1}


def test_two_surveys_of_one_lesson_are_not_mixed_up(session: Session, lesson: TrainingSession) -> None:
    one, other = make_survey(session, key="online"), make_survey(session, key="friends")
    make_paper(session, one, lesson, BEFORE, 1, "wwwwwwwwww")
    make_paper(session, other, lesson, AFTER, 1, "rrrrrrrrrr")
    assert left_out(session) == {
        "papers from before without one from after": 1,
        "papers from after without one from before": 1,
    }


def test_papers_without_their_other_half_are_shown(session: Session, lesson: TrainingSession) -> None:
    # Sheet 1 only before, sheets 2 and 3 only after, sheet 4 eight weeks later and nothing else.
    survey = make_survey(session)
    make_paper(session, survey, lesson, BEFORE, 1, "rrrrrrrrrr")
    make_paper(session, survey, lesson, AFTER, 2, "rrrrrrrrrr")
    make_paper(session, survey, lesson, AFTER, 3, "rrrrrrrrrr")
    make_paper(session, survey, lesson, Wave.FOLLOW_UP, 4, "rrrrrrrrrr")
    assert shift_of(session).pairs == 0
    assert left_out(session) == {
        "papers from before without one from after": 1,
        "papers from after without one from before": 2,
    }


def test_the_same_number_on_sheets_of_two_lessons_is_two_young_people(
    session: Session, lesson: TrainingSession
) -> None:
    _, (other,) = make_visit(session, make_organisation(session), on(2012, 3, 2))
    survey = make_survey(session)
    make_paper(session, survey, lesson, BEFORE, 1, "rrrrrrrrrr")
    make_paper(session, survey, other, AFTER, 1, "wwwwwwwwww")
    assert shift_of(session).pairs == 0


def make_course(session: Session, *starts: datetime) -> tuple[CohortCard, list[TrainingSession]]:
    booking, weeks = make_visit(session, make_organisation(session), *starts)
    _, cards = make_cohort(session, booking, size=1)
    return cards[0], weeks


def test_a_pair_of_a_course_belongs_to_the_day_of_its_last_paper(session: Session) -> None:
    # Before in July 2012, after in October: in the year 2012/13, and in the three years once.
    card, (july, october) = make_course(session, on(2012, 7, 1), on(2012, 10, 1))
    survey = make_survey(session)
    make_paper(session, survey, july, BEFORE, card, "wwwwwwwwww")
    make_paper(session, survey, october, AFTER, card, "rrrrrrrrrr")
    assert shift_of(session, Period.academic_year(2011)).pairs == 0
    assert left_out(session, Period.academic_year(2011)) == {}
    assert counts(shift_of(session, Period.academic_year(2012))) == (1, 0, 0)
    assert counts(shift_of(session)) == (1, 0, 0)


@pytest.mark.parametrize("mark", list(Mark))
@pytest.mark.parametrize("week", [0, 1])
def test_who_was_away_or_left_early_before_or_after_makes_no_pair(session: Session, mark: Mark, week: int) -> None:
    # §4.3: "Absent at either time: missing. Left early: missing." Present and late were there.
    card, weeks = make_course(session, on(2012, 3, 1), on(2012, 3, 8))
    survey = make_survey(session)
    make_paper(session, survey, weeks[0], BEFORE, card, "wwwwwwwwww")
    make_paper(session, survey, weeks[1], AFTER, card, "rrrrrrrrrr")
    make_mark(session, card, Mark.ABSENT, training=weeks[week], current=False)
    make_mark(session, card, mark, training=weeks[week])
    make_mark(session, card, Mark.PRESENT, training=weeks[1 - week])
    there = mark in (Mark.PRESENT, Mark.LATE)
    assert shift_of(session).pairs == (1 if there else 0)
    assert left_out(session) == (
        {} if there else {"pairs of cards whose holder was marked absent, excused or left early before or after": 1}
    )


def test_the_pairs_are_split_by_academic_year_and_add_up(session: Session) -> None:
    # 2 of 3 in 2011/12; 1 of 1 in 2012/13, begun the year before; none in 2013/14.
    survey = make_survey(session)
    _, (lesson,) = make_visit(session, make_organisation(session), on(2012, 3, 1))
    for sheet, after in enumerate(("rrrrrrrrrr", "rrrrrrrrrr", "wwwwwwwwww"), start=1):
        make_paper(session, survey, lesson, BEFORE, sheet, "wwwwwwwwww")
        make_paper(session, survey, lesson, AFTER, sheet, after)
    card, (july, october) = make_course(session, on(2012, 7, 1), on(2012, 10, 1))
    make_paper(session, survey, july, BEFORE, card, "wwwwwwwwww")
    make_paper(session, survey, october, AFTER, card, "rrrrrrrr--")
    years = [(year.first_day.year, share.numerator, share.denominator) for year, share in shift_of(session).years]
    assert years == [(2011, 2, 3), (2012, 1, 1), (2013, 0, 0)]
    plain = figure_of(session).as_plain()
    assert [(one["from"], one["numerator"], one["denominator"]) for one in plain["by_year"]] == [
        ("2011-09-01", 2, 3),
        ("2012-09-01", 1, 1),
        ("2013-09-01", 0, 0),
    ]


def test_papers_of_a_cancelled_session_are_left_out_and_said(session: Session) -> None:
    card, (first, last) = make_course(session, on(2012, 3, 1), on(2012, 3, 8))
    survey = make_survey(session)
    make_paper(session, survey, first, BEFORE, card, "wwwwwwwwww")
    make_paper(session, survey, last, AFTER, card, "rrrrrrrrrr")
    last.state, last.cancelled_reason = SessionState.CANCELLED, "Snow"
    session.flush()
    assert shift_of(session).pairs == 0
    assert left_out(session) == {"papers of sessions that were cancelled or that nobody has recorded": 1}


def test_the_rows_behind_name_a_card_or_a_sheet_and_their_marks(session: Session, lesson: TrainingSession) -> None:
    survey = make_survey(session, items=5)
    make_paper(session, survey, lesson, BEFORE, 7, "rrwww")
    make_paper(session, survey, lesson, AFTER, 7, "rrrrn")
    card, (first, last) = make_course(session, on(2012, 4, 1), on(2012, 4, 8))
    make_paper(session, survey, first, BEFORE, card, "rrrrr")
    make_paper(session, survey, last, AFTER, card, "rrrrr")
    page = impact.rows_behind(session, key=FigureKey.KNOWLEDGE_INCREASED, period=EVALUATION)
    assert page.total == 2
    sheet, course = page.rows
    assert isinstance(sheet, PairRow)
    assert isinstance(course, PairRow)
    assert (sheet.card, sheet.paper, sheet.right_before, sheet.right_after) == (None, 7, 2, 4)
    assert (course.card, course.paper, course.reference) == (1, None, last.reference)
    assert [row.outcome for row in (sheet, course)] == [Outcome.INCREASED, Outcome.SAME]


# Real scores that nobody here made: 77 pupils, one hour, before and straight after.

REAL = Path(os.environ.get("SHARED_DATA", Path(__file__).parents[3] / "shared" / "data")) / "prepost"


@pytest.mark.skipif(not REAL.is_dir(), reason="the real scores are not on this machine")
@pytest.mark.parametrize("group", ["intervention", "control"])
def test_real_scores_give_the_counts_that_were_worked_out_elsewhere(
    session: Session, lesson: TrainingSession, group: str
) -> None:
    expected = next(
        one
        for one in json.loads((REAL / "expected_stats.json").read_text())["results"]
        if one["label"] == f"breathe_2023 / understanding / {group} / pre -> immediate"
    )
    survey = make_survey(session, items=20)
    with (REAL / "breathe_2023.csv").open(newline="") as file:
        pupils = [row for row in csv.reader(file) if row[1] == {"intervention": "1", "control": "2"}[group]]
    for pupil in pupils:
        for wave, score in ((BEFORE, pupil[2]), (AFTER, pupil[5])):
            if score.strip():
                session.add(
                    Response(
                        survey_id=survey.id,
                        session_id=lesson.id,
                        wave=wave,
                        paper_number=int(pupil[0]),
                        answered=20,
                        correct=int(score),
                        recorded_at=WRITTEN_UP,
                    )
                )
    session.flush()
    figure = figure_of(session)
    shift = figure.shift
    assert shift is not None
    assert shift.pairs == expected["n_pairs"]
    assert counts(shift) == (expected["n_increased"], expected["n_same"], expected["n_decreased"])
    assert figure.value == int(expected["pct_increased"] + 0.5)
    assert sum(line.count for line in figure.left_out) == (
        expected["n_pre"] + expected["n_post"] - 2 * expected["n_pairs"]
    )
    # An hour that changed little must not read as a success.
    assert shift.in_words == "No clear change"
