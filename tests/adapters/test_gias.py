"""The national register's files, read as they really ship."""

import csv
from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rose_training.adapters.csv_files import UnreadableFile
from rose_training.adapters.gias import read_links, read_register
from rose_training.domain.organisations import OrganisationStatus, SettingKind
from rose_training.domain.register import RefusedRow, RegisterRow

OURS = Path(__file__).parents[2] / "rose_training" / "data" / "schools"
SHARED = Path(__file__).parents[3] / "shared" / "data" / "schools"
NORFOLK = OURS / "gias_norfolk.csv"

HEADINGS = (
    "URN",
    "LA (code)",
    "EstablishmentNumber",
    "EstablishmentName",
    "TypeOfEstablishment (name)",
    "EstablishmentStatus (name)",
    "OpenDate",
    "PhaseOfEducation (name)",
    "StatutoryLowAge",
    "StatutoryHighAge",
    "Town",
    "Postcode",
)
HEARTSEASE = {
    "URN": "142181",
    "LA (code)": "926",
    "EstablishmentNumber": "2069",
    "EstablishmentName": "Heartsease Primary Academy",
    "TypeOfEstablishment (name)": "Academy sponsor led",
    "EstablishmentStatus (name)": "Open",
    "OpenDate": "01-09-2015",
    "PhaseOfEducation (name)": "Primary",
    "StatutoryLowAge": "2",
    "StatutoryHighAge": "11",
    "Town": "Norwich",
    "Postcode": "NR7 9UE",
}


@pytest.fixture
def extract(tmp_path):
    """Writes an extract of the rows given, each as changes to one real row."""

    def write(
        *rows: dict[str, str],
        headings: Iterable[str] = HEADINGS,
        encoding: str = "cp1252",
        line_end: str = "\r\n",
        delimiter: str = ",",
    ) -> Path:
        path = tmp_path / "extract.csv"
        with path.open("w", encoding=encoding, newline="") as file:
            writer = csv.DictWriter(
                file, list(headings), delimiter=delimiter, lineterminator=line_end, extrasaction="ignore"
            )
            writer.writeheader()
            writer.writerows(HEARTSEASE | row for row in rows)
        return path

    return write


def only_row(path: Path) -> RegisterRow:
    (row,) = read_register(path)
    assert isinstance(row, RegisterRow)
    return row


def only_reason(path: Path) -> str:
    (row,) = read_register(path)
    assert isinstance(row, RefusedRow)
    return row.reason


def rows_of(path: Path) -> list[RegisterRow]:
    rows = list(read_register(path))
    assert not [row for row in rows if isinstance(row, RefusedRow)]
    return [row for row in rows if isinstance(row, RegisterRow)]


def test_the_norfolk_register_is_read_whole():
    rows = rows_of(NORFOLK)
    offered = Counter(row.facts["setting_kind"] for row in rows if row.facts["status"].is_offered)
    assert len(rows) == 919
    assert offered == {
        SettingKind.PRIMARY: 346,
        SettingKind.SECONDARY: 50,
        SettingKind.ALL_THROUGH: 3,
        SettingKind.NURSERY: 3,
        SettingKind.POST16: 4,
        SettingKind.OTHER: 61,
    }


def test_the_norfolk_links_are_read_whole():
    links = list(read_links(OURS / "gias_links_norfolk.csv"))
    assert len(links) == 725
    assert not [link for link in links if isinstance(link, RefusedRow)]
    assert sum(link.established_on is None for link in links) == 104


def test_names_are_tidy_and_dates_are_dates():
    by_urn = {row.urn: row.facts for row in rows_of(NORFOLK)}
    assert not [facts["name"] for facts in by_urn.values() if "  " in facts["name"]]
    assert by_urn["120764"]["closed_on"] == date(2001, 8, 31)
    assert by_urn["120764"]["opened_on"] is None


