"""When, where and by whom a booking is delivered: hold, confirm, change, decline, cancel.

A hold pencils the dates in: sessions and assignments stand in the diaries, so that nobody gives
the hour away, and go again when the hold is not taken up.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from rose_training.domain.actors import Actor
from rose_training.domain.bookings import HOLD_REMINDER, BookingState, ClosingReason, EndedBy
from rose_training.domain.calendar import hold_until
from rose_training.domain.declarations import check_may_confirm
from rose_training.domain.permissions import Role
from rose_training.domain.refusals import Refusal
from rose_training.domain.sessions import SessionState
from rose_training.domain.travel import USUAL_PACE, Pace
from rose_training.domain.visit_plans import VisitPlan
from rose_training.domain.written_times import when
from rose_training.models.bookings import Booking
from rose_training.models.sessions import TrainingSession
from rose_training.services import assignments, booking_wishes, bookings, diary, history, hold_news, people
from rose_training.services import calendar as school_calendar
from rose_training.services.arranging import arrange, issue_cards, live_sessions, plan_of, rub_out, unstaffed

__all__ = [
    "cancel",
    "change",
    "confirm",
    "confirm_as_held",
    "decline",
    "give_back",
    "hold",
    "lapsed_holds",
    "let_lapse",
    "live_sessions",
    "plan_of",
    "warnings",
    "withdraw",
]

# Questions


def warnings(session: Session, booking: Booking, plan: VisitPlan, *, pace: Pace = USUAL_PACE) -> tuple[str, ...]:
    """What the office should know about a plan that can be kept: closed days, exams, hours, journeys."""
    found = diary.doubts(
        session,
        wanted=plan.engagements,
        facilitator_ids=plan.facilitator_ids,
        audience=booking.audience,
        organisation_id=booking.organisation_id,
        years=booking.years,
        besides_booking_id=booking.id,
        pace=pace,
    )
    return tuple(doubt.sentence for doubt in found if not doubt.refused)


def lapsed_holds(session: Session, *, at: datetime) -> Sequence[Booking]:
    """Bookings whose hold has run out. One that the school has accepted waits for us, until its first date."""
    return session.scalars(select(Booking).where(_has_run_out(at)).order_by(Booking.held_until)).all()


def _has_run_out(at: datetime) -> ColumnElement[bool]:
    begun = (
        select(TrainingSession.id)
        .where(TrainingSession.booking_id == Booking.id, TrainingSession.starts_at <= at)
        .exists()
    )
    return and_(Booking.state == BookingState.HELD, Booking.held_until <= at, or_(Booking.accepted_at.is_(None), begun))


# Actions


def hold(
    session: Session,
    booking: Booking,
    plan: VisitPlan,
    *,
    working_days: int,
    by: Actor,
    at: datetime,
    note: str = "",
    remind_before: timedelta = HOLD_REMINDER,
) -> bool:
    """Pencil the dates in and keep them until noon, so many working days from now, or the first session.

    The booker is told, and reminded `remind_before` the time runs out. Holding again, with other dates,
    starts the time anew; another facilitator alone is no news for the school, and its yes stays. Answers
    whether the booker was told. Raises a Refusal for a plan that cannot be kept or that clashes.
    """
    bookings.lock(session, booking)
    before = plan_of(session, booking) if booking.state is BookingState.HELD else None
    runs = booking.held_until is not None and booking.held_until > at
    if before and runs and _as_the_school_sees(before) == _as_the_school_sees(plan):
        arrange(session, booking, plan, by=by, at=at)
        return False
    closures = school_calendar.calendar_of(session, organisation_id=booking.organisation_id).closures
    # Nobody takes up a hold once the first session should have begun.
    ends = min(hold_until(at, closures, working_days=working_days), *(m.starts_at for m in plan.meetings))
    if booking.state is BookingState.HELD:
        booking.held_until, booking.accepted_at = ends, None
        detail = {"from": BookingState.HELD.value, "until": ends.isoformat()}
        history.record(session, subject=booking.reference, event="held", by=by, at=at, detail=detail)
        if before and before.meetings != plan.meetings:
            booking_wishes.grant(session, booking, by=by, at=at)
    else:
        bookings.move(session, booking, to=BookingState.HELD, held_until=ends, by=by, at=at)
    arrange(session, booking, plan, by=by, at=at)
    hold_news.tell(session, booking, note=note, remind_before=remind_before, at=at)
    return True


def confirm(
    session: Session,
    booking: Booking,
    plan: VisitPlan,
    *,
    by: Actor,
    at: datetime,
    note: str = "",
    ask_again: bool = True,
) -> None:
    """Agree to come: sessions, assignments, for a course numbered cards, and a sign-in for the booker.

    Whoever declined one of the dates is asked once more, unless `ask_again` is False. Raises a Refusal when the
    school is not known, a blocking declaration is missing, the plan cannot be kept, or a facilitator is
    somewhere else.
    """
    bookings.lock(session, booking)
    if booking.organisation is None:
        raise Refusal("organisation_unknown", "Match the booking to a school or organisation first")
    answers = {kind: row.answer for kind, row in bookings.facts(session, booking).declarations.items()}
    check_may_confirm(
        answers,
        audience=booking.audience,
        targeted=booking.activity.targeted,
        lead_known=bool(booking.dsl_name),
        host=booking.host,
        conversation_due=booking.conversation_wanted and booking.spoken_at is None,
    )
    bookings.move(session, booking, to=BookingState.CONFIRMED, by=by, at=at)
    arrange(session, booking, plan, by=by, at=at, ask_again=ask_again)
    issue_cards(session, booking, plan)
    _let_booker_in(session, booking, by=by, at=at)
    bookings.tell_booker(session, booking, kind="booking_confirmed", occasion="confirmed", note=note, at=at)


def confirm_as_held(
    session: Session, booking: Booking, *, cards: int | None, by: Actor, at: datetime, note: str = ""
) -> None:
    """Confirm exactly what is held, in one click; refused while nobody delivers one of the dates."""
    plan = plan_of(session, booking)
    if plan is None:
        raise Refusal("nothing_held", "Nothing is held for this booking: choose the dates first")
    alone = unstaffed(session, booking)
    if alone:
        named = "; ".join(when(one.starts_at, one.ends_at) for one in alone)
        raise Refusal("facilitator_missing", f"Nobody delivers this yet: {named}. Choose a facilitator first")
    confirm(session, booking, _with_cards(plan, cards), by=by, at=at, note=note, ask_again=False)


def change(session: Session, booking: Booking, plan: VisitPlan, *, by: Actor, at: datetime, note: str = "") -> bool:
    """Move a confirmed booking: dates to come, place or facilitators. What has begun stays as it was.

    The booker gets the same calendar entry with a higher sequence, unless only the facilitator changed.
    Answers whether the booker was told.
    """
    bookings.lock(session, booking)
    if booking.state is not BookingState.CONFIRMED:
        raise Refusal("booking_state", f"This booking is {booking.state.value}: there is nothing to change")
    before = plan_of(session, booking)
    arrange(session, booking, plan, by=by, at=at)
    issue_cards(session, booking, plan)
    session.flush()
    after = plan_of(session, booking)
    if before is None or after is None or _as_the_school_sees(before) == _as_the_school_sees(after):
        return False
    booking.calendar_sequence += 1
    if before.meetings != after.meetings:
        booking_wishes.grant(session, booking, by=by, at=at)
    bookings.tell_booker(
        session,
        booking,
        kind="booking_changed",
        occasion=f"changed/{booking.calendar_sequence}",
        at=at,
        payload={"sequence": booking.calendar_sequence},
        note=note,
    )
    return True


def decline(
    session: Session,
    booking: Booking,
    *,
    reason: ClosingReason,
    explanation: str,
    by: Actor,
    at: datetime,
    note: str = "",
) -> None:
    """Say no to a request, with a reason that the booker reads."""
    bookings.lock(session, booking)
    words = bookings.closing_words(reason, explanation)
    bookings.move(
        session,
        booking,
        to=BookingState.DECLINED,
        reason=words,
        closing=reason,
        ended_by=EndedBy.US,
        by=by,
        at=at,
    )
    rub_out(session, booking, at=at)
    booking_wishes.end_with_booking(session, booking, by=by, at=at)
    bookings.tell_booker(session, booking, kind="booking_declined", occasion="declined", note=note, at=at)


def cancel(
    session: Session,
    booking: Booking,
    *,
    reason: ClosingReason,
    explanation: str,
    by: Actor,
    at: datetime,
    ended_by: EndedBy = EndedBy.SCHOOL,
    note: str = "",
) -> None:
    """Call a booking off. Dates to come are cancelled, those that took place stay, diaries are free again."""
    bookings.lock(session, booking)
    was_confirmed = booking.state is BookingState.CONFIRMED
    words = bookings.closing_words(reason, explanation)
    bookings.move(
        session,
        booking,
        to=BookingState.CANCELLED,
        reason=words,
        closing=reason,
        ended_by=ended_by,
        by=by,
        at=at,
    )
    if was_confirmed:
        to_come = [
            training
            for training in bookings.sessions_of(session, booking)
            if training.state is SessionState.SCHEDULED and training.starts_at > at
        ]
        assignments.call_off(session, session_ids=[training.id for training in to_come], at=at)
        for training in to_come:
            training.state = SessionState.CANCELLED
            training.cancelled_reason = words
        booking.calendar_sequence += 1
    else:
        rub_out(session, booking, at=at)
    session.flush()
    booking_wishes.end_with_booking(session, booking, by=by, at=at)
    bookings.tell_booker(
        session,
        booking,
        kind="booking_cancelled",
        occasion="cancelled",
        at=at,
        payload={"was_confirmed": was_confirmed},
        note=note,
    )


def withdraw(session: Session, booking: Booking, *, by: Actor, at: datetime) -> None:
    """The booker takes the request back. Refused when the office has answered in the meantime."""
    bookings.lock(session, booking)
    if booking.state not in (BookingState.REQUESTED, BookingState.HELD):
        raise Refusal(
            "answered", "We have answered this request in the meantime. Ring the office if you need to cancel."
        )
    cancel(session, booking, reason=ClosingReason.OTHER, explanation="You withdrew your request.", by=by, at=at)


def let_lapse(session: Session, *, booking_id: int, by: Actor, at: datetime, office: str | None = None) -> None:
    """End a hold that was not taken up: the request goes back to the office's list, the diaries are free.

    The booker is told, and the `office` at its address, since both had the date in their diaries.
    """
    booking = session.get_one(Booking, booking_id)
    bookings.lock(session, booking)
    if session.scalar(select(Booking.id).where(Booking.id == booking_id, _has_run_out(at))) is None:
        return
    ended, plan = booking.held_until, plan_of(session, booking)
    bookings.move(session, booking, to=BookingState.REQUESTED, by=by, at=at)
    rub_out(session, booking, at=at)
    booking_wishes.end_with_booking(session, booking, by=by, at=at)
    hold_news.tell_lapsed(session, booking, ended=ended, plan=plan, office=office, at=at)


def give_back(session: Session, booking: Booking, *, by: Actor, at: datetime) -> None:
    """The office ends a hold itself: the request is open again, the diaries are free."""
    bookings.lock(session, booking)
    bookings.move(session, booking, to=BookingState.REQUESTED, by=by, at=at)
    rub_out(session, booking, at=at)
    booking_wishes.end_with_booking(session, booking, by=by, at=at)


def _let_booker_in(session: Session, booking: Booking, *, by: Actor, at: datetime) -> None:
    """The booker may from now on sign in by e-mailed link and see the school's bookings.

    Not before: until the office has spoken to the school, the address is only what somebody typed.
    """
    person = people.know_person(session, email=booking.booker_email, name=booking.booker_name, by=by, at=at)
    people.grant_role(session, person=person, role=Role.SCHOOL_BOOKER, organisation=booking.organisation, by=by, at=at)


def _with_cards(plan: VisitPlan, cards: int | None) -> VisitPlan:
    return plan if cards is None else replace(plan, cards=cards)


def _as_the_school_sees(plan: VisitPlan) -> tuple[object, ...]:
    """What a change of is worth a mail."""
    return (
        plan.meetings,
        plan.mode,
        plan.place_name,
        plan.place_address,
        plan.postcode,
        plan.online_link,
    )
