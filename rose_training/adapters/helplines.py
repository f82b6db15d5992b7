"""Reads the numbers to ring from their file."""

import tomllib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from rose_training.domain.helplines import Helpline

SHIPPED = Path(__file__).resolve().parent.parent / "data" / "helplines.toml"
"""The file that comes with the site, used unless a setting names another."""

_WORDS = ("key", "name", "number", "audience", "source")


class HelplinesError(ValueError):
    """The file cannot be read as numbers to ring; the sentence says which entry and why."""


def read_helplines(path: Path = SHIPPED) -> tuple[Helpline, ...]:
    """The numbers in the order of the file, which is the order on pages.

    Raises `HelplinesError` when an entry lacks a word or a date, a number holds no digits, or
    999 does not stand first; `OSError` when there is no file; `tomllib.TOMLDecodeError` when it is not TOML.
    """
    content = tomllib.loads(path.read_text(encoding="utf-8"))
    helplines = tuple(_helpline(entry, place) for place, entry in enumerate(content.get("helpline", []), start=1))
    if not helplines or helplines[0].number != "999":
        raise HelplinesError(f"{path.name}: the first number to ring must be 999")
    return helplines


def _helpline(entry: Mapping[str, Any], place: int) -> Helpline:
    for word in _WORDS:
        if not isinstance(entry.get(word), str) or not entry[word].strip():
            raise HelplinesError(f"Helpline {place} has no '{word}'")
    checked = entry.get("last_checked")
    if type(checked) is not date:
        raise HelplinesError(f"Helpline {place} ('{entry['key']}') needs a date under 'last_checked'")
    helpline = Helpline(**{word: entry[word].strip() for word in _WORDS}, last_checked=checked)
    if helpline.href == "tel:":
        raise HelplinesError(f"Helpline {place} ('{helpline.key}') has no digits in its number")
    return helpline