@pytest.mark.skipif(not SHARED.is_dir(), reason="the real extracts are not beside this repository")
@pytest.mark.parametrize(
    ("name", "rows", "offered"),
    [
        ("gias_norfolk.csv", 919, 467),
        ("gias_native_hampshire_2022-04-20.csv", 520, 427),
        ("gias_non_ascii_names.csv", 14, 14),
    ],
)
def test_every_real_extract_is_read(name, rows, offered):
    read = rows_of(SHARED / name)
    assert (len(read), sum(row.facts["status"].is_offered for row in read)) == (rows, offered)
    assert not [row.urn for row in read if row.unclear]


@pytest.mark.skipif(not SHARED.is_dir(), reason="the real extracts are not beside this repository")
def test_names_beyond_ascii_come_out_right():
    names = [row.facts["name"] for row in rows_of(SHARED / "gias_non_ascii_names.csv")]
    assert "Ecole Française de Londres Jacques Prévert" in names
    assert "St Saviour’s Ikoyi" in names


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("line_end", ["\r\n", "\n"])
def test_the_encoding_and_the_line_ends_are_found_out(extract, encoding, line_end):
    path = extract({"EstablishmentName": "St Mary’s à Becket"}, encoding=encoding, line_end=line_end)
    assert only_row(path).facts["name"] == "St Mary’s à Becket"


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_a_spreadsheets_other_separators_are_understood(extract, delimiter):
    assert (
        only_row(extract({"Town": "Wells, next the sea"}, delimiter=delimiter)).facts["town"] == "Wells, next the sea"
    )


def test_a_byte_that_stands_for_nothing_is_taken_and_reported(tmp_path, extract):
    path = extract({"EstablishmentName": "Heartsease Primary"})
    path.write_bytes(path.read_bytes().replace(b"Heartsease P", b"Heartsease\x9d P\xe9"))
    row = only_row(path)
    assert row.unclear
    assert row.facts["name"].startswith("Heartsease")


def test_columns_are_found_by_name_in_any_order(extract):
    path = extract({}, headings=[*reversed(HEADINGS), "A column of next year"])
    assert only_row(path).facts == only_row(extract({})).facts


def test_codes_of_the_full_extract_win_over_names(extract):
    headings = [*HEADINGS, "TypeOfEstablishment (code)", "PhaseOfEducation (code)", "EstablishmentStatus (code)"]
    path = extract(
        {"TypeOfEstablishment (code)": "14", "PhaseOfEducation (code)": "0", "EstablishmentStatus (code)": "3"},
        headings=headings,
    )
    facts = only_row(path).facts
    assert facts["setting_kind"] is SettingKind.AP
    assert facts["status"] is OrganisationStatus.PROPOSED_TO_CLOSE


def test_what_the_file_has_no_column_for_is_not_spoken_of(extract):
    facts = only_row(extract({})).facts
    assert "telephone" not in facts
    assert "opened_on" in facts


def test_longer_and_shorter_rows_are_taken(extract):
    path = extract({}, {"URN": "142182"})
    lines = path.read_text("cp1252").splitlines()
    path.write_text("\n".join([lines[0], f"{lines[1]},more,and more", lines[2].rsplit(",", 2)[0], "", ",,,"]), "cp1252")
    longer, shorter = rows_of(path)
    assert longer.facts["postcode"] == "NR7 9UE"
    assert shorter.facts["postcode"] is None


def test_a_missing_column_is_named(extract):
    path = extract({}, headings=[heading for heading in HEADINGS if not heading.startswith(("Phase", "Town"))])
    with pytest.raises(UnreadableFile, match=r"lacks the columns PhaseOfEducation \(code\) or .* \(name\), Town\."):
        next(read_register(path))


def test_the_two_files_are_told_apart():
    with pytest.raises(UnreadableFile, match="schools link"):
        next(read_register(OURS / "gias_links_norfolk.csv"))
    with pytest.raises(UnreadableFile, match="schools import"):
        next(read_links(NORFOLK))


