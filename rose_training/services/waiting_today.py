"""What waits for the office besides the requests: numbers, each with its page (questions only)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from rose_training.domain.sessions import SessionState
from rose_training.models.sessions import TrainingSession
from rose_training.services import booking_wishes, checklists, closed_days, staffing


@dataclass(frozen=True, slots=True)
class WaitingToday:
    """How many: schools that ask to move, visits on closed days, close visits that something stops, and the rest."""

    to_move: int
    on_closed_days: int
    blocked: int
    unanswered: int
    """Sessions to come whose facilitator was asked and has not answered."""
    registers: int
    """Sessions that are over and that nobody has recorded."""

    def __bool__(self) -> bool:
        """Whether anything waits at all."""
        return any((self.to_move, self.on_closed_days, self.blocked, self.unanswered, self.registers))


def waiting_today(session: Session, *, at: datetime) -> WaitingToday:
    """The numbers as they stand. A fixed number of queries, however much waits."""
    unrecorded = (TrainingSession.ends_at < at, TrainingSession.state == SessionState.SCHEDULED)
    return WaitingToday(
        to_move=booking_wishes.count_waiting(session),
        on_closed_days=len(closed_days.booked_on_closed_days(session, at=at)),
        blocked=len(checklists.not_ready(session, at=at)),
        unanswered=staffing.count_unanswered(session, at=at),
        registers=session.scalar(select(func.count(TrainingSession.id)).where(*unrecorded)) or 0,
    )
