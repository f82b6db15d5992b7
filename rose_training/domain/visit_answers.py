"""What helps us to prepare a visit and can be told later: room and arrival, needs as numbers, the curriculum.

From §2.2, items 10 to 16, of the domain notes. Needs are counted by type and never told of a child.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial

from rose_training.domain.programme import Audience
from rose_training.domain.refusals import Refusal, refusals_of
from rose_training.domain.visit_formats import VisitFormat

SHORTEST_VISIT, LONGEST_VISIT = 5, 480
"""Minutes that somebody can mean by the time they have."""


class Topic(StrEnum):
    """The three groups of questions that may wait; the values stand in addresses."""

    ROOM = "room"
    NEEDS = "needs"
    CURRICULUM = "curriculum"

    @property
    def label(self) -> str:
        """The words on pages."""
        return _TOPIC_LABELS[self]

    @property
    def clause(self) -> str:
        """What there is to tell, to go on after 'tell us about'."""
        return _TOPIC_CLAUSES[self]


_TOPIC_LABELS = {
    Topic.ROOM: "Room and arrival",
    Topic.NEEDS: "Needs in the group",
    Topic.CURRICULUM: "Place in your teaching",
}
_TOPIC_CLAUSES = {
    Topic.ROOM: "the room, and how we get in",
    Topic.NEEDS: "the needs in the group, as numbers",
    Topic.CURRICULUM: "the place of the session in your teaching",
}


def topics_for(audience: Audience) -> tuple[Topic, ...]:
    """What to ask: a team of adults at work has no place in a curriculum, and says its needs itself."""
    if audience is Audience.PUPILS:
        return tuple(Topic)
    return (Topic.ROOM, Topic.NEEDS) if audience is Audience.PARENTS else (Topic.ROOM,)


class RoomFeature(StrEnum):
    """What a room has (§2.2, item 15)."""

    STEP_FREE = "step_free"
    SCREEN = "screen"
    SOUND = "sound"
    INTERNET = "internet"
    POWER = "power"
    MOVABLE_SEATS = "movable_seats"
    QUIET_SPACE = "quiet_space"

    @property
    def label(self) -> str:
        """The words on pages."""
        return _FEATURE_LABELS[self]


_FEATURE_LABELS = {
    RoomFeature.STEP_FREE: "Ground floor or step-free",
    RoomFeature.SCREEN: "Screen or projector",
    RoomFeature.SOUND: "Sound",
    RoomFeature.INTERNET: "Internet that lets videos play",
    RoomFeature.POWER: "Power near the screen",
    RoomFeature.MOVABLE_SEATS: "Chairs that can be moved",
    RoomFeature.QUIET_SPACE: "A quiet space nearby for somebody who needs a break",
}
ONLINE_FEATURES = (RoomFeature.SCREEN, RoomFeature.SOUND, RoomFeature.INTERNET)
"""What matters where we are on the screen ourselves."""


class NeedKind(StrEnum):
    """Types of need, counted in a group (§2.2, item 12)."""

    COMMUNICATION = "communication"
    HEARING = "hearing"
    VISUAL = "visual"
    MOBILITY = "mobility"
    SEMH = "semh"
    LEARNING = "learning"
    EAL = "eal"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The words on pages."""
        return _NEED_LABELS[self]


_NEED_LABELS = {
    NeedKind.COMMUNICATION: "Communication and interaction",
    NeedKind.HEARING: "Hearing",
    NeedKind.VISUAL: "Sight",
    NeedKind.MOBILITY: "Mobility",
    NeedKind.SEMH: "Social, emotional and mental health",
    NeedKind.LEARNING: "Learning",
    NeedKind.EAL: "English as an additional language",
    NeedKind.OTHER: "Another need",
}


class GroupMix(StrEnum):
    """Who sits together (§2.2, item 14)."""

    MIXED = "mixed"
    GIRLS = "girls"
    BOYS = "boys"

    @property
    def label(self) -> str:
        """The words on pages."""
        return {"mixed": "Mixed", "girls": "Girls only", "boys": "Boys only"}[self.value]


