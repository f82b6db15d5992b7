"""Calendar files, read back by two parsers that we did not write."""

from datetime import UTC, datetime, timedelta

import pytest
import vobject
from icalendar import Calendar

from rose_training.adapters.calendar_files import (
    Entry,
    Mailbox,
    Method,
    event,
    feed,
    weekly_series,
)
from rose_training.domain.weekly import LONDON, Meeting

OFFICE = Mailbox("training@rose.example", "ROSE training")
ANN = Mailbox("ann@school.example", 'Ann "Annie" O\'Brien, Head')
STAMP = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)


def entry(sequence: int = 0, **over: object) -> Entry:
    facts = {
        "uid": "reg-4f7a@rose.example",
        "summary": "Professionals' briefing",
        **over,
    }
    return Entry(sequence=sequence, stamp=STAMP, **facts)  # type: ignore[arg-type]


def london(year: int, month: int, day: int, hour: int = 14) -> datetime:
    return datetime(year, month, day, hour, tzinfo=LONDON)


def an_hour(start: datetime) -> Meeting:
    return Meeting(start.astimezone(UTC), start.astimezone(UTC) + timedelta(hours=1))


def request_for(start: datetime, **over: object) -> bytes:
    meeting = an_hour(start)
    return event(
        entry(**over),  # type: ignore[arg-type]
        method=Method.REQUEST,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        organiser=OFFICE,
        attendee=ANN,
    )


def only_event(content: bytes) -> vobject.base.Component:
    return vobject.readOne(content.decode()).vevent


@pytest.mark.parametrize(
    "start",
    [
        london(2027, 3, 26),  # the Friday before the clocks go forward
        london(2027, 3, 29),
        london(2026, 10, 23),  # the Friday before they go back
        london(2026, 10, 26),
        london(2027, 1, 5, 0),
    ],
)
def test_both_parsers_read_the_hour_in_norfolk(start: datetime) -> None:
    content = request_for(start)

    ours = Calendar.from_ical(content).walk("VEVENT")[0]
    theirs = only_event(content)
    for began, ended in (
        (ours["dtstart"].dt, ours["dtend"].dt),
        (theirs.dtstart.value, theirs.dtend.value),
    ):
        assert began.astimezone(UTC) == start.astimezone(UTC)
        assert began.strftime("%H:%M") == start.strftime("%H:%M")
        assert (ended - began) == timedelta(hours=1)


def test_the_zone_says_which_hour_holds_by_itself() -> None:
    zone = Calendar.from_ical(request_for(london(2027, 6, 1))).walk("VTIMEZONE")[0].to_tz()

    for moment in (
        datetime(2027, 3, 28, 0, 59, tzinfo=UTC),
        datetime(2027, 3, 28, 1, 1, tzinfo=UTC),
        datetime(2027, 10, 31, 0, 59, tzinfo=UTC),
        datetime(2027, 10, 31, 1, 1, tzinfo=UTC),
        datetime(2031, 7, 1, 12, tzinfo=UTC),
    ):
        assert moment.astimezone(zone).replace(tzinfo=None) == moment.astimezone(LONDON).replace(tzinfo=None)


def test_the_method_stands_on_the_calendar_and_nowhere_else() -> None:
    calendar = Calendar.from_ical(request_for(london(2027, 3, 2)))

    assert calendar["method"] == "REQUEST"
    assert "method" not in calendar.walk("VEVENT")[0]
    assert str(calendar["prodid"]).startswith("-//Magdalene Group//")


def test_lines_are_folded_and_end_as_the_standard_says() -> None:
    content = request_for(
        london(2027, 3, 2),
        summary="Briefing – für alle " * 12,
        location="Hall; 1, Thorpe Rd\nNR1",
    )

    lines = content.split(b"\r\n")
    assert lines[-1] == b""
    assert all(b"\n" not in line and len(line) <= 75 for line in lines)
    assert only_event(content).summary.value == "Briefing – für alle " * 12
    assert only_event(content).location.value == "Hall; 1, Thorpe Rd\nNR1"


def test_it_names_the_sender_and_this_recipient_alone() -> None:
    part = only_event(request_for(london(2027, 3, 2)))

    assert part.organizer.value == "mailto:training@rose.example"
    [attendee] = part.attendee_list
    assert attendee.value == "mailto:ann@school.example"
    assert attendee.params["CN"] == ["Ann 'Annie' O'Brien, Head"]
    assert attendee.params["RSVP"] == ["FALSE"]
    assert attendee.params["PARTSTAT"] == ["ACCEPTED"]


