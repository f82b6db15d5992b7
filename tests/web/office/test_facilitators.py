"""The office's pages about those who deliver: checks, hours, leave, answers by telephone."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from rose_training.clock import now
from rose_training.domain.assignments import AssignmentAnswer
from rose_training.domain.bookings import BookingState
from rose_training.domain.calendar import london_day
from rose_training.domain.permissions import Role
from rose_training.models.facilitators import FacilitatorLeave, VettingRecord
from rose_training.models.history import AccessEntry
from rose_training.models.sessions import Assignment
from tests.factories import make_assignment, make_booking, make_facilitator, make_person, make_session

SEEN = {
    "enhanced_dbs": "y",
    "issued_on": ["8", "1", "2025"],
    "review_due": ["8", "1", "2099"],
    "trained_on": ["1", "9", "2025"],
    "training_until": ["1", "9", "2098"],
}


@pytest.fixture
def carol(visit, stored):
    person = make_person(stored, Role.COORDINATOR, name="Carol Jones")
    stored.commit()
    visit.sign_in(person)
    return person


@pytest.fixture
def new(stored, carol):
    made = make_facilitator(stored, vetted=False)
    stored.commit()
    return made


def address(facilitator, page=""):
    return f"/office/facilitators/{facilitator.person.reference}{page}"


def test_the_list_says_how_it_stands_with_each(visit, stored, new):
    make_facilitator(stored)
    stored.commit()
    states = {row[0]: row[1] for row in visit.get("/office/facilitators").table()[1:]}
    assert sorted(text.split(" ")[0] for text in states.values()) == ["Fine", "Not"]


def test_checks_are_written_down_as_dates(visit, stored, new):
    assert "no enhanced DBS check is recorded" in visit.get(address(new)).text
    page = visit.post(address(new, "/checks"), SEEN)
    assert page.status == 303, page.errors
    shown = visit.get(address(new)).text
    assert "Wednesday 8 January 2025" in shown
    row = stored.scalars(select(VettingRecord)).one()
    assert row.enhanced_dbs
    assert row.training_until.year == 2098


def test_there_is_no_place_for_a_certificate(visit, stored, new):
    page = visit.get(address(new, "/checks"))
    assert page.soup.select("input[type=file], textarea") == []
    assert "number" not in " ".join(label.text.lower() for label in page.soup.select("label"))


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"issued_on": ["", "", ""], "review_due": ["", "", ""]}, "Enter the date on which the check was issued"),
        ({"training_until": ["", "", ""]}, "Enter both dates of the safeguarding training, or neither"),
        ({"review_due": ["31", "2", "2027"]}, "Next review due must be a real date, like 8 12 2026"),
    ],
)
def test_dates_that_cannot_be_are_said_beside_the_field(visit, stored, new, wrong, says):
    page = visit.post(address(new, "/checks"), SEEN | wrong)
    assert page.status == 422
    assert says in page.errors
    assert stored.scalars(select(VettingRecord)).all() == []


def test_who_looked_at_the_checks_is_written_down(visit, stored, new, carol):
    visit.get(address(new))
    (entry,) = stored.scalars(select(AccessEntry)).all()
    assert (entry.subject, entry.page, entry.by_id) == (new.person.reference, "checks", carol.id)


def test_a_facilitator_does_not_see_the_checks(visit, stored, new):
    visit.sign_in(new.person)
    for page in ("", "/checks", "/availability", "/hours", "/leave"):
        assert visit.get(address(new, page)).status == 403, page
    assert visit.get("/office/facilitators").status == 403


def test_the_office_enters_leave_for_somebody(visit, stored, new):
    first = london_day(now()) + timedelta(days=30)
    sent = {"first": [str(first.day), str(first.month), str(first.year)]}
    assert visit.post(address(new, "/leave"), sent).status == 303
    assert stored.scalars(select(FacilitatorLeave)).one().facilitator_id == new.id
    assert visit.post(address(new, "/hours"), {"starts_0": "9am", "ends_0": "5pm"}).status == 303
    assert "9am to 5pm" in visit.get(address(new, "/availability")).text


def test_leave_over_promises_leads_to_where_they_are_given_to_others(visit, stored, carol):
    fay = make_facilitator(stored)
    booking = make_booking(stored, state=BookingState.CONFIRMED)
    visited = make_session(stored, booking=booking, starts_at=(now() + timedelta(days=9)).replace(hour=10))
    briefing = make_session(stored, starts_at=visited.starts_at + timedelta(hours=3))
    for training in (visited, briefing):
        make_assignment(stored, training, fay)
    stored.commit()
    day = london_day(visited.starts_at)
    page = visit.post(address(fay, "/leave"), {"first": [str(day.day), str(day.month), str(day.year)]})
    assert page.status == 422
    assert f"/office/sessions/{briefing.reference}/change" in page.links()
    assert any(booking.reference in link for link in page.links())


def test_a_yes_by_telephone(visit, stored, carol):
    fay = make_facilitator(stored)
    booking = make_booking(stored, state=BookingState.CONFIRMED)
    training = make_session(stored, booking=booking, starts_at=now() + timedelta(days=9))
    make_assignment(stored, training, fay).answer = AssignmentAnswer.ASKED
    stored.commit()
    answer = address(fay, f"/answers/{booking.reference}")
    assert answer in visit.get("/office/facilitators").links()
    assert visit.post(answer, {"dates": training.reference, "said": "yes"}).status == 303
    stored.rollback()
    assert stored.scalars(select(Assignment)).one().answer is AssignmentAnswer.ACCEPTED
    assert answer not in visit.get("/office/facilitators").links()


def test_sessions_that_nobody_delivers_are_listed(visit, stored, carol):
    booking = make_booking(stored, state=BookingState.CONFIRMED)
    make_session(stored, booking=booking, starts_at=now() + timedelta(days=9))
    briefing = make_session(stored, starts_at=now() + timedelta(days=10))
    stored.commit()
    page = visit.get("/office/facilitators")
    assert f"/office/sessions/{briefing.reference}/change" in page.links()
    assert f"/office/bookings/{booking.reference}" in page.links()


def test_nobody_else_is_found(visit, stored, carol):
    stranger = make_person(stored)
    stored.commit()
    assert visit.get(f"/office/facilitators/{stranger.reference}").status == 404
    assert visit.get("/office/facilitators/PER-NONE-XX/checks").status == 404


def test_the_list_asks_no_query_a_person(visit, stored, carol, count_queries):
    make_facilitator(stored)
    stored.commit()
    visit.get("/office/facilitators")
    with count_queries() as few:
        visit.get("/office/facilitators")
    for _ in range(12):
        make_facilitator(stored)
    stored.commit()
    with count_queries() as many:
        assert len(visit.get("/office/facilitators").table()) == 14
    assert len(many) == len(few)


def test_a_booking_says_who_has_answered_and_who_is_needed(visit, stored, carol):
    fay, gus = make_facilitator(stored), make_facilitator(stored)
    booking = make_booking(stored, state=BookingState.CONFIRMED)
    training = make_session(stored, booking=booking, starts_at=now() + timedelta(days=9))
    no = make_assignment(stored, training, fay)
    no.answer, no.active, no.words = AssignmentAnswer.DECLINED, False, "Away"
    stored.commit()
    page = visit.get(f"/office/bookings/{booking.reference}")
    assert f"{fay.person.name} cannot come: Away" in page.text
    assert "Somebody is needed" in page.text
    make_assignment(stored, training, gus).answer = AssignmentAnswer.ASKED
    stored.commit()
    page = visit.get(f"/office/bookings/{booking.reference}")
    assert address(gus, f"/answers/{booking.reference}") in page.links()
    assert "Somebody is needed" not in page.text
