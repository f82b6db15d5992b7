"""The formats of a visit, and how many people each can bear (§1.5 and §2.2, item 14, of the domain notes)."""

from collections.abc import Mapping
from enum import StrEnum

from rose_training.domain.programme import Audience

MOST_IN_A_CLASS = 34
"""An activity for more than this is given to a whole year, not to a class."""


class VisitFormat(StrEnum):
    """How people come together for a visit."""

    ASSEMBLY = "assembly"
    SINGLE_CLASS = "single_class"
    SMALL_GROUP = "small_group"
    DROP_IN = "drop_in"
    PARENTS_EVENING = "parents_evening"
    STAFF_TRAINING = "staff_training"
    ONLINE = "online"

    @property
    def label(self) -> str:
        """The words on pages."""
        return _LABELS[self]

    @property
    def clause(self) -> str:
        """The format in the middle of a sentence: 'for a single class'."""
        return _CLAUSES[self]

    @property
    def largest(self) -> int:
        """How many people the format bears where the activity does not say."""
        return _LARGEST[self]

    @property
    def has_a_room(self) -> bool:
        """Whether we come into a room."""
        return self is not VisitFormat.ONLINE


_LABELS: Mapping[VisitFormat, str] = {
    VisitFormat.ASSEMBLY: "Assembly, for a year or the whole school",
    VisitFormat.SINGLE_CLASS: "One class",
    VisitFormat.SMALL_GROUP: "Half a class or a small group",
    VisitFormat.DROP_IN: "Drop-in or stall",
    VisitFormat.PARENTS_EVENING: "Evening or morning for parents and carers",
    VisitFormat.STAFF_TRAINING: "Staff training day or twilight session",
    VisitFormat.ONLINE: "Online",
}

_CLAUSES: Mapping[VisitFormat, str] = {
    VisitFormat.ASSEMBLY: "for an assembly",
    VisitFormat.SINGLE_CLASS: "for one class",
    VisitFormat.SMALL_GROUP: "for half a class or a small group",
    VisitFormat.DROP_IN: "for a drop-in",
    VisitFormat.PARENTS_EVENING: "for a session with parents",
    VisitFormat.STAFF_TRAINING: "for staff training",
    VisitFormat.ONLINE: "for an online session",
}

_LARGEST: Mapping[VisitFormat, int] = {
    VisitFormat.ASSEMBLY: 300,
    VisitFormat.SINGLE_CLASS: MOST_IN_A_CLASS,
    VisitFormat.SMALL_GROUP: 16,
    VisitFormat.DROP_IN: 200,
    VisitFormat.PARENTS_EVENING: 150,
    VisitFormat.STAFF_TRAINING: 150,
    VisitFormat.ONLINE: 100,
}

_OFFERED: Mapping[Audience, tuple[VisitFormat, ...]] = {
    Audience.PUPILS: (
        VisitFormat.ASSEMBLY,
        VisitFormat.SINGLE_CLASS,
        VisitFormat.SMALL_GROUP,
        VisitFormat.DROP_IN,
        VisitFormat.ONLINE,
    ),
    Audience.PARENTS: (VisitFormat.PARENTS_EVENING, VisitFormat.DROP_IN, VisitFormat.ONLINE),
    Audience.STAFF: (VisitFormat.STAFF_TRAINING, VisitFormat.ONLINE),
    Audience.PROFESSIONALS: (VisitFormat.STAFF_TRAINING, VisitFormat.ONLINE),
}


def formats_for(audience: Audience, *, targeted: bool, max_group: int | None) -> tuple[VisitFormat, ...]:
    """The formats to choose from: a targeted course is always for a small group, one for a class is no assembly."""
    if targeted:
        return (VisitFormat.SMALL_GROUP,)
    usual = usual_format(audience, targeted=False, max_group=max_group)
    left_out = VisitFormat.ASSEMBLY if usual is VisitFormat.SINGLE_CLASS else None
    return tuple(one for one in _OFFERED[audience] if one is not left_out)


def usual_format(audience: Audience, *, targeted: bool, max_group: int | None) -> VisitFormat:
    """The format that an activity was written for: its largest group tells a class from an assembly."""
    if targeted:
        return VisitFormat.SMALL_GROUP
    if audience is Audience.PUPILS and max_group is not None and max_group <= MOST_IN_A_CLASS:
        return VisitFormat.SINGLE_CLASS
    return _OFFERED[audience][0]


def largest_group(chosen: VisitFormat, *, usual: VisitFormat, max_group: int | None) -> int:
    """How many people at most.

    The activity's own number stands in place of the format it was written for; in another format the
    smaller of the two counts, so that half a class is not a class and a class activity is no assembly.
    """
    if max_group is None:
        return chosen.largest
    return max_group if chosen is usual else min(chosen.largest, max_group)
