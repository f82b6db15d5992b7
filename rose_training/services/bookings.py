"""Bookings: what a school asked for, where it stands, and what the school or the office says about it.

Dates, places and facilitators are in `services.booking_plans`.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload

from rose_training.domain.actors import Actor
from rose_training.domain.bookings import DUPLICATE_WINDOW, BookingState, ClosingReason, ContactRole, check_move
from rose_training.domain.declarations import (
    LEAD_CLAUSE,
    DeclarationAnswer,
    DeclarationKind,
    answers_allowed,
    blocking_declarations,
    declarations_for,
    needs_safeguarding_lead,
)
from rose_training.domain.references import new_reference
from rose_training.domain.refusals import Refusal
from rose_training.domain.visit_requests import Contact, VisitRequest, wrong_with_contact
from rose_training.models.bookings import Booking, BookingDraft, Cohort, Declaration, PreferredDate
from rose_training.models.organisations import Organisation
from rose_training.models.programme import Activity
from rose_training.models.sessions import TrainingSession
from rose_training.services import history, outbox

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

    @property
    def asked(self) -> tuple[DeclarationKind, ...]:
        """The declarations that this booking needs, in order."""
        return declarations_for(self.booking.audience, targeted=self.booking.activity.targeted)

    @property
    def lead_missing(self) -> bool:
        """Whether we still have to hear who the safeguarding lead is."""
        return needs_safeguarding_lead(self.booking.audience) and not self.booking.dsl_name

    @property
    def missing(self) -> tuple[str, ...]:
        """Everything that stops the confirmation, to go on after 'we still need to hear that'."""
        lead = (LEAD_CLAUSE,) if self.lead_missing else ()
        return (*(kind.clause for kind in self.blocking), *lead)


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
    """The wishes, declarations, sessions and cohort of a booking. Four queries."""
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
        ),
    )


def sessions_of(session: Session, booking: Booking) -> Sequence[TrainingSession]:
    """The dates of a booking, earliest first, cancelled ones included."""
    return session.scalars(
        select(TrainingSession)
        .where(TrainingSession.booking_id == booking.id)
        .order_by(TrainingSession.starts_at, TrainingSession.id)
    ).all()


def counts(session: Session) -> dict[BookingState, int]:
    """How many bookings stand in each state, zeros included."""
    found = dict(session.execute(select(Booking.state, func.count()).group_by(Booking.state)).all())
    return {state: found.get(state, 0) for state in BookingState}


def in_state(session: Session, *, state: BookingState, offset: int = 0, limit: int = 25) -> Sequence[Booking]:
    """Bookings in one state: what waits longest first, what has ended latest first. One query."""
    order = Booking.requested_at if state.is_open else Booking.requested_at.desc()
    return session.scalars(
        _with_activity_and_school()
        .where(Booking.state == state)
        .order_by(order, Booking.id)
        .offset(offset)
        .limit(limit)
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


def first_wishes(session: Session, bookings: Collection[Booking]) -> dict[int, PreferredDate]:
    """The first choice of each booking, by the booking's id. One query."""
    rows = session.scalars(
        select(PreferredDate).where(
            PreferredDate.booking_id.in_([booking.id for booking in bookings]), PreferredDate.rank == 1
        )
    )
    return {row.booking_id: row for row in rows}


def likely_duplicates(session: Session, booking: Booking) -> Sequence[Booking]:
    """Other open bookings of the same school for the same activity, asked for at about the same time."""
    if booking.organisation_id is None:
        return []
    return session.scalars(
        _with_activity_and_school()
        .where(
            Booking.organisation_id == booking.organisation_id,
            Booking.activity_id == booking.activity_id,
            Booking.state.in_(OPEN_STATES),
            Booking.id != booking.id,
            Booking.requested_at.between(
                booking.requested_at - DUPLICATE_WINDOW, booking.requested_at + DUPLICATE_WINDOW
            ),
        )
        .order_by(Booking.requested_at)
    ).all()


