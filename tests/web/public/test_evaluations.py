"""The form after a session, by the link in the mail."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from rose_training import clock
from rose_training.domain.evaluations import EvaluationKind
from rose_training.messages.afterwards_letters import certificate_token, evaluation_token
from rose_training.models.evaluations import Evaluation, EvaluationInvitation
from rose_training.models.history import HistoryEntry
from rose_training.services import evaluations
from tests.factories import make_registration, make_session

TODAY = datetime(2026, 11, 21, 9, tzinfo=UTC)
AFTER, LATER = EvaluationKind.STRAIGHT_AFTER, EvaluationKind.EIGHT_WEEKS


@pytest.fixture(autouse=True)
def _today():
    with clock.set_to(TODAY):
        yield


@pytest.fixture
def ada(stored):
    training = make_session(stored, title="Autumn briefing", starts_at=TODAY - timedelta(hours=2))
    one = make_registration(stored, training, name="Ada Secretname")
    for kind in EvaluationKind:
        evaluations.invite(stored, registrations=[one], kind=kind, at=TODAY)
    stored.commit()
    return one


def link(app, one, kind=AFTER):
    with app.app_context():
        return f"/evaluation/{evaluation_token(one.reference, kind)}"


def test_the_form_promises_what_the_tables_keep(app, visit, ada):
    page = visit.get(link(app, ada))
    assert page.heading == "How was it?"
    assert "Nobody learns who said what" in page.text
    assert "certificate does not depend" in page.text
    assert "Secretname" not in page.html
    assert "Please do not name anybody" in page.text
    assert "do not write about a child here" in page.text


def test_answers_are_stored_apart_from_who_gave_them(app, visit, stored, ada):
    """LimeSurvey bug 14302: nothing that identifies somebody may reach the answers."""
    address = link(app, ada)
    visit.get(address)
    page = visit.post(address, {"useful": "very", "recommend": "yes", "better": " More time. "})
    assert page.location == "/evaluation/thank-you"
    assert visit.get(page.location).heading == "Thank you"
    stored.rollback()
    found = stored.scalars(select(Evaluation)).one()
    assert found.answers == {"useful": "very", "recommend": "yes", "better": "More time."}
    assert (found.session_id, found.answered_on) == (ada.session_id, TODAY.date())
    asked = stored.scalars(select(EvaluationInvitation).order_by(EvaluationInvitation.id))
    assert [(one.kind, one.answered) for one in asked] == [(AFTER, True), (LATER, False)]
    assert stored.scalars(select(HistoryEntry)).all() == []


def test_a_second_time_is_thanked_and_changes_nothing(app, visit, stored, ada):
    address = link(app, ada)
    token = visit.get(address).csrf_token
    visit.post(address, {"useful": "very"})
    assert visit.get(address).location == "/evaluation/thank-you"
    again = visit.post(address, {"useful": "not", "csrf_token": token})
    assert again.location == "/evaluation/thank-you"
    stored.rollback()
    assert [one.answers for one in stored.scalars(select(Evaluation))] == [{"useful": "very"}]


def test_nothing_answered_and_nonsense_are_said_clearly_and_keep_what_was_typed(app, visit, stored, ada):
    address = link(app, ada)
    visit.get(address)
    page = visit.post(address, {})
    assert (page.status, page.errors) == (422, ["Answer at least one question"])
    page = visit.post(address, {"useful": "splendid", "better": "Keep me"})
    assert page.status == 422
    assert "Keep me" in page.html
    page = visit.post(address, {"better": "x" * 1001})
    assert page.errors == ["Write 1000 characters at most"]
    stored.rollback()
    assert stored.scalar(select(Evaluation)) is None


def test_three_questions_at_eight_weeks(app, visit, stored, ada):
    address = link(app, ada, LATER)
    page = visit.get(address)
    assert page.heading == "What has come of it?"
    assert "done differently" in page.text
    assert "certificate" not in page.text
    visit.post(address, {"used": "no_occasion"})
    stored.rollback()
    assert stored.scalars(select(Evaluation)).one().kind is LATER


def test_who_was_not_asked_and_made_up_links_find_nothing(app, visit, stored, ada):
    stranger = make_registration(stored)
    stored.commit()
    assert visit.get(link(app, stranger)).status == 404
    assert visit.get("/evaluation/x.y").status == 404
    with app.app_context():
        assert visit.get(f"/evaluation/{certificate_token(ada.reference)}").status == 404
