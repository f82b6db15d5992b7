"""The papers of a booking: who may save which, and what a letter waits for."""

from datetime import timedelta

import pytest

from rose_training.clock import now
from rose_training.domain.assignments import AssignmentAnswer
from rose_training.domain.bookings import BookingState
from rose_training.domain.packs import PACK, Part
from rose_training.domain.permissions import Role
from tests.adapters.test_pdf import words
from tests.factories import (
    make_assignment,
    make_booking,
    make_facilitator,
    make_organisation,
    make_person,
    make_session,
)


@pytest.fixture
def booking(stored):
    booking = make_booking(stored, organisation=make_organisation(stored), state=BookingState.CONFIRMED)
    training = make_session(stored, booking=booking, starts_at=now() + timedelta(days=9))
    make_assignment(stored, training, make_facilitator(stored))
    stored.commit()
    return booking


@pytest.fixture
def booker(visit, stored, booking):
    person = make_person(stored, Role.SCHOOL_BOOKER, organisation=booking.organisation)
    stored.commit()
    visit.sign_in(person)
    return person


def school(booking, part):
    return f"/school/bookings/{booking.reference}/documents/{part}.pdf"


WRITTEN = [one for one in Part if one is not Part.INSURANCE]
"""Nothing about the policy stands in the settings of the tests."""


@pytest.mark.parametrize("part", [PACK, *WRITTEN])
def test_a_school_saves_each_paper(visit, booker, booking, part):
    response = visit.client.get(school(booking, part))
    assert response.status_code == 200
    assert response.mimetype == "application/pdf"
    assert f"{booking.reference.lower()}-{part}.pdf" in response.headers["Content-Disposition"]
    assert booking.reference in words(response.data)


def test_the_page_of_the_booking_leads_there(visit, booker, booking):
    links = visit.get(f"/school/bookings/{booking.reference}").links()
    assert {school(booking, part) for part in (PACK, *WRITTEN)} <= set(links)
    assert school(booking, Part.INSURANCE) not in links
    assert f"/school/bookings/{booking.reference}/documents/parents-letter.txt" in links


def test_the_letter_to_parents_as_text(visit, booker, booking):
    response = visit.client.get(f"/school/bookings/{booking.reference}/documents/parents-letter.txt")
    assert response.mimetype == "text/plain"
    assert f"/parents/{booking.activity.slug}" in response.data.decode("utf-8-sig")


def test_there_is_no_other_paper(visit, booker, booking):
    assert visit.get(school(booking, "certificate")).status == 404


def test_a_neighbour_s_papers_are_not_found(visit, stored, booker):
    neighbours = make_booking(stored, state=BookingState.CONFIRMED)
    stored.commit()
    assert visit.get(school(neighbours, PACK)).status == 404
    assert visit.get(f"/school/bookings/{neighbours.reference}/documents/parents-letter.txt").status == 404


def unsettle(stored, booking):
    training = make_session(stored, booking=booking, starts_at=now() + timedelta(days=16))
    row = make_assignment(stored, training, make_facilitator(stored))
    row.answer = AssignmentAnswer.ASKED
    stored.commit()
    return row.facilitator


def test_a_letter_that_waits_says_so_and_no_more_to_the_school(visit, stored, booker, booking):
    fay = unsettle(stored, booking)
    page = visit.get(school(booking, Part.LETTER), follow=True)
    assert "We are still completing our checks. You get it before the visit." in page.text
    assert school(booking, Part.LETTER) not in visit.get(f"/school/bookings/{booking.reference}").links()
    assert f"{fay.person.name} has not answered" not in page.text
    pack = visit.client.get(school(booking, PACK))
    assert "Not in this file yet: Letter of assurance, Insurance" in words(pack.data)


def test_the_office_reads_what_the_letter_waits_for(visit, stored, booking):
    carol = make_person(stored, Role.COORDINATOR)
    fay = unsettle(stored, booking)
    visit.sign_in(carol)
    letter = f"/office/bookings/{booking.reference}/documents/{Part.LETTER}.pdf"
    assert f"{fay.person.name} has not answered" in visit.get(letter, follow=True).text
    page = visit.get(f"/office/bookings/{booking.reference}")
    assert "Insurance: not written yet. Not in the settings yet: insurer" in page.text
    assert visit.client.get(letter.replace(Part.LETTER, PACK)).mimetype == "application/pdf"
    text = visit.client.get(f"/office/bookings/{booking.reference}/documents/parents-letter.txt")
    assert text.mimetype == "text/plain"
    assert visit.get("/office/bookings/JIG-NONE-XX/documents/pack.pdf").status == 404


def test_whoever_comes_saves_them_too(visit, stored, booking):
    fay = unsettle(stored, booking)
    training = make_session(stored, booking=booking, starts_at=now() + timedelta(days=23))
    make_assignment(stored, training, fay)
    other = make_session(stored, starts_at=now() + timedelta(days=24))
    make_assignment(stored, other, fay)
    stored.commit()
    visit.sign_in(fay.person)
    address = f"/facilitator/sessions/{training.reference}/documents/"
    assert visit.client.get(f"{address}{PACK}.pdf").mimetype == "application/pdf"
    assert visit.client.get(f"{address}parents-letter.txt").mimetype == "text/plain"
    assert visit.client.get(f"{address}{Part.LETTER}.pdf").location.endswith("/facilitator")
    assert visit.get(f"/facilitator/sessions/{other.reference}/documents/{PACK}.pdf").status == 404


def test_a_stranger_s_session_has_no_papers_for_a_facilitator(visit, stored, booking):
    stranger = make_facilitator(stored)
    training = make_session(stored, booking=booking, starts_at=now() + timedelta(days=23))
    stored.commit()
    visit.sign_in(stranger.person)
    assert visit.get(f"/facilitator/sessions/{training.reference}/documents/{PACK}.pdf").status == 404
