"""Before and after scores: papers entered, corrected and wiped, many at a time and never one query a row."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from rose_training.domain.actors import Actor
from rose_training.domain.attendance import RowOutcome, check_may_record, settle
from rose_training.domain.surveys import Paper, Wave, mark_paper
from rose_training.models.sessions import TrainingSession
from rose_training.models.surveys import Answer, Response, Survey
from rose_training.services import delivery, history, surveys
from rose_training.services.score_grid import Answers, Grid, Row, grid_of


@dataclass(frozen=True)
class Sent:
    """A paper that came back from the grid: its answers, and the version and answers it was shown with."""

    answers: Answers
    shown: int = 0
    was: Answers = field(default_factory=dict)


@dataclass(frozen=True)
class Conflict:
    """A paper that somebody else entered after the page was opened; nothing was stored for it."""

    number: int
    wave: Wave
    stored: Answers


@dataclass(frozen=True)
class Saved:
    """What became of the papers that were sent: counts, and those left alone."""

    added: int
    corrected: int
    removed: int
    conflicts: tuple[Conflict, ...]

    @property
    def changed(self) -> int:
        """Papers that are now other than before."""
        return self.added + self.corrected + self.removed


def record_responses(
    session: Session,
    *,
    training: TrainingSession,
    survey: Survey,
    sent: Mapping[tuple[int, Wave], Sent],
    by: Actor,
    at: datetime,
) -> Saved:
    """Store papers by their number (of the card or the sheet) and wave.

    A blank paper makes no response; one that was wiped is removed. What a correction replaces is
    kept in the history. A paper that somebody else has changed since it was shown is left alone and
    handed back. A number that is no card of the course is left out. Raises `Refusal` when the
    session was cancelled or has not come yet.
    """
    training = delivery.lock(session, training)
    check_may_record(state=training.state, starts_at=training.starts_at, at=at)
    grid = grid_of(session, training=training, survey=survey)
    added: list[tuple[Row, Wave, Answers]] = []
    corrected: list[tuple[Row, Wave, Answers]] = []
    conflicts: list[Conflict] = []
    for (number, wave), new in sent.items():
        row = grid.rows.get(number) or Row(number, None, {})
        if grid.has_cards and row.card is None:
            continue
        old = row.answers(wave)
        outcome = settle(shown=new.shown, stored=row.version(wave), was=new.was, old=old, new=new.answers)
        if outcome is RowOutcome.CONFLICT:
            conflicts.append(Conflict(number, wave, old))
        elif outcome is RowOutcome.SAVED:
            (corrected if wave in row.sheets else added).append((row, wave, new.answers))
    _correct(session, training, grid, corrected, by=by, at=at)
    _add(session, training, grid, added, by=by, at=at)
    removed = sum(not answers for _, _, answers in corrected)
    return Saved(len(added), len(corrected) - removed, removed, tuple(conflicts))


def record_response(
    session: Session,
    *,
    training: TrainingSession,
    survey: Survey,
    wave: Wave,
    number: int,
    answers: Answers,
    by: Actor,
    at: datetime,
    shown: int = 0,
) -> Saved:
    """Store one paper, new or in place of version `shown`."""
    grid = grid_of(session, training=training, survey=survey)
    was = grid.rows[number].answers(wave) if number in grid.rows else {}
    sent = {(number, wave): Sent(answers, shown, was)}
    return record_responses(session, training=training, survey=survey, sent=sent, by=by, at=at)


def _add(
    session: Session,
    training: TrainingSession,
    grid: Grid,
    papers: Iterable[tuple[Row, Wave, Answers]],
    *,
    by: Actor,
    at: datetime,
) -> None:
    made: list[tuple[Response, Answers]] = []
    for row, wave, answers in papers:
        paper = _marked(grid, answers)
        response = Response(
            survey_id=grid.survey.id,
            session_id=training.id,
            wave=wave,
            card_id=row.card.id if row.card else None,
            paper_number=None if row.card else row.number,
            answered=len(paper.answered),
            correct=len(paper.right),
            recorded_at=at,
            recorded_by_id=by.person_id,
        )
        made.append((response, answers))
    if not made:
        return
    session.add_all(response for response, _ in made)
    session.flush()
    _add_answers(session, grid, [(response.id, answers) for response, answers in made])
    history.record(
        session,
        subject=training.reference,
        event="scores_entered",
        by=by,
        at=at,
        detail={"survey": grid.survey.key, "version": grid.survey.version, "papers": len(made)},
    )


def _correct(
    session: Session,
    training: TrainingSession,
    grid: Grid,
    papers: Sequence[tuple[Row, Wave, Answers]],
    *,
    by: Actor,
    at: datetime,
) -> None:
    """Replace the answers of stored papers; what they said before goes into the history."""
    if not papers:
        return
    replaced = [row.sheets[wave].response.id for row, wave, _ in papers]
    session.execute(delete(Answer).where(Answer.response_id.in_(replaced)).execution_options(synchronize_session=False))
    kept: list[tuple[int, Answers]] = []
    for row, wave, answers in papers:
        response = row.sheets[wave].response
        _note_correction(session, training, grid, row, wave, by=by, at=at)
        if not answers:
            session.delete(response)
            continue
        paper = _marked(grid, answers)
        response.answered, response.correct = len(paper.answered), len(paper.right)
        response.version += 1
        kept.append((response.id, answers))
    session.flush()
    _add_answers(session, grid, kept)


def _note_correction(
    session: Session, training: TrainingSession, grid: Grid, row: Row, wave: Wave, *, by: Actor, at: datetime
) -> None:
    history.record(
        session,
        subject=training.reference,
        event="scores_corrected",
        by=by,
        at=at,
        detail={
            "survey": grid.survey.key,
            "version": grid.survey.version,
            "wave": wave.value,
            "card" if row.card else "paper": row.number,
            "before": {str(number): answer.value for number, answer in sorted(row.answers(wave).items())},
        },
    )


def _add_answers(session: Session, grid: Grid, papers: Iterable[tuple[int, Answers]]) -> None:
    item_id = {item.number: item.id for item in grid.items}
    session.add_all(
        Answer(response_id=response_id, item_id=item_id[number], value=value)
        for response_id, answers in papers
        for number, value in answers.items()
    )
    session.flush()


def _marked(grid: Grid, answers: Answers) -> Paper:
    return mark_paper(grid.survey.key, grid.survey.version, surveys.scored(grid.items), answers)
