"""The papers of a session, or of the cards of a course, as a grid: read, never written, in four queries.

A paper belongs to a card, whose papers may come from different weeks, or to a number on the
sheet, within one session.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from rose_training.domain.surveys import (
    AnswerValue,
    Comparison,
    ItemGain,
    Pair,
    Paper,
    Wave,
    compare,
    item_gains,
    mark_paper,
    pair,
)
from rose_training.models.bookings import Cohort, CohortCard
from rose_training.models.sessions import TrainingSession
from rose_training.models.surveys import Answer, Response, Survey, SurveyItem
from rose_training.services import surveys

Answers = dict[int, AnswerValue]
"""What one paper says, by the number of the item; blanks are left out."""


@dataclass(frozen=True)
class Sheet:
    """One paper as it is stored."""

    response: Response
    answers: Answers
    paper: Paper


@dataclass(frozen=True)
class Row:
    """One respondent of the grid: a card or a paper number, with their sheets by wave."""

    number: int
    card: CohortCard | None
    sheets: Mapping[Wave, Sheet]

    def answers(self, wave: Wave) -> Answers:
        """What the paper of that wave says; nothing when there is none."""
        sheet = self.sheets.get(wave)
        return sheet.answers if sheet else {}

    def version(self, wave: Wave) -> int:
        """Rises with every correction of that paper; 0 when there is none."""
        sheet = self.sheets.get(wave)
        return sheet.response.version if sheet else 0


@dataclass(frozen=True)
class Grid:
    """All papers of one survey for one session or course. `has_cards`: rows are cards."""

    survey: Survey
    items: tuple[SurveyItem, ...]
    has_cards: bool
    rows: Mapping[int, Row]

    @property
    def comparison(self) -> Comparison:
        """What before and after show together."""
        return compare(
            (_paper(row, Wave.BEFORE), _paper(row, Wave.AFTER))
            for row in self.rows.values()
            if Wave.BEFORE in row.sheets or Wave.AFTER in row.sheets
        )

    @property
    def gains(self) -> list[ItemGain]:
        """For each scored item, over the valid pairs: who moved to the right answer and away from it."""
        both = ((_paper(row, Wave.BEFORE), _paper(row, Wave.AFTER)) for row in self.rows.values())
        pairs = [
            (before, after) for before, after in both if before and after and isinstance(pair(before, after), Pair)
        ]
        return item_gains([item.number for item in self.items if item.kind.scored], pairs) if pairs else []

    @property
    def highest(self) -> int:
        """The highest number that has a row; 0 when there is none."""
        return max(self.rows, default=0)


def grid_of(session: Session, *, training: TrainingSession, survey: Survey) -> Grid:
    """Every paper of the survey for this session or its course. Four queries, however many papers."""
    items = tuple(surveys.items_of(session, survey=survey))
    cards = _cards(session, training)
    numbers = {item.id: item.number for item in items}
    responses = session.scalars(
        select(Response)
        .where(Response.survey_id == survey.id, _belongs_here(training, cards))
        .execution_options(populate_existing=True)
    ).all()
    answers = _answers(session, training, cards, survey, numbers)
    scored = surveys.scored(items)
    by_card = {card.id: card for card in cards}
    sheets: dict[int, dict[Wave, Sheet]] = defaultdict(dict)
    for response in responses:
        said = answers.get(response.id, {})
        paper = mark_paper(survey.key, survey.version, scored, said)
        number = by_card[response.card_id].number if response.card_id else response.paper_number or 0
        sheets[number][response.wave] = Sheet(response, said, paper)
    card_of = {card.number: card for card in cards}
    rows = {number: Row(number, card_of.get(number), sheets.get(number, {})) for number in sorted({*card_of, *sheets})}
    return Grid(survey, items, bool(cards), rows)


def _paper(row: Row, wave: Wave) -> Paper | None:
    sheet = row.sheets.get(wave)
    return sheet.paper if sheet else None


def _cards(session: Session, training: TrainingSession) -> Sequence[CohortCard]:
    if training.booking_id is None:
        return []
    return session.scalars(
        select(CohortCard)
        .join(CohortCard.cohort)
        .where(Cohort.booking_id == training.booking_id)
        .order_by(CohortCard.number)
    ).all()


def _belongs_here(training: TrainingSession, cards: Sequence[CohortCard]) -> ColumnElement[bool]:
    """The papers of the course's cards, whichever week they were entered in; else of the session."""
    if cards:
        return Response.card_id.in_([card.id for card in cards])
    return (Response.session_id == training.id) & Response.paper_number.is_not(None)


def _answers(
    session: Session,
    training: TrainingSession,
    cards: Sequence[CohortCard],
    survey: Survey,
    numbers: Mapping[int, int],
) -> Mapping[int, Answers]:
    """The answers of all papers, by response, then by the number of the item."""
    found: dict[int, Answers] = defaultdict(dict)
    rows = session.execute(
        select(Answer.response_id, Answer.item_id, Answer.value)
        .join(Response, Response.id == Answer.response_id)
        .where(Response.survey_id == survey.id, _belongs_here(training, cards))
    )
    for response_id, item_id, value in rows:
        found[response_id][numbers[item_id]] = value
    return found
