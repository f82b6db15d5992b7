"""The same files, read by a calendar library of another language (ical.js, as mail programs use it)."""

import json
import subprocess
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from config import ROOT
from rose_training.adapters.calendar_files import Method, feed, weekly_series
from rose_training.domain.weekly import Meeting
from tests.adapters.test_calendar_files import ANN, OFFICE, an_hour, entry, london, request_for


def read(content: bytes) -> dict[str, Any]:
    answer = subprocess.run(
        ["node", str(ROOT / "tests" / "support" / "read_calendar.mjs")],
        input=content,
        capture_output=True,
        check=True,
        cwd=ROOT,
    )
    found: dict[str, Any] = json.loads(answer.stdout)
    return found


def moments(found: dict[str, Any]) -> list[datetime]:
    return [datetime.fromisoformat(meeting["starts"]) for meeting in found["meetings"]]


@pytest.mark.parametrize("day", [(2027, 3, 26), (2027, 3, 29), (2026, 10, 23), (2026, 10, 26)])
def test_one_meeting_stands_at_its_hour_on_either_side_of_both_clock_changes(day: tuple[int, int, int]) -> None:
    start = london(*day)
    found = read(request_for(start, sequence=3))
    assert found["method"] == "REQUEST"
    (meeting,) = found["meetings"]
    assert (meeting["sequence"], meeting["status"], meeting["attendees"]) == (3, "CONFIRMED", 1)
    assert moments(found) == [start.astimezone(UTC)]


@pytest.mark.parametrize("first", [london(2027, 3, 9), london(2026, 10, 6)])
def test_a_course_keeps_its_hour_on_the_wall_skips_a_week_and_moves_another(first: datetime) -> None:
    weeks = [first + timedelta(weeks=week) for week in (0, 1, 3, 4, 5)]
    weeks[2] += timedelta(days=1, hours=1)
    meetings: list[Meeting] = [an_hour(week) for week in weeks]
    found = read(
        weekly_series(entry(sequence=2), method=Method.REQUEST, meetings=meetings, organiser=OFFICE, attendee=ANN)
    )
    assert sorted(moments(found)) == [meeting.starts_at for meeting in meetings]
    assert {meeting["uid"] for meeting in found["meetings"]} == {"reg-4f7a@rose.example"}


def test_a_cancellation_is_one() -> None:
    meeting = an_hour(london(2027, 3, 29))
    content = weekly_series(entry(sequence=4), method=Method.CANCEL, meetings=[meeting], organiser=OFFICE, attendee=ANN)
    found = read(content)
    assert found["method"] == "CANCEL"
    assert [(one["status"], one["sequence"]) for one in found["meetings"]] == [("CANCELLED", 4)]


def test_a_feed_shows_every_date_and_nobody() -> None:
    dates = [an_hour(london(2027, 3, day)) for day in (22, 29)]
    content = feed(
        "Dates", [(entry(uid=f"ses-{n}@rose.example"), date) for n, date in enumerate(dates)], organiser=OFFICE
    )
    found = read(content)
    assert found["method"] == "PUBLISH"
    assert moments(found) == [date.starts_at for date in dates]
    assert [meeting["attendees"] for meeting in found["meetings"]] == [0, 0]
