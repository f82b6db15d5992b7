"""Councils and districts with the days between which they exist (§1.1 of the domain notes).

Councils are joined and divided: a school's district, and the first half of its DfE number, are true
of a day and not for ever. A delivered booking keeps the district of its day.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol, TypeVar


class AreaKind(StrEnum):
    """What a code of an area stands for."""

    EDUCATION_AUTHORITY = "education_authority"
    DISTRICT = "district"
    UNITARY = "unitary"

    @property
    def label(self) -> str:
        """The words a reader sees."""
        return _LABELS[self]


_LABELS = {
    AreaKind.EDUCATION_AUTHORITY: "Council in DfE numbers",
    AreaKind.DISTRICT: "District council",
    AreaKind.UNITARY: "Unitary council",
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where an organisation belongs on a day. `until` is the first day on which that was no longer so."""

    until: date | None
    la_code: str | None
    la_name: str | None
    establishment_number: str | None
    district: str | None

    @property
    def dfe_number(self) -> str | None:
        """`926/4012`, or None."""
        if self.la_code and self.establishment_number:
            return f"{self.la_code}/{self.establishment_number}"
        return None


def place_at(day: date, former: Iterable[Place], today: Place) -> Place:
    """Where an organisation belonged on `day`: the earliest former place that still held then, or today's."""
    held = [place for place in former if place.until is not None and day < place.until]
    return min(held, key=lambda place: place.until or date.max, default=today)


class Dated(Protocol):
    """What has a beginning and an end, and perhaps a condition."""

    @property
    def valid_from(self) -> date | None: ...  # noqa: D102
    @property
    def valid_to(self) -> date | None: ...  # noqa: D102
    @property
    def proviso(self) -> str | None: ...  # noqa: D102


Some = TypeVar("Some", bound=Dated)


def in_use(areas: Iterable[Some], on: date) -> list[Some]:
    """The areas that exist on a day. One that waits for something (Parliament) does not, whatever its date."""
    return [
        area
        for area in areas
        if not area.proviso
        and (area.valid_from is None or area.valid_from <= on)
        and (area.valid_to is None or on < area.valid_to)
    ]
