"""Files that people open in a spreadsheet."""

import csv
from io import StringIO

import pytest

from rose_training.adapters.csv_downloads import table_file


def read(content: bytes) -> list[list[str]]:
    return list(csv.reader(StringIO(content.decode("utf-8-sig"), newline="")))


def test_headings_come_first_and_the_watermark_last() -> None:
    content = table_file(
        ["Who", "Places"], [["Zoë, of the café", 2], ["Line\nbreak", None]], watermark="Taken by Carol"
    )
    assert content.startswith(b"\xef\xbb\xbfWho,Places\r\n")
    assert read(content) == [["Who", "Places"], ["Zoë, of the café", "2"], ["Line\nbreak", ""], ["Taken by Carol"]]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "\r=", "  =", "\uff1d"])
def test_no_text_is_taken_for_a_formula(start: str) -> None:
    typed = f'{start}HYPERLINK("https://evil.example")'
    content = table_file(["Who"], [[typed]], watermark=typed)
    assert read(content)[1:] == [[f"'{typed}"], [f"'{typed}"]]


def test_numbers_stay_numbers() -> None:
    assert read(table_file(["Change"], [[-3], [0]], watermark="x"))[1:3] == [["-3"], ["0"]]
