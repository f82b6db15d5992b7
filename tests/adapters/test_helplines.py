"""The file of numbers to ring: what ships is right, and a broken file says where it is broken."""

from pathlib import Path

import pytest

from rose_training.adapters.helplines import HelplinesError, read_helplines

GOOD = """
[[helpline]]
key = "emergency"
name = "Police"
number = "999"
audience = "A child is in danger now"
last_checked = 2026-11-21
source = "Emergency services"
"""


def read(tmp_path: Path, text: str) -> object:
    path = tmp_path / "numbers.toml"
    path.write_text(text, encoding="utf-8")
    return read_helplines(path)


def test_the_shipped_numbers_are_those_of_the_domain_notes() -> None:
    assert [(line.key, line.number) for line in read_helplines()] == [
        ("emergency", "999"),
        ("professionals", "0344 800 8021"),
        ("public", "0344 800 8020"),
        ("office", "01603 610256"),
    ]


def test_a_good_file_is_read(tmp_path: Path) -> None:
    assert len(read(tmp_path, GOOD)) == 1  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "the first number to ring must be 999"),
        (GOOD.replace("999", "01603 610256"), "the first number to ring must be 999"),
        (GOOD.replace('name = "Police"', ""), "Helpline 1 has no 'name'"),
        (GOOD.replace("2026-11-21", '"last week"'), "needs a date under 'last_checked'"),
        (GOOD.replace("2026-11-21", "2026-11-21T10:00:00"), "needs a date under 'last_checked'"),
        (GOOD + GOOD.replace('"999"', '"ask at the desk"'), "has no digits"),
    ],
)
def test_a_broken_file_says_where_it_is_broken(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(HelplinesError, match=sentence):
        read(tmp_path, text)
