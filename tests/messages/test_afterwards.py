"""The five letters after a session: what they say, and when they are no longer wanted."""

from datetime import UTC, datetime, timedelta

import pytest

from rose_training import clock
from rose_training.domain.actors import Actor
from rose_training.domain.attendance import Mark
from rose_training.domain.evaluations import EvaluationKind
from rose_training.domain.outbox import OutboxState
from rose_training.messages.catalogue import write
from rose_training.messages.rendering import render
from rose_training.models.certificates import Certificate
from rose_training.models.outbox import OutboxMessage
from rose_training.services import certificates, evaluations, place_changes
from rose_training.services.attendance import Sent, register_of, take_register
from tests.factories import make_briefing_activity, make_person, make_registration, make_session

TODAY = datetime(2026, 11, 21, 9, tzinfo=UTC)
BY = Actor(None, "Fay Example")
NUMBER = "CERT-7K3Q-M2BX"


@pytest.fixture(autouse=True)
def _today():
    with clock.set_to(TODAY):
        yield


@pytest.fixture
def training(stored):
    activity = make_briefing_activity(stored, code="PB-1", slug="briefing")
    return make_session(stored, activity=activity, starts_at=TODAY - timedelta(hours=3), reference="SES-2222-22")


@pytest.fixture
def ada(stored, training):
    person = make_person(stored, name="Ada Example", email="ada@agency.example")
    return make_registration(stored, training, person=person, reference="REG-2222-22", confirmed_at=TODAY)


def take(stored, training, mark, minutes=None):
    (row,) = register_of(stored, training=training).rows
    sent = {row.key: Sent(mark, row.version, minutes)}
    take_register(stored, training=training, sent=sent, by=BY, at=TODAY - timedelta(hours=2))


def certify(stored, training, monkeypatch, number=NUMBER):
    monkeypatch.setattr(certificates, "new_number", lambda: number)
    take(stored, training, Mark.PRESENT)


def queued(stored, kind):
    return list(stored.query(OutboxMessage).filter_by(kind=kind).order_by(OutboxMessage.id))


def composed(app, stored, mail):
    with app.app_context():
        return write(stored, mail)


def text_of(app, letter):
    with app.app_context():
        return render(letter).text


def test_the_certificate_and_the_question_how_it_was_are_one_letter(reads_as_kept, stored, training, ada, monkeypatch):
    certify(stored, training, monkeypatch)
    (mail,) = queued(stored, "certificate_issued")
    letter = reads_as_kept("certificate_issued", to=mail.to, about=mail.about, **mail.payload)
    assert training.activity.title not in letter.subject
    assert letter.facts["evaluation"] is not None


def test_a_corrected_one_names_the_number_that_no_longer_counts(reads_as_kept, stored, training, ada, monkeypatch):
    certify(stored, training, monkeypatch)
    (first,) = queued(stored, "certificate_issued")
    first.state = OutboxState.SENT
    monkeypatch.setattr(certificates, "new_number", lambda: "CERT-2222-2222")
    place_changes.correct_name(stored, by_office=True, registration=ada, name="Ada Corrected", by=BY, at=TODAY)
    _, mail = queued(stored, "certificate_issued")
    letter = reads_as_kept(
        "certificate_issued", name="certificate_reissued", to=mail.to, about=mail.about, **mail.payload
    )
    assert letter.facts["instead_of"] == NUMBER


def test_a_certificate_replaced_before_its_letter_left_is_not_mentioned(app, stored, training, ada, monkeypatch):
    certify(stored, training, monkeypatch)
    monkeypatch.setattr(certificates, "new_number", lambda: "CERT-2222-2222")
    place_changes.correct_name(stored, by_office=True, registration=ada, name="Ada Corrected", by=BY, at=TODAY)
    first, second = queued(stored, "certificate_issued")
    assert composed(app, stored, first) is None
    assert composed(app, stored, second).facts["instead_of"] is None


