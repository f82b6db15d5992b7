"""Strands of work and who they are for.

A strand is a :class:`ProgrammeKey`; what is on offer inside it is an activity
with an audience, a length, a number of weekly sessions and an age range.
"""

from enum import StrEnum


class ProgrammeKey(StrEnum):
    """The strands of the charity's education work (§3.2 of the domain notes)."""

    JIGSAW = "jigsaw"
    TARGETED = "targeted"
    PROFESSIONALS = "professionals"
    AWARENESS_DAY = "awareness_day"

    @property
    def label(self) -> str:
        """The name used on pages."""
        return _PROGRAMME_LABELS[self]


_PROGRAMME_LABELS = {
    ProgrammeKey.JIGSAW: "ROSE Jigsaw",
    ProgrammeKey.TARGETED: "Targeted Support",
    ProgrammeKey.PROFESSIONALS: "Training for professionals",
    ProgrammeKey.AWARENESS_DAY: "Awareness Day",
}


class Audience(StrEnum):
    """Who sits in the room."""

    PUPILS = "pupils"
    PARENTS = "parents"
    STAFF = "staff"
    PROFESSIONALS = "professionals"

    @property
    def label(self) -> str:
        """The words used on pages."""
        return _AUDIENCE_LABELS[self]


_AUDIENCE_LABELS = {
    Audience.PUPILS: "Children and young people",
    Audience.PARENTS: "Parents and carers",
    Audience.STAFF: "School staff",
    Audience.PROFESSIONALS: "Professionals from other agencies",
}
