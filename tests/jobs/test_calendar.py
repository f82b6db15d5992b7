"""The commands that read dates and lay the programme out."""

from importlib.resources import files

import pytest
from sqlalchemy import select

from rose_training.models.calendar import ClosureDay
from tests.factories import make_organisation

DATES = files("rose_training.data") / "dates"


@pytest.fixture
def run(app):
    return lambda *words: app.test_cli_runner().invoke(args=list(words))


def test_term_dates_and_bank_holidays_are_read_and_summed_up(run):
    terms = run("calendar", "import-terms", str(DATES / "norfolk_term_dates_2025-26.csv"))
    days = run("calendar", "import-bank-holidays", str(DATES / "bank-holidays.json"))
    again = run("calendar", "import-bank-holidays", str(DATES / "bank-holidays.json"))

    assert (terms.exit_code, days.exit_code, again.exit_code) == (0, 0, 0)
    assert terms.output.splitlines()[-1] == "9 added, 0 changed, 0 removed, 0 unchanged."
    assert days.output.splitlines()[-1] == "Bank holidays: 74 added, 1 changed, 0 unchanged."
    assert again.output.splitlines()[-1] == "Bank holidays: 0 added, 0 changed, 75 unchanged."


@pytest.mark.parametrize("command", ["import-terms", "import-bank-holidays"])
def test_another_file_fails_with_a_sentence(run, tmp_path, command):
    spoiled = tmp_path / "spoiled"
    spoiled.write_text("a,b\n1,2\n")

    result = run("calendar", command, str(spoiled))

    assert result.exit_code == 1
    assert result.output.startswith("Error: ")


def test_the_programme_is_laid_out_once(run):
    first, second = run("programme", "lay-out"), run("programme", "lay-out")

    assert first.output.splitlines()[-1] == "Activities: 12 added, 0 there already."
    assert second.output.splitlines()[-1] == "Activities: 0 added, 12 there already."


CALENDAR = """BEGIN:VCALENDAR
VERSION:2.0
BEGIN:VEVENT
SUMMARY:INSET day
DTSTART;VALUE=DATE:20261102
END:VEVENT
BEGIN:VEVENT
SUMMARY:Sports day
DTSTART;VALUE=DATE:20270611
END:VEVENT
END:VCALENDAR
"""


def test_a_schools_own_calendar_is_looked_at_first_and_read_once(run, stored, tmp_path):
    school = make_organisation(stored)
    stored.commit()
    file = tmp_path / "school.ICS"
    file.write_text(CALENDAR)
    told = [
        run("calendar", "import-terms", str(file), "--school", school.reference, *more).output
        for more in (["--dry-run"], [], [])
    ]
    left_out = "Left out, since they say nothing of terms: 1."
    assert [one.splitlines() for one in told] == [
        ["Would be: 1 added, 0 changed, 0 removed, 0 unchanged.", left_out],
        ["1 added, 0 changed, 0 removed, 0 unchanged.", left_out],
        ["0 added, 0 changed, 0 removed, 1 unchanged.", left_out],
    ]
    assert stored.scalars(select(ClosureDay.organisation_id)).all() == [school.id]


def test_an_unknown_school_is_refused(run, tmp_path):
    file = tmp_path / "school.ics"
    file.write_text(CALENDAR)
    assert run("calendar", "import-terms", str(file), "--school", "ORG-2222-22").exit_code == 1
