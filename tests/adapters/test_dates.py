"""The files of dates that come with the site, and files that somebody spoiled."""

from datetime import date
from importlib.resources import files

import pytest

from rose_training.adapters import bank_holidays, term_dates
from rose_training.domain.calendar import ClosureKind
from rose_training.domain.refusals import Refusal

DATES = files("rose_training.data") / "dates"
TERMS = (DATES / "norfolk_term_dates_2025-26.csv").read_bytes()
HOLIDAYS = (DATES / "bank-holidays.json").read_bytes()


def test_the_county_file_has_six_half_terms_and_three_days_off():
    found = term_dates.read(TERMS)

    assert [term.name for term in found.terms] == [
        "Autumn 1",
        "Autumn 2",
        "Spring 1",
        "Spring 2",
        "Summer 1",
        "Summer 2",
    ]
    assert found.terms[2].first == date(2026, 1, 6)
    assert found.terms[2].last == date(2026, 2, 13)
    assert {term.academic_year for term in found.terms} == {"2025/26"}
    assert [(day.day, day.kind) for day in found.closures] == [
        (date(2025, 11, 3), ClosureKind.TRAINING_DAY),
        (date(2026, 4, 14), ClosureKind.TRAINING_DAY),
        (date(2026, 5, 4), ClosureKind.BANK_HOLIDAY),
    ]


def test_a_mark_at_the_start_and_windows_line_ends_change_nothing():
    spoiled = b"\xef\xbb\xbf" + TERMS.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")

    assert term_dates.read(spoiled) == term_dates.read(TERMS)


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        (b"event", b"colour", "no column event"),
        (b"2025-12-19", b"2025-12-32", "Line 6.*not a date"),
        (b"Autumn,opens", b"Autumn,begins", "Line 2.*begins"),
        (b"Autumn,closes,2025-12-19", b"Autumn,closed,2025-12-19", "Autumn"),
        (b"half-term closes,2025-10-24", b"closed,2025-10-24", "one end"),
        (b"2025-26,Autumn,opens", b"2026-27,Autumn,opens", "academic year 2026-27"),
    ],
)
def test_a_spoiled_file_is_refused_with_its_place(before, after, words):
    with pytest.raises(Refusal, match=words):
        term_dates.read(TERMS.replace(before, after, 1))


def test_bank_holidays_of_england_and_wales():
    found = bank_holidays.read(HOLIDAYS)

    assert len(found) == 75
    assert found[0].day == date(2019, 1, 1)
    assert found[-1].day == date(2027, 12, 28)
    assert date(2020, 5, 8) in {day.day for day in found}


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'{"england-and-wales": {"events": [{}]}}', b"\xff"])
def test_another_file_is_refused(content):
    with pytest.raises(Refusal, match="not a bank holiday file"):
        bank_holidays.read(content)
