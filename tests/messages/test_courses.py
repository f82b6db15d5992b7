"""The letters about a change of a course: one mail, and the one calendar entry as it stands, read by two parsers."""

from datetime import date, datetime, time, timedelta

import pytest
from icalendar import Calendar

from rose_training.adapters.calendar_files import Method
from rose_training.clock import set_to
from rose_training.domain.actors import Actor
from rose_training.domain.bookings import ClosingReason
from rose_training.domain.calendar import london
from rose_training.domain.declarations import DeclarationAnswer, DeclarationKind
from rose_training.domain.visit_plans import VisitPlan
from rose_training.domain.weekly import Meeting
from rose_training.messages.catalogue import write
from rose_training.models.bookings import Declaration
from rose_training.models.outbox import OutboxMessage
from rose_training.services import booking_plans, bookings, catch_ups, courses
from rose_training.services.courses import How
from tests.adapters.test_calendar_files_elsewhere import moments, read
from tests.factories import make_activity, make_booking, make_facilitator, make_organisation

OFFICE = Actor(None, "office")
BOOKER = "office@school.example"
THURSDAY = date(2027, 1, 14)
RUNNING = london(date(2027, 2, 1), time(9))
"""A Monday after the third week."""


def on(day: date, hour: int = 10) -> Meeting:
    start = london(day, time(hour))
    return Meeting(start, start + timedelta(hours=1))


@pytest.fixture(autouse=True)
def the_hour(at):
    with set_to(at):
        yield


@pytest.fixture
def fay(stored):
    return make_facilitator(stored)


@pytest.fixture
def course(stored, at, fay):
    """Six Thursdays from 14 January, confirmed."""
    activity = make_activity(stored, code="JT-B", title="A topic nobody must read", weeks=6, targeted=True)
    school = make_organisation(stored, name="Example Primary School")
    booking = make_booking(
        stored, reference="JIG-2345-7X", activity=activity, organisation=school, requested_at=at, expected_number=8
    )
    stored.add_all(
        Declaration(booking_id=booking.id, kind=kind, answer=DeclarationAnswer.YES, given_at=at)
        for kind in DeclarationKind
    )
    plan = VisitPlan(
        meetings=tuple(on(THURSDAY + timedelta(weeks=n)) for n in range(6)),
        facilitator_ids=(fay.id,),
        place_name="Example Primary School",
        place_address="School Lane, Norwich",
        postcode="NR1 1AA",
        cards=8,
    )
    booking_plans.confirm(stored, booking, plan, by=OFFICE, at=at)
    stored.commit()
    return booking


def queued(stored, booking):
    """The newest letter to the school, as it waits."""
    return (
        stored.query(OutboxMessage)
        .filter_by(about=booking.reference, to=booking.booker_email)
        .order_by(OutboxMessage.id.desc())
        .first()
    )


def postponed(stored, course, *, week, how, at, instead=None):
    seen = courses.weeks_of(stored, course, at=at).meetings
    courses.postpone(stored, course, week=week, how=how, instead=instead, seen=seen, by=OFFICE, at=at)
    stored.commit()


def both_parsers(part):
    """Every moment of the entry as two programs read it, and its method and sequence."""
    found = read(part.content)
    events = Calendar.from_ical(part.content).walk("VEVENT")
    assert {str(event["UID"]) for event in events} == {one["uid"] for one in found["meetings"]}
    assert len({str(event["UID"]) for event in events}) == 1
    sequences = {int(event["SEQUENCE"]) for event in events} | {one["sequence"] for one in found["meetings"]}
    return found["method"], sorted(moments(found)), sequences


def standing(stored, course):
    return sorted(one.starts_at for one in bookings.sessions_of(stored, course) if one.state.value != "cancelled")


def test_the_later_weeks_follow(reads_as_kept, stored, course, at):
    postponed(stored, course, week=5, how=How.FOLLOW, at=at)

    waiting = queued(stored, course)
    found = reads_as_kept("course_postponed", to=BOOKER, about=course.reference, **waiting.payload)

    assert both_parsers(found.calendar) == ("REQUEST", standing(stored, course), {1})


