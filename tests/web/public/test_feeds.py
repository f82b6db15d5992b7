"""Calendars to subscribe to: what stands in them, read by two parsers, and how they are kept."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import icalendar
import pytest
import vobject

from rose_training import clock
from rose_training.domain.actors import Actor
from rose_training.domain.bookings import BookingState
from rose_training.domain.permissions import Role
from rose_training.domain.sessions import SessionMode, SessionState
from rose_training.domain.weekly import LONDON
from rose_training.models.feeds import Feed
from rose_training.services import sessions
from tests.factories import (
    SOON,
    make_activity,
    make_assignment,
    make_booking,
    make_briefing_activity,
    make_facilitator,
    make_organisation,
    make_person,
    make_session,
)

TODAY = datetime(2026, 11, 21, 9, tzinfo=UTC)
OFFICE = Actor(None, "Cora Coordinator")
LINK = "https://meet.example/secret-room"
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _today():
    with clock.set_to(TODAY):
        yield


@pytest.fixture
def everybody(visit):
    return lambda **headers: visit.client.get("/whats-on.ics", headers=headers)


def entries(answer):
    return icalendar.Calendar.from_ical(answer.data).walk("VEVENT")


def address_on(page):
    """The path of the secret address that a page shows."""
    found = page.soup.find("textarea")
    return found and "/" + found.get_text().strip().split("/", 3)[3]


# What stands in it


def test_neutral_words_a_page_and_never_the_joining_link(everybody, stored):
    activity = make_briefing_activity(stored, code="PB-1")
    shown = make_session(
        stored, activity=activity, title="Recognising exploitation", mode=SessionMode.HYBRID, online_link=LINK
    )
    stored.commit()
    (entry,) = entries(everybody())
    assert (entry["SUMMARY"], entry["STATUS"]) == ("ROSE training PB-1", "CONFIRMED")
    assert entry.start == shown.starts_at
    assert entry["URL"].endswith(f"/whats-on/{shown.reference}")
    assert "ATTENDEE" not in entry
    words = everybody().get_data(as_text=True)
    assert "meet.example" not in words
    assert "exploitation" not in words.lower()


def test_a_date_that_moves_keeps_its_entry_and_one_that_is_off_is_crossed_out(everybody, stored):
    training = make_session(stored)
    stored.commit()
    (before,) = entries(everybody())
    later = replace(sessions.arrangement_of(training), starts_at=SOON + DAY, ends_at=SOON + DAY + timedelta(hours=1))
    plan = sessions.Plan(later, capacity=20)
    sessions.change(stored, reference=training.reference, plan=plan, by=OFFICE, at=TODAY)
    sessions.cancel(stored, reference=training.reference, reason="Snow", by=OFFICE, at=TODAY + timedelta(hours=1))
    stored.commit()
    (after,) = entries(everybody())
    assert after["UID"] == before["UID"]
    assert after["SEQUENCE"] > before["SEQUENCE"]
    assert after["STATUS"] == "CANCELLED"
    assert after["DTSTAMP"].dt == TODAY + timedelta(hours=1)


@pytest.mark.parametrize(
    "day",
    [
        datetime(2027, 3, 27, 14, tzinfo=LONDON),
        datetime(2027, 3, 28, 14, tzinfo=LONDON),
        datetime(2027, 10, 30, 14, tzinfo=LONDON),
        datetime(2027, 10, 31, 14, tzinfo=LONDON),
    ],
)
def test_two_parsers_read_the_hour_in_norfolk_across_both_clock_changes(everybody, stored, day):
    """mod_attendance#896: times shift when the clocks change."""
    make_session(stored, starts_at=day.astimezone(UTC))
    stored.commit()
    answer = everybody()
    (ours,) = entries(answer)
    theirs = vobject.readOne(answer.get_data(as_text=True)).vevent
    for began, ended in ((ours["DTSTART"].dt, ours["DTEND"].dt), (theirs.dtstart.value, theirs.dtend.value)):
        assert began.strftime("%Y-%m-%d %H:%M") == day.strftime("%Y-%m-%d 14:00")
        assert began.astimezone(UTC) == day.astimezone(UTC)
        assert ended - began == timedelta(hours=1)


def test_lines_end_and_fold_as_the_standard_says(everybody, stored):
    make_session(stored, place_name="The Hall of the Very Long Name " * 5)
    stored.commit()
    raw = everybody().data
    assert raw.count(b"\n") == raw.count(b"\r\n")
    assert max(len(line) for line in raw.split(b"\r\n")) <= 75


def test_an_empty_calendar_is_one_all_the_same(everybody):
    answer = everybody()
    assert (answer.status_code, answer.mimetype) == (200, "text/calendar")
    assert entries(answer) == []


# How it is kept


def test_a_program_that_has_it_is_told_so(everybody, stored):
    make_session(stored)
    stored.commit()
    first = everybody()
    assert first.headers["Cache-Control"] == "no-cache, public"
    assert first.headers["Last-Modified"] == "Sun, 01 Nov 2026 00:00:00 GMT"
    for headers in (
        {"If-None-Match": first.headers["ETag"]},
        {"If-Modified-Since": first.headers["Last-Modified"]},
    ):
        again = everybody(**headers)
        assert (again.status_code, again.data) == (304, b"")
    assert everybody().headers["ETag"] == first.headers["ETag"], "the hour alone changes nothing"


