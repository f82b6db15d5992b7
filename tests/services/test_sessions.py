"""The office sets, moves and cancels open sessions, and those registered hear of it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from rose_training.domain.actors import Actor
from rose_training.domain.calendar import ClosureKind
from rose_training.domain.programme import Audience
from rose_training.domain.refusals import Refusal
from rose_training.domain.registrations import RegistrationState
from rose_training.domain.sessions import Arrangement, BookingWindow, SessionMode, SessionState
from rose_training.models.calendar import ClosureDay
from rose_training.models.outbox import OutboxMessage
from rose_training.services import sessions, whats_on
from rose_training.services.sessions import Plan
from rose_training.services.whats_on import Wanted
from tests.factories import (
    make_activity,
    make_booking,
    make_briefing_activity,
    make_registration,
    make_session,
)

OFFICE = Actor(None, "Cora Coordinator")
START = datetime(2027, 3, 4, 10, tzinfo=UTC)
PLAN = Plan(
    Arrangement(START, START + timedelta(hours=1), SessionMode.IN_PERSON, place_name="Example Hall"), capacity=12
)


def mails(session, kind):
    chosen = select(OutboxMessage).where(OutboxMessage.kind == kind).order_by(OutboxMessage.id)
    return [message.to for message in session.scalars(chosen)]


def plan_of(training, **over):
    return Plan(
        sessions.arrangement_of(training), capacity=over.pop("capacity", training.capacity), area=training.area, **over
    )


def test_a_new_briefing_can_be_registered_for_until_two_working_days_before(session, at):
    session.add(
        ClosureDay(on=date(2027, 3, 3), kind=ClosureKind.BANK_HOLIDAY, title="A holiday", source="for this test")
    )
    training = sessions.create(session, activity=make_briefing_activity(session), plan=PLAN, by=OFFICE, at=at)
    assert training.state is SessionState.SCHEDULED
    assert training.registration_closes_at == datetime(2027, 3, 1, 10, tzinfo=UTC)
    assert sessions.open_session(session, reference=training.reference) is training


def test_a_visit_of_a_school_is_not_an_open_session(session):
    visit = make_session(session, booking=make_booking(session))
    assert sessions.open_session(session, reference=visit.reference) is None


@pytest.mark.parametrize("capacity", [0, 501])
def test_an_impossible_plan_is_refused(session, at, capacity):
    with pytest.raises(Refusal):
        sessions.create(
            session,
            activity=make_briefing_activity(session),
            plan=replace(PLAN, capacity=capacity),
            by=OFFICE,
            at=at,
        )


def test_moving_a_session_tells_everybody_with_a_higher_sequence(session, at):
    training = make_session(session, capacity=1)
    placed = make_registration(session, training)
    waiting = make_registration(session, training, state=RegistrationState.RESERVE)
    gone = make_registration(session, training, state=RegistrationState.CANCELLED, cancelled_at=at)
    later = replace(plan_of(training).arrangement, starts_at=START, ends_at=START + timedelta(hours=1))
    sessions.change(
        session, reference=training.reference, plan=replace(plan_of(training), arrangement=later), by=OFFICE, at=at
    )
    assert training.starts_at == START
    assert training.registration_closes_at == datetime(2027, 3, 2, 10, tzinfo=UTC)
    assert mails(session, "session_changed") == [placed.email, waiting.email]
    assert [r.calendar_sequence for r in (placed, waiting, gone)] == [1, 1, 0]


def test_more_places_bother_nobody_but_go_to_the_reserve_list_in_order(session, at):
    training = make_session(session, capacity=1)
    make_registration(session, training)
    reserve = [
        make_registration(session, training, state=RegistrationState.RESERVE, queued_at=at + timedelta(minutes=n))
        for n in (3, 1, 2)
    ]
    sessions.change(session, reference=training.reference, plan=plan_of(training, capacity=3), by=OFFICE, at=at)
    assert [r.state for r in reserve] == [
        RegistrationState.RESERVE,
        RegistrationState.OFFERED,
        RegistrationState.OFFERED,
    ]
    assert mails(session, "session_changed") == []
    assert mails(session, "place_offered") == [reserve[1].email, reserve[2].email]
    assert (training.places_taken, training.reserve_length) == (3, 1)


def test_places_that_were_given_are_not_taken_back(session, at):
    training = make_session(session, capacity=5)
    for _ in range(2):
        make_registration(session, training)
    with pytest.raises(Refusal) as no:
        sessions.change(session, reference=training.reference, plan=plan_of(training, capacity=1), by=OFFICE, at=at)
    assert no.value.code == "below_places_taken"
    assert training.capacity == 5


def test_cancelling_tells_everybody_once_and_moves_nobody_up(session, at):
    training = make_session(session, capacity=1)
    placed = make_registration(session, training)
    waiting = make_registration(session, training, state=RegistrationState.RESERVE)
    sessions.cancel(session, reference=training.reference, reason="The hall is flooded", by=OFFICE, at=at)
    assert training.state is SessionState.CANCELLED
    assert {placed.state, waiting.state} == {RegistrationState.CANCELLED}
    assert mails(session, "registration_cancelled") == [placed.email, waiting.email]
    assert mails(session, "place_freed") == []
    with pytest.raises(Refusal) as no:
        sessions.cancel(session, reference=training.reference, reason="Again", by=OFFICE, at=at)
    assert no.value.code == "cancelled"


def test_nobody_is_told_without_a_reason(session, at):
    training = make_session(session)
    with pytest.raises(Refusal) as no:
        sessions.cancel(session, reference=training.reference, reason="", by=OFFICE, at=at)
    assert no.value.field == "reason"


def test_the_list_of_sessions_comes_in_pages(session, at):
    to_come = [make_session(session, starts_at=START + timedelta(days=n)) for n in (2, 0, 1)]
    over = make_session(session, starts_at=at - timedelta(days=3))
    page, total = sessions.open_sessions(session, at=at, past=False, limit=2)
    assert (page, total) == ([to_come[1], to_come[2]], 3)
    assert sessions.open_sessions(session, at=at, past=True) == ([over], 1)


def test_whats_on_shows_what_is_still_to_come_and_open_to_all(session, at):
    shown = make_session(session, starts_at=START, title="Awareness day")
    make_session(session, starts_at=at)
    make_session(session, state=SessionState.CANCELLED, cancelled_reason="Snow")
    make_session(session, booking=make_booking(session))
    found = whats_on.whats_on(session, at=at, wanted=Wanted())
    assert [(one.reference, one.title) for one in found.dates] == [(shown.reference, "Awareness day")]
    assert not hasattr(found.dates[0], "online_link")


def test_filters_narrow_and_offer_only_what_would_find_something(session, at):
    online = make_session(session, starts_at=START, mode=SessionMode.ONLINE, area=None)
    both = make_session(session, starts_at=START + timedelta(days=30), mode=SessionMode.HYBRID, area="Breckland")
    parents = make_session(session, activity=make_activity(session, audience=Audience.PARENTS))

    def found(**wanted):
        return {one.reference for one in whats_on.whats_on(session, at=at, wanted=Wanted(**wanted)).dates}

    assert found(mode=SessionMode.ONLINE) == {online.reference, both.reference}
    assert found(mode=SessionMode.IN_PERSON) == {both.reference, parents.reference}
    assert found(area="Breckland") == {both.reference}
    assert found(audience=Audience.PARENTS) == {parents.reference}
    assert found(month="2027-03") == {online.reference}
    choices = whats_on.whats_on(session, at=at, wanted=Wanted(month="1999-01"))
    assert (choices.dates, choices.in_all) == ((), 3)
    assert choices.areas == ("Breckland", "Norwich")
    assert choices.audiences == (Audience.PARENTS, Audience.PROFESSIONALS)
    assert choices.months == ("2026-12", "2027-03", "2027-04")


WINDOW = BookingWindow(opens_at=datetime(2027, 2, 1, 9, tzinfo=UTC), closes_at=datetime(2027, 3, 3, 12, tzinfo=UTC))


def change(session, training, at, **over):
    plan = replace(PLAN, **over)
    return sessions.change(session, reference=training.reference, plan=plan, by=OFFICE, at=at)


def window_of(training):
    return BookingWindow(training.registration_opens_at, training.registration_closes_at)


@pytest.fixture
def march(session, at):
    """An open session of our own on 4 March at ten."""
    return sessions.create(session, activity=make_briefing_activity(session), plan=PLAN, by=OFFICE, at=at)


def test_one_date_has_its_own_outcomes_and_its_own_window(session, at, march):
    change(session, march, at, outcomes="See the signs", window=WINDOW, title="With a guest")
    assert (march.title, march.outcomes, window_of(march)) == ("With a guest", "See the signs", WINDOW)
    change(session, march, at, window=BookingWindow())
    assert window_of(march) == BookingWindow(None, datetime(2027, 3, 2, 10, tzinfo=UTC))


def test_booking_that_is_left_as_it_is_moves_with_the_date_across_the_change_of_the_clocks(session, at, march):
    change(session, march, at, window=WINDOW)
    april = replace(
        PLAN.arrangement,
        starts_at=datetime(2027, 4, 1, 9, tzinfo=UTC),
        ends_at=datetime(2027, 4, 1, 10, tzinfo=UTC),
    )
    change(session, march, at, window=WINDOW, arrangement=april)
    assert window_of(march) == BookingWindow(datetime(2027, 3, 1, 9, tzinfo=UTC), datetime(2027, 3, 31, 11, tzinfo=UTC))


def test_a_window_that_was_never_set_by_hand_follows_the_rule(session, at, march):
    monday = replace(
        PLAN.arrangement,
        starts_at=datetime(2027, 3, 8, 10, tzinfo=UTC),
        ends_at=datetime(2027, 3, 8, 11, tzinfo=UTC),
    )
    change(session, march, at, window=window_of(march), arrangement=monday)
    assert march.registration_closes_at == datetime(2027, 3, 4, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("window", "code"),
    [
        (BookingWindow(closes_at=START + timedelta(hours=1)), "closes_after_start"),
        (BookingWindow(opens_at=START - timedelta(hours=1)), "opens_after_closing"),
        (BookingWindow(START - timedelta(days=1), START - timedelta(days=2)), "opens_after_closing"),
    ],
)
def test_a_window_that_nobody_could_use_is_refused(session, at, march, window, code):
    with pytest.raises(Refusal) as no:
        change(session, march, at, window=window)
    assert no.value.code == code
    with pytest.raises(Refusal):
        sessions.create(
            session, activity=make_briefing_activity(session), plan=replace(PLAN, window=window), by=OFFICE, at=at
        )
