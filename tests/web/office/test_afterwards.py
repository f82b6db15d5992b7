"""The office after a session: outcomes, certificates, absences by organisation, what people said."""

from datetime import UTC, datetime, timedelta

import pytest

from rose_training import clock
from rose_training.domain.actors import Actor
from rose_training.domain.attendance import Mark
from rose_training.domain.evaluations import EvaluationKind
from rose_training.domain.permissions import Role
from rose_training.domain.registrations import RegistrationState
from rose_training.services import certificates, evaluations
from rose_training.services.attendance import Sent, register_of, take_register
from tests.factories import make_agency, make_person, make_registration, make_session

TODAY = datetime(2026, 11, 21, 9, tzinfo=UTC)
BY = Actor(None, "Fay Example")
MARKS = (Mark.PRESENT, Mark.ABSENT, Mark.EXCUSED)


@pytest.fixture(autouse=True)
def _today():
    with clock.set_to(TODAY):
        yield


@pytest.fixture
def cora(stored):
    person = make_person(stored, Role.COORDINATOR, name="Cora Example")
    stored.commit()
    return person


def delivered(stored, marks=MARKS, organisation=None, **over):
    training = make_session(stored, starts_at=TODAY - timedelta(days=1), **over)
    for number in range(len(marks)):
        make_registration(
            stored,
            training,
            name=f"Ada {number:02} Example",
            organisation_id=organisation.id if organisation else None,
            confirmed_at=TODAY - timedelta(days=9),
        )
    rows = register_of(stored, training=training).rows
    sent = {row.key: Sent(mark, 0) for row, mark in zip(rows, marks, strict=True)}
    take_register(stored, training=training, sent=sent, by=BY, at=TODAY - timedelta(hours=20))
    stored.commit()
    return training


def answered(stored, training, number, **answers):
    for row in register_of(stored, training=training).rows[:number]:
        evaluations.answer(
            stored,
            reference=row.key,
            kind=EvaluationKind.STRAIGHT_AFTER,
            answers=answers or {"useful": "very", "better": "More time, please"},
            at=TODAY,
        )
    stored.commit()


def test_before_any_session_the_pages_say_what_will_be_there(visit, cora):
    visit.sign_in(cora)
    assert "No session has taken place yet" in visit.get("/office/afterwards").text
    assert "Nothing to show" in visit.get("/office/afterwards/agencies").text
    assert "Nobody has answered yet" in visit.get("/office/afterwards/evaluations").text


def test_each_session_with_what_came_of_its_places(visit, stored, cora, count_queries):
    training = delivered(stored, title="Autumn briefing")
    visit.sign_in(cora).get("/office/afterwards")
    with count_queries() as few:
        page = visit.get("/office/afterwards")
    assert page.table()[1][1:] == ["Autumn briefing", "1", "0", "1", "0", "1", "0", "1"]
    assert f"/office/sessions/{training.reference}/afterwards" in page.links()
    for _ in range(3):
        delivered(stored)
    with count_queries() as many:
        visit.get("/office/afterwards")
    assert len(many) == len(few)


def test_one_session_with_each_person(visit, stored, cora):
    """DFE-Digital/schools-experience PR #999: the cancelled place beside the absent one reads cancelled."""
    training = delivered(stored)
    make_registration(
        stored,
        training,
        name="Zed Example",
        confirmed_at=TODAY - timedelta(days=30),
        state=RegistrationState.CANCELLED,
        cancelled_at=TODAY - timedelta(days=20),
    )
    stored.commit()
    visit.sign_in(cora)
    for address in (
        f"/office/sessions/{training.reference}/afterwards",
        f"/office/sessions/{training.reference}/places",
    ):
        page = visit.get(address)
        table = page.soup.find(id="afterwards")
        rows = [[cell.get_text(" ", strip=True) for cell in row.find_all(["th", "td"])] for row in table.select("tr")]
        assert [row[2] for row in rows[1:]] == ["Attended", "Did not attend", "Cancelled late", "Cancelled in time"]
        assert rows[1][3] == "60 of 60"
        assert "CERT-" in rows[1][4]


