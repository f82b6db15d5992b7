"""Tables as files that people open in a spreadsheet: UTF-8 with its signature, and nothing that calculates.

A cell is shown as it is and never run: a spreadsheet takes text that begins with `=`, `+`, `-` or `@`
for a formula, also where it was typed into a form by a stranger, so such text gets an apostrophe before it.
"""

import csv
from codecs import BOM_UTF8
from collections.abc import Iterable, Sequence
from io import StringIO

Cell = str | int | None

_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What a spreadsheet may read as the beginning of a formula; the last four are the full-width twins."""


def table_file(headings: Sequence[str], rows: Iterable[Sequence[Cell]], *, watermark: str) -> bytes:
    """The headings, the rows, and below them one line that says who took the file, and when.

    The watermark stands below so that the first line is that of the headings, for programs.
    """
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(headings)
    writer.writerows([_harmless(cell) for cell in row] for row in rows)
    writer.writerow([_harmless(watermark)])
    return BOM_UTF8 + text.getvalue().encode()


def _harmless(cell: Cell) -> str | int:
    if cell is None:
        return ""
    if isinstance(cell, str) and cell.lstrip(" ").startswith(_STARTS_A_FORMULA):
        return f"'{cell}"
    return cell
