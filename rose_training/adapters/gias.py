"""Reading the national register's files as they really ship (§1.2 of the domain notes).

An extract is Windows-1252 with CRLF line ends, or UTF-8 where somebody has saved it again. Its
columns come and go between years, so they are found by name; rows may be longer or shorter than
the heading. Dates are dd-mm-yyyy.

What says which school it is and of what kind must be understood, or the row is refused with its
line and the reason. What merely describes it (address, numbers to ring) is taken as far as it goes.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from string import capwords
from typing import TypeVar

from rose_training.adapters.csv_files import BrokenRow, Row, Table, UnreadableFile
from rose_training.domain.organisations import OrganisationStatus
from rose_training.domain.register import (
    Fact,
    RefusedRow,
    RegisterLink,
    RegisterRow,
    is_independent,
    setting_kind_of,
    status_of,
)

LONGEST_NAME = 200

LINK_COLUMNS = (("URN",), ("LinkURN",), ("LinkName",), ("LinkType",), ("LinkEstablishedDate",))
"""What a links file must have."""

REQUIRED_COLUMNS = (
    ("URN",),
    ("LA (code)",),
    ("EstablishmentNumber",),
    ("EstablishmentName",),
    ("TypeOfEstablishment (code)", "TypeOfEstablishment (name)"),
    ("EstablishmentStatus (code)", "EstablishmentStatus (name)"),
    ("PhaseOfEducation (code)", "PhaseOfEducation (name)"),
    ("StatutoryLowAge",),
    ("StatutoryHighAge",),
    ("Town",),
    ("Postcode",),
)
"""What an extract must have, each as one of these columns: every vintage since 2021 has them."""


class _BadCell(Exception):  # noqa: N818
    """One cell cannot be understood; the message is the reason."""


def read_register(path: Path) -> Iterator[RegisterRow | RefusedRow]:
    """The establishments of an extract, in the order of the file, one at a time.

    Raises `UnreadableFile` where the file is no extract or lacks a required column, which it names.
    """
    lines: dict[str, int] = {}
    for row in _read(path, REQUIRED_COLUMNS, _establishment):
        if isinstance(row, RegisterRow) and (first := lines.setdefault(row.urn, row.line)) != row.line:
            yield RefusedRow(row.line, f"URN {row.urn} stands already on line {first}")
        else:
            yield row


def is_links_file(path: Path) -> bool:
    """Whether a file is the links file, by its headings. Raises `UnreadableFile`."""
    return "LinkURN" in Table(path).places


def read_links(path: Path) -> Iterator[RegisterLink | RefusedRow]:
    """The rows of a links file, in the order of the file. Raises `UnreadableFile`."""
    return _read(path, LINK_COLUMNS, _link)


_Understood = TypeVar("_Understood")


def _read(
    path: Path, wanted: Sequence[Sequence[str]], understand: Callable[[Row], _Understood]
) -> Iterator[_Understood | RefusedRow]:
    table = Table(path)
    if missing := table.missing(wanted):
        raise UnreadableFile(_lacking(missing, table))
    for row in table.rows():
        if isinstance(row, BrokenRow):
            yield RefusedRow(row.line, "a quotation mark is not closed, or stands where none can")
            continue
        try:
            yield understand(row)
        except _BadCell as bad:
            yield RefusedRow(row.line, str(bad))


def _lacking(missing: Sequence[str], table: Table) -> str:
    columns = "the column" if len(missing) == 1 else "the columns"
    sentence = f"The file lacks {columns} {', '.join(missing)}."
    if "LinkURN" in table.places and "EstablishmentName" in missing:
        sentence += " It looks like the links file: use 'flask schools link'."
    elif "LinkURN" in missing and "EstablishmentName" in table.places:
        sentence += " It looks like the register itself: use 'flask schools import'."
    return sentence


# --- from cells to facts ---


def _name(column: str, value: str) -> str:
    if not value:
        raise _BadCell(f"{column} is blank")
    if len(value) > LONGEST_NAME:
        raise _BadCell(f"{column} is longer than {LONGEST_NAME} characters")
    return value


def _whole_number(column: str, value: str) -> int | None:
    if not value:
        return None
    if not re.fullmatch(r"\d{1,9}(\.0+)?", value):
        raise _BadCell(f"{column} is “{_short(value)}”, which is not a whole number")
    return int(float(value))


def _day(column: str, value: str) -> date | None:
    """A date as GIAS writes it, or as a spreadsheet program has rewritten it."""
    if not value:
        return None
    if parts := re.fullmatch(r"(\d{1,2})[-/](\d{1,2})[-/](\d{4})(?: 00:00(?::00)?)?", value):
        day, month, year = map(int, parts.groups())
    elif parts := re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})(?:[T ]00:00(?::00)?)?", value):
        year, month, day = map(int, parts.groups())
    else:
        raise _BadCell(f"{column} is “{_short(value)}”, which is not a date like 31-08-2014")
    try:
        return date(year, month, day)
    except ValueError:
        raise _BadCell(f"{column} is “{_short(value)}”, a day that there is not") from None


def _digits(column: str, value: str, length: int) -> str | None:
    """A code of figures at its full length: spreadsheet programs drop leading noughts."""
    if not value:
        return None
    if not value.isascii() or not value.isdigit() or len(value) > length:
        raise _BadCell(f"{column} is “{_short(value)}”, which is not a number of {length} digits")
    return value.zfill(length)


def _urn(column: str, value: str) -> str:
    if not value:
        raise _BadCell(f"{column} is blank")
    if not re.fullmatch(r"[0-9]{6}", value):
        raise _BadCell(f"{column} is “{_short(value)}”, which is not a number of 6 digits")
    return value


def _postcode(_column: str, value: str) -> str | None:
    """In capitals and with its blank, where it has the shape of a postcode."""
    bare = value.upper().replace(" ", "")
    shape = re.fullmatch(r"([A-Z]{1,2}[0-9][A-Z0-9]?)([0-9][A-Z]{2})", bare)
    return (" ".join(shape.groups()) if shape else value[:10]) or None


def _place(_column: str, value: str) -> str | None:
    """A town without the stray full stop, and not shouted."""
    bare = value.rstrip(" .,")[:100]
    return (capwords(bare) if bare.isupper() else bare) or None


def _number_if_any(_column: str, value: str) -> int | None:
    return int(value) if re.fullmatch(r"[0-9]{1,9}", value) else None


def _short(value: str) -> str:
    return value if len(value) <= 40 else f"{value[:39]}…"


Reader = Callable[[str, str], Fact]


def _words(most: int) -> Reader:
    return lambda _column, value: value[:most] or None


def _code(length: int) -> Reader:
    return lambda column, value: _digits(column, value, length)


_FACTS: tuple[tuple[str, str, Reader], ...] = (
    ("EstablishmentName", "name", _name),
    ("LA (code)", "la_code", _code(3)),
    ("LA (name)", "la_name", _words(100)),
    ("EstablishmentNumber", "establishment_number", _code(4)),
    ("UKPRN", "ukprn", _code(8)),
    ("TypeOfEstablishment (code)", "type_code", _words(4)),
    ("TypeOfEstablishment (name)", "type_name", _words(100)),
    ("PhaseOfEducation (name)", "phase_name", _words(60)),
    ("StatutoryLowAge", "low_age", _whole_number),
    ("StatutoryHighAge", "high_age", _whole_number),
    ("NumberOfPupils", "pupils", _number_if_any),
    ("OpenDate", "opened_on", _day),
    ("CloseDate", "closed_on", _day),
    ("Street", "street", _words(200)),
    ("Locality", "locality", _words(200)),
    ("Address3", "address3", _words(200)),
    ("Town", "town", _place),
    ("County (name)", "county", _place),
    ("Postcode", "postcode", _postcode),
    ("SchoolWebsite", "website", _words(300)),
    ("TelephoneNum", "telephone", _words(40)),
    ("DistrictAdministrative (name)", "district", _words(100)),
    ("AdministrativeWard (name)", "ward", _words(100)),
    ("Easting", "easting", _number_if_any),
    ("Northing", "northing", _number_if_any),
)
"""Heading, our column, and how a cell is understood. Heads' names are not read: they go stale."""


