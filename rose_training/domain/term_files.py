"""What a file of term dates says: the kind of each entry by its words, and what keeping it would change."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import chain

from rose_training.domain.calendar import Closure, ClosureKind, TermDates, academic_year
from rose_training.domain.refusals import Refusal

LONGEST_BREAK = timedelta(weeks=9)
"""Longer than any summer holiday: an entry beyond it is a mistyped year."""
SHORTEST_TERM = timedelta(weeks=2)
YEARS = range(2000, 2101)
"""Dates in other years are mistyped."""
MOST = 1_000
"""Terms and days of one file: more than ten years of a school."""
LONGEST_NAME = 40
"""Of a half-term."""
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")

_EXAMS = re.compile(r"\b(exams?|examinations?|sats|gcses?|a[- ]levels?|mocks?)\b")
_TRAINING = re.compile(r"\b(inset|training|staff (day|development)|non[- ]pupil|disaggregated|pd day)")
_BANK_HOLIDAY = re.compile(r"\b(bank|public) holiday")
_OPENS = re.compile(
    r"\b(term|school)\b.*\b(starts?|begins?|opens|re-?opens)\b|first day|(pupils|students|children) return"
)
_CLOSES = re.compile(r"\b(term|school)\b.*\b(ends?|closes|finishes)\b|last day|breaks? up")
_CLOSED = re.compile(r"holiday|half[- ]?term|vacation|\bclosed\b|closure|\bbreak\b")
_TERM = re.compile(r"\bterm\b|\b(autumn|spring|summer) \d")
_YEARS = re.compile(r"\b(?:years?|y)\s*(\d{1,2})(?:\s*(?:,|and|&|/)\s*(\d{1,2}))?")


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a file: what it is called, and its first and last day (both included)."""

    title: str
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Dates:
    """Half-terms and days, each in order of date; `ignored` are the titles that say nothing of either."""

    terms: tuple[TermDates, ...] = ()
    closures: tuple[Closure, ...] = ()
    ignored: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Changes:
    """What keeping a file does to one calendar. `changed` holds pairs of before and after."""

    added: tuple[TermDates | Closure, ...] = ()
    changed: tuple[tuple[TermDates | Closure, TermDates | Closure], ...] = ()
    removed: tuple[TermDates | Closure, ...] = ()
    unchanged: int = 0

    def __bool__(self) -> bool:
        """Whether anything is different afterwards."""
        return bool(self.added or self.changed or self.removed)


def sort_out(entries: Iterable[Entry]) -> Dates:
    """Half-terms and days by the words of each entry, such as 'INSET day' or 'Half term'.

    Single days on which a term starts and ends are paired. Raises a Refusal for an entry that is too
    long, and for a start without an end.
    """
    terms: list[TermDates] = []
    closures: list[Closure] = []
    ignored: list[str] = []
    ends: list[tuple[date, bool, str]] = []
    for entry in sorted(entries, key=lambda one: (one.first, one.last, one.title)):
        words = entry.title.lower()
        kind = _kind(words)
        if kind is None and entry.first == entry.last and (_OPENS.search(words) or _CLOSES.search(words)):
            ends.append((entry.first, bool(_OPENS.search(words)), entry.title))
        elif kind in (None, ClosureKind.CLOSED) and _is_term(entry, words):
            terms.append(TermDates(entry.first, entry.last, entry.title[:40], academic_year(entry.first)))
        elif kind is None:
            ignored.append(entry.title)
        else:
            closures += _days(entry, kind)
    terms += _paired(ends)
    return Dates(tuple(sorted(terms)), unique(closures), tuple(ignored))


def fit_to_keep(found: Dates, *, kinds: Collection[ClosureKind]) -> Dates:
    """What of a file can be kept in a calendar whose owner sets these kinds of day; other kinds are left out.

    Raises a Refusal for dates in another century, for names that are too long, and for a file that is no
    school's calendar by its length.
    """
    if len(found.terms) + len(found.closures) > MOST:
        raise Refusal("too_many", f"The file has more than {MOST:,} dates: give us the file of one school", "file")
    for day in (*(day for one in found.terms for day in (one.first, one.last)), *(one.day for one in found.closures)):
        if day.year not in YEARS:
            raise Refusal("wrong_century", f"{day.isoformat()} cannot be meant: check the year", "file")
    if any(len(one.name) > LONGEST_NAME for one in found.terms):
        raise Refusal("name_too_long", f"The name of a half-term must have {LONGEST_NAME} characters at most", "file")
    return Dates(
        tuple(replace(one, name=_printable(one.name)) for one in found.terms),
        tuple(replace(one, title=_printable(one.title)) for one in found.closures if one.kind in kinds),
        (*found.ignored, *(f"{one.title}, {one.day:%-d %B %Y}" for one in found.closures if one.kind not in kinds)),
    )


def _printable(text: str) -> str:
    """No database keeps a NUL, and no page shows it."""
    return _CONTROL.sub("", text)


def unique(closures: Iterable[Closure]) -> tuple[Closure, ...]:
    """One closure for each day and kind, in order; exams of several years are one."""
    found: dict[tuple[date, ClosureKind], Closure] = {}
    for one in closures:
        known = found.get((one.day, one.kind))
        years = tuple(dict.fromkeys([*known.years, *one.years])) if known and known.years and one.years else ()
        title = known.title if known else one.title
        found[one.day, one.kind] = Closure(one.day, one.kind, title, years if known else one.years)
    return tuple(sorted(found.values()))


