"""Certificates as a stranger, and as somebody with the link in the mail, see them."""

from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader

from rose_training import clock
from rose_training.domain.actors import Actor
from rose_training.domain.attendance import Mark
from rose_training.messages.afterwards_letters import certificate_token
from rose_training.services import certificates, place_changes
from rose_training.services.attendance import Sent, register_of, take_register
from tests.factories import make_registration, make_session

TODAY = datetime(2026, 11, 21, 9, tzinfo=UTC)
BY = Actor(None, "Fay Example")


@pytest.fixture(autouse=True)
def _today():
    with clock.set_to(TODAY):
        yield


@pytest.fixture
def ada(stored):
    training = make_session(stored, title="Autumn briefing", starts_at=TODAY - timedelta(hours=2))
    one = make_registration(stored, training, name="Ada Secretname", email="ada@agency.example")
    mark(stored, one, Mark.PRESENT)
    return one


def mark(stored, one, what):
    training = one.session
    (row,) = register_of(stored, training=training).rows
    take_register(stored, training=training, sent={row.key: Sent(what, row.version)}, by=BY, at=TODAY)
    stored.commit()


def current(stored, one):
    return certificates.current_of(stored, reference=one.reference, at=TODAY)


def link(app, one):
    with app.app_context():
        return f"/certificate/{certificate_token(one.reference)}"


def test_a_typed_number_leads_to_initials_title_and_date_alone(visit, stored, ada):
    number = current(stored, ada).number
    page = visit.post("/certificates", {"number": f" {number.lower().replace('-', ' ')} "})
    assert page.location == f"/certificates/{number}"
    page = visit.get(page.location)
    assert page.heading == "This certificate is ours and counts"
    for part in (number, "A. S.", "Autumn briefing", "Saturday 21 November 2026"):
        assert part in page.text
    for part in ("Ada", "Secretname", "agency", "REG-", "SES-"):
        assert part not in page.html.replace("rose-", "")
    assert page.response.headers["X-Robots-Tag"] == "noindex"
    assert page.response.headers["Cache-Control"] == "no-store"
    assert page.soup.find("meta", attrs={"name": "robots", "content": "noindex"})


@pytest.mark.parametrize("typed", ["", "CERT-2222-2223", "hello", "x" * 60])
def test_what_is_no_number_is_said_at_the_field(visit, typed):
    page = visit.post("/certificates", {"number": typed})
    assert page.status == 422
    assert page.errors


@pytest.mark.parametrize("number", ["CERT-2222-2222", "cert", "%25", "CERT-2222-222_"])
def test_only_an_exact_number_finds_anything(visit, ada, number):
    page = visit.get(f"/certificates/{number}")
    assert page.status == 404
    assert "no such certificate" in page.heading


def test_a_corrected_name_leaves_the_old_number_saying_replaced(app, visit, stored, ada):
    old = current(stored, ada).number
    place_changes.correct_name(stored, by_office=True, registration=ada, name="Ada Corrected", by=BY, at=TODAY)
    stored.commit()
    new = current(stored, ada).number
    page = visit.get(f"/certificates/{old}")
    assert page.heading == "This certificate was replaced"
    assert new not in page.html
    assert "Ada Corrected" in visit.get(link(app, ada)).text


def test_corrected_to_absent_it_says_withdrawn_and_the_link_says_why(app, visit, stored, ada):
    number = current(stored, ada).number
    mark(stored, ada, Mark.ABSENT)
    assert visit.get(f"/certificates/{number}").heading == "This certificate was withdrawn"
    page = visit.get(link(app, ada))
    assert "There is no certificate here" in page.heading
    assert "80%" in page.text
    assert visit.get(f"{link(app, ada)}/certificate.pdf").status == 404


def test_the_link_leads_to_the_paper(app, visit, stored, ada):
    page = visit.get(link(app, ada))
    assert "Ada Secretname" in page.text
    pdf = visit.get(f"{link(app, ada)}/certificate.pdf").response
    number = current(stored, ada).number
    assert pdf.mimetype == "application/pdf"
    assert pdf.headers["Content-Disposition"] == f'attachment; filename="{number.lower()}.pdf"'
    words = PdfReader(BytesIO(pdf.data)).pages[0].extract_text()
    assert "Ada Secretname" in words
    assert f"/certificates/{number}" in words.replace("\n", "")


def test_a_name_that_cannot_be_printed_is_no_broken_page(app, visit, stored, ada):
    place_changes.correct_name(stored, by_office=True, registration=ada, name="李明", by=BY, at=TODAY)
    stored.commit()
    page = visit.get(f"{link(app, ada)}/certificate.pdf", follow=True)
    assert page.status == 200
    assert "cannot print" in page.text


def test_a_made_up_link_opens_nothing(visit, ada):
    assert visit.get(f"/certificate/{ada.reference}").status == 404
    assert visit.get("/certificate/x.y/certificate.pdf").status == 404


def test_numbers_are_not_guessed_at_leisure(app, visit, monkeypatch):
    """Looking up is limited by the address it comes from."""
    from dataclasses import replace

    monkeypatch.setitem(app.extensions, "settings", replace(app.extensions["settings"], rate_limits=True))
    found = [visit.get("/certificates/CERT-2222-2222", inspect=False).status for _ in range(32)]
    assert found[0] == 404
    assert found[-1] == 429
