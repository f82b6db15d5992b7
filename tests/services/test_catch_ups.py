"""A catch-up session repeats one week: linked to it, told of once, and never a seventh week."""

from datetime import date, time, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from rose_training.domain.actors import Actor
from rose_training.domain.attendance import Mark
from rose_training.domain.bookings import BookingState, ClosingReason
from rose_training.domain.calendar import london
from rose_training.domain.refusals import Refusal
from rose_training.domain.sessions import SessionState
from rose_training.domain.weekly import Meeting
from rose_training.models.bookings import CohortCard
from rose_training.models.outbox import OutboxMessage
from rose_training.models.site import SiteSetting
from rose_training.services import booking_plans, catch_ups, completion, courses, feeds, history
from rose_training.web.desks import title_of
from tests.factories import (
    make_activity,
    make_assignment,
    make_booking,
    make_cohort,
    make_facilitator,
    make_session,
)
from tests.support.evidence import make_mark

OFFICE = Actor(None, "office")
FIRST = date(2026, 10, 8)
"""The test's hour is 16 November 2026: six weeks later the course is over but for its last week."""


def on(day: date, hour: int = 10) -> Meeting:
    start = london(day, time(hour))
    return Meeting(start, start + timedelta(hours=1))


@pytest.fixture
def fay(session):
    return make_facilitator(session)


@pytest.fixture
def course(session, fay):
    activity = make_activity(session, weeks=6, targeted=True)
    booking = make_booking(session, activity=activity, state=BookingState.CONFIRMED)
    for week in range(1, 7):
        meeting = on(FIRST + timedelta(weeks=week - 1))
        training = make_session(
            session, booking=booking, week_number=week, starts_at=meeting.starts_at, ends_at=meeting.ends_at
        )
        make_assignment(session, training, fay)
    make_cohort(session, booking, size=3)
    return booking


def week(session, course, number):
    return booking_plans.live_sessions(session, course)[number - 1]


def caught_up(session, course, fay, at, *, number=2, day=date(2026, 11, 24), hour=10):
    return catch_ups.arrange(
        session, course, week=number, meeting=on(day, hour), facilitator_ids=[fay.id], by=OFFICE, at=at
    )


def kinds(session, course):
    return session.scalars(
        select(OutboxMessage.kind)
        .where(OutboxMessage.about == course.reference, OutboxMessage.to == course.booker_email)
        .order_by(OutboxMessage.id)
    ).all()


def test_a_catch_up_is_put_on_where_its_week_was(session, at, course, fay):
    made = caught_up(session, course, fay, at)

    assert (made.catches_up_week, made.week_number) == (2, None)
    assert made.place_name == week(session, course, 2).place_name
    assert courses.catch_ups_of(session, course) == {2: made}
    assert len(booking_plans.live_sessions(session, course)) == 6
    assert course.calendar_sequence == 1
    assert kinds(session, course) == ["catch_up_arranged"]
    assert [entry.event for entry in history.entries_about(session, course.reference)] == ["catch_up_arranged"]


def test_it_is_called_by_its_week_on_pages_and_in_feeds(session, at, course, fay):
    made = caught_up(session, course, fay, at)
    feed = feeds.make(session, key="k" * 43, facilitator_id=fay.id, by=OFFICE, at=at)
    assert made.week_label == "2 once more"
    assert title_of(made).endswith("week 2 once more")
    (entry,) = [one for one in feeds.dates_of(session, feed, at=at) if one.reference == made.reference]
    assert (entry.week_number, entry.catches_up_week) == (None, 2)


def test_it_is_called_off_and_the_facilitator_is_free(session, at, course, fay):
    made = caught_up(session, course, fay, at)

    catch_ups.call_off(session, course, reference=made.reference, by=OFFICE, at=at)

    assert made.state is SessionState.CANCELLED
    assert courses.catch_ups_of(session, course) == {}
    assert course.calendar_sequence == 2
    assert kinds(session, course) == ["catch_up_arranged", "catch_up_called_off"]
    other = make_session(session, starts_at=made.starts_at)
    make_assignment(session, other, fay)
    assert caught_up(session, course, fay, at, hour=14)  # another one in its place


def test_what_is_not_on_or_has_begun_is_not_called_off(session, at, course, fay):
    made = caught_up(session, course, fay, at)
    with pytest.raises(Refusal, match="not on"):
        catch_ups.call_off(session, course, reference="SES-NONE", by=OFFICE, at=at)
    with pytest.raises(Refusal, match="has begun"):
        catch_ups.call_off(session, course, reference=made.reference, by=OFFICE, at=made.starts_at)