class CurriculumPlace(StrEnum):
    """What a school treats the session as: its own decision (§2.1 and §2.2, item 10)."""

    RELATIONSHIPS = "relationships_education"
    RSE = "rse"
    SEX_EDUCATION = "sex_education"
    HEALTH = "health_education"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The words on pages."""
        return _PLACE_LABELS[self]

    @property
    def allows_withdrawal(self) -> bool:
        """Parents may withdraw a child from sex education only."""
        return self is CurriculumPlace.SEX_EDUCATION


_PLACE_LABELS = {
    CurriculumPlace.RELATIONSHIPS: "Relationships Education",
    CurriculumPlace.RSE: "RSE, not sex education",
    CurriculumPlace.SEX_EDUCATION: "Sex education within RSE",
    CurriculumPlace.HEALTH: "Health Education",
    CurriculumPlace.OTHER: "Something else, such as tutor time or a project week",
}


class TaughtBefore(StrEnum):
    """What the group has had already (§2.2, item 11)."""

    RELATIONSHIPS = "healthy_relationships"
    CONSENT = "consent"
    ONLINE_SAFETY = "online_safety"
    GROUND_RULES = "ground_rules"
    WHERE_TO_GET_HELP = "where_to_get_help"
    NOTHING = "nothing"

    @property
    def label(self) -> str:
        """The words on pages."""
        return _BEFORE_LABELS[self]


_BEFORE_LABELS = {
    TaughtBefore.RELATIONSHIPS: "Healthy relationships",
    TaughtBefore.CONSENT: "Consent",
    TaughtBefore.ONLINE_SAFETY: "Online safety",
    TaughtBefore.GROUND_RULES: "Ground rules for talking in a group",
    TaughtBefore.WHERE_TO_GET_HELP: "Where to get help",
    TaughtBefore.NOTHING: "Nothing on this yet",
}


class FollowUp(StrEnum):
    """What the school does afterwards (§2.2, item 11)."""

    LESSONS = "lessons"
    TUTOR_TIME = "tutor_time"
    OUR_MATERIALS = "our_materials"
    PARENTS = "parents"
    NOT_DECIDED = "not_decided"

    @property
    def label(self) -> str:
        """The words on pages."""
        return _FOLLOW_UP_LABELS[self]


_FOLLOW_UP_LABELS = {
    FollowUp.LESSONS: "Lessons in our own programme",
    FollowUp.TUTOR_TIME: "Tutor time or an assembly",
    FollowUp.OUR_MATERIALS: "Your follow-up materials",
    FollowUp.PARENTS: "Something for parents and carers",
    FollowUp.NOT_DECIDED: "Not decided yet",
}


@dataclass(frozen=True, slots=True)
class Room:
    """Where we work, and how we get there."""

    name: str = ""
    features: tuple[RoomFeature, ...] = ()
    equipment: str = ""
    entrance: str = ""
    parking: str = ""
    sign_in: str = ""


@dataclass(frozen=True, slots=True)
class Needs:
    """How many have which need; an empty mapping says that nobody has one."""

    numbers: Mapping[NeedKind, int] = field(default_factory=dict)
    adaptations: str = ""
    mix: GroupMix | None = None


@dataclass(frozen=True, slots=True)
class Curriculum:
    """The place of the session in the school's teaching. `withdrawn` is a number, for sex education only."""

    place: CurriculumPlace | None = None
    withdrawn: int | None = None
    before: tuple[TaughtBefore, ...] = ()
    before_text: str = ""
    follow_up: tuple[FollowUp, ...] = ()
    follow_up_text: str = ""


def wrong_with_needs(needs: Needs, *, expected: int) -> list[Refusal]:
    """Counts that cannot be: each need is at most everybody. Fields are `need_<kind>`."""
    return refusals_of(*(partial(_check_need, kind, number, expected) for kind, number in needs.numbers.items()))


def _check_need(kind: NeedKind, number: int, expected: int) -> None:
    if number < 0:
        raise Refusal("need_negative", f"{kind.label} must be 0 or more", f"need_{kind}")
    if expected and number > expected:
        raise Refusal("need_too_many", f"{kind.label} must be {expected} or fewer: the whole group", f"need_{kind}")


def wrong_with_curriculum(curriculum: Curriculum, *, expected: int) -> list[Refusal]:
    """A place that was not chosen, or withdrawals that cannot be."""
    return refusals_of(
        partial(_check_place, curriculum),
        partial(_check_withdrawals, curriculum, expected),
        partial(_check_before, curriculum.before),
    )


def _check_place(curriculum: Curriculum) -> None:
    if curriculum.place is None:
        raise Refusal("place_missing", "Select what your school treats this session as", "place")


def _check_withdrawals(curriculum: Curriculum, expected: int) -> None:
    place, withdrawn = curriculum.place, curriculum.withdrawn
    if withdrawn is None or place is None or not place.allows_withdrawal:
        return
    if withdrawn < 0 or (expected and withdrawn > expected):
        sentence = f"Number of pupils withdrawn must be between 0 and {expected}"
        raise Refusal("withdrawn", sentence, "withdrawn")


def _check_before(before: Sequence[TaughtBefore]) -> None:
    if TaughtBefore.NOTHING in before and len(before) > 1:
        sentence = "Select what was taught before, or ‘Nothing on this yet’, not both"
        raise Refusal("before_both", sentence, "before")


def check_minutes(minutes: int | None) -> None:
    """Refuse a length that nobody can mean."""
    if minutes is not None and not SHORTEST_VISIT <= minutes <= LONGEST_VISIT:
        sentence = f"Minutes must be between {SHORTEST_VISIT} and {LONGEST_VISIT}"
        raise Refusal("minutes", sentence, "minutes_available")


def short_of_time(available: int | None, needed: int) -> str:
    """A kind sentence where the time is shorter than the activity; empty where it is enough."""
    if available is None or available >= needed:
        return ""
    return (
        f"This session was written for {needed} minutes. With {available} we have to leave something out. "
        "Keep it if that is all you have: we ring you and find out together what fits."
    )


def features_for(chosen: VisitFormat | None) -> tuple[RoomFeature, ...]:
    """What to ask about the room; online only what matters for a call."""
    return ONLINE_FEATURES if chosen is VisitFormat.ONLINE else tuple(RoomFeature)
