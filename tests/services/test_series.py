"""Briefings that come round publish their own dates, and leave alone what somebody has changed."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from rose_training.domain.actors import Actor
from rose_training.domain.calendar import Closure, ClosureKind, TermDates, london_clock, london_day
from rose_training.domain.refusals import Refusal
from rose_training.domain.sessions import SessionMode, SessionState
from rose_training.models.history import HistoryEntry
from rose_training.models.sessions import TrainingSession
from rose_training.services import calendar, diary, series, sessions
from rose_training.services.series import Template
from tests.factories import make_assignment, make_briefing_activity, make_facilitator, make_session

OFFICE = Actor(None, "Cora Coordinator")
WORKER = Actor.system("worker")
TEMPLATE = Template(
    title="Quarterly briefing",
    first_on=date(2026, 12, 8),
    every_months=3,
    starts_at_clock=time(14),
    minutes=60,
    mode=SessionMode.IN_PERSON,
    capacity=20,
    place_name="Example Hall",
    area="Norwich",
    outcomes="Know whom to ring",
)
TERMS = (
    TermDates(date(2026, 11, 3), date(2026, 12, 18), "Autumn 2", "2026/27"),
    TermDates(date(2027, 1, 5), date(2027, 2, 12), "Spring 1", "2026/27"),
    TermDates(date(2027, 2, 22), date(2027, 3, 25), "Spring 2", "2026/27"),
    TermDates(date(2027, 4, 13), date(2027, 5, 28), "Summer 1", "2026/27"),
    TermDates(date(2027, 6, 14), date(2027, 7, 21), "Summer 2", "2026/27"),
    TermDates(date(2027, 9, 3), date(2027, 10, 22), "Autumn 1", "2027/28"),
)


@pytest.fixture(autouse=True)
def _term_dates(session, at):
    calendar.keep_terms(session, TERMS, source="for this test", by=OFFICE, at=at)


def set_up(session, at, **over):
    template = replace(TEMPLATE, **over)
    return series.create(session, activity=make_briefing_activity(session), template=template, by=OFFICE, at=at)


def publish(session, one, at, **options):
    return series.publish(session, reference=one.reference, by=WORKER, at=at, **options)


def days(trainings):
    return [london_day(one.starts_at) for one in trainings]


def test_the_next_four_dates_publish_themselves_clear_of_the_holidays(session, at):
    made = publish(session, set_up(session, at), at)
    # The June turn falls into the half-term holiday of these term dates and moves on by a week.
    assert days(made) == [date(2026, 12, 8), date(2027, 3, 9), date(2027, 6, 15), date(2027, 9, 14)]
    assert [one.series_on for one in made][2] == date(2027, 6, 8)
    assert {london_clock(one.starts_at) for one in made} == {time(14)}  # in winter and in summer
    first = made[0]
    assert (first.title, first.outcomes, first.capacity) == ("Quarterly briefing", "Know whom to ring", 20)
    assert first.registration_closes_at == datetime(2026, 12, 4, 14, tzinfo=UTC)
    assert sessions.open_session(session, reference=first.reference) is first


def test_its_breaks_are_those_of_each_date(session, at):
    first = publish(session, set_up(session, at, minutes=120, break_minutes=20), at)[0]
    assert (first.break_minutes, first.minutes) == (20, 100)
    with pytest.raises(Refusal) as no:
        set_up(session, at, minutes=60, break_minutes=60)
    assert no.value.field == "break_minutes"


def test_publishing_again_publishes_nothing_until_time_has_moved_on(session, at):
    one = set_up(session, at)
    publish(session, one, at)
    assert publish(session, one, at) == ()
    calendar.keep_terms(
        session,
        [TermDates(date(2027, 11, 1), date(2027, 12, 17), "Autumn 2", "2027/28")],
        source="for this test",
        by=OFFICE,
        at=at,
    )
    assert days(publish(session, one, at + timedelta(weeks=4))) == [date(2027, 12, 14)]


def test_the_database_keeps_a_turn_from_being_published_twice(session, at):
    one = set_up(session, at)
    first = publish(session, one, at)[0]
    with pytest.raises(IntegrityError):
        make_session(session, activity=one.activity, series_id=one.id, series_on=first.series_on)


def test_moved_cancelled_and_changed_dates_are_left_alone(session, at):
    one = set_up(session, at)
    moved, cancelled, changed, _ = publish(session, one, at)
    arrangement = sessions.arrangement_of(moved)
    later = replace(
        arrangement, starts_at=moved.starts_at + timedelta(days=9), ends_at=moved.ends_at + timedelta(days=9)
    )
    for training, plan in (
        (moved, sessions.Plan(later, capacity=20, title=moved.title)),
        (changed, sessions.Plan(sessions.arrangement_of(changed), capacity=7, title="A special one")),
    ):
        sessions.change(session, reference=training.reference, plan=plan, by=OFFICE, at=at)
    sessions.cancel(session, reference=cancelled.reference, reason="The hall is closed", by=OFFICE, at=at)
    assert publish(session, one, at) == ()
    assert (
        series.change(
            session, reference=one.reference, template=replace(TEMPLATE, capacity=30, title="New"), by=OFFICE, at=at
        )
        == 3
    )
    assert publish(session, one, at) == ()
    assert [(t.capacity, t.title) for t in series.published(session, one)] == [
        (20, "Quarterly briefing"),
        (20, "Quarterly briefing"),
        (7, "A special one"),
        (20, "Quarterly briefing"),
    ]


def test_a_changed_template_holds_for_the_dates_not_yet_published(session, at):
    one = set_up(session, at, dates_ahead=2)
    publish(session, one, at)
    changed = replace(TEMPLATE, capacity=30, dates_ahead=3)
    assert series.change(session, reference=one.reference, template=changed, by=OFFICE, at=at) == 2
    (third,) = publish(session, one, at)
    assert (third.capacity, london_day(third.starts_at)) == (30, date(2027, 6, 15))
    kept = session.scalars(select(HistoryEntry).where(HistoryEntry.event == "series_changed")).one()
    assert kept.detail == {"capacity": 20, "dates_ahead": 2}


def test_another_weekday_adds_no_date_beside_a_published_one(session, at):
    one = set_up(session, at, dates_ahead=2)
    publish(session, one, at)
    wednesdays = replace(TEMPLATE, first_on=date(2026, 12, 9), dates_ahead=3)
    series.change(session, reference=one.reference, template=wednesdays, by=OFFICE, at=at)
    (third,) = publish(session, one, at)
    assert third.series_on == date(2027, 6, 9)


def test_a_year_without_term_dates_waits_for_them_or_for_the_office(session, at):
    one = set_up(session, at, first_on=date(2028, 6, 13), dates_ahead=2)
    calendar.keep_terms(
        session,
        [TermDates(date(2028, 6, 5), date(2028, 7, 20), "Summer 2", "2027/28")],
        source="for this test",
        by=OFFICE,
        at=at,
    )
    assert days(publish(session, one, at)) == [date(2028, 6, 13)]
    (waiting,) = [each for each in series.coming(session, one, at=at) if each.waits_for_terms]
    assert (waiting.turn.on, waiting.turn.unknown_year) == (date(2028, 9, 12), "2028/29")
    assert days(publish(session, one, at, unknown_terms_too=True)) == [date(2028, 9, 12)]
    assert not [each for each in series.coming(session, one, at=at) if each.waits_for_terms]


def test_the_host_delivers_when_free_and_a_clash_is_shown(session, at):
    host = make_facilitator(session)
    elsewhere = make_session(session, starts_at=datetime(2027, 3, 9, 14, 30, tzinfo=UTC), place_name="Town Hall")
    make_assignment(session, elsewhere, host)
    one = set_up(session, at, host_id=host.id)
    made = publish(session, one, at)
    assigned = diary.assigned_to(session, session_ids=[training.id for training in made])
    assert [training.id in assigned for training in made] == [True, False, True, True]
    shown = series.coming(session, one, at=at)
    assert [bool(each.host_is_at) for each in shown] == [False, True, False, False]
    assert "Town Hall" in (shown[1].host_is_at or "")


def test_why_a_date_is_not_on_its_day_is_shown_before_and_after_publishing(session, at):
    one = set_up(session, at)
    calendar.keep_closures(
        session,
        [Closure(date(2027, 3, 9), ClosureKind.BANK_HOLIDAY, "A royal holiday")],
        source="for this test",
        by=OFFICE,
        at=at,
    )
    before = [(each.turn.on, each.turn.reason) for each in series.coming(session, one, at=at)]
    assert before[1:3] == [(date(2027, 3, 16), "A royal holiday"), (date(2027, 6, 15), "school holiday")]
    publish(session, one, at)
    assert [(each.turn.on, each.turn.reason) for each in series.coming(session, one, at=at)] == before
    first = series.published(session, one)[0]
    arrangement = sessions.arrangement_of(first)
    day_later = replace(
        arrangement, starts_at=first.starts_at + timedelta(days=1), ends_at=first.ends_at + timedelta(days=1)
    )
    sessions.change(session, reference=first.reference, plan=sessions.Plan(day_later, capacity=20), by=OFFICE, at=at)
    assert series.coming(session, one, at=at)[0].turn.reason == "moved by the office"


def test_two_capacities_when_people_come_either_way_and_booking_opens_on_its_day(session, at):
    one = set_up(session, at, mode=SessionMode.HYBRID, online_capacity=50, opens_days=60)
    june = publish(session, one, at)[2]
    assert (june.capacity, june.online_capacity) == (20, 50)
    assert june.registration_opens_at == datetime(2027, 4, 16, 8, tzinfo=UTC)


def test_a_date_too_near_to_plan_for_is_not_published(session, at):
    one = set_up(session, at)
    late = datetime(2026, 12, 1, 9, tzinfo=UTC)
    assert days(publish(session, one, late))[0] == date(2027, 3, 9)


def test_a_stopped_series_keeps_its_dates(session, at):
    one = set_up(session, at)
    made = publish(session, one, at)
    series.set_active(session, reference=one.reference, active=False, by=OFFICE, at=at)
    assert not one.active
    assert all(training.state is SessionState.SCHEDULED for training in made)
    assert series.every_one(session) == [one]


@pytest.mark.parametrize(
    ("over", "field"),
    [
        ({"title": ""}, "title"),
        ({"first_on": date(2026, 12, 12)}, "first_on"),
        ({"first_on": date(2026, 11, 24)}, "first_on"),
        ({"every_months": 0}, "every_months"),
        ({"minutes": 4}, "minutes"),
        ({"capacity": 0}, "capacity"),
        ({"capacity": 501}, "capacity"),
        ({"mode": SessionMode.HYBRID}, "online_capacity"),
        ({"mode": SessionMode.HYBRID, "online_capacity": 0}, "online_capacity"),
        ({"place_name": None}, "place_name"),
        ({"online_link": "http://meet.example"}, "online_link"),
        ({"closes_days": 61}, "closes_days"),
        ({"opens_days": 4}, "opens_days"),
        ({"dates_ahead": 13}, "dates_ahead"),
    ],
)
def test_a_template_from_which_nothing_could_be_published_is_refused(session, at, over, field):
    with pytest.raises(Refusal) as refused:
        set_up(session, at, **over)
    assert refused.value.field == field


def test_no_date_is_lost_when_a_series_is_not_there(session, at):
    with pytest.raises(Refusal):
        series.publish(session, reference="SER-NONE-22", by=WORKER, at=at)
    assert session.scalars(select(TrainingSession)).all() == []


def test_what_a_date_has_of_its_own_is_shown(session, at):
    one = set_up(session, at)
    first, second = publish(session, one, at)[:2]
    online = replace(
        sessions.arrangement_of(first), mode=SessionMode.ONLINE, place_name=None, online_link="https://meet.example/x"
    )
    plan = sessions.Plan(online, capacity=12, title=first.title, outcomes=first.outcomes)
    sessions.change(session, reference=first.reference, plan=plan, by=OFFICE, at=at)
    elsewhere = replace(sessions.arrangement_of(second), place_name="Town Hall")
    plan = sessions.Plan(elsewhere, capacity=20, title="With a guest", outcomes=second.outcomes)
    sessions.change(session, reference=second.reference, plan=plan, by=OFFICE, at=at)
    shown = [each.differs_from(one) for each in series.coming(session, one, at=at)]
    assert shown == [("online", "12 places"), ("With a guest", "at Town Hall"), (), ()]
    assert series.template_of(one).hour == "2pm"


def test_booking_moves_with_a_date_by_the_rule_of_its_series(session, at):
    one = set_up(session, at, opens_days=30, closes_days=5)
    june = publish(session, one, at)[2]
    assert june.registration_opens_at == datetime(2027, 5, 16, 8, tzinfo=UTC)
    assert june.registration_closes_at == datetime(2027, 6, 8, 13, tzinfo=UTC)
    to_march = datetime(2027, 3, 16, 14, tzinfo=UTC) - june.starts_at
    arrangement = sessions.arrangement_of(june)
    earlier = replace(arrangement, starts_at=june.starts_at + to_march, ends_at=june.ends_at + to_march)
    sessions.change(session, reference=june.reference, plan=sessions.Plan(earlier, capacity=20), by=OFFICE, at=at)
    assert june.registration_opens_at == datetime(2027, 2, 14, 9, tzinfo=UTC)  # nine in Norfolk, in winter too
    assert june.registration_closes_at == datetime(2027, 3, 9, 14, tzinfo=UTC)
