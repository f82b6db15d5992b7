"""A professional's own certificates and outcomes, after signing in."""

from datetime import UTC, datetime, timedelta

import pytest

from rose_training import clock
from rose_training.domain.actors import Actor
from rose_training.domain.attendance import Mark
from rose_training.domain.permissions import Role
from rose_training.services.attendance import Sent, register_of, take_register
from tests.factories import make_person, make_registration, make_session

TODAY = datetime(2026, 11, 21, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _today():
    with clock.set_to(TODAY):
        yield


@pytest.fixture
def ada(stored):
    person = make_person(stored, Role.PROFESSIONAL, name="Ada Example")
    stored.commit()
    return person


def attended(stored, person, what=Mark.PRESENT, minutes=None, **over):
    training = make_session(stored, starts_at=TODAY - timedelta(days=1), **over)
    one = make_registration(stored, training, person=person, confirmed_at=TODAY - timedelta(days=9))
    (row,) = register_of(stored, training=training).rows
    take_register(stored, training=training, sent={row.key: Sent(what, 0, minutes)}, by=Actor(None, "Fay"), at=TODAY)
    stored.commit()
    return one


def test_an_empty_page_points_to_whats_on(visit, ada):
    page = visit.sign_in(ada).get("/my/certificates")
    assert "No certificates yet" in page.text


def test_all_that_count_with_their_learning_time(visit, stored, ada):
    mine = attended(stored, ada, title="Autumn briefing")
    attended(stored, ada, Mark.LATE, 50, title="Another briefing")
    attended(stored, make_person(stored), title="Somebody else's")
    page = visit.sign_in(ada).get("/my/certificates")
    assert "2 certificates, 1 hour 50 minutes of active learning" in page.text
    assert "Somebody else's" not in page.text
    pdf = visit.get(f"/my/places/{mine.reference}/certificate.pdf").response
    assert pdf.mimetype == "application/pdf"
    assert "/my/certificates" in visit.get("/my/places").links()


def test_anothers_certificate_is_not_there(visit, stored, ada):
    other = attended(stored, make_person(stored))
    assert visit.sign_in(ada).get(f"/my/places/{other.reference}/certificate.pdf").status == 404


def test_my_places_say_what_became_of_them(visit, stored, ada, count_queries):
    attended(stored, ada, title="Autumn briefing")
    attended(stored, ada, Mark.ABSENT, title="Winter briefing")
    visit.sign_in(ada).get("/my/places")
    with count_queries() as few:
        text = visit.get("/my/places").soup.find(id="earlier").get_text(" ")
    assert "Attended" in text
    assert "Did not attend" in text
    for _ in range(4):
        attended(stored, ada)
    with count_queries() as many:
        visit.get("/my/places")
    assert len(many) == len(few)
