"""Versions of surveys: published once, offered where they fit, fixed once used."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from rose_training.adapters.survey_file import first_surveys
from rose_training.domain.actors import Actor
from rose_training.domain.refusals import Refusal
from rose_training.domain.survey_drafts import SurveyDraft
from rose_training.domain.surveys import AnswerValue, Wave
from rose_training.models.sessions import TrainingSession
from rose_training.models.surveys import Survey, SurveyItem
from rose_training.services import scores, surveys
from tests.factories import make_activity, make_booking, make_session

BY = Actor(None, "Cora Example")
UNIVERSAL = first_surveys()[0]


def reworded(draft: SurveyDraft) -> SurveyDraft:
    """The same survey with another first statement."""
    first, *others = draft.items
    return replace(draft, items=(replace(first, statement="Another statement about people."), *others))


@pytest.fixture
def lesson(session: Session, at: datetime) -> TrainingSession:
    return make_session(
        session, booking=make_booking(session, year_groups=["8"]), starts_at=at, ends_at=at + timedelta(hours=1)
    )


def test_a_survey_is_published_with_its_items(session: Session, at: datetime) -> None:
    survey = surveys.publish(session, draft=UNIVERSAL, by=BY, at=at)
    assert (survey.key, survey.version, survey.scored_items) == ("universal-11-18", 1, 8)
    assert surveys.draft_of(session, survey=survey) == UNIVERSAL


def test_the_same_again_is_no_new_version(session: Session, at: datetime) -> None:
    first = surveys.publish(session, draft=UNIVERSAL, by=BY, at=at)
    assert surveys.publish(session, draft=UNIVERSAL, by=BY, at=at) is first


def test_another_wording_is_a_new_version_and_the_old_one_stands(session: Session, at: datetime) -> None:
    old = surveys.publish(session, draft=UNIVERSAL, by=BY, at=at)
    new = surveys.publish(session, draft=reworded(UNIVERSAL), by=BY, at=at)
    assert new.version == 2
    assert old.withdrawn_at == at
    assert surveys.draft_of(session, survey=old) == UNIVERSAL
    assert surveys.find(session, key=UNIVERSAL.key) is new
    assert surveys.find(session, key=UNIVERSAL.key, version=1) is old
    assert [(one.survey.version, one.papers) for one in surveys.all_versions(session)] == [(2, 0), (1, 0)]


def test_a_survey_for_an_activity_that_does_not_exist_is_refused(session: Session, at: datetime) -> None:
    with pytest.raises(Refusal) as refusal:
        surveys.publish(session, draft=replace(UNIVERSAL, activity="JT-Z"), by=BY, at=at)
    assert (refusal.value.code, refusal.value.field) == ("no_such_activity", "activity")


def test_a_version_in_use_cannot_be_changed(session: Session, lesson: TrainingSession, at: datetime) -> None:
    survey = surveys.publish(session, draft=UNIVERSAL, by=BY, at=at)
    scores.record_response(
        session,
        training=lesson,
        survey=survey,
        wave=Wave.BEFORE,
        number=1,
        answers={1: AnswerValue.TRUE},
        by=BY,
        at=at,
    )
    with pytest.raises(IntegrityError, match="survey_in_use"), session.begin_nested():
        session.execute(update(SurveyItem).where(SurveyItem.survey_id == survey.id).values(text="Else"))
    with pytest.raises(IntegrityError, match="survey_in_use"), session.begin_nested():
        session.execute(update(Survey).where(Survey.id == survey.id).values(version=9))


class TestOnOffer:
    def test_those_for_the_activity_and_the_years_come_first(self, session: Session, at: datetime) -> None:
        activity = make_activity(session, code="JT-A")
        booking = make_booking(session, activity=activity, year_groups=["8"])
        training = make_session(session, booking=booking, activity=activity)
        older, younger, own, _, _, _ = [replace(draft, activity=None) for draft in first_surveys()]
        for draft in (younger, older, replace(own, activity="JT-A")):
            surveys.publish(session, draft=draft, by=BY, at=at)
        offered = surveys.on_offer(session, training=training)
        assert [one.key for one in offered] == ["jt-a-11-18", "universal-11-18", "universal-7-10"]

    def test_those_of_other_activities_are_not_offered(
        self, session: Session, lesson: TrainingSession, at: datetime
    ) -> None:
        make_activity(session, code="JT-A")
        surveys.publish(session, draft=replace(UNIVERSAL, activity="JT-A"), by=BY, at=at)
        assert surveys.on_offer(session, training=lesson) == []

    def test_after_is_asked_with_the_version_that_was_used_before(
        self, session: Session, lesson: TrainingSession, at: datetime
    ) -> None:
        old = surveys.publish(session, draft=UNIVERSAL, by=BY, at=at)
        answers = {1: AnswerValue.TRUE}
        scores.record_response(
            session, training=lesson, survey=old, wave=Wave.BEFORE, number=1, answers=answers, by=BY, at=at
        )
        new = surveys.publish(session, draft=reworded(UNIVERSAL), by=BY, at=at)
        assert surveys.on_offer(session, training=lesson) == [old, new]
