"""Term dates as a school publishes them: a CSV of events, one line each.

Columns `academic_year` (2025-26), `term` (Autumn), `event`, `date` (2025-09-03);
others are ignored. Events: opens, half-term closes, half-term re-opens, closes,
staff training day, bank holiday.
"""

import csv
import io
from dataclasses import dataclass
from datetime import date

from rose_training.domain.calendar import Closure, ClosureKind, TermDates, academic_year
from rose_training.domain.refusals import Refusal

COLUMNS = ("academic_year", "term", "event", "date")
BOUNDARIES = ("opens", "half-term closes", "half-term re-opens", "closes")
DAYS_OFF = {
    "staff training day": ClosureKind.TRAINING_DAY,
    "bank holiday": ClosureKind.BANK_HOLIDAY,
    "closed": ClosureKind.CLOSED,
}


@dataclass(frozen=True, slots=True)
class TermFile:
    """What a file says: half-terms and single days off, each in order of date."""

    terms: tuple[TermDates, ...]
    closures: tuple[Closure, ...]


def read(content: bytes) -> TermFile:
    """The half-terms and days off in a CSV file (UTF-8, with or without a mark at the start).

    Raises a Refusal that names the line or the term when a column or a boundary is
    missing, an event is not known, or a date is not real.
    """
    rows = csv.DictReader(io.StringIO(_text(content), newline=""))
    missing = [name for name in COLUMNS if name not in (rows.fieldnames or ())]
    if missing:
        raise _refusal(f"The file has no column {' or '.join(missing)}")
    boundaries: dict[tuple[str, str], dict[str, date]] = {}
    closures: list[Closure] = []
    for row in rows:
        line = rows.line_num
        event = (row["event"] or "").strip().lower()
        day = _day(row["date"], line)
        year = academic_year(day)
        if (row["academic_year"] or "").strip().replace("-", "/") != year:
            raise _refusal(f"Line {line}: {day.isoformat()} is not in the academic year {row['academic_year']}")
        if event in DAYS_OFF:
            closures.append(Closure(day, DAYS_OFF[event], event.capitalize()))
        elif event in BOUNDARIES:
            key = (year, (row["term"] or "").strip())
            boundaries.setdefault(key, {})[event] = day
        else:
            raise _refusal(f"Line {line}: the event '{row['event']}' is not known")
    terms = [term for (year, name), days in boundaries.items() for term in _half_terms(year, name, days)]
    return TermFile(tuple(sorted(terms)), tuple(sorted(closures)))


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _day(text: str | None, line: int) -> date:
    try:
        return date.fromisoformat((text or "").strip())
    except ValueError:
        raise _refusal(f"Line {line}: '{text}' is not a date like 2025-09-03") from None


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
