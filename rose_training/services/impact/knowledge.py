"""Pairs of papers: whose knowledge increased, and which papers make no pair (§4.3)."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Select,
    Subquery,
    and_,
    case,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.orm import Session, aliased

from rose_training.domain.attendance import Mark
from rose_training.domain.impact import SCORE_BANDS, Figure, FigureKey, Shift, score_band
from rose_training.domain.impact_definitions import DEFINITIONS
from rose_training.domain.periods import Period, year_of
from rose_training.domain.sessions import SessionState
from rose_training.domain.statistics import Proportion
from rose_training.domain.surveys import ENOUGH_ANSWERED, ItemKind, NoPair, Outcome, Pair, Wave
from rose_training.models.attendance import AttendanceMark
from rose_training.models.bookings import Booking, CohortCard
from rose_training.models.organisations import Organisation
from rose_training.models.programme import Activity
from rose_training.models.sessions import TrainingSession
from rose_training.models.surveys import Answer, Response, Survey, SurveyItem
from rose_training.services.impact.occasions import Absences, academic_year, is_held, some, within
from rose_training.services.impact.pages import Page, on_page, page_of

MARKS = ("before_right", "before_asked", "after_right", "after_asked")
"""Columns: the right answers and the questions they are of."""

PAIR_WAVES = (Wave.BEFORE, Wave.AFTER)

AWAY = (Mark.ABSENT, Mark.EXCUSED, Mark.LEFT_EARLY)
"""Marks of a card that make its paper of that day missing: absent, or left early (§4.3)."""

_AWAY = "away"
"""The verdict on a pair of which a paper is missing for that reason; papers without cards have no mark."""

_NO_PAIR_REASONS = {
    NoPair.ONLY_BEFORE: "papers from before without one from after",
    NoPair.ONLY_AFTER: "papers from after without one from before",
    NoPair.OTHER_VERSION: "pairs whose papers are two versions of the questions",
    _AWAY: "pairs of cards whose holder was marked absent, excused or left early before or after",
    NoPair.TOO_FEW_BEFORE: "pairs with fewer than 80% of the questions answered before",
    NoPair.TOO_FEW_AFTER: "pairs with fewer than 80% of the questions answered after",
}


@dataclass(frozen=True, slots=True)
class PairRow:
    """One valid pair: a card of a course or a numbered paper, never a name."""

    organisation: str | None
    activity: str
    reference: str
    at: datetime
    card: int | None
    paper: int | None
    right_before: int
    asked_before: int
    right_after: int
    asked_after: int
    """The questions that were compared: those answered both times."""

    @property
    def outcome(self) -> Outcome:
        """What became of the score."""
        return _pair(self.right_before, self.asked_before, self.right_after, self.asked_after).outcome


def knowledge_figures(session: Session, *, period: Period, absences: Absences) -> tuple[Figure]:
    """Young people whose knowledge increased, of all valid pairs.

    It counts papers, not sessions, so the `absences` of sessions don't concern it.
    """
    shift, no_pairs = _shift(session, _papers(_verdicts(period)), period)
    reasons = ((text, no_pairs[why]) for why, text in _NO_PAIR_REASONS.items())
    figure = Figure(
        DEFINITIONS[FigureKey.KNOWLEDGE_INCREASED],
        shift.increase.percentage,
        some(*reasons, _papers_elsewhere(session, period)),
        shift=shift,
    )
    return (figure,)


def pair_rows(session: Session, *, period: Period, page: int | None) -> Page[PairRow]:
    """The valid pairs behind the figure, by the day of their last paper."""
    scored = _papers(_verdicts(period))
    valid = scored.c.verdict.is_(None)
    statement = (
        select(
            func.coalesce(Booking.snapshot_name, Organisation.name),
            Activity.title,
            TrainingSession.reference,
            TrainingSession.starts_at,
            CohortCard.number,
            case((scored.c.card_id.is_(None), scored.c.number)),
            *(scored.c[mark] for mark in MARKS),
        )
        .select_from(scored)
        .join(TrainingSession, TrainingSession.id == scored.c.session_id)
        .join(Activity, Activity.id == TrainingSession.activity_id)
        .outerjoin(Booking, Booking.id == TrainingSession.booking_id)
        .outerjoin(Organisation, Organisation.id == Booking.organisation_id)
        .outerjoin(CohortCard, CohortCard.id == scored.c.card_id)
        .where(valid)
        .order_by(
            TrainingSession.starts_at,
            TrainingSession.id,
            CohortCard.number,
            scored.c.number,
            scored.c.survey_id,
        )
    )
    shift, _ = _shift(session, scored, period)
    rows = (PairRow(*row) for row in session.execute(on_page(statement, page)))
    return page_of(rows, page=page, total=shift.pairs, sums={"increased": shift.increased})


def _shift(session: Session, papers: Subquery, period: Period) -> tuple[Shift, Counter[str]]:
    """What the valid pairs show, and how many respondents there are for each reason to be no pair.

    The database counts equal pairs together; there are never more kinds of them than marks and
    years allow.
    """
    kinds = [papers.c[name] for name in ("verdict", "year", *MARKS)]
    no_pairs: Counter[str] = Counter()
    outcomes: Counter[Outcome] = Counter()
    in_year: dict[int, Counter[Outcome]] = defaultdict(Counter)
    before: Counter[int] = Counter()
    after: Counter[int] = Counter()
    for verdict, year, *marks, number in session.execute(select(*kinds, func.count()).group_by(*kinds)):
        if verdict is not None:
            no_pairs[verdict] += number
            continue
        pair = _pair(*marks)
        outcomes[pair.outcome] += number
        in_year[year][pair.outcome] += number
        before[score_band(pair.before)] += number
        after[score_band(pair.after)] += number
    bands = range(len(SCORE_BANDS))
    shift = Shift(
        increased=outcomes[Outcome.INCREASED],
        same=outcomes[Outcome.SAME],
        lower=outcomes[Outcome.LOWER],
        at_ceiling=before[bands[-1]],
        before=tuple(before[band] for band in bands),
        after=tuple(after[band] for band in bands),
        years=tuple((year, _increase(in_year[year_of(year.first_day)])) for year in period.academic_years()),
    )
    return shift, no_pairs


def _increase(outcomes: Counter[Outcome]) -> Proportion:
    return Proportion(outcomes[Outcome.INCREASED], outcomes.total())


def _pair(right_before: int, asked_before: int, right_after: int, asked_after: int) -> Pair:
    """The two scores as exact shares of full marks, without rounding (§4.3)."""
    return Pair(Fraction(right_before, asked_before), Fraction(right_after, asked_after), full=1)


def _respondents(period: Period) -> Subquery:
    """One row for each respondent and survey, with the papers from before and after side by side.

    A respondent is a card, or a paper number within one session; the database lets each of them
    have one paper per survey and wave. So no row is ever joined to another, and the work grows
    with the papers. Each paper brings along whether its session is `held` in the period, in which
    academic year, and whether the card's holder was `away`, so that the paper is missing.
    """

    def of(wave: Wave, column: object) -> ColumnElement[int | None]:
        return func.max(case((Response.wave == wave, column)))

    place = func.coalesce(Response.card_id, -Response.session_id)
    number = func.coalesce(Response.paper_number, 0)
    return (
        select(
            Response.survey_id,
            place.label("place"),
            number.label("number"),
            func.max(Response.card_id).label("card_id"),
            *(
                of(wave, column).label(f"{wave.value}_{name}")
                for wave in PAIR_WAVES
                for name, column in (
                    ("id", Response.id),
                    ("session_id", Response.session_id),
                    ("answered", Response.answered),
                    ("correct", Response.correct),
                    ("held", case((is_held(period), 1), else_=0)),
                    ("year", academic_year(period)),
                    ("away", case((AttendanceMark.id.is_not(None), 1), else_=0)),
                )
            ),
        )
        .join(TrainingSession, TrainingSession.id == Response.session_id)
        .outerjoin(
            AttendanceMark,
            and_(
                AttendanceMark.session_id == Response.session_id,
                AttendanceMark.card_id == Response.card_id,
                AttendanceMark.current,
                AttendanceMark.mark.in_(AWAY),
            ),
        )
        .where(Response.wave.in_(PAIR_WAVES))
        .group_by(Response.survey_id, place, number)
        .subquery("respondents")
    )


def _verdicts(period: Period) -> CTE:
    """The respondents of the period with a `verdict`: a `NoPair`, `_AWAY`, "counted" elsewhere, or NULL.

    NULL is a valid pair. A respondent belongs to the session of the last paper.
    """
    each = _respondents(period)
    same_person = (Survey.key, each.c.place, each.c.number)
    elsewhere_before = func.max(each.c.before_id).over(partition_by=same_person)
    elsewhere_after = func.max(each.c.after_id).over(partition_by=same_person)
    only_before, only_after = each.c.after_id.is_(None), each.c.before_id.is_(None)
    enough = ENOUGH_ANSWERED
    wanted = Survey.scored_items * enough.numerator
    verdict = case(
        (
            and_(only_before, elsewhere_after.is_not(None)),
            literal("counted"),  # with the paper after, which is of another version
        ),
        (only_before, literal(NoPair.ONLY_BEFORE.value)),
        (
            and_(only_after, elsewhere_before.is_not(None)),
            literal(NoPair.OTHER_VERSION.value),
        ),
        (only_after, literal(NoPair.ONLY_AFTER.value)),
        (each.c.before_away + each.c.after_away > 0, literal(_AWAY)),
        (
            or_(Survey.scored_items == 0, each.c.before_answered * enough.denominator < wanted),
            literal(NoPair.TOO_FEW_BEFORE.value),
        ),
        (
            each.c.after_answered * enough.denominator < wanted,
            literal(NoPair.TOO_FEW_AFTER.value),
        ),
    )
    judged = (
        select(
            *each.c,
            Survey.scored_items,
            func.coalesce(each.c.after_session_id, each.c.before_session_id).label("session_id"),
            func.coalesce(each.c.after_held, each.c.before_held).label("held"),
            func.coalesce(each.c.after_year, each.c.before_year).label("year"),
            verdict.label("verdict"),
        )
        .join(Survey, Survey.id == each.c.survey_id)
        .subquery("judged")
    )
    return select(judged).where(judged.c.held == 1).cte("verdicts")


def _papers(verdicts: CTE) -> Subquery:
    """The respondents with `verdict`, `before_right` of `before_asked`, and the same for after.

    Where every question was answered both times the totals say it all. Where one was left blank,
    the answers are read and only the questions answered both times compared, so that a blank
    never looks like a gain or a loss.
    """
    complete = and_(
        verdicts.c.before_answered == verdicts.c.scored_items,
        verdicts.c.after_answered == verdicts.c.scored_items,
    )
    totals = select(
        *_who(verdicts),
        verdicts.c.verdict,
        verdicts.c.before_correct.label("before_right"),
        verdicts.c.before_answered.label("before_asked"),
        verdicts.c.after_correct.label("after_right"),
        verdicts.c.after_answered.label("after_asked"),
    ).where(or_(verdicts.c.verdict.is_not(None), complete))
    with_blanks = _answered_both_times(verdicts).where(verdicts.c.verdict.is_(None), ~complete)
    return totals.union_all(with_blanks).subquery("papers")


def _who(verdicts: CTE) -> list[ColumnElement[Any]]:
    return [verdicts.c[name] for name in ("survey_id", "session_id", "card_id", "number", "year")]


def _answered_both_times(verdicts: CTE) -> Select[Any]:
    """The pairs compared question by question; by their totals where no answers were kept."""
    before, after = aliased(Answer, name="answer_before"), aliased(Answer, name="answer_after")
    totals = [verdicts.c[f"{wave.value}_{name}"] for wave in PAIR_WAVES for name in ("correct", "answered")]
    both = and_(after.id.is_not(None), SurveyItem.kind.in_([kind for kind in ItemKind if kind.scored]))
    asked = func.nullif(func.sum(case((both, 1), else_=0)), 0)

    def right(answer: type[Answer]) -> ColumnElement[int]:
        return func.sum(case((and_(both, answer.value == SurveyItem.right_answer), 1), else_=0))

    def of(answer: type[Answer], correct: ColumnElement[int], answered: ColumnElement[int]) -> list[ColumnElement[int]]:
        return [case((asked.is_(None), correct), else_=right(answer)), func.coalesce(asked, answered)]

    return (
        select(*_who(verdicts), verdicts.c.verdict, *of(before, totals[0], totals[1]), *of(after, totals[2], totals[3]))
        .select_from(verdicts)
        .outerjoin(before, before.response_id == verdicts.c.before_id)
        .outerjoin(SurveyItem, SurveyItem.id == before.item_id)
        .outerjoin(after, and_(after.response_id == verdicts.c.after_id, after.item_id == before.item_id))
        .group_by(verdicts.c.before_id, *_who(verdicts), verdicts.c.verdict, *totals)
    )


def _papers_elsewhere(session: Session, period: Period) -> tuple[str, int | None]:
    """Papers whose session did not take place, or was not recorded."""
    papers = session.scalar(
        select(func.count())
        .select_from(Response)
        .join(TrainingSession, TrainingSession.id == Response.session_id)
        .where(
            within(period),
            TrainingSession.state != SessionState.DELIVERED,
            Response.wave.in_(PAIR_WAVES),
        )
    )
    return "papers of sessions that were cancelled or that nobody has recorded", papers