def test_a_change_keeps_the_uid_and_raises_the_sequence() -> None:
    before = only_event(request_for(london(2027, 3, 2), sequence=0))
    after = only_event(request_for(london(2027, 3, 9), sequence=1))

    assert before.uid.value == after.uid.value == "reg-4f7a@rose.example"
    assert (before.sequence.value, after.sequence.value) == ("0", "1")
    assert after.status.value == "CONFIRMED"
    assert after.dtstamp.value == STAMP


def test_a_removal_says_cancel_in_both_places() -> None:
    meeting = an_hour(london(2027, 3, 2))
    content = event(
        entry(sequence=2),
        method=Method.CANCEL,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        organiser=OFFICE,
        attendee=ANN,
    )

    calendar = vobject.readOne(content.decode())
    assert calendar.method.value == "CANCEL"
    assert calendar.vevent.status.value == "CANCELLED"


@pytest.mark.parametrize(
    ("method", "attendee"),
    [(Method.PUBLISH, ANN), (Method.REQUEST, None), (Method.CANCEL, None)],
)
def test_who_is_named_follows_the_method(method: Method, attendee: Mailbox | None) -> None:
    meeting = an_hour(london(2027, 3, 2))

    with pytest.raises(ValueError, match=method):
        event(
            entry(),
            method=method,
            starts_at=meeting.starts_at,
            ends_at=meeting.ends_at,
            organiser=OFFICE,
            attendee=attendee,
        )


def course(*starts: datetime, method: Method = Method.REQUEST) -> bytes:
    return weekly_series(
        entry(sequence=3),
        method=method,
        meetings=[an_hour(start) for start in starts],
        organiser=OFFICE,
        attendee=ANN,
    )


@pytest.mark.parametrize(
    "starts",
    [
        [london(2027, 3, day) for day in (9, 16, 23, 30)] + [london(2027, 4, 6)],
        [london(2026, 10, day) for day in (6, 13, 20)] + [london(2026, 11, 3)],
    ],
    ids=["march", "october"],
)
def test_a_course_keeps_its_hour_over_the_clock_change(starts: list[datetime]) -> None:
    content = course(*starts)

    part = only_event(content)
    assert [moment.astimezone(UTC) for moment in part.getrruleset(addRDate=True)] == [
        start.astimezone(UTC) for start in starts
    ]


def test_a_skipped_week_is_left_out_and_a_moved_one_overridden() -> None:
    moved = london(2027, 2, 25, 10)
    content = course(london(2027, 2, 2), london(2027, 2, 9), moved, london(2027, 3, 2))

    series, override = Calendar.from_ical(content).walk("VEVENT")
    assert series["rrule"]["COUNT"] == [5]
    assert [gap.dt for gap in series["exdate"].dts] == [london(2027, 2, 16)]
    assert override["uid"] == series["uid"]
    assert override["sequence"] == series["sequence"] == 3
    assert override["recurrence-id"].dt == london(2027, 2, 23)
    assert override["recurrence-id"].params["TZID"] == "Europe/London"
    assert override["dtstart"].dt == moved


def test_removing_a_course_names_the_series_alone() -> None:
    content = course(
        london(2027, 2, 2),
        london(2027, 2, 10),
        london(2027, 2, 16),
        method=Method.CANCEL,
    )

    [series] = Calendar.from_ical(content).walk("VEVENT")
    assert series["status"] == "CANCELLED"
    assert "recurrence-id" not in series


def test_a_course_of_one_meeting_is_a_plain_event() -> None:
    [only] = Calendar.from_ical(course(london(2027, 2, 2))).walk("VEVENT")

    assert "rrule" not in only


def test_a_feed_publishes_and_names_nobody() -> None:
    content = feed(
        "ROSE training",
        [
            (entry(uid="a@rose.example"), an_hour(london(2027, 3, 2))),
            (entry(uid="b@rose.example", cancelled=True), an_hour(london(2027, 6, 1))),
        ],
        organiser=OFFICE,
    )

    calendar = vobject.readOne(content.decode())
    assert calendar.method.value == "PUBLISH"
    assert [part.uid.value for part in calendar.vevent_list] == [
        "a@rose.example",
        "b@rose.example",
    ]
    assert [part.status.value for part in calendar.vevent_list] == [
        "CONFIRMED",
        "CANCELLED",
    ]
    assert all("attendee" not in part.contents for part in calendar.vevent_list)


def test_an_empty_feed_is_still_a_calendar() -> None:
    assert Calendar.from_ical(feed("ROSE training", [], organiser=OFFICE)).walk("VEVENT") == []
