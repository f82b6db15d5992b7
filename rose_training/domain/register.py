"""What the national register says about an establishment, and what we make of it.

The register (Get Information about Schools) writes most things twice, as a code and as a name,
and an extract may carry either. Codes win; names are understood whatever their capitals and
hyphens; what is unknown becomes `other`, never an error (§1.2 of the domain notes).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from rose_training.domain.organisations import OrganisationStatus, SettingKind

Fact = str | int | bool | date | None


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """One establishment as an extract has it.

    `line` is where its row begins in the file, counted from 1. `facts` holds only what the file
    has columns for, by the names of our own columns; a blank cell is None. What a file does not
    speak of is not in `facts`, so that an extract of another vintage empties nothing. `unclear` is
    True when a byte of the row stood for no character: it is taken, and somebody should look.
    """

    line: int
    urn: str
    facts: dict[str, Fact]
    unclear: bool = False


@dataclass(frozen=True, slots=True)
class RegisterLink:
    """One row of the links file: `link_urn` is the `link_type` (such as Successor) of `urn`."""

    urn: str
    link_urn: str
    link_name: str
    link_type: str
    established_on: date | None


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that cannot be taken, with the line it begins on and the reason in words."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class Intake:
    """What taking in a file did, in rows of the file; two that did as much are equal.

    `lines` tells it row by row, for the review: what was added, changed and how, ended or kept.
    """

    added: int
    changed: int
    unchanged: int
    lines: tuple[Mapping[str, object], ...] = field(default=(), compare=False)


_KIND_OF_TYPE = {
    **dict.fromkeys(("7", "8", "10", "12", "33", "36", "44"), SettingKind.SPECIAL),
    **dict.fromkeys(("14", "38", "42", "43"), SettingKind.AP),
    **dict.fromkeys(("18", "31", "32", "39", "45", "46"), SettingKind.POST16),
}
_INDEPENDENT_TYPES = frozenset({"10", "11"})
_NURSERY_TYPES = frozenset({"15"})
_MAINSTREAM_TYPES = frozenset({"1", "2", "3", "5", "6", "28", "34", "35", "40", "41"})

_KIND_OF_PHASE = {
    "1": SettingKind.NURSERY,
    "2": SettingKind.PRIMARY,
    "3": SettingKind.PRIMARY,
    "4": SettingKind.SECONDARY,
    "5": SettingKind.SECONDARY,
    "6": SettingKind.POST16,
    "7": SettingKind.ALL_THROUGH,
}

_PHASE_CODES = {
    "not applicable": "0",
    "nursery": "1",
    "primary": "2",
    "middle deemed primary": "3",
    "secondary": "4",
    "middle deemed secondary": "5",
    "16 plus": "6",
    "all through": "7",
}

_TYPE_CODES = {
    "community school": "1",
    "voluntary aided school": "2",
    "voluntary controlled school": "3",
    "foundation school": "5",
    "city technology college": "6",
    "community special school": "7",
    "non maintained special school": "8",
    "other independent special school": "10",
    "other independent school": "11",
    "foundation special school": "12",
    "pupil referral unit": "14",
    "local authority nursery school": "15",
    "la nursery school": "15",
    "further education": "18",
    "academy sponsor led": "28",
    "sixth form centres": "31",
    "sixth form centre": "31",
    "special post 16 institution": "32",
    "academy special sponsor led": "33",
    "academy converter": "34",
    "free schools": "35",
    "free school": "35",
    "free schools special": "36",
    "free school special": "36",
    "free schools alternative provision": "38",
    "free school alternative provision": "38",
    "free schools 16 to 19": "39",
    "free school 16 to 19": "39",
    "free school 16 19": "39",
    "university technical college": "40",
    "studio schools": "41",
    "studio school": "41",
    "academy alternative provision converter": "42",
    "academy alternative provision sponsor led": "43",
    "academy special converter": "44",
    "academy 16 19 converter": "45",
    "academy 16 to 19 converter": "45",
    "academy 16 19 sponsor led": "46",
    "academy 16 to 19 sponsor led": "46",
}

_STATUSES = {
    "1": OrganisationStatus.OPEN,
    "2": OrganisationStatus.CLOSED,
    "3": OrganisationStatus.PROPOSED_TO_CLOSE,
    "4": OrganisationStatus.PROPOSED_TO_OPEN,
    "open": OrganisationStatus.OPEN,
    "closed": OrganisationStatus.CLOSED,
    "open but proposed to close": OrganisationStatus.PROPOSED_TO_CLOSE,
    "proposed to close": OrganisationStatus.PROPOSED_TO_CLOSE,
    "proposed to open": OrganisationStatus.PROPOSED_TO_OPEN,
}


def status_of(code: str | None, name: str | None) -> OrganisationStatus | None:
    """The status of an establishment from the register's code or name; None when neither is known."""
    return _STATUSES.get(_bare(code)) or _STATUSES.get(_plain(name))


def setting_kind_of(
    *,
    type_code: str | None = None,
    type_name: str | None = None,
    phase_code: str | None = None,
    phase_name: str | None = None,
    low_age: int | None = None,
    high_age: int | None = None,
) -> SettingKind:
    """Which of our kinds of setting an establishment is (§1.2 of the domain notes).

    Special schools and alternative provision go by type, since their phase is 'Not applicable';
    then the phase decides; independent schools, and mainstream ones without a phase, go by ages.
    With no type and the phase 'Not applicable' the ages prove nothing (a special school's look
    like any other's), so it is `other` until somebody in the office knows better.
    """
    kind = _type(type_code, type_name)
    phase = _phase(phase_code, phase_name)
    if kind in _KIND_OF_TYPE:
        return _KIND_OF_TYPE[kind]
    if phase in _KIND_OF_PHASE:
        return _KIND_OF_PHASE[phase]
    if kind in _NURSERY_TYPES:
        return SettingKind.NURSERY
    if kind in _INDEPENDENT_TYPES | _MAINSTREAM_TYPES or not (kind or phase):
        return _kind_by_ages(low_age, high_age)
    return SettingKind.OTHER


def is_independent(*, type_code: str | None = None, type_name: str | None = None) -> bool:
    """True for independent schools, special ones among them; False where the register does not say."""
    return _type(type_code, type_name) in _INDEPENDENT_TYPES


def _kind_by_ages(low: int | None, high: int | None) -> SettingKind:
    if low is None or high is None:
        return SettingKind.OTHER
    if low >= 16:
        return SettingKind.POST16
    if high <= 5:
        return SettingKind.NURSERY
    if high <= 13:
        return SettingKind.PRIMARY
    return SettingKind.SECONDARY if low >= 10 else SettingKind.ALL_THROUGH


def _type(code: str | None, name: str | None) -> str:
    return _bare(code) or _TYPE_CODES.get(_plain(name), _plain(name))


def _phase(code: str | None, name: str | None) -> str:
    return _bare(code) or _PHASE_CODES.get(_plain(name), _plain(name))


def _bare(code: str | None) -> str:
    """A code as we compare it: without blanks and leading noughts ('02' is '2', '0' stays '0')."""
    text = (code or "").strip()
    return text.lstrip("0") or text[:1]


def _plain(name: str | None) -> str:
    return " ".join(re.findall(r"[a-z0-9]+", (name or "").lower()))
