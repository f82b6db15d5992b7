"""Calendar files of schools, and calendar files that somebody spoiled."""

from datetime import date

import pytest

from rose_training.adapters import bank_holidays, term_calendars, term_dates
from rose_training.domain.calendar import ClosureKind
from rose_training.domain.refusals import Refusal


def ics(*events: str) -> bytes:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Example//EN"]
    for number, event in enumerate(events):
        lines += ["BEGIN:VEVENT", f"UID:{number}@school.example", "DTSTAMP:20260901T080000Z", *event.split("|")]
        lines.append("END:VEVENT")
    return "\r\n".join([*lines, "END:VCALENDAR", ""]).encode()


def test_the_end_is_the_day_after_the_last():
    found = term_calendars.read(
        ics(
            "SUMMARY:Half term|DTSTART;VALUE=DATE:20261026|DTEND;VALUE=DATE:20261031",
            "SUMMARY:INSET day|DTSTART;VALUE=DATE:20261102|DTEND;VALUE=DATE:20261103",
            "SUMMARY:INSET day|DTSTART;VALUE=DATE:20270105",
            "SUMMARY:Staff training|DTSTART;VALUE=DATE:20270222|DTEND;VALUE=DATE:20270222",
            "SUMMARY:Mock exams Year 11|DTSTART;VALUE=DATE:20270111|DURATION:P5D",
        )
    )
    by_kind = {kind: [one.day for one in found.closures if one.kind is kind] for kind in ClosureKind}
    assert by_kind[ClosureKind.CLOSED] == [date(2026, 10, day) for day in range(26, 31)]
    assert by_kind[ClosureKind.TRAINING_DAY] == [date(2026, 11, 2), date(2027, 1, 5), date(2027, 2, 22)]
    assert len(by_kind[ClosureKind.EXAM]) == 5


def test_half_terms_whole_or_by_their_ends():
    found = term_calendars.read(
        ics(
            "SUMMARY:Autumn Term 1|DTSTART;VALUE=DATE:20260903|DTEND;VALUE=DATE:20261024",
            "SUMMARY:Term starts|DTSTART;VALUE=DATE:20270105",
            "SUMMARY:Last day of term|DTSTART;VALUE=DATE:20270212",
        )
    )
    assert [(term.name, term.last) for term in found.terms] == [
        ("Autumn Term 1", date(2026, 10, 23)),
        ("Spring 1", date(2027, 2, 12)),
    ]


def test_timed_and_called_off_events_and_those_about_something_else_are_left_out():
    found = term_calendars.read(
        ics(
            "SUMMARY:Staff training|DTSTART:20261102T083000Z|DTEND:20261102T153000Z",
            "SUMMARY:INSET day|STATUS:CANCELLED|DTSTART;VALUE=DATE:20261103",
            "SUMMARY:Nativity|DTSTART;VALUE=DATE:20261210",
        )
    )
    assert (found.terms, found.closures) == ((), ())
    assert found.ignored == ("Nativity", "Staff training")


def test_windows_letters_and_a_mark_at_the_start_are_read():
    event = "SUMMARY:Féte: school closed|DTSTART;VALUE=DATE:20270618"
    for content in (ics(event), b"\xef\xbb\xbf" + ics(event), ics(event).decode().encode("cp1252")):
        assert term_calendars.read(content).closures[0].title == "Féte: school closed"


def test_an_event_that_repeats_is_refused_by_name():
    with pytest.raises(Refusal, match="'INSET' is an event that repeats"):
        term_calendars.read(ics("SUMMARY:INSET|DTSTART;VALUE=DATE:20261102|RRULE:FREQ=WEEKLY;COUNT=3"))


@pytest.mark.parametrize("content", [b"", b"no calendar", b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART:x\r\n"])
def test_another_file_is_refused(content):
    with pytest.raises(Refusal):
        term_calendars.read(content)


STRETCHES = """What,Start date,End date
Autumn term 1,03/09/2026,23/10/2026
Half term,26/10/2026,30/10/2026
INSET day,Mon 2nd November 2026,
"""


@pytest.mark.parametrize("change", [lambda text: text, lambda text: text.replace(",", ";"), lambda text: text.upper()])
def test_a_table_of_stretches_in_somebody_elses_words(change):
    found = term_dates.read(change(STRETCHES).encode("cp1252"))
    assert [term.last for term in found.terms] == [date(2026, 10, 23)]
    assert len(found.closures) == 6


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("23/10/2026", "23/10/2025", "Line 2: 'Autumn term 1' ends before it begins"),
        ("26/10/2026", "tomorrow", "Line 3: 'tomorrow' is not a date"),
        ("INSET day", "", "Line 4: nothing says what this is"),
        ("Start date", "Colour", "no column date"),
    ],
)
def test_a_spoiled_table_is_refused_with_its_line(before, after, words):
    with pytest.raises(Refusal, match=words):
        term_dates.read(STRETCHES.replace(before, after, 1).encode())


@pytest.mark.parametrize(
    "dates",
    [
        "DTSTART;VALUE=DATE:99991231",
        "DTSTART;VALUE=DATE:20261102|DURATION:P999999999D",
        "DTSTART;VALUE=DATE:20261102|DURATION:P99999999999999W",
        "DTSTART;VALUE=DATE:00010101|DURATION:-P9D",
        "DTSTART;VALUE=DATE:20261102|DTEND:someday",
        "DTSTART;VALUE=DATE:20261102|DTEND;VALUE=TIME:101010",
        "DTSTART;VALUE=DATE:20261102|DTEND;VALUE=PERIOD:20261102T000000Z/PT1H",
        "DTSTART:someday",
    ],
)
def test_a_date_that_is_none_is_refused_by_name(dates):
    with pytest.raises(Refusal, match="'INSET day' has a date that we cannot read"):
        term_calendars.read(ics(f"SUMMARY:INSET day|{dates}"))


def test_of_two_names_the_first_counts():
    found = term_calendars.read(ics("SUMMARY:INSET day|SUMMARY:No pupils|DTSTART;VALUE=DATE:20261102"))
    assert [one.title for one in found.closures] == ["INSET day"]


def test_a_cell_as_long_as_a_book_and_brackets_without_end_are_refused():
    with pytest.raises(Refusal, match="not a CSV file"):
        term_dates.read(b'event,date\n"' + b"x" * 200_000 + b'",2026-11-02\n')
    with pytest.raises(Refusal, match="not a bank holiday file"):
        bank_holidays.read(b"[" * 100_000)