def test_two_catch_ups_of_one_week_are_refused(session, at, course, fay):
    caught_up(session, course, fay, at)
    with pytest.raises(Refusal, match="already"):
        caught_up(session, course, fay, at, day=date(2026, 11, 25))


@pytest.mark.parametrize(
    ("over", "words", "field"),
    [
        ({"number": 6, "day": date(2026, 11, 24)}, "still to come", None),
        ({"number": 0}, "still to come", None),
        ({"day": date(2026, 10, 1)}, "future", "day"),
        ({"day": date(2026, 11, 12)}, "future", "day"),
    ],
)
def test_what_cannot_be_caught_up(session, at, course, fay, over, words, field):
    early = at - timedelta(days=5)  # before week 6
    with pytest.raises(Refusal, match=words) as refused:
        caught_up(session, course, fay, early if "number" in over else at, **over)
    assert refused.value.field == field


def test_an_hour_of_the_course_itself_and_nobody_are_refused(session, at, course, fay):
    early = at - timedelta(days=5)
    with pytest.raises(Refusal, match="Another session of this course"):
        caught_up(session, course, fay, early, day=date(2026, 11, 12))
    with pytest.raises(Refusal, match="who will deliver"):
        catch_ups.arrange(session, course, week=1, meeting=on(date(2026, 11, 24)), facilitator_ids=[], by=OFFICE, at=at)


def test_only_a_course_that_is_on_or_over_has_weeks_to_catch_up_on(session, at, course, fay):
    course.state = BookingState.DELIVERED
    assert caught_up(session, course, fay, at)
    booking = make_booking(session)
    with pytest.raises(Refusal, match="confirmed course"):
        caught_up(session, booking, fay, at)


def test_a_course_that_is_cancelled_takes_its_catch_up_with_it(session, at, course, fay):
    made = caught_up(session, course, fay, at)
    booking_plans.cancel(session, course, reason=ClosingReason.SCHOOL_CLOSED, explanation="", by=OFFICE, at=at)
    assert made.state is SessionState.CANCELLED


def test_attendance_at_it_counts_for_the_week_that_it_repeats(session, at, course, fay):
    made = caught_up(session, course, fay, at)
    cards = session.scalars(select(CohortCard).order_by(CohortCard.number)).all()
    for number in range(1, 5):
        for card in cards:
            mark = Mark.ABSENT if number == 2 and card.number == 1 else Mark.PRESENT
            make_mark(session, card, mark, training=week(session, course, number))
    make_mark(session, cards[0], Mark.LATE, training=made)

    found = completion.completion_of(session, cohort_id=cards[0].cohort_id)

    assert (found.weeks, found.needed, found.recorded) == (6, 4, 4)
    assert [card.attended for card in found.cards] == [4, 4, 4]
    assert found.cards[0].made_up == {2}
    assert found.headline == "3 of 3 young people came to at least 4 of 6 weeks so far"


def test_how_many_weeks_complete_a_course_is_a_setting(session, at, course, fay):
    session.add(SiteSetting(key=completion.WEEKS_SETTING, value="5", changed_at=at))
    session.flush()
    cohort_id = session.scalars(select(CohortCard.cohort_id)).first()
    assert completion.completion_of(session, cohort_id=cohort_id).needed == 5


# What the database itself refuses


def test_a_catch_up_of_a_week_that_there_is_not_is_refused_by_the_database(session, course):
    with pytest.raises(IntegrityError), session.begin_nested():
        make_session(session, booking=course, catches_up_week=7)


def test_a_catch_up_of_another_courses_week_is_refused_by_the_database(session, course):
    other = make_booking(session, activity=course.activity, state=BookingState.CONFIRMED)
    with pytest.raises(IntegrityError), session.begin_nested():
        make_session(session, booking=other, catches_up_week=1)


def test_a_catch_up_is_no_week_and_belongs_to_a_booking(session, course):
    with pytest.raises(IntegrityError), session.begin_nested():
        make_session(session, booking=course, catches_up_week=1, week_number=8)
    with pytest.raises(IntegrityError), session.begin_nested():
        make_session(session, catches_up_week=1)


def test_two_catch_ups_of_one_week_are_refused_by_the_database(session, course):
    make_session(session, booking=course, catches_up_week=1)
    with pytest.raises(IntegrityError), session.begin_nested():
        make_session(session, booking=course, catches_up_week=1)
