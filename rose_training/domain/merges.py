"""Merging two organisations that are one: what is done to each row, and how it reads."""

from enum import StrEnum


class StepKind(StrEnum):
    """What a merge did to one row."""

    MOVED = "moved"
    """It points at the other organisation now."""
    ENDED = "ended"
    """The other has the same already, so this one was ended, and moved."""
    LEFT = "left"
    """The other has the same already, and this one stays where it was."""
    ADDED = "added"
    """It was made by the merge: the name as an alias."""

    @property
    def label(self) -> str:
        """The words a reader sees."""
        return _LABELS[self]


_LABELS = {
    StepKind.MOVED: "moved",
    StepKind.ENDED: "ended, because the other has the same",
    StepKind.LEFT: "left, because the other has the same",
    StepKind.ADDED: "added",
}

_TABLES = {
    "booking": ("booking", "bookings"),
    "registration": ("registration", "registrations"),
    "role_grant": ("sign-in for a school", "sign-ins for a school"),
    "closure_day": ("closure day", "closure days"),
    "feed": ("calendar feed", "calendar feeds"),
    "organisation": ("team or detail", "teams and details"),
    "organisation_alias": ("other name", "other names"),
    "organisation_proposal": ("name that people typed", "names that people typed"),
}


def rows_in_words(table: str, number: int) -> str:
    """`1 booking`, `3 closure days`; a table that has no words of its own is named by itself."""
    one, many = _TABLES.get(table, (f"row of {table.replace('_', ' ')}", f"rows of {table.replace('_', ' ')}"))
    return f"{number:,} {one if number == 1 else many}"