def test_one_week_goes_to_the_end(reads_as_kept, stored, course, at):
    postponed(stored, course, week=2, how=How.STAY, at=at)

    waiting = queued(stored, course)
    found = reads_as_kept(
        "course_postponed", to=BOOKER, about=course.reference, name="course_postponed_others_stay", **waiting.payload
    )

    assert both_parsers(found.calendar) == ("REQUEST", standing(stored, course), {1})


def test_only_the_latest_change_leaves(app, stored, course, at):
    postponed(stored, course, week=5, how=How.FOLLOW, at=at)
    first = queued(stored, course)
    postponed(stored, course, week=6, how=How.FOLLOW, at=at)
    with app.app_context():
        assert write(stored, first) is None


def test_a_catch_up_is_one_date_more_in_the_same_entry(reads_as_kept, stored, course, fay):
    with set_to(RUNNING):
        catch_ups.arrange(
            stored,
            course,
            week=2,
            meeting=on(date(2027, 2, 9), 14),
            facilitator_ids=[fay.id],
            by=OFFICE,
            at=RUNNING,
        )
        stored.commit()
        waiting = queued(stored, course)
        payload = waiting.payload
        found = reads_as_kept("catch_up_arranged", to=BOOKER, about=course.reference, **payload)

        method, starts, sequences = both_parsers(found.calendar)
        assert (method, sequences) == ("REQUEST", {1})
        assert starts == standing(stored, course)
        assert len(starts) == 7

        catch_ups.call_off(stored, course, reference=payload["session"], by=OFFICE, at=RUNNING)
        stored.commit()
        waiting = queued(stored, course)
        found = reads_as_kept("catch_up_called_off", to=BOOKER, about=course.reference, **waiting.payload)
        method, starts, sequences = both_parsers(found.calendar)
        assert (method, sequences, len(starts)) == ("REQUEST", {2}, 6)


def test_a_catch_up_that_is_gone_writes_no_letter(app, stored, course):
    for kind in ("catch_up_arranged", "catch_up_called_off"):
        message = OutboxMessage(
            kind=kind, to=BOOKER, about=course.reference, occasion="x", payload={"sequence": 0, "session": "SES-NONE"}
        )
        with app.app_context():
            assert write(stored, message) is None


def test_cancelling_a_running_course_keeps_past_weeks_in_the_schools_diary(reads_as_kept, stored, course):
    with set_to(RUNNING):
        booking_plans.cancel(stored, course, reason=ClosingReason.SCHOOL_CLOSED, explanation="", by=OFFICE, at=RUNNING)
        stored.commit()
        found = reads_as_kept(
            "booking_cancelled", to=BOOKER, about=course.reference, name="booking_cancelled_running_course"
        )

    method, starts, sequences = both_parsers(found.calendar)
    assert (method, sequences) == ("REQUEST", {1})
    assert starts == [on(THURSDAY + timedelta(weeks=n)).starts_at for n in range(3)]
    assert starts == standing(stored, course)
    (series,) = Calendar.from_ical(found.calendar.content).walk("VEVENT")
    assert (series["RRULE"]["COUNT"], str(series["STATUS"])) == ([3], "CONFIRMED")


def test_cancelling_before_the_first_week_removes_the_entry(app, stored, course, at):
    booking_plans.cancel(stored, course, reason=ClosingReason.OTHER, explanation="Sorry", by=OFFICE, at=at)
    stored.commit()
    with app.app_context():
        found = write(stored, queued(stored, course))
    assert found.calendar.method == Method.CANCEL


def test_no_letter_gives_the_topic_away(app, stored, course, at):
    postponed(stored, course, week=5, how=How.FOLLOW, at=at)
    with app.app_context():
        found = write(stored, queued(stored, course))
    assert course.activity.title not in found.subject + str(found.facts)
    assert course.activity.title.encode() not in found.calendar.content


def test_both_clock_changes_leave_the_hour_of_a_postponed_course(app, stored, course, at):
    seen = courses.weeks_of(stored, course, at=at).meetings
    march = on(date(2027, 3, 30))
    courses.postpone(stored, course, week=6, how=How.STAY, instead=march, seen=seen, by=OFFICE, at=at)
    stored.commit()
    with app.app_context():
        found = write(stored, queued(stored, course))
    _, starts, _ = both_parsers(found.calendar)
    assert starts[-1] == datetime.fromisoformat("2027-03-30T09:00:00+00:00")
