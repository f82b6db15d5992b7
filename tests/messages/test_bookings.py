"""The letters about a booking, as they read, and calendar entries that programs accept, change and remove."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

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
from rose_training.models.bookings import Declaration, PreferredDate
from rose_training.models.outbox import OutboxMessage
from rose_training.services import booking_drafts, booking_plans
from tests.factories import make_activity, make_booking, make_facilitator, make_organisation

OFFICE = Actor(None, "office")
BOOKER = "office@school.example"
THURSDAY = date(2027, 1, 14)


def on(day, hour=10):
    start = london(day, time(hour))
    return Meeting(start, start + timedelta(hours=1))


@pytest.fixture(autouse=True)
def the_hour(at):
    with set_to(at):
        yield


@pytest.fixture
def booking(stored, at):
    """A class visit with one declaration still open."""
    return _asked(stored, at, make_activity(stored, code="JW-3", title="Respect and pressure"), but="staff_stay")


@pytest.fixture
def course(stored, at):
    """A targeted course, everything declared."""
    activity = make_activity(stored, code="JT-B", title="A topic nobody must read", weeks=6, targeted=True)
    return _asked(stored, at, activity, reference="JIG-2345-7X")


@pytest.fixture
def plan(stored):
    fay = make_facilitator(stored)
    stored.commit()
    return VisitPlan(
        meetings=(on(THURSDAY),),
        facilitator_ids=(fay.id,),
        place_name="Example Primary School",
        place_address="School Lane, Norwich",
        postcode="NR1 1AA",
    )


def six_weeks(plan):
    """Six Thursdays with half-term left out, the third one on a Friday afternoon."""
    days = [THURSDAY + timedelta(days=7 * n) for n in (0, 1, 2, 3, 5, 6)]
    meetings = [on(day) for day in days]
    meetings[2] = on(days[2] + timedelta(days=1), hour=14)
    return replace(plan, meetings=tuple(meetings), cards=8)


def _asked(stored, at, activity, *, reference="JIG-7K3Q-M2", but=""):
    school = make_organisation(stored, name="Example Primary School")
    booking = make_booking(
        stored, reference=reference, activity=activity, organisation=school, requested_at=at, expected_number=8
    )
    stored.add(PreferredDate(booking_id=booking.id, rank=1, on=THURSDAY, part="morning", time_wished="period 3"))
    stored.add(PreferredDate(booking_id=booking.id, rank=2, on=THURSDAY + timedelta(days=7), part="any"))
    stored.add_all(
        Declaration(
            booking_id=booking.id,
            kind=kind,
            answer=DeclarationAnswer.NOT_YET if kind == but else DeclarationAnswer.YES,
            given_at=at,
        )
        for kind in DeclarationKind
    )
    stored.commit()
    return booking


def settle(stored, booking):
    stored.query(Declaration).filter_by(booking_id=booking.id).update({"answer": DeclarationAnswer.YES})
    stored.commit()


def letter(app, stored, booking, kind, **payload):
    message = OutboxMessage(kind=kind, to=BOOKER, about=booking.reference, occasion="test", payload=payload)
    with app.app_context():
        return write(stored, message)


def entries(part):
    """The calendar and its events."""
    calendar = Calendar.from_ical(part.content)
    return calendar, calendar.walk("VEVENT")


def test_we_have_your_request(reads_as_kept, booking):
    found = reads_as_kept("booking_received", to=BOOKER, about=booking.reference)
    assert found.calendar is None


def test_we_have_your_request_for_a_course(reads_as_kept, course):
    reads_as_kept("booking_received", to=BOOKER, about=course.reference, name="booking_received_course")


def test_the_office_hears_of_it(reads_as_kept, stored, booking):
    booking.organisation_id, booking.organisation_described = None, "Forest School, Thetford"
    stored.commit()
    reads_as_kept("booking_new_for_office", to="office@rose.example", about=booking.reference)


def test_a_date_is_held(reads_as_kept, stored, booking, plan, at):
    booking_plans.hold(stored, booking, plan, working_days=3, by=OFFICE, at=at)
    stored.commit()

    reads_as_kept("booking_held", to=BOOKER, about=booking.reference, held_until=booking.held_until.isoformat())


def test_a_visit_is_confirmed(reads_as_kept, stored, booking, plan, at):
    settle(stored, booking)
    booking_plans.confirm(stored, booking, plan, by=OFFICE, at=at)
    stored.commit()

    found = reads_as_kept("booking_confirmed", to=BOOKER, about=booking.reference)

    assert found.calendar.method == "REQUEST"
    calendar, (entry,) = entries(found.calendar)
    assert calendar["METHOD"] == "REQUEST"
    assert (entry["UID"], entry["SEQUENCE"], entry["SUMMARY"]) == (booking.calendar_uid, 0, "ROSE Jigsaw visit")
    assert entry["DTSTART"].dt.astimezone(UTC) == datetime(2027, 1, 14, 10, tzinfo=UTC)
    assert entry["ATTENDEE"] == f"mailto:{BOOKER}"


def test_a_course_is_one_entry_that_repeats(reads_as_kept, stored, course, plan, at):
    booking_plans.confirm(stored, course, six_weeks(plan), by=OFFICE, at=at)
    stored.commit()

    found = reads_as_kept("booking_confirmed", to=BOOKER, about=course.reference, name="booking_confirmed_course")

    _, events = entries(found.calendar)
    assert {entry["UID"] for entry in events} == {course.calendar_uid}
    series, moved = events
    assert series["RRULE"]["FREQ"] == ["WEEKLY"]
    assert series["EXDATE"].dts[0].dt.date() == THURSDAY + timedelta(days=28)
    assert moved["RECURRENCE-ID"].dt.date() == THURSDAY + timedelta(days=14)
    assert moved["DTSTART"].dt.date() == THURSDAY + timedelta(days=15)


def test_a_change_moves_the_same_entry(reads_as_kept, stored, booking, plan, at):
    settle(stored, booking)
    booking_plans.confirm(stored, booking, plan, by=OFFICE, at=at)
    later = replace(plan, meetings=(on(THURSDAY + timedelta(days=1)),))
    booking_plans.change(stored, booking, later, by=OFFICE, at=at)
    stored.commit()

    found = reads_as_kept("booking_changed", to=BOOKER, about=booking.reference, sequence=1)

    _, (entry,) = entries(found.calendar)
    assert (entry["UID"], entry["SEQUENCE"]) == (booking.calendar_uid, 1)
    assert entry["DTSTART"].dt.date() == THURSDAY + timedelta(days=1)


def test_a_cancellation_removes_the_entry(reads_as_kept, stored, course, plan, at):
    booking_plans.confirm(stored, course, six_weeks(plan), by=OFFICE, at=at)
    booking_plans.cancel(stored, course, reason=ClosingReason.SCHOOL_CLOSED, explanation="", by=OFFICE, at=at)
    stored.commit()

    found = reads_as_kept("booking_cancelled", to=BOOKER, about=course.reference)

    assert found.calendar.method == Method.CANCEL
    calendar, events = entries(found.calendar)
    assert calendar["METHOD"] == "CANCEL"
    assert {(entry["UID"], entry["SEQUENCE"]) for entry in events} == {(course.calendar_uid, 1)}
    assert {str(entry["STATUS"]) for entry in events} == {"CANCELLED"}


def test_what_was_never_confirmed_is_in_no_diary(app, stored, booking, plan, at):
    booking_plans.hold(stored, booking, plan, working_days=3, by=OFFICE, at=at)
    booking_plans.cancel(stored, booking, reason=ClosingReason.TIMETABLE, explanation="", by=OFFICE, at=at)
    stored.commit()

    found = letter(app, stored, booking, "booking_cancelled", was_confirmed=False)
    assert found.calendar is None
    assert found.subject == f"Cancelled: your request for a ROSE visit ({booking.reference})"


def test_we_cannot_come(reads_as_kept, stored, booking, at):
    booking_plans.decline(
        stored, booking, reason=ClosingReason.NO_FACILITATOR, explanation="Please ask again in March.", by=OFFICE, at=at
    )
    stored.commit()

    reads_as_kept("booking_declined", to=BOOKER, about=booking.reference)


def test_a_subject_says_when_we_come_and_no_bare_code(app, stored, course, plan, at):
    booking_plans.confirm(stored, course, six_weeks(plan), by=OFFICE, at=at)
    stored.commit()

    found = letter(app, stored, course, "booking_confirmed")

    assert found.subject == "Your ROSE visits from Thursday 14 January 2027 (JIG-2345-7X)"
    assert course.activity.code not in found.subject
    assert course.activity.code.encode() not in found.calendar.content


def test_what_is_missing_reads_as_a_sentence_and_its_button_says_what_it_does(app, stored, booking):
    found = letter(app, stored, booking, "booking_received")

    assert found.facts["missing"] == ("school staff stay in the room the whole time",)
    assert found.facts["declare"].endswith("/before-we-come")


def test_nothing_about_a_course_gives_its_topic_away(app, stored, course, plan, at):
    found = [letter(app, stored, course, "booking_received")]
    booking_plans.confirm(stored, course, six_weeks(plan), by=OFFICE, at=at)
    stored.commit()
    found.append(letter(app, stored, course, "booking_confirmed"))

    for one in found:
        assert course.activity.title not in one.subject
        assert course.activity.title not in str(one.facts)
    assert course.activity.title.encode() not in found[1].calendar.content
    assert found[1].calendar.file_name == "jig-2345-7x.ics"


@pytest.mark.parametrize(
    ("kind", "payload"),
    [
        ("booking_held", {"held_until": "2020-01-01T12:00:00+00:00"}),
        ("booking_confirmed", {}),
        ("booking_changed", {"sequence": 1}),
        ("booking_declined", {}),
        ("booking_cancelled", {}),
    ],
)
def test_a_letter_that_no_longer_fits_does_not_leave(app, stored, booking, kind, payload):
    assert letter(app, stored, booking, kind, **payload) is None


def test_an_answered_request_needs_no_receipt(app, stored, booking, at):
    booking_plans.decline(stored, booking, reason=ClosingReason.DUPLICATE, explanation="", by=OFFICE, at=at)
    stored.commit()

    assert letter(app, stored, booking, "booking_received") is None
    assert letter(app, stored, booking, "booking_new_for_office") is None


def test_the_link_to_carry_on_later(reads_as_kept, app, stored, at):
    draft = booking_drafts.begin(stored, answers={}, at=at)
    draft.key = "a-key-of-a-draft"
    stored.commit()

    letter = reads_as_kept("request_link", to=BOOKER, about=draft.key)

    assert letter.keep is False
