"""The facts behind the papers of a booking: who comes, on which days, and what is still unsettled."""

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from rose_training.domain.assignments import AssignmentAnswer
from rose_training.domain.bookings import BookingState
from rose_training.domain.calendar import london_day
from rose_training.domain.packs import Comer, Visit
from rose_training.domain.permissions import Role
from rose_training.domain.sessions import SessionState
from rose_training.domain.vetting import Vetting
from rose_training.domain.written_times import short_day, when
from rose_training.models.bookings import Booking
from rose_training.models.people import Facilitator, Person, RoleGrant
from rose_training.models.sessions import Assignment, TrainingSession
from rose_training.services import assignments, bookings, vetting


def visit_of(session: Session, *, booking: Booking) -> Visit:
    """Everything that the papers of a booking say. A fixed number of queries."""
    trainings = [one for one in bookings.sessions_of(session, booking) if one.state is not SessionState.CANCELLED]
    rows = assignments.of_sessions(session, session_ids=[one.id for one in trainings])
    coming = {row.facilitator.id: row.facilitator for found in rows.values() for row in found if _comes(row)}
    seen = vetting.vetting_of(session, facilitator_ids=coming)
    activity = booking.activity
    comers = []
    for facilitator in coming.values():
        known = seen[facilitator.id]
        comers.append(
            Comer(
                name=facilitator.person.name,
                introduction=facilitator.introduction or "",
                issued_on=known.issued_on,
                reviewed_on=known.reviewed_on,
                barred_list=known.barred_list,
                update_service=known.update_service,
                trained_on=known.trained_on,
                training_until=known.training_until,
                safer_recruitment_on=known.safer_recruitment_on,
            )
        )
    last = trainings[-1] if trainings else None
    return Visit(
        reference=booking.reference,
        school=_school(booking),
        what=activity.neutral_name,
        title=activity.title,
        aims=_lines(activity.aims),
        covered=_lines(activity.covered),
        minutes=last.minutes if last is not None else activity.minutes,
        weeks=activity.weeks,
        years=", ".join(year.label for year in booking.years),
        number=booking.expected_number,
        dates=tuple(when(one.starts_at, one.ends_at) for one in trainings),
        where=_where(last) if last is not None else "",
        day_contact=booking.day_contact_name or "",
        lead=booking.dsl_name or "",
        comers=tuple(comers),
        unsettled=_unsettled(session, booking, trainings, coming, seen),
    )


def coordinators_name(session: Session) -> str:
    """Who signs where the settings name nobody: whoever has been coordinator longest."""
    return (
        session.scalar(
            select(Person.name)
            .join(RoleGrant, RoleGrant.person_id == Person.id)
            .where(RoleGrant.role == Role.COORDINATOR, RoleGrant.ended_at.is_(None))
            .order_by(RoleGrant.granted_at, RoleGrant.id)
            .limit(1)
        )
        or ""
    )


def _unsettled(
    session: Session,
    booking: Booking,
    trainings: list[TrainingSession],
    coming: dict[int, Facilitator],
    seen: dict[int, Vetting],
) -> tuple[str, ...]:
    """Why no letter can be written yet, for the office: every date needs somebody whose yes and checks stand."""
    if booking.state not in (BookingState.CONFIRMED, BookingState.DELIVERED) or not trainings:
        return ("The visit is not confirmed yet",)
    rows = assignments.of_sessions(session, session_ids=[one.id for one in trainings])
    found = []
    for training in trainings:
        given = [row for row in rows.get(training.id, ()) if _comes(row)]
        if not given:
            found.append(f"Nobody delivers {short_day(training.starts_at)}")
        found += [
            f"{row.facilitator.person.name} has not answered about {short_day(training.starts_at)}"
            for row in given
            if row.answer is AssignmentAnswer.ASKED and training.state is SessionState.SCHEDULED
        ]
    last = _last_day(trainings)
    blocked = vetting.blocked(session, facilitator_ids=coming, on=last)
    found += [f"{coming[one].person.name}: {reason}" for one, reason in blocked.items()]
    found += [
        f"{coming[one].person.name}: no date of safer recruitment or of an induction is recorded"
        for one, known in seen.items()
        if known.safer_recruitment_on is None or known.induction_on is None
    ]
    return tuple(dict.fromkeys(found))


def _comes(row: Assignment) -> bool:
    return row.answer is not AssignmentAnswer.DECLINED


def _last_day(trainings: list[TrainingSession]) -> date:
    latest: datetime = max(one.starts_at for one in trainings)
    return london_day(latest)


def _school(booking: Booking) -> str:
    if booking.snapshot_name:
        return booking.snapshot_name
    return booking.organisation.name if booking.organisation else booking.organisation_described or ""


def _where(training: TrainingSession) -> str:
    if not training.mode.has_a_room:
        return "Online"
    return ", ".join(part for part in (training.place_name, training.place_address, training.postcode) if part)


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())
