"""Bookings: what a school asked for, where it stands, and what the school or the office says about it.

Dates, places and facilitators are in `services.booking_plans`.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select, update
from sqlalchemy.orm import Session, joinedload

from rose_training.domain.actors import Actor
from rose_training.domain.bookings import (
    BookingState,
    ClosingReason,
    ContactRole,
    EndedBy,
    check_move,
)
from rose_training.domain.counter_offers import OfferState
from rose_training.domain.declarations import (
    LEAD_CLAUSE,
    DeclarationAnswer,
    DeclarationKind,
    answers_allowed,
    blocking_declarations,
    declarations_for,
    needs_safeguarding_lead,
)
from rose_training.domain.refusals import Refusal
from rose_training.domain.visit_answers import Needs
from rose_training.domain.visit_checks import wrong_with_contact
from rose_training.domain.visit_requests import Contact
from rose_training.models.bookings import Booking, Cohort, Declaration, PreferredDate
from rose_training.models.counter_offers import CounterOffer, OfferedDate
from rose_training.models.organisations import Organisation
from rose_training.models.sessions import TrainingSession
from rose_training.services import booking_needs, history, outbox

OPEN_STATES = tuple(state for state in BookingState if state.is_open)


@dataclass(frozen=True, slots=True)
class BookingFacts:
    """One booking with everything that hangs on it, read in a fixed number of queries."""

    booking: Booking
    wishes: Sequence[PreferredDate]
    declarations: Mapping[DeclarationKind, Declaration]
    sessions: Sequence[TrainingSession]
    cohort: Cohort | None
    blocking: tuple[DeclarationKind, ...]
    needs: Needs | None = None

    @property
    def asked(self) -> tuple[DeclarationKind, ...]:
        """The declarations that this booking needs, in order."""
        return declarations_for(self.booking.audience, targeted=self.booking.activity.targeted, host=self.booking.host)

    @property
    def lead_missing(self) -> bool:
        """Whether we still have to hear who the safeguarding lead is."""
        return needs_safeguarding_lead(self.booking.audience, self.booking.host) and not self.booking.dsl_name

    @property
    def missing(self) -> tuple[str, ...]:
        """Everything that stops the confirmation, to go on after 'we still need to hear that'."""
        lead = (LEAD_CLAUSE,) if self.lead_missing else ()
        return (*(kind.clause_for(self.booking.host) for kind in self.blocking), *lead)

    @property
    def conversation_due(self) -> bool:
        """Whether a targeted course still waits for the conversation that it begins with."""
        return self.booking.conversation_wanted and self.booking.spoken_at is None


# Questions


def by_reference(
    session: Session, *, reference: str, organisation_ids: Collection[int] | None = None
) -> Booking | None:
    """One booking with its activity and school; within the reader's own schools if they are given."""
    wanted = _with_activity_and_school().where(Booking.reference == reference)
    if organisation_ids is not None:
        wanted = wanted.where(Booking.organisation_id.in_(organisation_ids))
    return session.scalar(wanted)


def facts(session: Session, booking: Booking) -> BookingFacts:
    """The wishes, declarations, sessions, cohort and needs of a booking. Five queries at most."""
    declared = {
        row.kind: row for row in session.scalars(select(Declaration).where(Declaration.booking_id == booking.id))
    }
    return BookingFacts(
        booking=booking,
        wishes=session.scalars(
            select(PreferredDate).where(PreferredDate.booking_id == booking.id).order_by(PreferredDate.rank)
        ).all(),
        declarations=declared,
        sessions=sessions_of(session, booking),
        cohort=session.scalar(select(Cohort).where(Cohort.booking_id == booking.id)),
        blocking=blocking_declarations(
            {kind: row.answer for kind, row in declared.items()},
            audience=booking.audience,
            targeted=booking.activity.targeted,
            host=booking.host,
        ),
        needs=booking_needs.needs_of(session, booking),
    )


def sessions_of(session: Session, booking: Booking) -> Sequence[TrainingSession]:
    """The dates of a booking, earliest first, cancelled ones included."""
    return session.scalars(
        select(TrainingSession)
        .where(TrainingSession.booking_id == booking.id)
        .order_by(TrainingSession.starts_at, TrainingSession.id)
    ).all()


def of_organisations(session: Session, *, organisation_ids: Collection[int]) -> Sequence[Booking]:
    """Everything that some schools ever asked for, the newest first. One query."""
    return session.scalars(
        _with_activity_and_school()
        .where(Booking.organisation_id.in_(organisation_ids))
        .order_by(Booking.requested_at.desc(), Booking.id.desc())
    ).all()


def next_sessions(session: Session, bookings: Collection[Booking], *, at: datetime) -> dict[int, datetime]:
    """The next date of each booking that still has one, by the booking's id. One query."""
    rows = session.execute(
        select(TrainingSession.booking_id, func.min(TrainingSession.starts_at))
        .where(
            TrainingSession.booking_id.in_([booking.id for booking in bookings]),
            TrainingSession.state == "scheduled",
            TrainingSession.ends_at >= at,
        )
        .group_by(TrainingSession.booking_id)
    )
    return {booking_id: starts_at for booking_id, starts_at in rows if booking_id is not None}


def _with_activity_and_school() -> Select[Booking]:
    return select(Booking).options(joinedload(Booking.activity), joinedload(Booking.organisation))


# Actions


