"""Tables in text files, as other people's programs write them.

Finds out the encoding and the separator, takes the columns by their headings, and keeps the line
on which each row begins, so that a fault can be named where its sender will find it.
"""

import codecs
import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from _csv import Reader

_MOST_AT_ONCE = 1 << 20
_SIGNATURES = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


class UnreadableFile(Exception):  # noqa: N818  (an answer about the file, not a fault of ours)
    """The whole file cannot be taken; the message says why, to whoever sent it."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row: where it begins (line 1 is the first of the file) and its cells by heading.

    A row that is too short has blanks at its end; what goes beyond the headings has no name.
    """

    line: int
    places: Mapping[str, int]
    cells: Sequence[str]

    def has(self, column: str) -> bool:
        """Whether the file has such a column at all."""
        return column in self.places

    def __getitem__(self, column: str) -> str:
        """The cell, its blanks tidied; empty where the row or the file does not have it."""
        place = self.places.get(column)
        if place is None or place >= len(self.cells):
            return ""
        return " ".join(self.cells[place].split())

    @property
    def is_unclear(self) -> bool:
        """True when a byte of it stood for no character."""
        return any("\ufffd" in cell for cell in self.cells)


@dataclass(frozen=True, slots=True)
class BrokenRow:
    """A row whose quotation marks don't match."""

    line: int


def line_count(path: Path) -> int:
    """How many lines a file has: about as many as rows, for showing progress."""
    with path.open("rb") as file:
        return sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(_MOST_AT_ONCE), b""))


class Table:
    """A text file with a line of headings. Raises `UnreadableFile` where it is no such thing."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._encoding = _encoding(path)
        with self._open() as file:
            self._delimiter = _delimiter(file)
            try:
                headings = next(self._reader(file), [])
            except csv.Error:
                headings = []
        if not any(headings):
            raise UnreadableFile("The file has no line of headings.")
        self.places: dict[str, int] = {}
        for place, heading in enumerate(headings):
            self.places.setdefault(" ".join(heading.split()), place)

    def missing(self, wanted: Iterable[Sequence[str]]) -> list[str]:
        """What the file lacks of the columns wanted, each of them under one of several headings."""
        return [" or ".join(choices) for choices in wanted if not any(choice in self.places for choice in choices)]

    def rows(self) -> Iterator[Row | BrokenRow]:
        """The rows below the headings; those without any text are passed over."""
        with self._open() as file:
            reader = self._reader(file)
            next(reader)
            while True:
                line = reader.line_num + 1
                try:
                    cells = next(reader)
                except StopIteration:
                    return
                except csv.Error:
                    yield BrokenRow(line)
                    continue
                if any(map(str.strip, cells)):
                    yield Row(line, self.places, cells)

    def _open(self) -> IO[str]:
        return self._path.open(encoding=self._encoding, errors="replace", newline="")

    def _reader(self, file: IO[str]) -> "Reader":
        return csv.reader(file, strict=True, delimiter=self._delimiter)


def _encoding(path: Path) -> str:
    """What a file is written in: its signature says, or it is sound UTF-8, or else Windows-1252."""
    with path.open("rb") as file:
        start = file.read(4)
        if start.startswith(b"PK"):
            raise UnreadableFile("This is a zip file or a spreadsheet. Unpack it, or save it as CSV, and try again.")
        for signature, encoding in _SIGNATURES:
            if start.startswith(signature):
                return encoding
        file.seek(0)
        decoder = codecs.getincrementaldecoder("utf-8")()
        try:
            for chunk in iter(lambda: file.read(_MOST_AT_ONCE), b""):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "cp1252"
        return "utf-8"


def _delimiter(file: IO[str]) -> str:
    """The separator that stands most often in the line of headings."""
    headings = file.readline(_MOST_AT_ONCE)
    file.seek(0)
    return max(",;\t", key=headings.count)
