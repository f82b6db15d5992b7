"""The grid: papers entered, corrected, wiped, and entered by two people at once."""

import random
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from rose_training.adapters.survey_file import first_surveys
from rose_training.domain.actors import Actor
from rose_training.domain.bookings import BookingState
from rose_training.domain.impact import FigureKey
from rose_training.domain.periods import Period
from rose_training.domain.refusals import Refusal
from rose_training.domain.surveys import AnswerValue, Outcome, Wave
from rose_training.models.sessions import TrainingSession
from rose_training.models.surveys import Answer, Response, Survey
from rose_training.services import delivery, history, impact, surveys
from rose_training.services.score_grid import Answers, grid_of
from rose_training.services.scores import Sent, record_response, record_responses
from tests.factories import make_booking, make_cohort, make_session
from tests.support.queries import counting

BY = Actor(None, "Fay Example")
T, F, N = AnswerValue.TRUE, AnswerValue.FALSE, AnswerValue.NOT_SURE
BEFORE, AFTER = Wave.BEFORE, Wave.AFTER
HOUR = timedelta(hours=1)


@pytest.fixture
def survey(session: Session, at: datetime) -> Survey:
    return surveys.publish(session, draft=first_surveys()[0], by=BY, at=at)


@pytest.fixture
def lesson(session: Session, at: datetime) -> TrainingSession:
    return make_session(session, booking=make_booking(session), starts_at=at - HOUR, ends_at=at)


@pytest.fixture
def course(session: Session, at: datetime) -> list[TrainingSession]:
    """Two weeks of a course of four cards."""
    booking = make_booking(session, state=BookingState.CONFIRMED)
    make_cohort(session, booking, size=4)
    week = timedelta(weeks=1)
    return [
        make_session(session, booking=booking, week_number=1, starts_at=at - week, ends_at=at - week + HOUR),
        make_session(session, booking=booking, week_number=2, starts_at=at - HOUR, ends_at=at),
    ]


def all_right(survey: Survey, session: Session) -> Answers:
    return {item.number: item.right_answer for item in surveys.items_of(session, survey=survey)}  # type: ignore[misc]


def test_papers_by_number_are_stored_with_their_score(
    session: Session, lesson: TrainingSession, survey: Survey, at: datetime
) -> None:
    right = all_right(survey, session)
    sent = {
        (1, BEFORE): Sent(right | {1: N, 2: N}, 0),
        (1, AFTER): Sent(right, 0),
        (2, BEFORE): Sent({1: T, 2: F}, 0),
        (3, BEFORE): Sent({}, 0),
    }
    saved = record_responses(session, training=lesson, survey=survey, sent=sent, by=BY, at=at)
    assert (saved.added, saved.corrected, saved.removed) == (3, 0, 0)
    stored = session.execute(
        select(Response.paper_number, Response.wave, Response.answered, Response.correct).order_by(Response.id)
    ).all()
    assert [tuple(row) for row in stored] == [(1, BEFORE, 8, 6), (1, AFTER, 8, 8), (2, BEFORE, 2, 1)]
    grid = grid_of(session, training=lesson, survey=survey)
    assert [gain.net for gain in grid.gains] == [1, 1, 0, 0, 0, 0, 0, 0]
    comparison = grid.comparison
    assert (comparison.papers_before, comparison.papers_after) == (2, 1)
    assert (comparison.valid, comparison.increased) == (1, 1)


def test_the_cards_of_a_course_match_over_its_weeks(
    session: Session, course: list[TrainingSession], survey: Survey, at: datetime
) -> None:
    first, last = course
    right = all_right(survey, session)
    record_response(session, training=first, survey=survey, wave=BEFORE, number=2, answers=right | {1: F}, by=BY, at=at)
    record_response(session, training=last, survey=survey, wave=AFTER, number=2, answers=right, by=BY, at=at)
    grid = grid_of(session, training=last, survey=survey)
    assert grid.has_cards
    assert list(grid.rows) == [1, 2, 3, 4]
    assert grid.comparison.increased == 1
    assert grid == grid_of(session, training=first, survey=survey)


def test_a_number_that_is_no_card_stores_nothing(
    session: Session, course: list[TrainingSession], survey: Survey, at: datetime
) -> None:
    saved = record_response(
        session, training=course[0], survey=survey, wave=BEFORE, number=9, answers={1: T}, by=BY, at=at
    )
    assert saved.changed == 0
    assert session.scalar(select(func.count()).select_from(Response)) == 0


def test_a_correction_is_kept_in_the_history(
    session: Session, lesson: TrainingSession, survey: Survey, at: datetime
) -> None:
    def enter(answers: Answers, shown: int) -> None:
        record_response(
            session,
            training=lesson,
            survey=survey,
            wave=BEFORE,
            number=1,
            answers=answers,
            by=BY,
            at=at,
            shown=shown,
        )

    enter({1: T, 2: N}, 0)
    enter({1: F}, 1)
    row = grid_of(session, training=lesson, survey=survey).rows[1]
    assert (row.answers(BEFORE), row.version(BEFORE)) == ({1: F}, 2)
    entry = history.entries_about(session, lesson.reference)[0]
    assert entry.event == "scores_corrected"
    assert entry.detail["before"] == {"1": "true", "2": "not_sure"}
    assert (entry.detail["paper"], entry.detail["wave"], entry.by) == (1, "before", "Fay Example")