def school_days(first: date, last: date) -> list[date]:
    """The weekdays from first to last. Raises a Refusal for an end before the start, or far too many."""
    if last < first:
        raise Refusal("ends_before_start", "The last day must be the first day or later", "last")
    if last - first > LONGEST_BREAK:
        raise Refusal("too_long", "That is more than nine weeks: check the dates", "last")
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    return [day for day in days if day.weekday() < 5]


def compare(stored: Dates, found: Dates, *, by_hand: Collection[tuple[date, ClosureKind]] = ()) -> Changes:
    """What keeping a file would add, change and remove.

    A file with the terms of a year is the whole of that year: terms and days that it no longer has go,
    but for bank holidays and for what somebody entered `by_hand`. A file without terms only adds.
    """
    old_terms = {(one.academic_year, one.name): one for one in stored.terms}
    new_terms = {(one.academic_year, one.name): one for one in found.terms}
    old_days = {(one.day, one.kind): one for one in stored.closures}
    new_days = {(one.day, one.kind): one for one in found.closures}
    whole = {year for year, _ in new_terms}
    before: dict[tuple[object, object], TermDates | Closure] = dict(chain(old_terms.items(), old_days.items()))
    after: dict[tuple[object, object], TermDates | Closure] = dict(chain(new_terms.items(), new_days.items()))
    gone: list[TermDates | Closure] = [
        one for key, one in old_terms.items() if key[0] in whole and key not in new_terms
    ]
    gone += [
        one
        for key, one in old_days.items()
        if academic_year(one.day) in whole
        and key not in new_days
        and key not in by_hand
        and one.kind is not ClosureKind.BANK_HOLIDAY
    ]
    return Changes(
        added=tuple(one for key, one in after.items() if key not in before),
        changed=tuple((before[key], one) for key, one in after.items() if key in before and _differs(before[key], one)),
        removed=tuple(gone),
        unchanged=sum(key in before and not _differs(before[key], one) for key, one in after.items()),
    )


def _differs(before: TermDates | Closure, after: TermDates | Closure) -> bool:
    """A bank holiday keeps the name that GOV.UK gives it: a school's file says only 'bank holiday'."""
    if isinstance(after, Closure) and after.kind is ClosureKind.BANK_HOLIDAY:
        return isinstance(before, Closure) and len(after.title) > len(before.title)
    return before != after


def _kind(words: str) -> ClosureKind | None:
    if _BANK_HOLIDAY.search(words):
        return ClosureKind.BANK_HOLIDAY
    if _TRAINING.search(words):
        return ClosureKind.TRAINING_DAY
    if _EXAMS.search(words):
        return ClosureKind.EXAM
    if _OPENS.search(words) or _CLOSES.search(words):
        return None
    return ClosureKind.CLOSED if _CLOSED.search(words) else None


def _is_term(entry: Entry, words: str) -> bool:
    return entry.last - entry.first >= SHORTEST_TERM and bool(_TERM.search(words)) and "holiday" not in words


def _days(entry: Entry, kind: ClosureKind) -> list[Closure]:
    if entry.last - entry.first > LONGEST_BREAK:
        raise Refusal(
            "too_long",
            f"'{entry.title}' from {entry.first:%-d %B %Y} lasts more than nine weeks: check its dates",
            "file",
        )
    years = _years(entry.title.lower()) if kind is ClosureKind.EXAM else ()
    return [Closure(day, kind, entry.title[:120], years) for day in school_days(entry.first, entry.last)]


def _years(words: str) -> tuple[str, ...]:
    """Named years; SATs are sat in Year 6, GCSEs in Year 11, A levels in Year 13 (§1.4 of the domain notes)."""
    named = [year for pair in _YEARS.findall(words) for year in pair if year and 1 <= int(year) <= 13]
    if named:
        return tuple(dict.fromkeys(str(int(year)) for year in named))
    usual = (("sats", "6"), ("gcse", "11"), ("a-level", "13"), ("a level", "13"))
    return tuple(year for word, year in usual if word in words)


def _paired(ends: list[tuple[date, bool, str]]) -> list[TermDates]:
    """Each day on which school opens with the next on which it closes, named by the season."""
    terms: list[TermDates] = []
    seasons: dict[tuple[str, str], int] = {}
    opened: tuple[date, str] | None = None
    for day, opens, title in sorted(ends):
        if opens and opened is None:
            opened = day, title
        elif not opens and opened is not None:
            year, season = academic_year(opened[0]), _season(opened[0])
            seasons[year, season] = seasons.get((year, season), 0) + 1
            terms.append(TermDates(opened[0], day, f"{season} {seasons[year, season]}", year))
            opened = None
        else:
            wrong = "opens again before it has closed" if opens else "closes before it has opened"
            raise Refusal("half_open", f"'{title}' on {day:%-d %B %Y}: the school {wrong}", "file")
    if opened is not None:
        raise Refusal("half_open", f"'{opened[1]}' on {opened[0]:%-d %B %Y} has no day on which that term ends", "file")
    return terms


def _season(day: date) -> str:
    if day.month >= 8:
        return "Autumn"
    return "Spring" if day.month <= 3 else "Summer"
