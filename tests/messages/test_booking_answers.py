"""Letters on the way from a request to an answer: reminders of a hold, other dates, two requests that are one."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from rose_training.clock import set_to
from rose_training.domain.actors import Actor
from rose_training.domain.bookings import ClosingReason, PartOfDay
from rose_training.domain.calendar import london
from rose_training.domain.declarations import DeclarationAnswer, DeclarationKind
from rose_training.domain.visit_plans import VisitPlan
from rose_training.domain.weekly import Meeting
from rose_training.messages.catalogue import write
from rose_training.models.bookings import Declaration, PreferredDate
from rose_training.models.outbox import OutboxMessage
from rose_training.services import booking_duplicates, booking_plans, counter_offers, holds
from rose_training.services.counter_offers import Offered
from tests.factories import make_activity, make_booking, make_facilitator, make_organisation

OFFICE = Actor(None, "office")
SCHOOL = Actor.visitor()
BOOKER = "office@school.example"
DESK = "office@rose.example"
START = london(date(2027, 1, 14), time(10))
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def the_hour(at):
    with set_to(at):
        yield


@pytest.fixture
def booking(stored, at):
    """A class visit, everything declared."""
    return asked(stored, at)


def asked(stored, at, **over):
    school = over.pop("organisation", None) or make_organisation(stored, name="Example Primary School")
    activity = over.pop("activity", None) or make_activity(stored, code="JW-3", title="Respect and pressure")
    values = {"reference": "JIG-7K3Q-M2", "requested_at": at, "expected_number": 24} | over
    found = make_booking(stored, organisation=school, activity=activity, **values)
    stored.add(PreferredDate(booking_id=found.id, rank=1, on=date(2027, 1, 12), part=PartOfDay.MORNING))
    stored.add_all(
        Declaration(booking_id=found.id, kind=kind, answer=DeclarationAnswer.YES, given_at=at)
        for kind in DeclarationKind
    )
    stored.commit()
    return found


@pytest.fixture
def held(stored, booking, at):
    plan = VisitPlan(
        (Meeting(START, START + HOUR),),
        (make_facilitator(stored).id,),
        place_name="Example Primary School",
        postcode="NR1 1AA",
    )
    booking_plans.hold(stored, booking, plan, working_days=3, by=OFFICE, at=at, note="Is there a ramp?")
    stored.commit()
    return booking


def offer(stored, booking, at):
    fay = make_facilitator(stored)
    dates = [Offered(START + timedelta(days=7 * n), START + timedelta(days=7 * n) + HOUR, fay.id) for n in range(2)]
    made = counter_offers.offer(
        stored, booking, dates, until=london(date(2026, 11, 24), time(12)), by=OFFICE, at=at, note="We rang you."
    )
    stored.commit()
    return made


def letter(app, stored, booking, kind, **payload):
    message = OutboxMessage(kind=kind, to=BOOKER, about=booking.reference, occasion="test", payload=payload)
    with app.app_context():
        return write(stored, message)


def test_a_hold_with_a_sentence_of_the_offices_own(reads_as_kept, held):
    until = held.held_until.isoformat()
    reads_as_kept(
        "booking_held",
        to=BOOKER,
        about=held.reference,
        name="booking_held_note",
        held_until=until,
        note="Is there a ramp?",
    )


def test_a_hold_that_the_school_chose(reads_as_kept, stored, held, at):
    holds.accept(stored, held, office=DESK, by=SCHOOL, at=at)
    stored.commit()

    until = held.held_until.isoformat()
    reads_as_kept("booking_held", to=BOOKER, about=held.reference, name="booking_held_accepted", held_until=until)
    reads_as_kept("booking_accepted_for_office", to=DESK, about=held.reference)


def test_a_hold_runs_out_soon(reads_as_kept, app, stored, held, at):
    until = held.held_until.isoformat()
    reads_as_kept("booking_hold_reminder", to=BOOKER, about=held.reference, held_until=until)

    holds.accept(stored, held, office=DESK, by=SCHOOL, at=at)
    stored.commit()
    assert letter(app, stored, held, "booking_hold_reminder", held_until=until) is None


def test_a_hold_has_run_out(reads_as_kept, app, stored, held):
    booking_plans.let_lapse(stored, booking_id=held.id, by=OFFICE, office=DESK, at=held.held_until)
    stored.commit()

    dates = [START.isoformat()]
    reads_as_kept("booking_hold_lapsed", to=BOOKER, about=held.reference, dates=dates)
    reads_as_kept("booking_hold_lapsed_for_office", to=DESK, about=held.reference, dates=dates)


def test_other_dates_are_offered(reads_as_kept, stored, booking, at):
    made = offer(stored, booking, at)

    reads_as_kept("booking_counter_offer", to=BOOKER, about=booking.reference, offer=made.id, note="We rang you.")


def test_none_of_them_suits(reads_as_kept, app, stored, booking, at):
    made = offer(stored, booking, at)
    counter_offers.none_suits(stored, booking, words="Only Mondays, please", office=DESK, by=SCHOOL, at=at)
    stored.commit()

    reads_as_kept("booking_offer_ended_for_office", to=DESK, about=booking.reference, offer=made.id)
    assert letter(app, stored, booking, "booking_counter_offer", offer=made.id) is None
    assert letter(app, stored, booking, "booking_offer_lapsed", offer=made.id) is None


def test_nobody_has_answered(reads_as_kept, stored, booking, at):
    made = offer(stored, booking, at)
    counter_offers.let_lapse(stored, offer_id=made.id, office=DESK, by=OFFICE, at=made.until)
    stored.commit()

    reads_as_kept("booking_offer_lapsed", to=BOOKER, about=booking.reference, offer=made.id)
    reads_as_kept(
        "booking_offer_ended_for_office",
        to=DESK,
        about=booking.reference,
        offer=made.id,
        name="booking_offer_ended_for_office_lapsed",
    )


@pytest.mark.parametrize("email", [BOOKER, "dep@school.example"])
def test_two_requests_are_one(reads_as_kept, stored, booking, at, email):
    twin = asked(
        stored,
        at,
        reference="JIG-2345-7X",
        organisation=booking.organisation,
        activity=booking.activity,
        booker_email=email,
    )
    booking_duplicates.attach(stored, twin, to=booking, by=OFFICE, at=at)
    stored.commit()

    own = email == BOOKER
    reads_as_kept(
        "booking_attached",
        to=email,
        about=twin.reference,
        name="booking_attached" if own else "booking_attached_colleague",
    )


@pytest.mark.parametrize(
    ("kind", "payload"),
    [
        ("booking_hold_reminder", {"held_until": "2026-01-01T12:00:00+00:00"}),
        ("booking_hold_lapsed", {}),
        ("booking_hold_lapsed_for_office", {}),
        ("booking_accepted_for_office", {}),
        ("booking_counter_offer", {"offer": 0}),
        ("booking_offer_lapsed", {"offer": 0}),
        ("booking_offer_ended_for_office", {"offer": 0}),
        ("booking_attached", {}),
    ],
)
def test_a_letter_that_no_longer_fits_does_not_leave(app, stored, booking, at, kind, payload):
    booking_plans.cancel(stored, booking, reason=ClosingReason.TIMETABLE, explanation="", by=OFFICE, at=at)
    stored.commit()

    assert letter(app, stored, booking, kind, **payload) is None


def test_a_lapsed_hold_names_the_date(app, stored, booking):
    found = letter(app, stored, booking, "booking_hold_lapsed", dates=["2027-01-14T10:00:00+00:00"])
    assert found.facts["lapsed"] == [datetime(2027, 1, 14, 10, tzinfo=UTC)]
