"""Leave while questions stand: what somebody was only asked about is declined with it, what is promised stops it."""

from collections import defaultdict
from datetime import datetime, time, timedelta

from sqlalchemy.orm import Session

from rose_training.domain.actors import Actor
from rose_training.domain.assignments import AssignmentAnswer
from rose_training.domain.availability import Leave
from rose_training.domain.calendar import london
from rose_training.models.sessions import Assignment
from rose_training.services import assignments, availability

WORDS = "On leave"


def enter_leave(session: Session, *, facilitator_id: int, leave: Leave, office: str, by: Actor, at: datetime) -> int:
    """Enter days off, say no to what is asked on them, and answer to how many sessions. The office gets a mail.

    Raises the Refusals of `availability.take_leave`; then nothing was declined, as the transaction ends.
    """
    availability.lock(session, facilitator_id)
    begins, ends = london(leave.first, time(0)), london(leave.last + timedelta(days=1), time(0))
    together: dict[str, list[Assignment]] = defaultdict(list)
    for row in assignments.unanswered(session, facilitator_id=facilitator_id, at=at):
        if row.session.starts_at < ends and row.session.ends_at > begins:
            together[assignments.about_what(row.session)].append(row)
    for asked in together.values():
        assignments.answer(
            session,
            assignments=asked,
            said=AssignmentAnswer.DECLINED,
            words=WORDS,
            office=office,
            by=by,
            at=at,
        )
    availability.take_leave(session, facilitator_id=facilitator_id, leave=leave, by=by, at=at)
    return sum(len(asked) for asked in together.values())
