"""Which dates stand in whose feed, and when a secret address answers."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from rose_training.domain.actors import Actor
from rose_training.domain.bookings import BookingState
from rose_training.domain.feeds import FeedKind
from rose_training.domain.sessions import SessionMode, SessionState
from rose_training.models.feeds import Feed
from rose_training.services import feeds, history, sessions
from tests.factories import (
    SOON,
    make_activity,
    make_assignment,
    make_booking,
    make_facilitator,
    make_organisation,
    make_session,
)
from tests.support.queries import counting

ME = Actor(None, "Fay Example")
DAY = timedelta(days=1)


def references(dates):
    return [one.reference for one in dates]


def test_everybody_sees_open_dates_those_cancelled_and_those_lately_over(session, at):
    shown = make_session(session)
    off = make_session(session, starts_at=SOON + DAY, state=SessionState.CANCELLED, cancelled_reason="Snow")
    over = make_session(session, starts_at=datetime(2026, 8, 1, 9, tzinfo=UTC), state=SessionState.DELIVERED)
    make_session(session, starts_at=datetime(2026, 7, 31, 9, tzinfo=UTC))
    make_session(session, booking=make_booking(session))
    found = feeds.open_dates(session, at=at)
    assert references(found) == [over.reference, shown.reference, off.reference]
    assert [one.cancelled for one in found] == [False, False, True]


def test_a_facilitator_sees_their_own_dates_held_and_confirmed(session, at):
    fay = make_facilitator(session)
    held = make_booking(session, state=BookingState.HELD, held_until=SOON)
    visit = make_session(session, booking=held, week_number=2)
    briefing = make_session(session, starts_at=SOON + DAY)
    make_assignment(session, visit, fay)
    make_assignment(session, briefing, fay)
    make_assignment(session, make_session(session, starts_at=SOON + 2 * DAY), make_facilitator(session))
    feed = feeds.make(session, key="k", facilitator_id=fay.id, by=ME, at=at)
    found = feeds.dates_of(session, feed, at=at)
    assert references(found) == [visit.reference, briefing.reference]
    assert [(one.tentative, one.week_number, one.booking) for one in found] == [
        (True, 2, held.reference),
        (False, None, None),
    ]


def test_a_school_sees_its_own_visits_and_those_that_were_called_off(session, at):
    school = make_organisation(session)
    mine = make_booking(session, organisation=school, activity=make_activity(session, code="JT-A", targeted=True))
    visit = make_session(session, booking=mine)
    off = make_session(
        session, booking=mine, starts_at=SOON + DAY, state=SessionState.CANCELLED, cancelled_reason="Snow"
    )
    make_session(session, booking=make_booking(session))
    feed = feeds.make(session, key="k", organisation_id=school.id, by=ME, at=at)
    assert feed.kind is FeedKind.SCHOOL
    found = feeds.dates_of(session, feed, at=at)
    assert references(found) == [visit.reference, off.reference]
    assert found[0].code == "JT-A"


def test_every_change_raises_the_sequence_and_moves_the_stamp(session, at):
    training = make_session(session)
    first = feeds.open_dates(session, at=at)[0]
    assert (first.sequence, first.changed_at) == (0, training.created_at)
    history.record(session, subject=training.reference, event="session_created", by=ME, at=at)
    session.flush()
    assert feeds.open_dates(session, at=at)[0].sequence == 0
    later = at + DAY
    sessions.cancel(session, reference=training.reference, reason="Snow", by=ME, at=later)
    session.flush()
    second = feeds.open_dates(session, at=later)[0]
    assert (second.sequence, second.changed_at, second.cancelled) == (1, later, True)
    assert feeds.last_changed(session, at=later) == later


def test_a_visit_changes_with_its_booking(session, at):
    booking = make_booking(session)
    make_session(session, booking=booking)
    feed = feeds.make(session, key="k", organisation_id=booking.organisation_id, by=ME, at=at)
    for hours in (1, 2):
        history.record(session, subject=booking.reference, event="arranged", by=ME, at=at + timedelta(hours=hours))
    session.flush()
    (found,) = feeds.dates_of(session, feed, at=at)
    assert (found.sequence, found.changed_at) == (1, at + timedelta(hours=2))


@pytest.mark.parametrize(
    ("at", "since"),
    [
        (datetime(2026, 11, 17, 9, tzinfo=UTC), datetime(2026, 7, 31, 23, tzinfo=UTC)),
        (datetime(2027, 2, 1, 0, tzinfo=UTC), datetime(2026, 11, 1, 0, tzinfo=UTC)),
        (datetime(2027, 1, 31, 23, tzinfo=UTC), datetime(2026, 9, 30, 23, tzinfo=UTC)),
    ],
)
def test_what_is_over_stays_by_whole_months(at, since):
    """moodle-local_reminders#148: a calendar that forgets after 60 days."""
    assert feeds.kept_since(at) == since


def test_nothing_was_changed_since_the_month_began_at_the_earliest(session, at):
    assert feeds.last_changed(session, at=at) == datetime(2026, 11, 1, tzinfo=UTC)


def test_a_new_address_ends_the_old_one(session, at):
    fay = make_facilitator(session)
    old = feeds.make(session, key="old", facilitator_id=fay.id, by=ME, at=at)
    new = feeds.make(session, key="new", facilitator_id=fay.id, by=ME, at=at + DAY)
    assert old.ended_at == at + DAY
    assert feeds.live_feed(session, facilitator_id=fay.id) is new
    feeds.end(session, facilitator_id=fay.id, by=ME, at=at + 2 * DAY)
    assert feeds.live_feed(session, facilitator_id=fay.id) is None
    feeds.end(session, facilitator_id=fay.id, by=ME, at=at + 3 * DAY)
    assert new.ended_at == at + 2 * DAY
    assert [entry.event for entry in history.entries_about(session, f"FEED-facilitator-{fay.id}")] == [
        "feed_ended",
        "feed_made",
        "feed_ended",
        "feed_made",
    ]


def test_the_database_keeps_one_address_alive(session, at):
    school = make_organisation(session)
    feeds.make(session, key="one", organisation_id=school.id, by=ME, at=at)
    session.add(Feed(key="two", kind=FeedKind.SCHOOL, organisation_id=school.id, made_at=at))
    with pytest.raises(IntegrityError):
        session.flush()


def test_the_address_of_somebody_who_no_longer_delivers_answers_nobody(session, at):
    fay = make_facilitator(session)
    feed = feeds.make(session, key="k", facilitator_id=fay.id, by=ME, at=at)
    assert feeds.by_key(session, key="k") is feed
    fay.active = False
    session.flush()
    assert feeds.by_key(session, key="k") is None


def test_one_query_however_many_dates_and_no_joining_link_among_the_facts(session, at):
    for number in range(30):
        make_session(
            session, starts_at=SOON + number * DAY, mode=SessionMode.HYBRID, online_link="https://meet.example/secret"
        )
    with counting(session.get_bind()) as queries:
        found = feeds.open_dates(session, at=at)
    assert (len(found), len(queries)) == (30, 1)
    assert "secret" not in repr(found)