def _with_activity_and_school() -> Select[Booking]:
    return select(Booking).options(joinedload(Booking.activity), joinedload(Booking.organisation))


# Actions


def request_visit(
    session: Session,
    request: VisitRequest,
    *,
    office: str,
    by: Actor,
    at: datetime,
    draft: BookingDraft | None = None,
) -> Booking:
    """Turn a complete request into a booking, and queue the mails to the booker and the `office`.

    A draft that has been sent already gives the booking it became: pressing the button twice
    asks once. Raises a Refusal when the activity or the school is no longer on offer.
    """
    if draft is not None and draft.booking_id is not None:
        return session.get_one(Booking, draft.booking_id)
    activity = _activity(session, request.activity)
    reference = _unused_reference(session)
    booking = Booking(
        reference=reference,
        state=BookingState.REQUESTED,
        activity_id=activity.id,
        organisation_id=_organisation_id(session, request.organisation),
        organisation_described=request.described or None,
        audience=activity.audience,
        year_groups=[year.value for year in request.years],
        expected_number=request.expected_number,
        requested_at=at,
        booker_name=request.booker.name,
        booker_email=request.booker.email.lower(),
        booker_phone=request.booker.phone,
        booker_role=request.booker.role or None,
        day_contact_name=request.on_the_day.name,
        day_contact_phone=request.on_the_day.phone,
        dsl_name=request.dsl.name or None,
        dsl_contact=request.dsl.reach or None,
        calendar_uid=f"bkg-{uuid4().hex}@rose-training",
        calendar_sequence=0,
    )
    session.add(booking)
    session.flush()
    session.add_all(
        PreferredDate(booking_id=booking.id, rank=rank, on=wish.day, part=wish.part, time_wished=wish.time or None)
        for rank, wish in enumerate(request.wishes, start=1)
    )
    session.add_all(
        Declaration(booking_id=booking.id, kind=kind, answer=given.answer, detail=given.detail or None, given_at=at)
        for kind, given in request.declarations.items()
    )
    if draft is not None:
        draft.booking_id = booking.id
        draft.changed_at = at
    session.flush()
    history.record(
        session,
        subject=reference,
        event="requested",
        by=by,
        at=at,
        detail={"activity": activity.code, "expected_number": request.expected_number},
    )
    tell_booker(session, booking, kind="booking_received", occasion="requested", at=at)
    outbox.queue(
        session,
        kind="booking_new_for_office",
        to=office,
        about=reference,
        occasion=f"{reference}/requested",
        at=at,
    )
    return booking


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
) -> None:
    """Take a booking to its next state and write it down; `check_move` says which moves there are.

    A hold comes with its deadline, an end with the reason that the booker reads.
    """
    before = booking.state
    check_move(before, to)
    booking.state, booking.held_until, booking.reason = to, held_until, reason
    session.flush()
    history.record(session, subject=booking.reference, event=to.value, by=by, at=at, detail={"from": before.value})


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
) -> None:
    """Queue one mail to the booker."""
    outbox.queue(
        session,
        kind=kind,
        to=booking.booker_email,
        about=booking.reference,
        occasion=f"{booking.reference}/{occasion}",
        at=at,
        payload=payload,
    )


def _unused_reference(session: Session) -> str:
    while session.scalar(select(Booking.id).where(Booking.reference == (reference := new_reference()))):
        pass
    return reference


def _activity(session: Session, slug: str) -> Activity:
    activity = session.scalar(select(Activity).where(Activity.slug == slug, Activity.published, Activity.bookable))
    if activity is None:
        raise Refusal("activity_gone", "This activity is no longer on offer: choose another one", "activity")
    return activity


def _organisation_id(session: Session, reference: str | None) -> int | None:
    if reference is None:
        return None
    organisation = session.scalar(select(Organisation).where(Organisation.reference == reference))
    if organisation is None or not organisation.status.is_offered:
        raise Refusal("school_closed", "This school is no longer in the register: select another one", "q")
    return organisation.id