def test_the_office_prints_a_certificate_and_corrects_a_name(visit, stored, cora):
    training = delivered(stored)
    registration = register_of(stored, training=training).rows[0].registration
    old = certificates.current_of(stored, reference=registration.reference, at=TODAY).number
    visit.sign_in(cora)
    assert visit.get(f"/office/certificates/{old}/certificate.pdf").response.mimetype == "application/pdf"
    address = f"/office/registrations/{registration.reference}/certificate"
    assert old in visit.get(address).text
    assert visit.post(address, {"name": " "}).errors == ["Enter the full name"]
    page = visit.post(address, {"name": "Ada Corrected"}, follow=True)
    stored.rollback()
    stored.expire_all()
    new = certificates.current_of(stored, reference=registration.reference, at=TODAY)
    assert (new.name, new.number == old) == ("Ada Corrected", False)
    assert f"The new certificate has the number {new.number}" in page.text
    assert visit.get(f"/office/certificates/{old}/certificate.pdf").status == 404
    assert old in visit.get(address).text
    assert "right already" in visit.post(address, {"name": "Ada Corrected"}, follow=True).text


def test_whose_certificate_a_number_is(visit, stored, cora):
    training = delivered(stored)
    registration = register_of(stored, training=training).rows[0].registration
    number = certificates.current_of(stored, reference=registration.reference, at=TODAY).number
    visit.sign_in(cora)
    page = visit.get(f"/office/afterwards?number={number.lower()}", follow=True)
    assert f"{number} was issued to Ada 00 Example." in page.text
    assert "There is no certificate" in visit.get("/office/afterwards?number=CERT-2222-2222", follow=True).text


def test_there_is_nothing_to_correct_without_a_certificate(visit, stored, cora):
    registration = make_registration(stored)
    stored.commit()
    assert visit.sign_in(cora).get(f"/office/registrations/{registration.reference}/certificate").status == 404


def test_absences_by_organisation_leave_cancellations_out(visit, stored, cora):
    """DFE-Digital/schools-experience PR #999, in the rate."""
    marks = (*MARKS, *[Mark.PRESENT] * 3)
    delivered(stored, marks=marks, organisation=make_agency(stored, name="YMCA Norfolk"))
    page = visit.sign_in(cora).get("/office/afterwards/agencies?year=2026")
    assert page.table()[1] == ["YMCA Norfolk", "5", "1", "20%", "4", "0", "0", "1", "0"]
    assert "For the office alone" in page.text
    assert "Nothing to show" in visit.get("/office/afterwards/agencies?year=2025").text
    assert "YMCA" in visit.get("/office/afterwards/agencies?year=nonsense").text


@pytest.mark.parametrize("page", ["", "/agencies", "/evaluations"])
def test_nobody_else_sees_them(visit, stored, page):
    facilitator = make_person(stored, Role.FACILITATOR)
    stored.commit()
    assert visit.sign_in(facilitator).get(f"/office/afterwards{page}").status == 403


def test_under_five_answers_nothing_is_shown(visit, stored, cora):
    training = delivered(stored, marks=(Mark.PRESENT,) * 6)
    answered(stored, training, 4)
    visit.sign_in(cora)
    for address in ("/office/afterwards/evaluations", f"/office/sessions/{training.reference}/afterwards"):
        page = visit.get(address)
        assert "More time" not in page.html
        assert page.soup.find("svg", class_="rose-chart__picture") is None
    assert "Fewer than 5 people have answered" in page.text
    assert "under 5" in visit.get("/office/afterwards/evaluations").text


def test_from_five_answers_on_bars_with_a_table_and_n(visit, stored, cora):
    training = delivered(stored, marks=(Mark.PRESENT,) * 6)
    answered(stored, training, 5)
    visit.sign_in(cora)
    for address in ("/office/afterwards/evaluations", f"/office/sessions/{training.reference}/afterwards"):
        page = visit.get(address)
        assert "5 answers" in page.text
        assert "n = 5" in page.text
        assert "self-rated" in page.text
        assert page.text.count("More time, please") == 5
        assert "Very useful, 100%" in page.text
