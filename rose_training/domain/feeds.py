"""Calendar feeds by secret address."""

from enum import StrEnum


class FeedKind(StrEnum):
    """Whose dates a feed has."""

    FACILITATOR = "facilitator"
    SCHOOL = "school"
