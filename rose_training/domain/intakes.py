"""A file of the national register on its way in, and the kinds of change that it may make."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

GIVEN_UP_AFTER = timedelta(minutes=30)
"""A file that somebody began to take in so long ago is begun again: its reader is gone."""


class IntakeKind(StrEnum):
    """Which of the register's two files."""

    SCHOOLS = "schools"
    LINKS = "links"

    @property
    def label(self) -> str:
        """The words a reader sees."""
        return "Schools" if self is IntakeKind.SCHOOLS else "Links between schools"


class IntakeState(StrEnum):
    """Where a file stands."""

    WAITING = "waiting"
    RUNNING = "running"
    TAKEN = "taken"
    REFUSED = "refused"

    @property
    def label(self) -> str:
        """The words a reader sees."""
        return _STATE_LABELS[self]

    @property
    def is_over(self) -> bool:
        """True when nothing more will happen to it."""
        return self in (IntakeState.TAKEN, IntakeState.REFUSED)


class LineKind(StrEnum):
    """What became of one row of the file, or of one link that the file has no more."""

    ADDED = "added"
    CHANGED = "changed"
    ENDED = "ended"
    KEPT = "kept"
    REFUSED = "refused"


class Shown(StrEnum):
    """What the review of an intake may be narrowed to."""

    ADDED = "added"
    CHANGED = "changed"
    CLOSED = "closed"
    REOPENED = "reopened"
    RENAMED = "renamed"
    ENDED = "ended"
    KEPT = "kept"
    UNCLEAR = "unclear"
    REFUSED = "refused"

    @property
    def label(self) -> str:
        """The words a reader sees."""
        return _SHOWN_LABELS[self]


_STATE_LABELS = {
    IntakeState.WAITING: "Waiting",
    IntakeState.RUNNING: "Being read",
    IntakeState.TAKEN: "Taken in",
    IntakeState.REFUSED: "Refused",
}

_SHOWN_LABELS = {
    Shown.ADDED: "Added",
    Shown.CHANGED: "Changed",
    Shown.CLOSED: "Closed",
    Shown.REOPENED: "Opened again",
    Shown.RENAMED: "Renamed",
    Shown.ENDED: "Links ended",
    Shown.KEPT: "Links missing, kept",
    Shown.UNCLEAR: "Characters replaced",
    Shown.REFUSED: "Refused rows",
}

FIELD_LABELS = {
    "name": "Name", "status": "Status", "setting_kind": "Kind of setting", "la_code": "Council code",
    "la_name": "Council", "establishment_number": "Number in the council", "ukprn": "UKPRN", "type_code": "Type code",
    "type_name": "Type", "phase_name": "Phase", "low_age": "Lowest age", "high_age": "Highest age",
    "pupils": "Pupils", "opened_on": "Opened on", "closed_on": "Closed on", "street": "Street",
    "locality": "Locality", "address3": "Third line of the address", "town": "Town", "county": "County",
    "postcode": "Postcode", "website": "Website", "telephone": "Telephone", "district": "District", "ward": "Ward",
    "easting": "Easting", "northing": "Northing", "independent": "Independent", "link_name": "Name in the link",
    "established_on": "Date of the link", "continuity_key": "Counts with", "ended_on": "Ended on",
}  # fmt: skip
"""How the columns of an extract are called on the review page."""