@pytest.mark.parametrize(
    ("content", "sentence"), [(b"", "no line of headings"), (b"\r\n\r\n", "no line"), (b"PK\x03\x04", "zip file")]
)
def test_what_is_no_table_is_said_to_be_none(tmp_path, content, sentence):
    path = tmp_path / "file"
    path.write_bytes(content)
    with pytest.raises(UnreadableFile, match=sentence):
        next(read_register(path))


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"URN": ""}, "URN is blank"),
        ({"URN": "12345"}, "URN is “12345”"),
        ({"EstablishmentName": "   "}, "EstablishmentName is blank"),
        ({"EstablishmentName": "x" * 201}, "longer than 200"),
        ({"EstablishmentStatus (name)": "Sleeping"}, "EstablishmentStatus is “Sleeping”"),
        ({"EstablishmentStatus (name)": ""}, "EstablishmentStatus is blank"),
        ({"OpenDate": "31-02-2015"}, "a day that there is not"),
        ({"OpenDate": "last spring"}, "not a date"),
        ({"StatutoryLowAge": "four"}, "StatutoryLowAge is “four”"),
        ({"LA (code)": "Norfolk"}, "LA"),
    ],
)
def test_a_row_that_cannot_be_understood_is_refused_with_the_reason(extract, change, reason):
    assert reason in only_reason(extract(change))


@pytest.mark.parametrize("day", ["01-09-2015", "01/09/2015", "1/9/2015", "2015-09-01", "2015-09-01 00:00:00"])
def test_dates_that_a_spreadsheet_program_rewrote_are_understood(extract, day):
    assert only_row(extract({"OpenDate": day})).facts["opened_on"] == date(2015, 9, 1)


def test_a_refused_row_is_named_by_the_line_it_begins_on(extract):
    path = extract({"Town": "two\nlines"}, {"URN": "nonsense"}, {"URN": "142182"})
    lines = [row.line for row in read_register(path)]
    assert lines == [2, 4, 5]


def test_a_number_that_stands_twice_is_refused_the_second_time(extract):
    first, second = read_register(extract({}, {"Town": "Elsewhere"}))
    assert isinstance(first, RegisterRow)
    assert second == RefusedRow(3, "URN 142181 stands already on line 2")


def test_a_quotation_mark_left_open_is_refused_not_swallowed(extract):
    path = extract({}, {"URN": "142182"}, {"URN": "142183"})
    path.write_bytes(path.read_bytes().replace(b"142182,926", b'142182,"926'))
    sound, broken = read_register(path)
    assert isinstance(sound, RegisterRow)
    assert (broken.line, "quotation mark" in broken.reason) == (3, True)


def test_codes_get_back_the_noughts_that_a_spreadsheet_dropped(extract):
    facts = only_row(extract({"LA (code)": "26", "EstablishmentNumber": "12", "Postcode": "nr79ue"})).facts
    assert (facts["la_code"], facts["establishment_number"], facts["postcode"]) == ("026", "0012", "NR7 9UE")


@pytest.mark.parametrize(
    ("written", "town"),
    [
        ("KING'S LYNN", "King's Lynn"),
        ("Norwich.", "Norwich"),
        ("Wells-next-the-Sea", "Wells-next-the-Sea"),
        ("-", "-"),
        (".", None),
    ],
)
def test_a_town_is_not_shouted(extract, written, town):
    assert only_row(extract({"Town": written})).facts["town"] == town


def test_heads_names_are_not_read(extract):
    path = extract({"HeadLastName": "Example"}, headings=[*HEADINGS, "HeadLastName"])
    assert "Example" not in only_row(path).facts.values()


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    junk=st.binary(max_size=120),
    place=st.integers(0, 2_500),
    start=st.sampled_from([b"", b"\xff\xfe", b"\xef\xbb\xbf"]),
)
def test_whatever_is_in_a_file_it_is_read_or_refused(tmp_path, junk, place, start):
    sound = b"".join(NORFOLK.read_bytes().splitlines(keepends=True)[:12])
    path = tmp_path / "spoilt.csv"
    path.write_bytes(start + sound[:place] + junk + sound[place:])
    with suppress(UnreadableFile):
        assert all(isinstance(row, RegisterRow | RefusedRow) for row in read_register(path))
