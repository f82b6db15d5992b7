"""Other dates: offered, chosen, refused by the school, lapsed, and never offered twice."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from rose_training.domain.actors import Actor
from rose_training.domain.bookings import BookingState
from rose_training.domain.calendar import ClosureKind, london_day
from rose_training.domain.counter_offers import OfferState
from rose_training.domain.diary import Engagement
from rose_training.domain.refusals import Refusal
from rose_training.models.calendar import ClosureDay
from rose_training.models.counter_offers import CounterOffer, OfferedDate
from rose_training.models.outbox import OutboxMessage
from rose_training.models.sessions import TrainingSession
from rose_training.services import booking_plans, bookings, counter_offers, history
from rose_training.services.counter_offers import Offered
from tests.factories import (
    make_activity,
    make_assignment,
    make_booking,
    make_facilitator,
    make_session,
)

OFFICE = Actor(None, "office")
SCHOOL = Actor.visitor()
DESK = "office@rose.example"
START = datetime(2027, 1, 14, 10, tzinfo=UTC)
HOUR = timedelta(hours=1)
WEEK = timedelta(days=7)


@pytest.fixture
def booking(session, at):
    return make_booking(session, requested_at=at)


@pytest.fixture
def fay(session):
    return make_facilitator(session)


def dates(facilitator, *starts):
    return [Offered(start, start + HOUR, facilitator.id) for start in starts]


def offer(session, booking, offered, at, **over):
    until = over.pop("until", at + timedelta(days=5))
    return counter_offers.offer(session, booking, offered, until=until, by=OFFICE, at=at, **over)


def kinds(session, booking):
    return set(session.scalars(select(OutboxMessage.kind).where(OutboxMessage.about == booking.reference)))


def choose(session, booking, rank, at):
    return counter_offers.choose(session, booking, rank=rank, working_days=3, office=DESK, by=SCHOOL, at=at)


def test_dates_are_offered_and_one_is_chosen(session, booking, fay, at):
    made = offer(session, booking, dates(fay, START, START + WEEK), at)
    assert "booking_counter_offer" in kinds(session, booking)

    assert choose(session, booking, 2, at + HOUR) is False

    assert booking.state is BookingState.HELD
    assert booking.accepted_at == at + HOUR
    assert session.scalars(select(TrainingSession.starts_at)).all() == [START + WEEK]
    session.refresh(made)
    assert made.state is OfferState.CHOSEN
    assert [one.chosen for one in made.dates] == [False, True]
    assert not any(one.live for one in made.dates)
    events = [one.event for one in history.entries_about(session, booking.reference)]
    assert events == ["accepted", "arranged", "held", "date_chosen", "dates_offered"]


def test_no_course_is_offered_from_a_day_of_exams_of_those_who_come(session, fay, at):
    activity = make_activity(session, weeks=6, targeted=True, max_group=10)
    course = make_booking(session, activity=activity, expected_number=8, year_groups=["10"])
    exams = ClosureDay(
        on=london_day(START),
        kind=ClosureKind.EXAM,
        title="Mock exams",
        years=["10"],
        organisation_id=course.organisation_id,
        source="x",
    )
    session.add(exams)
    session.flush()
    with pytest.raises(Refusal) as no:
        offer(session, course, dates(fay, START), at)
    assert (no.value.code, no.value.sentence) == ("closed", "No time for visitors on this day: Mock exams")


def test_a_course_is_offered_by_its_first_date(session, fay, at):
    activity = make_activity(session, weeks=6, targeted=True, max_group=10)
    course = make_booking(session, activity=activity, expected_number=8)
    offer(session, course, dates(fay, START), at)

    choose(session, course, 1, at)

    assert len(booking_plans.live_sessions(session, course)) == 6


def test_a_new_offer_ends_the_old_one(session, booking, fay, at):
    first = offer(session, booking, dates(fay, START), at)
    offer(session, booking, dates(fay, START), at + HOUR)

    session.refresh(first)
    assert first.state is OfferState.WITHDRAWN
    assert len(counter_offers.offers_of(session, booking)) == 2


def test_an_offer_gives_back_what_was_held(session, booking, fay, at):
    offer(session, booking, dates(fay, START), at)
    choose(session, booking, 1, at)

    offer(session, booking, dates(fay, START + WEEK), at + HOUR)

    assert booking.state is BookingState.REQUESTED
    assert booking.accepted_at is None
    assert booking_plans.live_sessions(session, booking) == []


def test_none_suits(session, booking, fay, at):
    made = offer(session, booking, dates(fay, START), at)

    counter_offers.none_suits(session, booking, words="Only Mondays", office=DESK, by=SCHOOL, at=at)

    session.refresh(made)
    assert (made.state, made.words) == (OfferState.NONE_SUITS, "Only Mondays")
    assert "booking_offer_ended_for_office" in kinds(session, booking)
    with pytest.raises(Refusal) as refused:
        choose(session, booking, 1, at)
    assert refused.value.code == "offer_over"


def test_an_offer_lapses_and_both_hear_of_it(session, booking, fay, at):
    made = offer(session, booking, dates(fay, START), at)
    later = made.until
    assert counter_offers.lapsed_offers(session, at=later) == [made.id]

    counter_offers.let_lapse(session, offer_id=made.id, office=DESK, by=Actor.system("worker"), at=later)
    counter_offers.let_lapse(session, offer_id=made.id, office=DESK, by=Actor.system("worker"), at=later)

    session.refresh(made)
    assert made.state is OfferState.LAPSED
    assert {"booking_offer_lapsed", "booking_offer_ended_for_office"} <= kinds(session, booking)
    assert counter_offers.lapsed_offers(session, at=later) == []


def test_another_answer_ends_the_offer(session, booking, fay, at):
    made = offer(session, booking, dates(fay, START), at)

    bookings.move(session, booking, to=BookingState.CANCELLED, reason="Off", by=OFFICE, at=at)

    session.refresh(made)
    assert made.state is OfferState.WITHDRAWN


def test_nobody_is_offered_to_two_schools_at_once(session, booking, fay, at):
    offer(session, booking, dates(fay, START), at)
    other = make_booking(session)

    with pytest.raises(Refusal) as refused:
        offer(session, other, dates(fay, START + WEEK, START + HOUR / 2), at)

    assert (refused.value.code, refused.value.field) == ("offered_elsewhere", "facilitator_2")


def test_somebody_who_is_elsewhere_is_not_offered(session, booking, fay, at):
    make_assignment(session, make_session(session, starts_at=START, place_name="Hethersett"), fay)

    with pytest.raises(Refusal) as refused:
        offer(session, booking, dates(fay, START), at)

    assert refused.value.field == "facilitator_1"
    assert "Hethersett" in refused.value.sentence


def test_an_hour_that_went_meanwhile_is_not_held(session, booking, fay, at):
    offer(session, booking, dates(fay, START), at)
    make_assignment(session, make_session(session, starts_at=START), fay)

    with pytest.raises(Refusal) as refused:
        choose(session, booking, 1, at)
    assert refused.value.code == "offer_gone"


def test_what_is_confirmed_is_offered_nothing(session, at, fay):
    confirmed = make_booking(session, state=BookingState.CONFIRMED)
    with pytest.raises(Refusal):
        offer(session, confirmed, dates(fay, START), at)


def test_others_are_warned_of_what_is_offered(session, booking, fay, at):
    offer(session, booking, dates(fay, START), at)
    wanted = [Engagement(START, START + HOUR)]

    assert len(counter_offers.offered_elsewhere(session, wanted, besides=0)) == 1
    assert counter_offers.offered_elsewhere(session, wanted, besides=booking.id) == []
    assert session.scalars(select(CounterOffer)).one().booking_id == booking.id


def test_the_database_offers_nobody_twice(session, booking, fay, at):
    offer(session, booking, dates(fay, START), at)
    other = make_booking(session)
    second = CounterOffer(
        booking_id=other.id, state=OfferState.OPEN, made_at=at, until=at + WEEK, dates=[_row(fay, START + HOUR / 2)]
    )
    session.add(second)
    with pytest.raises(IntegrityError):
        session.flush()


def test_the_database_keeps_one_offer_open(session, booking, fay, at):
    offer(session, booking, dates(fay, START), at)
    session.add(CounterOffer(booking_id=booking.id, state=OfferState.OPEN, made_at=at, until=at + WEEK))
    with pytest.raises(IntegrityError):
        session.flush()


def test_the_database_lets_one_date_be_chosen(session, booking, fay, at):
    made = offer(session, booking, dates(fay, START, START + WEEK), at)
    for one in made.dates:
        one.chosen = True
    with pytest.raises(IntegrityError):
        session.flush()


def _row(facilitator, start):
    return OfferedDate(
        rank=1, starts_at=start, ends_at=start + HOUR, facilitator_id=facilitator.id, chosen=False, live=True
    )


def test_the_later_weeks_of_a_course_are_offered_to_one_school_alone(session, booking, fay, at):
    activity = make_activity(session, weeks=6, targeted=True, max_group=10)
    course = make_booking(session, activity=activity, expected_number=8)
    made = offer(session, course, dates(fay, START), at)
    third = counter_offers.meetings_of(made.dates[0])[2]

    with pytest.raises(Refusal) as refused, session.begin_nested():
        offer(session, booking, dates(fay, third.starts_at), at)
    assert refused.value.code == "offered_elsewhere"

    hours = [Engagement(third.starts_at, third.ends_at)]
    (told,) = counter_offers.offered_elsewhere(session, hours, besides=booking.id)
    assert (told.starts_at, told.booking, told.week) == (third.starts_at, course, 3)
    assert counter_offers.offered_elsewhere(session, hours, besides=course.id) == []


def test_a_course_is_not_offered_over_an_hour_that_another_school_may_choose(session, booking, fay, at):
    offer(session, booking, dates(fay, START + 2 * WEEK), at)
    activity = make_activity(session, weeks=6, targeted=True, max_group=10)
    course = make_booking(session, activity=activity, expected_number=8)

    with pytest.raises(Refusal) as refused, session.begin_nested():
        offer(session, course, dates(fay, START), at)
    assert refused.value.code == "offered_elsewhere"
