"""`flask schools`: whole files or none, and every outcome in words."""

from pathlib import Path

import pytest
from sqlalchemy import func, select

from rose_training.models.organisations import Organisation, OrganisationLink

DATA = Path(__file__).parents[2] / "rose_training" / "data" / "schools"
REGISTER = DATA / "gias_norfolk.csv"
LINKS = DATA / "gias_links_norfolk.csv"


@pytest.fixture
def flask(app):
    """Runs `flask ...` and gives back what it printed and its exit status."""
    return lambda *words: app.test_cli_runner().invoke(args=[str(word) for word in words])


def how_many(stored, model):
    stored.rollback()
    return stored.scalar(select(func.count()).select_from(model))


def last_line(result):
    return result.stdout.strip().splitlines()[-1]


def test_the_register_and_its_links_come_in_once(flask, stored):
    first = flask("schools", "import", REGISTER)
    assert (first.exit_code, last_line(first)) == (0, "Read 919: added 919, changed 0, unchanged 0, refused 0.")
    again = flask("schools", "import", REGISTER)
    assert (again.exit_code, last_line(again)) == (0, "Read 919: added 0, changed 0, unchanged 919, refused 0.")
    assert how_many(stored, Organisation) == 919
    links = flask("schools", "link", LINKS)
    assert (links.exit_code, last_line(links)) == (0, "Read 725: added 725, changed 0, unchanged 0, refused 0.")
    assert how_many(stored, OrganisationLink) == 725


@pytest.fixture
def spoilt(tmp_path):
    """The register with one URN spoilt, on line 3, and one unreadable letter, on line 4."""
    lines = REGISTER.read_bytes().splitlines(keepends=True)
    lines[2] = b"12" + lines[2][2:].replace(b"0765", b"x", 1)
    lines[3] = lines[3].replace(b"Nursery", b"Nurser\x81", 1)
    path = tmp_path / "spoilt.csv"
    path.write_bytes(b"".join(lines))
    return path


def test_a_file_with_a_bad_row_is_refused_whole(flask, stored, spoilt):
    result = flask("schools", "import", spoilt)
    assert result.exit_code == 1
    assert "Line 3 refused: URN is “12x”" in result.stdout
    assert "Line 4: a character could not be read" in result.stdout
    assert last_line(result) == "Read 919: added 0, changed 0, unchanged 0, refused 1."
    assert "Nothing has changed" in result.stderr
    assert how_many(stored, Organisation) == 0


def test_the_good_rows_are_taken_when_asked_for(flask, stored, spoilt):
    result = flask("schools", "import", "--leave-out-refused", spoilt)
    assert (result.exit_code, last_line(result)) == (0, "Read 919: added 918, changed 0, unchanged 0, refused 1.")
    assert how_many(stored, Organisation) == 918


@pytest.mark.parametrize(
    ("command", "file", "sentence"),
    [
        ("import", LINKS, "lacks the columns LA (code)"),
        ("link", REGISTER, "lacks the columns LinkURN"),
        ("import", DATA / "README.md", "lacks the columns URN"),
    ],
)
def test_the_wrong_file_is_refused_with_the_columns_it_lacks(flask, stored, command, file, sentence):
    result = flask("schools", command, file)
    assert result.exit_code == 1
    assert sentence in result.stderr
    assert (how_many(stored, Organisation), how_many(stored, OrganisationLink)) == (0, 0)


def test_a_file_that_is_not_there_is_said_so(flask):
    assert flask("schools", "import", "nowhere.csv").exit_code == 2


def test_every_command_explains_itself(flask):
    for words in (["schools"], ["schools", "import"], ["schools", "link"]):
        assert "register" in flask(*words, "--help").output
