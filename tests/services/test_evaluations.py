"""What people say afterwards, and that nothing leads back to them."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import inspect, select, text
from sqlalchemy.orm import Session

from rose_training.domain.evaluations import EvaluationKind
from rose_training.domain.periods import Period
from rose_training.domain.refusals import Refusal
from rose_training.models.evaluations import Evaluation, EvaluationInvitation
from rose_training.models.registrations import Registration
from rose_training.models.sessions import TrainingSession
from rose_training.services import evaluations
from tests.factories import make_registration, make_session

AFTER, LATER = EvaluationKind.STRAIGHT_AFTER, EvaluationKind.EIGHT_WEEKS


@pytest.fixture
def training(session: Session, at: datetime) -> TrainingSession:
    return make_session(session, starts_at=at - timedelta(hours=1))


def asked(session: Session, training: TrainingSession, number: int, at: datetime) -> list[Registration]:
    people = [make_registration(session, training) for _ in range(number)]
    evaluations.invite(session, registrations=people, kind=AFTER, at=at)
    return people


def answer(session: Session, one: Registration, at: datetime, **answers: str) -> None:
    evaluations.answer(session, reference=one.reference, kind=AFTER, answers=answers or {"useful": "very"}, at=at)


def test_anonymity_is_a_property_of_the_tables(session: Session) -> None:
    """LimeSurvey bug 14302, PR #2091 and PR #4389: a token leaked into an 'anonymous' survey.

    An answer has no column for a person, a registration, an invitation, a token or an hour.
    """
    columns = {column.name: str(column.type) for column in Evaluation.__table__.columns}
    assert set(columns) == {"id", "session_id", "kind", "form_version", "answered_on", "answers"}
    assert columns["answered_on"] == "DATE"
    leads_to = {key.column.table.name for key in Evaluation.__table__.foreign_keys}
    assert leads_to == {"training_session"}
    invitation = {column.name for column in EvaluationInvitation.__table__.columns}
    assert invitation == {"id", "registration_id", "kind", "invited_at", "answered"}
    assert not inspect(Evaluation).relationships


def test_the_order_of_keys_says_nothing_of_who_answered_first(
    session: Session, training: TrainingSession, at: datetime
) -> None:
    """LimeSurvey bug 14302 again: two rising numbers, side by side, are a link."""
    people = asked(session, training, 12, at)
    for number, one in enumerate(people):
        answer(session, one, at, better=f"{number:02}")
    by_key = session.scalars(select(Evaluation).order_by(Evaluation.id))
    said = [one.answers["better"] for one in by_key]
    assert sorted(said) == [f"{number:02}" for number in range(12)]
    assert said != sorted(said)


def test_postgresql_itself_cannot_tell_whose_answer_came_when(
    session: Session, training: TrainingSession, at: datetime
) -> None:
    """All invitations are written afresh with each answer, so that no row's own mark of time stands out."""
    if session.get_bind().dialect.name != "postgresql":
        pytest.skip("only PostgreSQL keeps the transaction and the place of each row")
    people = asked(session, training, 5, at)
    order = [people[3], people[0], people[4]]
    for one in order:
        answer(session, one, at)
    rows = session.execute(text("SELECT registration_id, xmin, cmin FROM evaluation_invitation ORDER BY ctid")).all()
    assert len({(row.xmin, row.cmin) for row in rows}) == 1
    assert [row.registration_id for row in rows] == [one.id for one in people]


def test_an_answer_is_counted_once(session: Session, training: TrainingSession, at: datetime) -> None:
    ada, bo = asked(session, training, 2, at)
    answer(session, ada, at)
    with pytest.raises(Refusal, match="sent before"):
        answer(session, ada, at)
    found = {one.registration_id: one.answered for one in session.scalars(select(EvaluationInvitation))}
    assert found == {ada.id: True, bo.id: False}


def test_who_was_not_asked_cannot_answer(session: Session, training: TrainingSession, at: datetime) -> None:
    stranger = make_registration(session, training)
    with pytest.raises(Refusal, match="does not lead"):
        answer(session, stranger, at)


def test_only_the_day_is_kept(session: Session, training: TrainingSession, at: datetime) -> None:
    (ada,) = asked(session, training, 1, at)
    answer(session, ada, at)
    assert session.scalars(select(Evaluation)).one().answered_on == at.date()


def test_nothing_is_told_under_five_answers(session: Session, training: TrainingSession, at: datetime) -> None:
    people = asked(session, training, 6, at)
    for one in people[:4]:
        answer(session, one, at, better="A secret")
    (found,) = evaluations.results_of_session(session, training=training)
    assert (found.n, found.tallies) == (None, ())
    period = Period.academic_year(2026)
    assert evaluations.results_of_period(session, period=period) == []
    (row,) = evaluations.sessions_of_period(session, period=period, at=at)
    assert (row.asked[AFTER], row.answered[AFTER], row.answered[LATER]) == (6, None, None)
    answer(session, people[4], at, useful="very")
    (found,) = evaluations.results_of_session(session, training=training)
    assert found.n == 5
    assert found.tallies[-1].texts == ("A secret",) * 4


def test_a_total_does_not_bare_a_small_session(session: Session, training: TrainingSession, at: datetime) -> None:
    other = make_session(session, starts_at=at - timedelta(days=3))
    for one in asked(session, training, 6, at):
        answer(session, one, at, useful="very")
    for one in asked(session, other, 2, at):
        answer(session, one, at, useful="not")
    (found,) = evaluations.results_of_period(session, period=Period.academic_year(2026))
    assert found.n == 6


def test_another_year_is_another_total(session: Session, training: TrainingSession, at: datetime) -> None:
    for one in asked(session, training, 5, at):
        answer(session, one, at)
    assert evaluations.results_of_period(session, period=Period.academic_year(2025)) == []
    assert evaluations.sessions_of_period(session, period=Period.academic_year(2025), at=at) == []


def test_somebody_is_asked_once(session: Session, training: TrainingSession, at: datetime) -> None:
    one, other = make_registration(session, training), make_registration(session, training)
    evaluations.invite(session, registrations=[one], kind=AFTER, at=at)
    evaluations.invite(session, registrations=[one, other], kind=AFTER, at=at)
    evaluations.invite(session, registrations=[one], kind=LATER, at=at)
    found = [(row.registration_id, row.kind) for row in session.scalars(select(EvaluationInvitation))]
    assert sorted(found) == sorted([(one.id, AFTER), (other.id, AFTER), (one.id, LATER)])
