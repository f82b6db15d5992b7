"""Other dates than those wished for: the office offers them, the school chooses one or says that none suits.

What is offered stands in no diary, but no other school is offered the same hour of the same
facilitator, and choosing is checked against the diaries like any hold (decision 15).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, selectinload

from rose_training.domain.actors import Actor
from rose_training.domain.bookings import HOLD_REMINDER, BookingState
from rose_training.domain.calendar import london, london_clock, london_day, weekly_dates
from rose_training.domain.counter_offers import OfferState, check_offer, meetings
from rose_training.domain.diary import Engagement
from rose_training.domain.refusals import Refusal
from rose_training.domain.visit_plans import VisitPlan
from rose_training.domain.weekly import Meeting
from rose_training.models.bookings import Booking
from rose_training.models.counter_offers import CounterOffer, OfferedDate
from rose_training.models.people import Facilitator
from rose_training.services import booking_plans, bookings, diary, history, holds, offered_hours, outbox
from rose_training.services import calendar as school_calendar
from rose_training.services.offered_hours import OfferedHour


@dataclass(frozen=True, slots=True)
class Offered:
    """A date to offer: its (first) meeting and who would come."""

    starts_at: datetime
    ends_at: datetime
    facilitator_id: int


# Questions


def open_offer(session: Session, booking: Booking) -> CounterOffer | None:
    """The offer that waits for the school, with its dates. Two queries."""
    return session.scalar(
        select(CounterOffer)
        .options(selectinload(CounterOffer.dates).joinedload(OfferedDate.facilitator).joinedload(Facilitator.person))
        .where(CounterOffer.booking_id == booking.id, CounterOffer.state == OfferState.OPEN)
    )


def offers_of(session: Session, booking: Booking) -> Sequence[CounterOffer]:
    """Everything that was ever offered for a booking, the newest first. Two queries."""
    return session.scalars(
        select(CounterOffer)
        .options(selectinload(CounterOffer.dates).joinedload(OfferedDate.facilitator).joinedload(Facilitator.person))
        .where(CounterOffer.booking_id == booking.id)
        .order_by(CounterOffer.id.desc())
    ).all()


def lapsed_offers(session: Session, *, at: datetime) -> Sequence[int]:
    """The ids of the offers that nobody has answered in time."""
    return session.scalars(
        select(CounterOffer.id).where(CounterOffer.state == OfferState.OPEN, CounterOffer.until <= at)
    ).all()


def offered_elsewhere(session: Session, wanted: Sequence[Engagement], *, besides: int) -> Sequence[OfferedHour]:
    """Hours that are offered for other bookings and overlap with the wanted ones, all weeks of courses. One query."""
    if not wanted:
        return []
    since, until = min(one.starts_at for one in wanted), max(one.ends_at for one in wanted)
    return [
        hour
        for hour in offered_hours.between(session, since=since, until=until)
        if hour.booking.id != besides and any(hour.engagement.overlaps(one) for one in wanted)
    ]


def meetings_of(offered: OfferedDate) -> tuple[Meeting, ...]:
    """The one meeting of a visit, or all weeks of a course."""
    return meetings(offered.starts_at, offered.ends_at, offered.later_starts)


# Actions


def offer(
    session: Session,
    booking: Booking,
    dates: Sequence[Offered],
    *,
    until: datetime,
    by: Actor,
    at: datetime,
    note: str = "",
) -> CounterOffer:
    """Offer other dates until a deadline, and tell the booker; an earlier offer ends, and so does a hold.

    Raises a Refusal beside `date_1` to `date_3`, `start_1`..., `facilitator_1`... or `until`.
    """
    bookings.lock(session, booking)
    if booking.state not in (BookingState.REQUESTED, BookingState.HELD):
        raise Refusal("booking_state", f"This booking is {booking.state.value}: there is nothing to offer")
    check_offer([Engagement(one.starts_at, one.ends_at) for one in dates], until=until, at=at)
    if booking.state is BookingState.HELD:
        booking_plans.give_back(session, booking, by=by, at=at)
    bookings.end_offers(session, booking, as_=OfferState.WITHDRAWN, at=at)
    _lock_facilitators(session, {one.facilitator_id for one in dates})
    made = CounterOffer(booking_id=booking.id, state=OfferState.OPEN, made_at=at, until=until)
    made.dates = [_date(session, booking, number, one) for number, one in enumerate(dates, start=1)]
    session.add(made)
    try:
        session.flush()
    except IntegrityError as error:
        raise _taken(1) from error
    history.record(
        session,
        subject=booking.reference,
        event="dates_offered",
        by=by,
        at=at,
        detail={"dates": [one.starts_at.isoformat() for one in dates], "until": until.isoformat()},
    )
    bookings.tell_booker(
        session,
        booking,
        kind="booking_counter_offer",
        occasion=f"offer/{made.id}/{at.isoformat(timespec='seconds')}",
        payload={"offer": made.id},
        note=note,
        at=at,
    )
    return made


def choose(
    session: Session,
    booking: Booking,
    *,
    rank: int,
    working_days: int,
    office: str,
    by: Actor,
    at: datetime,
    remind_before: timedelta = HOLD_REMINDER,
) -> bool:
    """The school takes one of the dates: it is held and accepted at once. Answers whether it is confirmed too.

    Raises a Refusal when the offer has ended, or when the facilitator's hour has gone meanwhile.
    """
    chosen_offer = _open_or_refuse(session, booking, at=at)
    chosen = next((one for one in chosen_offer.dates if one.rank == rank), None)
    if chosen is None:
        raise Refusal("rank", "Choose one of the dates", "rank")
    plan = _plan(booking, chosen)
    chosen.chosen = True
    bookings.end_offers(session, booking, as_=OfferState.CHOSEN, at=at)
    history.record(
        session,
        subject=booking.reference,
        event="date_chosen",
        by=by,
        at=at,
        detail={"dates": [chosen.starts_at.isoformat()]},
    )
    try:
        booking_plans.hold(session, booking, plan, working_days=working_days, by=by, at=at, remind_before=remind_before)
    except Refusal as refusal:
        raise Refusal(
            "offer_gone", "This date has gone in the meantime. Choose another one, or ring the office.", "rank"
        ) from refusal
    return holds.accept(session, booking, office=office, by=by, at=at)


def none_suits(session: Session, booking: Booking, *, words: str, office: str, by: Actor, at: datetime) -> None:
    """The school says that none of the dates suits; the office reads why and looks further."""
    ended = _open_or_refuse(session, booking, at=at)
    ended.words = words or None
    bookings.end_offers(session, booking, as_=OfferState.NONE_SUITS, at=at)
    history.record(session, subject=booking.reference, event="no_offered_date_suits", by=by, at=at)
    _tell_office(session, booking, ended, office=office, at=at)


def let_lapse(session: Session, *, offer_id: int, office: str, by: Actor, at: datetime) -> None:
    """End an offer that was not answered in time, and tell both sides."""
    found = session.get_one(CounterOffer, offer_id)
    booking = session.get_one(Booking, found.booking_id)
    bookings.lock(session, booking)
    session.refresh(found)
    if found.state is not OfferState.OPEN or found.until > at:
        return
    bookings.end_offers(session, booking, as_=OfferState.LAPSED, at=at)
    history.record(session, subject=booking.reference, event="offer_lapsed", by=by, at=at)
    bookings.tell_booker(
        session,
        booking,
        kind="booking_offer_lapsed",
        occasion=f"offer-lapsed/{found.id}",
        payload={"offer": found.id},
        at=at,
    )
    _tell_office(session, booking, found, office=office, at=at)


def _open_or_refuse(session: Session, booking: Booking, *, at: datetime) -> CounterOffer:
    bookings.lock(session, booking)
    found = open_offer(session, booking)
    if found is None or found.until <= at:
        raise Refusal("offer_over", "These dates are no longer offered. Ring the office, and we find others.")
    return found


def _date(session: Session, booking: Booking, rank: int, wanted: Offered) -> OfferedDate:
    """One date as it is stored, with the other weeks of a course. Raises a Refusal beside its row."""
    try:
        meetings = _meetings(session, booking, wanted)
    except Refusal as refusal:
        raise Refusal(refusal.code, refusal.sentence, f"date_{rank}") from refusal
    engagements = [Engagement(meeting.starts_at, meeting.ends_at) for meeting in meetings]
    found = diary.doubts(
        session,
        facilitator_ids=[wanted.facilitator_id],
        wanted=engagements,
        audience=booking.audience,
        organisation_id=booking.organisation_id,
        years=booking.years,
        besides_booking_id=booking.id,
    )
    refused = "; ".join(dict.fromkeys(doubt.sentence for doubt in found if doubt.refused))
    if refused:
        raise Refusal("clash", f"{refused}. Choose another time or another facilitator", f"facilitator_{rank}")
    if any(
        one.offered.facilitator_id == wanted.facilitator_id
        for one in offered_elsewhere(session, engagements, besides=booking.id)
    ):
        raise _taken(rank)
    return OfferedDate(
        rank=rank,
        starts_at=wanted.starts_at,
        ends_at=wanted.ends_at,
        later_starts=[meeting.starts_at.isoformat() for meeting in meetings[1:]],
        facilitator_id=wanted.facilitator_id,
        chosen=False,
        live=True,
    )


def _meetings(session: Session, booking: Booking, wanted: Offered) -> list[Meeting]:
    if booking.activity.weeks == 1:
        return [Meeting(wanted.starts_at, wanted.ends_at)]
    known = school_calendar.calendar_of(session, organisation_id=booking.organisation_id)
    first = london_day(wanted.starts_at)
    proposal = weekly_dates(first, booking.activity.weeks, known.closures, known.terms, years=booking.year_groups)
    if proposal.days[0] != first:
        raise Refusal("closed", f"No time for visitors on this day: {proposal.skipped[0].reason}")
    begins: time = london_clock(wanted.starts_at)
    length = wanted.ends_at - wanted.starts_at
    starts = [london(day, begins) for day in proposal.days]
    return [Meeting(start, start + length) for start in starts]


def _plan(booking: Booking, chosen: OfferedDate) -> VisitPlan:
    """The visit at the school, as the page of the office would fill it in."""
    school = booking.organisation
    parts = (school.street, school.locality, school.town) if school else ()
    return VisitPlan(
        meetings=meetings_of(chosen),
        facilitator_ids=(chosen.facilitator_id,),
        place_name=school.name if school else booking.organisation_described,
        place_address=", ".join(part for part in parts if part) or None,
        postcode=school.postcode if school else None,
        cards=booking.expected_number if booking.activity.targeted else None,
    )


def _lock_facilitators(session: Session, ids: set[int]) -> None:
    """In order of id, as the diary does, so that two desks cannot offer the same hour."""
    session.execute(
        select(Facilitator.id).where(Facilitator.id.in_(ids)).order_by(Facilitator.id).with_for_update()
    ).all()


def _taken(rank: int) -> Refusal:
    return Refusal(
        "offered_elsewhere",
        "This facilitator is offered to another school at this time: choose another time or person",
        f"facilitator_{rank}",
    )


def _tell_office(session: Session, booking: Booking, ended: CounterOffer, *, office: str, at: datetime) -> None:
    outbox.queue(
        session,
        kind="booking_offer_ended_for_office",
        to=office,
        about=booking.reference,
        occasion=f"{booking.reference}/offer-ended/{ended.id}",
        payload={"offer": ended.id},
        at=at,
    )