def test_no_certificate_leaves_for_somebody_who_was_corrected_to_absent(app, stored, training, ada, monkeypatch):
    certify(stored, training, monkeypatch)
    take(stored, training, Mark.ABSENT)
    (mail,) = queued(stored, "certificate_issued")
    assert composed(app, stored, mail) is None


def test_the_link_goes_when_the_form_was_sent(app, stored, training, ada, monkeypatch):
    certify(stored, training, monkeypatch)
    kind = EvaluationKind.STRAIGHT_AFTER
    evaluations.answer(stored, reference=ada.reference, kind=kind, answers={"useful": "very"}, at=TODAY)
    (mail,) = queued(stored, "certificate_issued")
    letter = composed(app, stored, mail)
    assert letter.facts["evaluation"] is None
    assert "How was it" not in text_of(app, letter)


def test_a_withdrawn_one_is_taken_back_in_plain_words(reads_as_kept, app, stored, training, ada, monkeypatch):
    certify(stored, training, monkeypatch)
    queued(stored, "certificate_issued")[0].state = OutboxState.SENT
    take(stored, training, Mark.ABSENT)
    (mail,) = queued(stored, "certificate_withdrawn")
    reads_as_kept("certificate_withdrawn", to=mail.to, about=mail.about, **mail.payload)
    monkeypatch.setattr(certificates, "new_number", lambda: "CERT-2222-2222")
    take(stored, training, Mark.PRESENT)
    assert composed(app, stored, mail) is None


def test_who_did_not_come_reads_no_blame_and_the_next_date(reads_as_kept, stored, training, ada):
    make_session(stored, activity=training.activity, reference="SES-3333-33", starts_at=TODAY + timedelta(days=90))
    take(stored, training, Mark.ABSENT)
    (mail,) = queued(stored, "session_missed")
    letter = reads_as_kept("session_missed", to=mail.to, about=mail.about)
    assert len(letter.facts["next_dates"]) == 1


BLAMING = ("fail", "absent", "unfortunately", "did not attend", "no-show", "excuse", "waste", "should have")


@pytest.mark.parametrize("word", BLAMING)
def test_no_word_of_blame(app, stored, training, ada, word):
    take(stored, training, Mark.ABSENT)
    (mail,) = queued(stored, "session_missed")
    letter = composed(app, stored, mail)
    assert word not in text_of(app, letter).lower()
    assert "there after all" in text_of(app, letter)


@pytest.mark.parametrize("mark", [Mark.PRESENT, Mark.EXCUSED, Mark.LATE])
def test_corrected_before_the_morning_it_is_withdrawn(app, stored, training, ada, mark):
    take(stored, training, Mark.ABSENT)
    take(stored, training, mark)
    (mail,) = queued(stored, "session_missed")
    assert composed(app, stored, mail) is None


def test_who_was_there_for_a_part_is_asked_and_told_why_there_is_no_certificate(
    reads_as_kept, app, stored, training, ada
):
    take(stored, training, Mark.LATE, 40)
    (mail,) = queued(stored, "evaluation_straight_after")
    reads_as_kept("evaluation_straight_after", to=mail.to, about=mail.about)
    take(stored, training, Mark.LATE, 55)
    assert composed(app, stored, mail) is None


def test_eight_weeks_later_three_questions(reads_as_kept, app, stored, training, ada):
    take(stored, training, Mark.PRESENT)
    (mail,) = queued(stored, "evaluation_eight_weeks")
    reads_as_kept("evaluation_eight_weeks", to=mail.to, about=mail.about)
    take(stored, training, Mark.ABSENT)
    assert composed(app, stored, mail) is None


def test_no_letter_carries_a_row_number_or_says_accredited(app, stored, training, ada, monkeypatch):
    certify(stored, training, monkeypatch)
    for mail in stored.query(OutboxMessage):
        words = text_of(app, composed(app, stored, mail)).lower()
        assert "accredit" not in words
    assert stored.query(Certificate).one().number == NUMBER
