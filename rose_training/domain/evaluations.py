"""What people say afterwards: straight after a session, and eight weeks later."""

from enum import StrEnum


class EvaluationKind(StrEnum):
    """When somebody is asked."""

    STRAIGHT_AFTER = "straight_after"
    EIGHT_WEEKS = "eight_weeks"
