"""A plan written into sessions, assignments and cards, read back from them, or rubbed out."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from rose_training.domain.actors import Actor
from rose_training.domain.assignments import DELIVERS
from rose_training.domain.references import new_reference
from rose_training.domain.sessions import SessionState
from rose_training.domain.visit_plans import VisitPlan, check_plan
from rose_training.domain.weekly import Meeting
from rose_training.models.bookings import Booking, Cohort, CohortCard
from rose_training.models.sessions import Assignment, TrainingSession
from rose_training.services import assignments, diary, history

# Questions


def plan_of(session: Session, booking: Booking) -> VisitPlan | None:
    """The plan that stands, or None when nothing has been arranged."""
    standing = live_sessions(session, booking)
    if not standing:
        return None
    # Whoever delivered the weeks that are over says nothing about those to come.
    ids = [one.id for one in standing if one.state is SessionState.SCHEDULED] or [one.id for one in standing]
    chosen = session.scalars(
        select(Assignment.facilitator_id)
        .where(Assignment.session_id.in_(ids), Assignment.answer.in_(DELIVERS))
        .distinct()
    )
    cohort = session.scalar(select(Cohort).where(Cohort.booking_id == booking.id))
    last = standing[-1]
    return VisitPlan(
        meetings=tuple(Meeting(training.starts_at, training.ends_at) for training in standing),
        facilitator_ids=tuple(sorted(chosen)),
        mode=last.mode,
        place_name=last.place_name,
        place_address=last.place_address,
        postcode=last.postcode,
        online_link=last.online_link,
        cards=cohort.size if cohort else None,
    )


def live_sessions(session: Session, booking: Booking) -> Sequence[TrainingSession]:
    """The dates of a booking that have not been cancelled, in the order of the weeks; no catch-up sessions."""
    return session.scalars(
        select(TrainingSession)
        .where(
            TrainingSession.booking_id == booking.id,
            TrainingSession.state != SessionState.CANCELLED,
            TrainingSession.catches_up_week.is_(None),
        )
        .order_by(TrainingSession.week_number, TrainingSession.starts_at)
    ).all()


def unstaffed(session: Session, booking: Booking) -> Sequence[TrainingSession]:
    """The dates of a booking that nobody delivers, since all declined. Two queries."""
    standing = [one for one in live_sessions(session, booking) if one.state is SessionState.SCHEDULED]
    delivered = diary.assigned_to(session, session_ids=[one.id for one in standing])
    return [one for one in standing if one.id not in delivered]


# Actions


def arrange(
    session: Session, booking: Booking, plan: VisitPlan, *, by: Actor, at: datetime, ask_again: bool = True
) -> None:
    """Write the plan into sessions and assignments.

    Weeks that have begun stay as they were, and so does one whose register was taken on its morning. Whoever
    declined a week is asked about it once more, unless `ask_again` is False.
    """
    standing = list(live_sessions(session, booking))
    begun = [training for training in standing if training.starts_at <= at or training.state is SessionState.DELIVERED]
    check_plan(
        plan,
        weeks=booking.activity.weeks,
        targeted=booking.activity.targeted,
        at=at,
        kept=len(begun),
    )
    to_come = standing[len(begun) :]
    # Out of the diaries first: moving a week onto its neighbour's old hour is no clash.
    given = diary.release(session, session_ids=[training.id for training in to_come])
    session.flush()
    area = booking.organisation.district if booking.organisation else None
    arranged = []
    for position, meeting in enumerate(plan.meetings):
        if position < len(begun):
            continue
        training = standing[position] if position < len(standing) else _new_session(booking, position, at)
        _write(training, plan, meeting, area=area)
        session.add(training)
        arranged.append(training)
    diary.assign(
        session,
        training_sessions=arranged,
        facilitator_ids=plan.facilitator_ids,
        before=given,
        ask_again=ask_again,
        at=at,
    )
    history.record(
        session,
        subject=booking.reference,
        event="arranged",
        by=by,
        at=at,
        detail={
            "dates": [meeting.starts_at.isoformat() for meeting in plan.meetings],
            "place": plan.place_name,
            "facilitators": list(plan.facilitator_ids),
        },
    )


def _new_session(booking: Booking, position: int, at: datetime) -> TrainingSession:
    return TrainingSession(
        reference=new_reference("SES"),
        activity_id=booking.activity_id,
        booking_id=booking.id,
        week_number=position + 1 if booking.activity.weeks > 1 else None,
        state=SessionState.SCHEDULED,
        created_at=at,
    )


def _write(training: TrainingSession, plan: VisitPlan, meeting: Meeting, *, area: str | None) -> None:
    training.starts_at, training.ends_at = meeting.starts_at, meeting.ends_at
    training.mode = plan.mode
    training.place_name, training.place_address = plan.place_name, plan.place_address
    training.postcode, training.online_link = plan.postcode, plan.online_link
    training.area = area


def issue_cards(session: Session, booking: Booking, plan: VisitPlan) -> None:
    """Numbered cards 1 to n for a targeted course. More may follow; a card that exists is never taken back."""
    if not booking.activity.targeted or plan.cards is None:
        return
    cohort = session.scalar(select(Cohort).where(Cohort.booking_id == booking.id))
    if cohort is None:
        cohort = Cohort(reference=new_reference("COH"), booking_id=booking.id, size=0)
        session.add(cohort)
        session.flush()
    session.add_all(CohortCard(cohort_id=cohort.id, number=number) for number in range(cohort.size + 1, plan.cards + 1))
    cohort.size = max(cohort.size, plan.cards)
    session.flush()


def rub_out(session: Session, booking: Booking, *, at: datetime) -> None:
    """Remove dates that were only pencilled in; the history still says what they were."""
    ids = [training.id for training in live_sessions(session, booking)]
    given = diary.release(session, session_ids=ids)
    assignments.tell_ended(session, given=given, at=at)
    session.execute(delete(TrainingSession).where(TrainingSession.id.in_(ids)))
    session.flush()
    session.expire_all()
