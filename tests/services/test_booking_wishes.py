"""A school asks to move, and the office answers; a year later it asks for the same again."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from rose_training.domain.actors import Actor
from rose_training.domain.booking_wishes import WishState
from rose_training.domain.bookings import BookingState, ClosingReason, PartOfDay
from rose_training.domain.refusals import Refusal
from rose_training.domain.visit_answers import CurriculumPlace
from rose_training.domain.visit_plans import VisitPlan
from rose_training.domain.visit_requests import Wish
from rose_training.domain.weekly import Meeting
from rose_training.models.booking_wishes import BookingWish
from rose_training.models.bookings import PreferredDate
from rose_training.models.outbox import OutboxMessage
from rose_training.services import booking_plans, booking_wishes, history
from tests.factories import SOON, make_assignment, make_booking, make_facilitator, make_session

SCHOOL = Actor(None, "Sandra School")
OFFICE = "office@rose.example"
WISHES = [Wish(date(2026, 12, 15), PartOfDay.MORNING, "period 3"), Wish(date(2026, 12, 16), PartOfDay.ANY)]


@pytest.fixture
def facilitator(session):
    return make_facilitator(session)


@pytest.fixture
def booking(session, facilitator):
    found = make_booking(session, state=BookingState.CONFIRMED)
    make_assignment(session, make_session(session, booking=found), facilitator)
    return found


def ask(session, booking, at, **over):
    values = {"wishes": WISHES, "reason": "Mock exams", "office": OFFICE, "by": SCHOOL, "at": at}
    return booking_wishes.ask(session, booking, **values | over)


def mails(session):
    return [(row.kind, row.to) for row in session.scalars(select(OutboxMessage).order_by(OutboxMessage.id))]


def events(session, booking):
    return [entry.event for entry in history.entries_about(session, booking.reference)]


def test_the_office_is_told_and_the_dates_stand(session, booking, at):
    wish = ask(session, booking, at)

    assert [(one.rank, one.hour) for one in wish.days] == [(1, "morning, period 3"), (2, "any time")]
    assert mails(session) == [("booking_wish_asked", OFFICE)]
    assert booking.state is BookingState.CONFIRMED
    assert booking_wishes.live_wish(session, booking) is wish
    assert booking_wishes.waiting_for(session, [booking]) == {booking.id}
    assert (booking_wishes.count_waiting(session), list(booking_wishes.waiting(session))) == (1, [wish])


def test_one_wish_at_a_time(session, booking, at):
    ask(session, booking, at)
    with pytest.raises(Refusal) as no:
        ask(session, booking, at)
    assert no.value.code == "asked_already"
    assert booking_wishes.count_waiting(session) == 1


def test_the_database_keeps_one_live_wish_and_a_no_with_its_reason(session, booking, at):
    ask(session, booking, at)
    row = {"booking_id": booking.id, "reason": "Again", "asked_at": at}
    for wrong in (
        {"state": WishState.WAITING},
        {"state": WishState.WAITING, "answered_at": at},
        {"state": WishState.GRANTED},
        {"state": WishState.REFUSED, "answered_at": at},
    ):
        with pytest.raises(IntegrityError), session.begin_nested():
            session.add(BookingWish(**row | wrong))
            session.flush()


@pytest.mark.parametrize("state", [BookingState.REQUESTED, BookingState.DELIVERED])
def test_what_has_no_date_that_stands_is_not_moved(session, at, state):
    with pytest.raises(Refusal):
        ask(session, make_booking(session, state=state), at)


def test_a_wish_that_is_taken_back_may_be_made_again(session, booking, at):
    wish = ask(session, booking, at)
    booking_wishes.take_back(session, booking, by=SCHOOL, at=at)
    assert wish.state is WishState.WITHDRAWN
    ask(session, booking, at)
    booking_wishes.take_back(session, booking, by=SCHOOL, at=at)
    booking_wishes.take_back(session, booking, by=SCHOOL, at=at)
    assert events(session, booking).count("move_taken_back") == 2


def test_a_no_is_told_with_its_reason(session, booking, at):
    wish = ask(session, booking, at)
    booking_wishes.refuse(session, booking, answer="Nobody is free.", by=SCHOOL, at=at)
    assert (wish.state, wish.answer) == (WishState.REFUSED, "Nobody is free.")
    assert mails(session)[-1] == ("booking_wish_refused", booking.booker_email)
    assert booking_wishes.latest_wish(session, booking) is wish


def test_a_no_needs_words_and_something_to_say_no_to(session, booking, at):
    with pytest.raises(Refusal) as no:
        booking_wishes.refuse(session, booking, answer="", by=SCHOOL, at=at)
    assert no.value.field == "answer"
    with pytest.raises(Refusal) as no:
        booking_wishes.refuse(session, booking, answer="No.", by=SCHOOL, at=at)
    assert no.value.code == "answered"


def moved(booking, facilitator):
    start = SOON + timedelta(days=7)
    return VisitPlan((Meeting(start, start + timedelta(hours=1)),), (facilitator.id,), place_name="Example Hall")


def test_moving_the_booking_grants_the_wish(session, booking, facilitator, at):
    wish = ask(session, booking, at)
    assert booking_plans.change(session, booking, moved(booking, facilitator), by=SCHOOL, at=at)
    assert wish.state is WishState.GRANTED
    assert "move_granted" in events(session, booking)


def test_a_booking_that_ends_has_nothing_left_to_move(session, booking, at):
    wish = ask(session, booking, at)
    booking_plans.cancel(session, booking, reason=ClosingReason.SCHOOL_CLOSED, explanation="", by=SCHOOL, at=at)
    assert wish.state is WishState.WITHDRAWN


def test_the_same_again_a_year_later(session, at):
    last = make_booking(session, state=BookingState.DELIVERED)
    make_session(session, booking=last, starts_at=SOON - timedelta(days=30))
    wished = {"booking_id": last.id, "rank": 1, "on": date(2026, 11, 3), "part": PartOfDay.MORNING}
    session.add(PreferredDate(**wished, time_wished="period 3"))
    session.flush()

    answers = booking_wishes.again_next_year(session, last, notice=10, at=at)

    assert answers["activity"] == last.activity.slug
    assert answers["organisation"] == last.organisation.reference
    assert (answers["years"], answers["expected_number"]) == (["8"], 24)
    assert [(row["day"], row["part"], row["time"]) for row in answers["proposed"]["dates"]] == [
        ("2027-11-07", "morning", "period 3")
    ]
    assert answers["on_the_day"]["name"] == "Dee Contact"
    assert "declarations" not in answers
    assert "dates" not in answers
    assert answers["host"] == "school"


def test_the_room_is_taken_over_and_what_was_said_of_young_people_is_not(session, at):
    last = make_booking(
        session,
        state=BookingState.DELIVERED,
        topics_told=["room", "needs", "curriculum"],
        room_name="Room 4",
        curriculum_place=CurriculumPlace.SEX_EDUCATION,
        withdrawn=2,
        adaptations="Large print",
    )
    answers = booking_wishes.again_next_year(session, last, notice=10, at=at)
    assert answers["room"]["name"] == "Room 4"
    assert answers["curriculum"]["withdrawn"] is None
    assert "needs" not in answers
