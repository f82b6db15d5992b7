"""To the office: a facilitator cannot come, somebody else is needed."""

from typing import cast

from sqlalchemy.orm import Session

from rose_training.domain.assignments import AssignmentAnswer
from rose_training.domain.sessions import SessionState
from rose_training.messages import assignment_letters
from rose_training.messages.addresses import address_of
from rose_training.messages.letter import Letter
from rose_training.models.outbox import OutboxMessage
from rose_training.services import assignments, bookings

KIND = "assignment_declined_for_office"


def compose(session: Session, message: OutboxMessage) -> Letter | None:
    """Who, which dates, their words, and the page to ask somebody else. Not when all were asked anew or are off."""
    rows = [
        row
        for row in assignments.by_ids(session, ids=cast("list[int]", message.payload["assignments"]))
        if row.answer is AssignmentAnswer.DECLINED and row.session.state is SessionState.SCHEDULED
    ]
    if not rows:
        return None
    booking = bookings.by_reference(session, reference=message.about)
    page = "office.booking" if booking is not None else "office.change_session"
    return Letter(
        subject=f"Somebody else is needed ({message.about})",
        template=KIND,
        facts=assignment_letters.what_for(session, message)
        | {
            "facilitator": rows[0].facilitator.person.name,
            "dates": [
                assignment_letters.Meeting(row.starts_at, row.ends_at, row.session.place_name or "Online")
                for row in rows
            ],
            "words": rows[0].words,
            "address": address_of(page, reference=message.about),
        },
    )