def _establishment(row: Row) -> RegisterRow:
    urn = _urn("URN", row["URN"])
    facts = {ours: read(column, row[column]) for column, ours, read in _FACTS if row.has(column)}
    type_code, type_name = row["TypeOfEstablishment (code)"], row["TypeOfEstablishment (name)"]
    facts["status"] = _status(row)
    facts["setting_kind"] = setting_kind_of(
        type_code=type_code,
        type_name=type_name,
        phase_code=row["PhaseOfEducation (code)"],
        phase_name=row["PhaseOfEducation (name)"],
        low_age=_whole_number("StatutoryLowAge", row["StatutoryLowAge"]),
        high_age=_whole_number("StatutoryHighAge", row["StatutoryHighAge"]),
    )
    facts["independent"] = is_independent(type_code=type_code, type_name=type_name)
    return RegisterRow(row.line, urn, facts, unclear=row.is_unclear)


def _status(row: Row) -> OrganisationStatus:
    code, name = row["EstablishmentStatus (code)"], row["EstablishmentStatus (name)"]
    status = status_of(code, name)
    if status is None:
        raise _BadCell(
            f"EstablishmentStatus is “{_short(name or code)}”, which the register does not use"
            if name or code
            else "EstablishmentStatus is blank"
        )
    return status


def _link(row: Row) -> RegisterLink:
    return RegisterLink(
        urn=_urn("URN", row["URN"]),
        link_urn=_urn("LinkURN", row["LinkURN"]),
        link_name=row["LinkName"][:LONGEST_NAME],
        link_type=_name("LinkType", row["LinkType"])[:80],
        established_on=_day("LinkEstablishedDate", row["LinkEstablishedDate"]),
    )
