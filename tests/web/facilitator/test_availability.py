"""A facilitator's own time: hours, leave, and yes or no."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from rose_training.clock import now
from rose_training.domain.assignments import AssignmentAnswer
from rose_training.domain.bookings import BookingState
from rose_training.domain.calendar import london_day
from rose_training.models.facilitators import FacilitatorHours, FacilitatorLeave
from rose_training.models.outbox import OutboxMessage
from rose_training.models.sessions import Assignment
from tests.factories import make_assignment, make_booking, make_facilitator, make_session

HOURS = {"starts_0": "9am", "ends_0": "12:30", "starts_3": "13:00", "ends_3": "5pm"}


@pytest.fixture
def fay(visit, stored):
    made = make_facilitator(stored)
    stored.commit()
    visit.sign_in(made.person)
    return made


def days(first, last=None):
    """As the three boxes of a day are sent."""
    sent = {"first": [str(first.day), str(first.month), str(first.year)]}
    if last is not None:
        sent["last"] = [str(last.day), str(last.month), str(last.year)]
    return sent


def asked(stored, facilitator, weeks=1, after=20):
    booking = make_booking(stored, state=BookingState.CONFIRMED)
    starts_at = (now() + timedelta(days=after)).replace(hour=14)
    for week in range(weeks):
        training = make_session(stored, booking=booking, starts_at=starts_at + week * timedelta(days=7))
        make_assignment(stored, training, facilitator).answer = AssignmentAnswer.ASKED
    stored.commit()
    return booking


def test_the_usual_hours_count_until_others_are_saved(visit, stored, fay):
    page = visit.get("/facilitator/availability")
    assert "the usual hours count" in page.text
    assert "8am to 6pm" in page.text
    page = visit.post("/facilitator/availability/hours", HOURS)
    assert page.status == 303, page.errors
    saved = visit.get("/facilitator/availability").text
    assert "9am to 12:30pm" in saved
    assert "1pm to 5pm" in saved
    assert len(stored.scalars(select(FacilitatorHours)).all()) == 2


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"starts_0": "9am"}, "Enter both times for Monday, or leave both empty"),
        ({"starts_0": "5pm", "ends_0": "9am"}, "On Monday the end must be later than the start"),
        ({"starts_0": "soon", "ends_0": "9am"}, "Enter a time like 10am, 2:30pm or 14:30"),
        ({}, "Enter hours on one day at least, or ring the office if you stop"),
    ],
)
def test_hours_that_cannot_be_are_said_and_nothing_changes(visit, stored, fay, wrong, says):
    page = visit.post("/facilitator/availability/hours", wrong)
    assert page.status == 422
    assert says in page.errors
    assert all(f'value="{typed}"' in str(page.soup) for typed in wrong.values())
    assert stored.scalars(select(FacilitatorHours)).all() == []


def test_leave_is_entered_and_taken_back(visit, stored, fay):
    first = london_day(now()) + timedelta(days=30)
    sent = days(first, first + timedelta(days=4)) | {"reason": "Walking"}
    assert visit.post("/facilitator/availability/leave", sent).status == 303
    page = visit.get("/facilitator/availability")
    assert "Walking" in page.text
    row = stored.scalars(select(FacilitatorLeave)).one()
    assert (row.first_on, row.last_on) == (first, first + timedelta(days=4))
    visit.post("/facilitator/availability/leave/remove", {"first": "nonsense"})
    visit.get("/facilitator/availability")
    page = visit.post("/facilitator/availability/leave/remove", {"first": first.isoformat()})
    assert page.status == 303, page.text
    stored.rollback()
    assert stored.scalars(select(FacilitatorLeave)).all() == []


def test_leave_over_a_promise_lists_it_with_its_page(visit, stored, fay):
    booking = asked(stored, fay)
    stored.scalars(select(Assignment)).one().answer = AssignmentAnswer.ACCEPTED
    stored.commit()
    page = visit.post("/facilitator/availability/leave", days(london_day(now()) + timedelta(days=20)))
    assert page.status == 422
    assert f"/facilitator/answers/{booking.reference}" in page.links()
    assert stored.scalars(select(FacilitatorLeave)).all() == []


def test_a_yes(visit, stored, fay):
    booking = asked(stored, fay)
    first = visit.get("/facilitator")
    assert f"/facilitator/answers/{booking.reference}" in first.links()
    assert "Can you come?" in visit.get(f"/facilitator/answers/{booking.reference}").heading
    reference = stored.scalars(select(Assignment)).one().session.reference
    sent = {"dates": reference, "said": "yes", "words": "Gladly"}
    assert visit.post(f"/facilitator/answers/{booking.reference}", sent).status == 303
    stored.rollback()
    row = stored.scalars(select(Assignment)).one()
    assert (row.answer, row.words, row.active) == (AssignmentAnswer.ACCEPTED, "Gladly", True)
    assert f"/facilitator/answers/{booking.reference}" not in visit.get("/facilitator").links()


def test_a_no_to_one_of_several_dates(visit, stored, fay):
    booking = asked(stored, fay, weeks=3)
    rows = stored.scalars(select(Assignment).order_by(Assignment.starts_at)).all()
    address = f"/facilitator/answers/{booking.reference}"
    assert visit.post(address, {"dates": rows[1].session.reference, "said": "no"}).status == 303
    stored.rollback()
    answers = [row.answer.value for row in stored.scalars(select(Assignment).order_by(Assignment.starts_at))]
    assert answers == ["asked", "declined", "asked"]
    assert stored.scalars(select(OutboxMessage.kind)).all() == ["assignment_declined_for_office"]
    page = visit.post(address, {"said": "yes"})
    assert page.status == 422
    assert "Select at least one date" in page.errors


def test_a_date_that_was_answered_is_not_chosen_beside_one_that_was_not(visit, stored, fay):
    booking = asked(stored, fay, weeks=3)
    rows = stored.scalars(select(Assignment).order_by(Assignment.starts_at)).all()
    address = f"/facilitator/answers/{booking.reference}"
    first, *others = (row.session.reference for row in rows)

    def chosen():
        return [box["value"] for box in visit.get(address).soup.select("input[name=dates][checked]")]

    assert chosen() == [first, *others]
    assert visit.post(address, {"dates": first, "said": "yes"}).status == 303
    assert chosen() == others
    assert visit.post(address, {"dates": others, "said": "yes"}).status == 303
    assert chosen() == [first, *others]


def test_what_somebody_else_was_asked_is_not_found(visit, stored, fay):
    booking = asked(stored, make_facilitator(stored))
    assert visit.get(f"/facilitator/answers/{booking.reference}").status == 404


def test_the_list_asks_no_query_a_question(visit, stored, fay, count_queries):
    asked(stored, fay)
    visit.get("/facilitator")
    with count_queries() as few:
        visit.get("/facilitator")
    asked(stored, fay, weeks=6, after=22)
    with count_queries() as many:
        visit.get("/facilitator")
    assert len(many) == len(few)