def test_a_wiped_paper_is_gone_and_its_answers_stay_in_the_history(
    session: Session, lesson: TrainingSession, survey: Survey, at: datetime
) -> None:
    sent = {(1, BEFORE): Sent({1: T}, 0)}
    record_responses(session, training=lesson, survey=survey, sent=sent, by=BY, at=at)
    wiped = {(1, BEFORE): Sent({}, 1, {1: T})}
    saved = record_responses(session, training=lesson, survey=survey, sent=wiped, by=BY, at=at)
    assert (saved.corrected, saved.removed) == (0, 1)
    assert session.scalar(select(func.count()).select_from(Response)) == 0
    assert session.scalar(select(func.count()).select_from(Answer)) == 0
    assert history.entries_about(session, lesson.reference)[0].detail["before"] == {"1": "true"}


def test_what_somebody_else_entered_is_never_overwritten_silently(
    session: Session, lesson: TrainingSession, survey: Survey, at: datetime
) -> None:
    first = {(1, BEFORE): Sent({1: T}, 0), (2, BEFORE): Sent({1: F}, 0)}
    record_responses(session, training=lesson, survey=survey, sent=first, by=BY, at=at)
    second = {(1, BEFORE): Sent({1: F}, 0), (2, BEFORE): Sent({1: F}, 0), (3, BEFORE): Sent({1: N}, 0)}
    saved = record_responses(session, training=lesson, survey=survey, sent=second, by=BY, at=at)
    assert saved.added == 1
    (conflict,) = saved.conflicts
    assert (conflict.number, conflict.wave, conflict.stored) == (1, BEFORE, {1: T})
    assert grid_of(session, training=lesson, survey=survey).rows[1].answers(BEFORE) == {1: T}


def test_a_paper_that_the_sender_did_not_touch_is_no_conflict(
    session: Session, lesson: TrainingSession, survey: Survey, at: datetime
) -> None:
    for answers, shown in (({1: T}, 0), ({1: F}, 1)):
        record_response(
            session,
            training=lesson,
            survey=survey,
            wave=BEFORE,
            number=1,
            answers=answers,
            by=BY,
            at=at,
            shown=shown,
        )
    from_an_old_page = {(1, BEFORE): Sent({1: T}, 1, {1: T}), (2, BEFORE): Sent({1: N})}
    saved = record_responses(session, training=lesson, survey=survey, sent=from_an_old_page, by=BY, at=at)
    assert (saved.added, saved.corrected, saved.conflicts) == (1, 0, ())
    assert grid_of(session, training=lesson, survey=survey).rows[1].answers(BEFORE) == {1: F}


def test_no_scores_before_the_day(session: Session, lesson: TrainingSession, survey: Survey, at: datetime) -> None:
    with pytest.raises(Refusal):
        record_response(
            session,
            training=lesson,
            survey=survey,
            wave=BEFORE,
            number=1,
            answers={1: T},
            by=BY,
            at=at - timedelta(days=1),
        )


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_grid_and_the_report_agree_on_every_pair(
    session: Session, lesson: TrainingSession, survey: Survey, at: datetime, seed: int
) -> None:
    """Sixty papers with blanks and missing halves: the rules in Python and in the database say the same."""
    chance = random.Random(seed)
    sent = {
        (number, wave): Sent({item: chance.choice((T, F, N)) for item in range(1, 9) if chance.random() < 0.9})
        for number in range(1, 61)
        for wave in (BEFORE, AFTER)
        if chance.random() < 0.9
    }
    record_responses(session, training=lesson, survey=survey, sent=sent, by=BY, at=at)
    delivery.mark_delivered(session, training=lesson, by=BY, at=at)
    grid = grid_of(session, training=lesson, survey=survey).comparison
    day = lesson.starts_at.date()
    report = impact.make_report(session, period=Period.of_days(day, day), at=at)
    shift = report.figure(FigureKey.KNOWLEDGE_INCREASED).shift
    assert shift is not None
    assert (shift.increased, shift.same, shift.lower) == tuple(grid.outcomes[one] for one in Outcome)
    assert shift.at_ceiling == grid.at_ceiling


def test_the_grid_takes_the_same_queries_for_3_and_for_60_papers(
    session: Session, survey: Survey, at: datetime
) -> None:
    counts = []
    for number in (3, 60):
        training = make_session(session, booking=make_booking(session), starts_at=at - HOUR, ends_at=at)
        sent = {(paper, wave): Sent({1: T, 2: F}, 0) for paper in range(1, number + 1) for wave in (BEFORE, AFTER)}
        record_responses(session, training=training, survey=survey, sent=sent, by=BY, at=at)
        session.expire_all()
        with counting(session.get_bind().engine) as queries:  # type: ignore[union-attr]
            grid_of(session, training=training, survey=survey)
        counts.append(len(queries))
    assert counts[0] == counts[1]
