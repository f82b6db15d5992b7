"""Two desks, two browsers, one moment: one act is done, the other reads why not, nothing is doubled."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from rose_training.database import writing
from rose_training.domain.actors import Actor
from rose_training.domain.bookings import BookingState, ClosingReason, PartOfDay
from rose_training.domain.visit_plans import VisitPlan
from rose_training.domain.visit_requests import Wish
from rose_training.domain.weekly import Meeting
from rose_training.models.bookings import Booking
from rose_training.models.counter_offers import CounterOffer, OfferedDate
from rose_training.models.history import HistoryEntry
from rose_training.models.outbox import OutboxMessage
from rose_training.models.sessions import TrainingSession
from rose_training.services import (
    booking_duplicates,
    booking_history,
    booking_plans,
    counter_offers,
    holds,
    rebookings,
)
from rose_training.services.counter_offers import Offered
from tests.factories import make_booking, make_facilitator
from tests.services.test_bookings_at_once import all_at_once, count

US = Actor.system("test")
START = datetime(2027, 1, 14, 10, tzinfo=UTC)
HOUR = timedelta(hours=1)
DESK = "office@rose.example"


def stored_ids(engine, make):
    with Session(engine) as session, writing(session):
        return make(session)


def mails(engine, kind):
    with Session(engine) as session:
        return session.scalar(select(func.count()).where(OutboxMessage.kind == kind))


def test_four_desks_decide_and_one_is_heard(engine_of_our_own, at):
    booking, fay = stored_ids(
        engine_of_our_own, lambda session: (make_booking(session).id, make_facilitator(session).id)
    )
    plan = VisitPlan((Meeting(START, START + HOUR),), (fay,), place_name="Example School")

    def decide(session, what):
        found = session.get_one(Booking, booking)
        booking_history.check_unchanged(session, found, seen=0)
        if what == "hold":
            booking_plans.hold(session, found, plan, working_days=3, by=US, at=at)
        else:
            booking_plans.decline(session, found, reason=ClosingReason.NO_FACILITATOR, explanation="", by=US, at=at)

    outcomes = all_at_once(engine_of_our_own, decide, ["hold", "decline", "hold", "decline"])

    assert outcomes == {"done": 1, "changed_meanwhile": 3}
    assert mails(engine_of_our_own, "booking_held") + mails(engine_of_our_own, "booking_declined") == 1


def test_two_desks_offer_and_one_offer_is_open(engine_of_our_own, at):
    booking, fay = stored_ids(
        engine_of_our_own, lambda session: (make_booking(session).id, make_facilitator(session).id)
    )

    def offer(session, _desk):
        found = session.get_one(Booking, booking)
        booking_history.check_unchanged(session, found, seen=0)
        dates = [Offered(START, START + HOUR, fay)]
        counter_offers.offer(session, found, dates, until=at + timedelta(days=3), by=US, at=at)

    assert all_at_once(engine_of_our_own, offer, range(4)) == {"done": 1, "changed_meanwhile": 3}
    assert count(engine_of_our_own, CounterOffer) == 1


def test_one_facilitator_is_offered_to_one_school(engine_of_our_own, at):
    ids, fay = stored_ids(
        engine_of_our_own,
        lambda session: ([make_booking(session).id for _ in range(4)], make_facilitator(session).id),
    )

    def offer(session, booking):
        dates = [Offered(START, START + HOUR, fay)]
        counter_offers.offer(
            session, session.get_one(Booking, booking), dates, until=at + timedelta(days=3), by=US, at=at
        )

    assert all_at_once(engine_of_our_own, offer, ids) == {"done": 1, "offered_elsewhere": 3}
    assert count(engine_of_our_own, OfferedDate) == 1


def test_two_browsers_choose_and_one_date_is_held(engine_of_our_own, at):
    def make(session):
        booking, fay = make_booking(session), make_facilitator(session)
        dates = [Offered(START, START + HOUR, fay.id), Offered(START + 24 * HOUR, START + 25 * HOUR, fay.id)]
        counter_offers.offer(session, booking, dates, until=at + timedelta(days=3), by=US, at=at)
        return booking.id

    booking = stored_ids(engine_of_our_own, make)

    def choose(session, rank):
        found = session.get_one(Booking, booking)
        counter_offers.choose(session, found, rank=rank, working_days=3, office=DESK, by=US, at=at)

    assert all_at_once(engine_of_our_own, choose, [1, 2, 1, 2]) == {"done": 1, "offer_over": 3}
    assert count(engine_of_our_own, TrainingSession) == 1


def test_a_yes_and_the_end_of_the_hold_do_not_cross(engine_of_our_own, at):
    def make(session):
        booking = make_booking(session)
        plan = VisitPlan((Meeting(START, START + HOUR),), (make_facilitator(session).id,), place_name="School")
        booking_plans.hold(session, booking, plan, working_days=3, by=US, at=at)
        return booking.id, booking.held_until

    booking, until = stored_ids(engine_of_our_own, make)

    def act(session, what):
        if what == "lapse":
            booking_plans.let_lapse(session, booking_id=booking, office=DESK, by=US, at=until)
        else:
            holds.accept(
                session, session.get_one(Booking, booking), office=DESK, by=US, at=until - timedelta(seconds=1)
            )

    outcomes = all_at_once(engine_of_our_own, act, ["lapse", "accept", "lapse", "accept"])

    with Session(engine_of_our_own) as session:
        after = session.get_one(Booking, booking)
        accepted = after.accepted_at is not None
        assert (after.state is BookingState.HELD) is accepted
    assert outcomes in ({"done": 4}, {"done": 2, "not_held": 2})
    assert mails(engine_of_our_own, "booking_hold_lapsed") == (0 if accepted else 1)


def test_two_desks_attach_each_to_the_other_and_one_goes_on(engine_of_our_own, at):
    def make(session):
        first = make_booking(session, requested_at=at)
        same = {"activity": first.activity, "organisation": first.organisation}
        return first.id, make_booking(session, requested_at=at, **same).id

    first, second = stored_ids(engine_of_our_own, make)

    def attach(session, pair):
        one, other = (session.get_one(Booking, id_) for id_ in pair)
        booking_duplicates.attach(session, one, to=other, by=US, at=at)

    outcomes = all_at_once(engine_of_our_own, attach, [(first, second), (second, first)])

    assert sum(outcomes.values()) - outcomes["done"] == 1
    assert mails(engine_of_our_own, "booking_attached") == 1


def test_four_desks_ask_again_and_there_is_one_request(engine_of_our_own, at):
    ended = stored_ids(
        engine_of_our_own, lambda session: make_booking(session, state=BookingState.CANCELLED, reason="Snow").id
    )

    def again(session, _desk):
        wishes = [Wish(START.date(), PartOfDay.ANY)]
        rebookings.rebook(session, session.get_one(Booking, ended), wishes=wishes, by=US, at=at)

    assert all_at_once(engine_of_our_own, again, range(4)) == {"done": 1, "rebooked_already": 3}
    assert count(engine_of_our_own, Booking) == 2
    assert count(engine_of_our_own, HistoryEntry) == 2
