"""What needs a facilitator stands above every tab of the inbox."""

from datetime import UTC, datetime, timedelta

from rose_training.domain.assignments import AssignmentAnswer
from rose_training.domain.bookings import BookingState
from rose_training.domain.permissions import Role
from tests.factories import make_assignment, make_booking, make_facilitator, make_person, make_session


def test_a_declined_visit_is_named_above_the_inbox_and_in_its_row(visit, stored):
    booking = make_booking(stored, state=BookingState.CONFIRMED)
    starts_at = datetime.now(UTC) + timedelta(days=40)
    training = make_session(stored, booking=booking, starts_at=starts_at)
    make_session(stored, booking=booking, starts_at=starts_at + timedelta(days=7))
    fay = make_facilitator(stored)
    row = make_assignment(stored, training, fay)
    row.answer, row.active = AssignmentAnswer.DECLINED, False
    make_session(stored, starts_at=starts_at)
    coordinator = make_person(stored, Role.COORDINATOR)
    stored.commit()
    office = visit.sign_in(coordinator)

    page = office.get("/office/bookings")

    for words in ("2 visits need a facilitator", f"{fay.person.name} declined", "1 more date", "nobody is asked yet"):
        assert words in page.text
    assert "Needs a facilitator: declined" in office.get("/office/bookings?state=confirmed").text
