"""The commands that read dates and lay the programme out."""

from importlib.resources import files

import pytest

DATES = files("rose_training.data") / "dates"


@pytest.fixture
def run(app):
    return lambda *words: app.test_cli_runner().invoke(args=list(words))


def test_term_dates_and_bank_holidays_are_read_and_summed_up(run):
    terms = run("calendar", "import-terms", str(DATES / "norfolk_term_dates_2025-26.csv"))
    days = run("calendar", "import-bank-holidays", str(DATES / "bank-holidays.json"))
    again = run("calendar", "import-bank-holidays", str(DATES / "bank-holidays.json"))

    assert (terms.exit_code, days.exit_code, again.exit_code) == (0, 0, 0)
    assert terms.output.splitlines()[-1].startswith("Half-terms: 6 added, 0 changed, 0 unchanged.")
    assert days.output.splitlines()[-1] == "Bank holidays: 74 added, 0 changed, 1 unchanged."
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
