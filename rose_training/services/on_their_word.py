"""Facilitators who said yes on the telephone, before anybody asked them by e-mail."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from rose_training.domain.actors import Actor
from rose_training.domain.assignments import AssignmentAnswer
from rose_training.domain.sessions import SessionState
from rose_training.models.sessions import Assignment, TrainingSession
from rose_training.services import assignments


def take_their_word(session: Session, *, booking_id: int, office: str, by: Actor, at: datetime) -> None:
    """Whoever was asked about a date to come of this booking has said yes on the telephone: nobody asks again."""
    asked = session.scalars(
        select(Assignment)
        .join(Assignment.session)
        .where(
            TrainingSession.booking_id == booking_id,
            TrainingSession.state == SessionState.SCHEDULED,
            TrainingSession.starts_at > at,
            Assignment.answer == AssignmentAnswer.ASKED,
        )
        .order_by(Assignment.id)
    ).all()
    assignments.answer(
        session,
        assignments=asked,
        said=AssignmentAnswer.ACCEPTED,
        words="By telephone",
        office=office,
        by=by,
        at=at,
    )
