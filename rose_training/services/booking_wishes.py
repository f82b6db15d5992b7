"""A school asks to move a booking; the office moves it, or says why it cannot be. And last year's visit again."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, joinedload, selectinload

from rose_training.domain.actors import Actor
from rose_training.domain.booking_wishes import WishState, check_may_ask, check_reason, year_later
from rose_training.domain.bookings import BookingState, ContactRole, PartOfDay
from rose_training.domain.calendar import london_day, working_day_after
from rose_training.domain.refusals import Refusal
from rose_training.domain.visit_answers import Topic
from rose_training.domain.visit_drafts import PROPOSED, write_curriculum, write_room, write_venue, write_wishes
from rose_training.domain.visit_requests import Wish
from rose_training.models.booking_wishes import BookingWish, WishedDay
from rose_training.models.bookings import Booking, PreferredDate
from rose_training.services import bookings, calendar, history, outbox

# Questions


def live_wish(session: Session, booking: Booking) -> BookingWish | None:
    """The wish of this booking that waits for an answer."""
    return session.scalar(
        select(BookingWish)
        .where(BookingWish.booking_id == booking.id, BookingWish.state == WishState.WAITING)
        .options(selectinload(BookingWish.days))
    )


def latest_wish(session: Session, booking: Booking) -> BookingWish | None:
    """The newest wish of this booking, answered or not."""
    return session.scalar(
        select(BookingWish)
        .where(BookingWish.booking_id == booking.id)
        .order_by(BookingWish.id.desc())
        .limit(1)
        .options(selectinload(BookingWish.days))
    )


def waiting(session: Session, *, offset: int = 0, limit: int = 25) -> Sequence[BookingWish]:
    """Wishes that wait for the office, the oldest first, with their bookings."""
    return session.scalars(
        select(BookingWish)
        .where(BookingWish.state == WishState.WAITING)
        .order_by(BookingWish.asked_at, BookingWish.id)
        .offset(offset)
        .limit(limit)
        .options(
            selectinload(BookingWish.days),
            joinedload(BookingWish.booking).joinedload(Booking.organisation),
            joinedload(BookingWish.booking).joinedload(Booking.activity),
        )
    ).all()


def count_waiting(session: Session) -> int:
    """How many wait."""
    return session.scalar(select(func.count()).where(BookingWish.state == WishState.WAITING)) or 0


def waiting_for(session: Session, visits: Collection[Booking]) -> frozenset[int]:
    """Of these bookings, the ids of those with a wish that waits."""
    return frozenset(
        session.scalars(
            select(BookingWish.booking_id).where(
                BookingWish.booking_id.in_([booking.id for booking in visits]), BookingWish.state == WishState.WAITING
            )
        )
    )


def again_next_year(session: Session, booking: Booking, *, notice: int, at: datetime) -> dict[str, Any]:
    """The answers of a new request like this one, with a day a year later as a proposal for the question about dates.

    The day is the nearest school day of the same weekday that leaves us `notice` working days. It is no answer yet:
    the booker looks at it before anything else goes on. What has to be declared is not taken over: it was said of last
    year's visit. So the usual pages ask for it, and everything else is shown once more before it is sent.
    """
    held = [london_day(one.starts_at) for one in bookings.sessions_of(session, booking) if one.starts_at]
    wished = session.scalars(
        select(PreferredDate).where(PreferredDate.booking_id == booking.id).order_by(PreferredDate.rank)
    ).all()
    school_calendar = calendar.calendar_of(session, organisation_id=booking.organisation_id)
    earliest = working_day_after(london_day(at), max(notice, 1), school_calendar.closures)
    last = held[:1] or [one.on for one in wished[:1]]
    days = year_later(last, school_calendar, earliest=earliest)
    first = wished[0] if wished else None
    part, hour = (first.part, first.time_wished or "") if first else (PartOfDay.ANY, "")
    proposed = write_wishes([Wish(day, part, hour) for day in days])
    organisation = booking.organisation
    return {
        "activity": booking.activity.slug,
        "organisation": organisation.reference if organisation and organisation.status.is_offered else None,
        "described": "" if organisation else booking.organisation_described or "",
        "host": booking.host.value,
        "venue": write_venue(booking.venue) if booking.venue else None,
        "years": list(booking.year_groups),
        "format": booking.format.value if booking.format else None,
        "age_from": booking.age_from,
        "age_to": booking.age_to,
        "working_at": booking.working_at.value if booking.working_at else None,
        "expected_number": booking.expected_number,
        PROPOSED: {"dates": proposed, "last": last[0].isoformat() if last else None},
        ContactRole.ON_THE_DAY.value: {
            "name": booking.day_contact_name or "",
            "phone": booking.day_contact_phone or "",
        },
        ContactRole.DSL.value: {"name": booking.dsl_name or "", "reach": booking.dsl_contact or ""},
        **_told_of_the_place(booking),
    }


def _told_of_the_place(booking: Booking) -> dict[str, Any]:
    """The room and the curriculum as told before; how many had which need was another year's group."""
    told: dict[str, Any] = {}
    if booking.room is not None:
        told[Topic.ROOM.value] = write_room(booking.room)
    if booking.curriculum is not None:
        told[Topic.CURRICULUM.value] = write_curriculum(replace(booking.curriculum, withdrawn=None))
    return told