def declare(
    session: Session,
    booking: Booking,
    *,
    kind: DeclarationKind,
    answer: DeclarationAnswer,
    detail: str,
    by: Actor,
    at: datetime,
) -> None:
    """Write down what the school says now about one condition; the history keeps what it said before."""
    if answer not in answers_allowed(kind):
        raise Refusal("declaration_answer", "Select an answer", kind.value)
    if not booking.state.is_open:
        raise Refusal("booking_closed", f"This booking is {booking.state.value} and stays as it is")
    row = session.scalar(select(Declaration).where(Declaration.booking_id == booking.id, Declaration.kind == kind))
    before = row.answer.value if row else None
    if row is None:
        row = Declaration(booking_id=booking.id, kind=kind)
        session.add(row)
    row.answer, row.detail, row.given_at = answer, detail or row.detail, at
    session.flush()
    if before != answer.value:
        history.record(
            session,
            subject=booking.reference,
            event="declared",
            by=by,
            at=at,
            detail={"what": kind.value, "from": before, "to": answer.value},
        )


def name_safeguarding_lead(
    session: Session, booking: Booking, *, name: str, reach: str, by: Actor, at: datetime
) -> None:
    """Write down who is told before we leave, and how to reach them, where the request left it open.

    Raises a Refusal when one of the two is missing.
    """
    contact = Contact(name, reach=reach)
    for refusal in wrong_with_contact(ContactRole.DSL, contact):
        raise Refusal(refusal.code, refusal.sentence, f"lead_{refusal.field}")
    booking.dsl_name, booking.dsl_contact = name, reach
    session.flush()
    history.record(session, subject=booking.reference, event="safeguarding_lead_named", by=by, at=at)


def match_organisation(
    session: Session, booking: Booking, *, organisation: Organisation, by: Actor, at: datetime
) -> None:
    """Say which school or organisation the booker meant. What the booker typed is kept."""
    if booking.state not in (BookingState.REQUESTED, BookingState.HELD):
        raise Refusal("booking_state", f"This booking is {booking.state.value}: its school stays as it is")
    booking.organisation_id = organisation.id
    session.flush()
    history.record(
        session,
        subject=booking.reference,
        event="organisation_matched",
        by=by,
        at=at,
        detail={"organisation": organisation.reference},
    )


def note(session: Session, booking: Booking, *, notes: str, by: Actor, at: datetime) -> None:
    """Keep the office's own notes on a booking; the school never sees them."""
    if (booking.notes or "") == notes:
        return
    booking.notes = notes or None
    session.flush()
    history.record(session, subject=booking.reference, event="notes_changed", by=by, at=at)


def move(
    session: Session,
    booking: Booking,
    *,
    to: BookingState,
    by: Actor,
    at: datetime,
    held_until: datetime | None = None,
    reason: str | None = None,
    closing: ClosingReason | None = None,
    ended_by: EndedBy | None = None,
) -> None:
    """Take a booking to its next state and write it down; `check_move` says which moves there are.

    A hold comes with its deadline, an end with the reason that the booker reads, the same from the
    list, and who called it off. Dates that were offered instead are offered no longer.
    """
    before = booking.state
    check_move(before, to)
    end_offers(session, booking, as_=OfferState.WITHDRAWN, at=at)
    if to is BookingState.REQUESTED:
        booking.accepted_at = None
    booking.state, booking.held_until, booking.reason = to, held_until, reason
    booking.closing_reason, booking.ended_by = closing, ended_by
    session.flush()
    detail: dict[str, object] = {"from": before.value}
    if closing:
        detail["reason"] = closing.value
    if ended_by:
        detail["ended_by"] = ended_by.value
    if held_until:
        detail["until"] = held_until.isoformat()
    history.record(session, subject=booking.reference, event=to.value, by=by, at=at, detail=detail)


def end_offers(session: Session, booking: Booking, *, as_: OfferState, at: datetime) -> None:
    """End the counter-offer that is open, if there is one; nobody's hour is kept for it any more."""
    open_offer = session.scalar(
        select(CounterOffer.id).where(CounterOffer.booking_id == booking.id, CounterOffer.state == OfferState.OPEN)
    )
    if open_offer is None:
        return
    session.execute(update(OfferedDate).where(OfferedDate.offer_id == open_offer).values(live=False))
    session.execute(update(CounterOffer).where(CounterOffer.id == open_offer).values(state=as_, ended_at=at))


def lock(session: Session, booking: Booking) -> None:
    """Hold the booking's row until the transaction ends, and read it again."""
    session.execute(select(Booking.id).where(Booking.id == booking.id).with_for_update())
    session.refresh(booking)


def closing_words(reason: ClosingReason, explanation: str) -> str:
    """The reason as the booker reads it."""
    if reason is ClosingReason.OTHER and explanation:
        return explanation
    return f"{reason.label}. {explanation}".strip() if explanation else reason.label


def tell_booker(
    session: Session,
    booking: Booking,
    *,
    kind: str,
    occasion: str,
    at: datetime,
    payload: Mapping[str, object] | None = None,
    note: str = "",
    due_at: datetime | None = None,
) -> None:
    """Queue one mail to the booker; `note` is a sentence of the office's own that stands in it."""
    outbox.queue(
        session,
        kind=kind,
        to=booking.booker_email,
        about=booking.reference,
        occasion=f"{booking.reference}/{occasion}",
        at=at,
        due_at=due_at,
        payload={**(payload or {}), **({"note": note} if note else {})},
    )
