"""A facilitator is asked to deliver a session, and says yes or no.

An answer is for one time: when the date is moved, the question is asked again.
"""

from datetime import datetime
from enum import StrEnum

from rose_training.domain.refusals import Refusal
from rose_training.domain.sessions import SessionState


class AssignmentAnswer(StrEnum):
    """What the facilitator has said."""

    ASKED = "asked"
    ACCEPTED = "accepted"
    DECLINED = "declined"

    @property
    def label(self) -> str:
        """As a page writes it after the name."""
        return {"asked": "asked, no answer yet", "accepted": "yes", "declined": "cannot come"}[self.value]


class Staffing(StrEnum):
    """Whether somebody delivers the sessions of a booking that are to come; the one that stands worst decides."""

    SETTLED = "settled"
    ASKED = "asked"
    NEEDED = "needed"
    DECLINED = "declined"

    @property
    def label(self) -> str:
        """The words on the page; none where all is well."""
        return {
            "settled": "",
            "asked": "Facilitator has not answered yet",
            "needed": "Needs a facilitator",
            "declined": "Needs a facilitator: declined",
        }[self.value]


DELIVERS = (AssignmentAnswer.ASKED, AssignmentAnswer.ACCEPTED)
"""Those whose time is taken. Whoever declined is free."""


def check_may_answer(
    *, state: SessionState, starts_at: datetime, at: datetime, answer: AssignmentAnswer, before: AssignmentAnswer
) -> None:
    """Refuse an answer about a session that is cancelled or has begun, and a yes after a no.

    After a no the office may have asked somebody else: only the office asks again.
    """
    if state is SessionState.CANCELLED:
        raise Refusal("session_cancelled", "This session is cancelled: there is nothing to answer.")
    if state is not SessionState.SCHEDULED or starts_at <= at:
        raise Refusal("session_begun", "This session has begun. Ring the office if something is wrong.")
    if before is AssignmentAnswer.DECLINED and answer is not AssignmentAnswer.DECLINED:
        raise Refusal("declined_before", "You said that you cannot come. Ring the office if you can after all.")