# Actions


def ask(
    session: Session,
    booking: Booking,
    *,
    wishes: Sequence[Wish],
    reason: str,
    office: str,
    by: Actor,
    at: datetime,
) -> BookingWish:
    """Ask to move a booking to one of up to three days; the office at this address is told.

    The dates stand until it is moved. Raises a Refusal where there is nothing to move, without a reason, and
    while an earlier wish waits.
    """
    bookings.lock(session, booking)
    check_may_ask(booking.state)
    check_reason(reason)
    wish = BookingWish(booking_id=booking.id, state=WishState.WAITING, reason=reason, asked_at=at)
    wish.days = [
        WishedDay(rank=rank, on=one.day, part=one.part, time_wished=one.time or None)
        for rank, one in enumerate(wishes, start=1)
    ]
    try:
        with session.begin_nested():
            session.add(wish)
    except IntegrityError as refused:
        raise Refusal("asked_already", "You have asked to move this booking already. We will answer soon.") from refused
    history.record(
        session,
        subject=booking.reference,
        event="move_asked",
        by=by,
        at=at,
        detail={"days": [one.day.isoformat() for one in wishes]},
    )
    outbox.queue(
        session,
        kind="booking_wish_asked",
        to=office,
        about=booking.reference,
        occasion=f"{booking.reference}/wish/{wish.id}",
        at=at,
    )
    return wish


def take_back(session: Session, booking: Booking, *, by: Actor, at: datetime) -> None:
    """The school no longer wants to move; nothing happens when the wish was answered already."""
    _end(session, booking, WishState.WITHDRAWN, event="move_taken_back", by=by, at=at)


def grant(session: Session, booking: Booking, *, by: Actor, at: datetime) -> None:
    """The booking has been moved as the school asked; the mail about the change tells the school."""
    _end(session, booking, WishState.GRANTED, event="move_granted", by=by, at=at)


def refuse(session: Session, booking: Booking, *, answer: str, by: Actor, at: datetime) -> None:
    """Say that it cannot be moved so, and why; the dates stand as they are and the school is told."""
    if not answer:
        raise Refusal("answer_missing", "Enter a sentence that tells the school why", "answer")
    wish = _end(session, booking, WishState.REFUSED, event="move_refused", answer=answer, by=by, at=at)
    if wish is None:
        raise Refusal("answered", "This was answered or taken back in the meantime. Nothing was changed.")
    bookings.tell_booker(
        session,
        booking,
        kind="booking_wish_refused",
        occasion=f"wish/{wish.id}/refused",
        at=at,
        payload={"answer": answer},
    )


def end_with_booking(session: Session, booking: Booking, *, by: Actor, at: datetime) -> None:
    """A booking that has ended has nothing left to move."""
    if not booking.state.is_open or booking.state is BookingState.REQUESTED:
        _end(session, booking, WishState.WITHDRAWN, event="move_taken_back", by=by, at=at)


def _end(
    session: Session,
    booking: Booking,
    state: WishState,
    *,
    event: str,
    by: Actor,
    at: datetime,
    answer: str | None = None,
) -> BookingWish | None:
    bookings.lock(session, booking)
    wish = live_wish(session, booking)
    if wish is None:
        return None
    wish.state, wish.answered_at, wish.answer = state, at, answer
    session.flush()
    history.record(session, subject=booking.reference, event=event, by=by, at=at)
    return wish
