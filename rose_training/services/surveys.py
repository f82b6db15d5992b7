"""Surveys and their versions: what may be asked, published once and never changed after use."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from rose_training.domain.actors import Actor
from rose_training.domain.refusals import Refusal
from rose_training.domain.survey_drafts import ItemDraft, SurveyDraft, check_survey
from rose_training.domain.surveys import ScoredItem
from rose_training.domain.year_groups import YearGroup
from rose_training.models.programme import Activity
from rose_training.models.sessions import TrainingSession
from rose_training.models.surveys import Response, Survey, SurveyItem
from rose_training.services import history


@dataclass(frozen=True)
class Listed:
    """One version in the office's list, with the number of papers that were entered for it."""

    survey: Survey
    papers: int


def all_versions(session: Session) -> list[Listed]:
    """Every version of every survey, the newest of each first, with its papers. One query."""
    papers = func.count(Response.id)
    rows = session.execute(
        select(Survey, papers)
        .outerjoin(Response, Response.survey_id == Survey.id)
        .group_by(Survey.id)
        .order_by(Survey.key, Survey.version.desc())
    )
    return [Listed(survey, count) for survey, count in rows]


def find(session: Session, *, key: str, version: int | None = None) -> Survey | None:
    """One version of a survey; without a number the latest."""
    asked = select(Survey).where(Survey.key == key).order_by(Survey.version.desc()).limit(1)
    return session.scalar(asked if version is None else asked.where(Survey.version == version))


def items_of(session: Session, *, survey: Survey) -> Sequence[SurveyItem]:
    """The items of one version, in the order of the paper."""
    return session.scalars(
        select(SurveyItem).where(SurveyItem.survey_id == survey.id).order_by(SurveyItem.number)
    ).all()


def scored(items: Iterable[SurveyItem]) -> list[ScoredItem]:
    """The items as the rules of scoring see them."""
    return [ScoredItem(item.number, item.kind, item.right_answer) for item in items]


def used_with(session: Session, *, training: TrainingSession) -> Sequence[Survey]:
    """The versions that have papers of this session, or of another week of the same course."""
    sessions = select(TrainingSession.id).where(
        TrainingSession.id == training.id
        if training.booking_id is None
        else TrainingSession.booking_id == training.booking_id
    )
    return session.scalars(
        select(Survey)
        .where(Survey.id.in_(select(Response.survey_id).where(Response.session_id.in_(sessions))))
        .order_by(Survey.key, Survey.version)
    ).all()


def on_offer(session: Session, *, training: TrainingSession) -> list[Survey]:
    """The versions to choose from for a session, the most fitting first.

    Those already in use with it come first: before and after must be the same version. Then
    those for its activity, then those for any; withdrawn ones are left out.
    """
    in_use = list(used_with(session, training=training))
    others = session.scalars(
        select(Survey)
        .where(
            Survey.withdrawn_at.is_(None),
            Survey.activity_id.is_(None) | (Survey.activity_id == training.activity_id),
            Survey.id.not_in([survey.id for survey in in_use]),
        )
        .order_by(Survey.activity_id.is_(None), Survey.key)
    ).all()
    return in_use + sorted(others, key=lambda survey: not _suits_years(survey, training))


def publish(session: Session, *, draft: SurveyDraft, by: Actor, at: datetime) -> Survey:
    """Publish a survey as the next version of its key; the versions before are no longer offered.

    A draft that says what the latest version says already publishes nothing and gives that
    version back. Raises `Refusal` for a survey that does not do (`check_survey`), or with the code
    `no_such_activity`.
    """
    check_survey(draft)
    activity_id = _activity_named(session, draft.activity)
    latest = find(session, key=draft.key)
    if latest is not None:
        if draft_of(session, survey=latest) == draft and latest.withdrawn_at is None:
            return latest
        _withdraw(session, draft.key, at=at)
    survey = Survey(
        key=draft.key,
        version=latest.version + 1 if latest else 1,
        title=draft.title,
        activity_id=activity_id,
        min_year=draft.min_year,
        max_year=draft.max_year,
        scored_items=sum(item.kind.scored for item in draft.items),
        published_at=at,
    )
    session.add(survey)
    session.flush()
    session.add_all(_item(survey, number, item) for number, item in enumerate(draft.items, start=1))
    session.flush()
    history.record(
        session,
        subject=survey.key,
        event="survey_published",
        by=by,
        at=at,
        detail={"version": survey.version, "items": len(draft.items)},
    )
    return survey


def draft_of(session: Session, *, survey: Survey) -> SurveyDraft:
    """A version as a draft: where the next version begins."""
    activity = session.get(Activity, survey.activity_id) if survey.activity_id else None
    return SurveyDraft(
        key=survey.key,
        title=survey.title,
        min_year=survey.min_year or 1,
        max_year=survey.max_year or 14,
        items=tuple(
            ItemDraft(item.text, item.right_answer, item.outcome or "", item.kind)
            for item in items_of(session, survey=survey)
        ),
        activity=activity.code if activity else None,
    )


def _suits_years(survey: Survey, training: TrainingSession) -> bool:
    """Whether the survey is written for a year of the group, as far as anybody said."""
    wanted = training.booking.year_groups if training.booking else []
    years = [number for year in wanted if (number := YearGroup(year).number) is not None]
    if not years or survey.min_year is None or survey.max_year is None:
        return True
    return any(survey.min_year <= year <= survey.max_year for year in years)


def _activity_named(session: Session, code: str | None) -> int | None:
    if code is None:
        return None
    found = session.scalar(select(Activity.id).where(Activity.code == code))
    if found is None:
        raise Refusal("no_such_activity", f"There is no activity with the code {code}", "activity")
    return found


def _withdraw(session: Session, key: str, *, at: datetime) -> None:
    for survey in session.scalars(select(Survey).where(Survey.key == key, Survey.withdrawn_at.is_(None))):
        survey.withdrawn_at = at


def _item(survey: Survey, number: int, draft: ItemDraft) -> SurveyItem:
    return SurveyItem(
        survey_id=survey.id,
        number=number,
        kind=draft.kind,
        text=draft.statement.strip(),
        right_answer=draft.right,
        outcome=draft.outcome.strip() or None,
    )
