"""Term dates in a CSV file, as councils and schools publish them. Two shapes are read.

Events, one line each: `academic_year` (2025-26), `term` (Autumn), `event`, `date`; the events are opens,
half-term closes, half-term re-opens, closes, staff training day, bank holiday. Or stretches, one line
each: what it is, its first day, and perhaps its last. Headings in other words are understood, too.
"""

import csv
import io
import re
from collections.abc import Sequence
from datetime import date, datetime

from rose_training.domain.calendar import Closure, ClosureKind, TermDates, academic_year
from rose_training.domain.refusals import Refusal
from rose_training.domain.term_files import Dates, Entry, sort_out, unique

HEADINGS = {
    "academic_year": ("academic year", "school year", "year"),
    "term": ("term", "term name"),
    "event": ("event", "type", "what", "kind", "title", "name", "summary", "description", "half term", "subject"),
    "date": ("date", "day", "on", "start", "start date", "starts", "starts on", "from", "first", "first day", "begins"),
    "last": ("end", "end date", "ends", "ends on", "to", "until", "last", "last day", "finish"),
}
BOUNDARIES = ("opens", "half-term closes", "half-term re-opens", "closes")
DAYS_OFF = {
    "staff training day": ClosureKind.TRAINING_DAY,
    "training day": ClosureKind.TRAINING_DAY,
    "inset day": ClosureKind.TRAINING_DAY,
    "inset": ClosureKind.TRAINING_DAY,
    "bank holiday": ClosureKind.BANK_HOLIDAY,
    "closed": ClosureKind.CLOSED,
}
WAYS_TO_WRITE = ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%d %B %Y", "%d %b %Y", "%d/%m/%y")
_WEEKDAY = re.compile(r"^(mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+", re.IGNORECASE)
_ORDINAL = re.compile(r"(?<=\d)(st|nd|rd|th)\b", re.IGNORECASE)


def read(content: bytes) -> Dates:
    """The half-terms and days in a CSV file: UTF-8, with or without a mark at the start, or Windows-1252.

    Raises a Refusal that names the line or the term when a column or a boundary is missing, an event
    is not known, or a date is not real.
    """
    text = decoded(content)
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    try:
        columns = _columns(rows.fieldnames or ())
        lines = [
            (rows.line_num, {name: " ".join((row.get(column) or "").split()) for name, column in columns.items()})
            for row in rows
        ]
    except csv.Error as problem:
        raise _refusal("This is not a CSV file that we can read") from problem
    filled = [(line, row) for line, row in lines if any(row.values())]
    if "last" in columns or "term" not in columns:
        return _stretches(columns, filled)
    return _events(columns, filled)


def decoded(content: bytes) -> str:
    """The text of a file, whichever program wrote it."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _delimiter(text: str) -> str:
    heading = text.partition("\n")[0]
    return max(",;\t", key=heading.count)


def _columns(headings: Sequence[str | None]) -> dict[str, str]:
    """The heading of each column that we know, by our own name for it."""
    written = {re.sub(r"[\W_]+", " ", str(one or "")).strip().lower(): str(one) for one in headings}
    found = {ours: next((written[one] for one in theirs if one in written), None) for ours, theirs in HEADINGS.items()}
    return {ours: theirs for ours, theirs in found.items() if theirs is not None}


def _missing(columns: dict[str, str], *wanted: str) -> None:
    missing = [name for name in wanted if name not in columns]
    if missing:
        raise _refusal(f"The file has no column {' or '.join(missing)}")


def _events(columns: dict[str, str], lines: list[tuple[int, dict[str, str]]]) -> Dates:
    _missing(columns, "term", "event", "date")
    boundaries: dict[tuple[str, str], dict[str, date]] = {}
    closures: list[Closure] = []
    for line, row in lines:
        event, day = row["event"].lower(), _day(row["date"], line)
        year = academic_year(day)
        if row.get("academic_year") and _year(row["academic_year"]) != year:
            raise _refusal(f"Line {line}: {day.isoformat()} is not in the academic year {row['academic_year']}")
        if event in DAYS_OFF:
            closures.append(Closure(day, DAYS_OFF[event], row["event"].capitalize()))
        elif event in BOUNDARIES:
            boundaries.setdefault((year, row["term"]), {})[event] = day
        else:
            raise _refusal(f"Line {line}: the event '{row['event']}' is not known")
    terms = [term for (year, name), days in boundaries.items() for term in _half_terms(year, name, days)]
    return Dates(tuple(sorted(terms)), unique(closures))


def _stretches(columns: dict[str, str], lines: list[tuple[int, dict[str, str]]]) -> Dates:
    title = "event" if "event" in columns else "term"
    if title not in columns:
        raise _refusal("The file has no column event")
    _missing(columns, "date")
    entries = []
    for line, row in lines:
        first = _day(row["date"], line)
        last = _day(row["last"], line) if row.get("last") else first
        if last < first:
            raise _refusal(f"Line {line}: '{row[title]}' ends before it begins")
        if not row[title]:
            raise _refusal(f"Line {line}: nothing says what this is")
        entries.append(Entry(row[title], first, last))
    return sort_out(entries)


def _day(text: str, line: int) -> date:
    plain = _ORDINAL.sub("", _WEEKDAY.sub("", text)).strip()
    for way in WAYS_TO_WRITE:
        try:
            return datetime.strptime(plain, way).date()  # noqa: DTZ007  (a day, not a moment)
        except ValueError:
            continue
    raise _refusal(f"Line {line}: '{text}' is not a date like 2025-09-03")


def _year(text: str) -> str:
    """'2025-26', '2025/2026' and '2025 to 26' as '2025/26'."""
    found = re.findall(r"\d{2,4}", text)
    return f"{found[0]}/{found[1][-2:]}" if len(found) == 2 else text


def _half_terms(year: str, name: str, days: dict[str, date]) -> list[TermDates]:
    """One stretch for a term without a half-term break, two for a term with one."""
    if "opens" not in days or "closes" not in days:
        raise _refusal(f"{name} {year} needs the day it opens and the day it closes")
    if ("half-term closes" in days) != ("half-term re-opens" in days):
        raise _refusal(f"{name} {year} has only one end of its half-term break")
    if "half-term closes" not in days:
        return [TermDates(days["opens"], days["closes"], name, year)]
    return [
        TermDates(days["opens"], days["half-term closes"], f"{name} 1", year),
        TermDates(days["half-term re-opens"], days["closes"], f"{name} 2", year),
    ]


def _refusal(sentence: str) -> Refusal:
    return Refusal("term_dates", sentence, "file")