def test_a_change_is_seen_at_once_by_mark_and_by_date(everybody, stored):
    training = make_session(stored)
    stored.commit()
    first = everybody()
    sessions.cancel(stored, reference=training.reference, reason="Snow", by=OFFICE, at=TODAY)
    stored.commit()
    for headers in (
        {"If-None-Match": first.headers["ETag"]},
        {"If-Modified-Since": first.headers["Last-Modified"]},
    ):
        again = everybody(**headers)
        assert again.status_code == 200
        assert "Last-Modified" not in again.headers, "a date without parts of a second cannot tell this one yet"
    with clock.set_to(TODAY + timedelta(minutes=2)):
        assert everybody().headers["Last-Modified"] == "Sat, 21 Nov 2026 09:00:00 GMT"


# Secret addresses


@pytest.fixture
def fay(stored):
    made = make_facilitator(stored)
    stored.commit()
    return made


@pytest.fixture
def school(stored):
    made = make_organisation(stored, name="Example Academy")
    stored.commit()
    return made


@pytest.fixture
def bookers(stored, school):
    """Two colleagues who book for the school."""
    made = [make_person(stored, Role.SCHOOL_BOOKER, organisation=school) for _ in range(2)]
    stored.commit()
    return made


def test_a_facilitator_makes_renews_and_ends_their_address(visit, stored, fay):
    visit.sign_in(fay.person)
    training = make_session(stored, mode=SessionMode.HYBRID, online_link=LINK)
    make_assignment(stored, training, fay)
    make_session(stored, starts_at=SOON + DAY)
    stored.commit()
    assert address_on(visit.get("/facilitator/calendar")) is None
    visit.post("/facilitator/calendar", {"action": "make"})
    first = address_on(visit.get("/facilitator/calendar"))
    stranger = visit.app.test_client()
    answer = stranger.get(first)
    (entry,) = entries(answer)
    assert entry["URL"].endswith(f"/facilitator/sessions/{training.reference}")
    assert entry["LOCATION"] == "Example Hall, 1 Example Street, Norwich, NR1 1AA"
    assert "meet.example" not in answer.get_data(as_text=True)
    assert "private" in answer.headers["Cache-Control"]
    assert answer.headers["X-Robots-Tag"] == "noindex"

    visit.get("/facilitator/calendar")
    visit.post("/facilitator/calendar", {"action": "renew"})
    second = address_on(visit.get("/facilitator/calendar"))
    assert second != first
    assert (stranger.get(first).status_code, stranger.get(second).status_code) == (410, 200)
    visit.post("/facilitator/calendar", {"action": "end"})
    assert address_on(visit.get("/facilitator/calendar")) is None
    assert stranger.get(second).status_code == 410


def test_a_school_sees_its_visits_by_code_and_no_topic(visit, stored, school, bookers):
    activity = make_activity(stored, code="JT-B", title="Exploitative Relationships", targeted=True)
    booking = make_booking(stored, organisation=school, activity=activity, state=BookingState.CONFIRMED)
    make_session(stored, booking=booking, week_number=1, place_name="Example Academy")
    make_session(
        stored,
        booking=booking,
        week_number=2,
        starts_at=SOON + 7 * DAY,
        state=SessionState.CANCELLED,
        cancelled_reason="The school asked",
    )
    held = make_booking(stored, organisation=school, activity=activity, state=BookingState.HELD, held_until=SOON)
    make_session(stored, booking=held, starts_at=SOON + 14 * DAY)
    make_session(stored, booking=make_booking(stored))
    stored.commit()
    visit.sign_in(bookers[0])
    visit.get("/school/calendar")
    visit.post("/school/calendar", {"action": "make", "school": school.reference})
    address = address_on(visit.get("/school/calendar"))
    answer = visit.app.test_client().get(address)
    assert [(entry["SUMMARY"], entry["STATUS"]) for entry in entries(answer)] == [
        ("ROSE training JT-B, week 1", "CONFIRMED"),
        ("ROSE training JT-B, week 2", "CANCELLED"),
        ("ROSE training JT-B (held, not confirmed)", "TENTATIVE"),
    ]
    words = answer.get_data(as_text=True)
    for secret in ("Exploitative", "Bo Booker", "Dan Lead", "The school asked"):
        assert secret not in words
    visit.sign_in(bookers[1])
    assert address_on(visit.get("/school/calendar")) == address


def test_nobody_makes_an_address_for_another_school(visit, stored, school, bookers):
    other = make_organisation(stored)
    stored.commit()
    visit.sign_in(bookers[0])
    visit.get("/school/calendar")
    assert visit.post("/school/calendar", {"action": "make", "school": other.reference}).status == 404
    assert visit.post("/school/calendar", {"action": "make"}).status == 404
    visit.get("/school/calendar")
    assert visit.post("/school/calendar", {"action": "nonsense", "school": school.reference}).status == 303
    assert address_on(visit.get("/school/calendar")) is None


def test_the_key_in_the_table_opens_nothing_by_itself(visit, stored, fay):
    """Decision 0008: a leaked table opens nothing."""
    visit.sign_in(fay.person)
    visit.get("/facilitator/calendar")
    visit.post("/facilitator/calendar", {"action": "make"})
    key = stored.query(Feed).one().key
    for address in (f"/feeds/{key}.ics", "/feeds/nonsense.ics"):
        assert visit.client.get(address).status_code == 404


def test_the_feed_of_a_facilitator_who_is_taken_off_a_date_loses_it(visit, stored, fay):
    training = make_session(stored)
    assignment = make_assignment(stored, training, fay)
    stored.commit()
    visit.sign_in(fay.person)
    visit.get("/facilitator/calendar")
    visit.post("/facilitator/calendar", {"action": "make"})
    address = address_on(visit.get("/facilitator/calendar"))
    first = visit.client.get(address)
    assert len(entries(first)) == 1
    stored.delete(assignment)
    stored.commit()
    assert entries(visit.client.get(address, headers={"If-None-Match": first.headers["ETag"]})) == []
