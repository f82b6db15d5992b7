"""The office's inbox: bookings by state, those that cannot wait first, found by activity and words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session, joinedload

from rose_training.domain import inbox as rules
from rose_training.domain.assignments import Staffing
from rose_training.domain.bookings import BookingState
from rose_training.domain.inbox import Priority, Waiting
from rose_training.models.bookings import Booking, PreferredDate
from rose_training.models.counter_offers import CounterOffer
from rose_training.models.organisations import Organisation
from rose_training.models.programme import Activity
from rose_training.services import calendar as school_calendar
from rose_training.services import staffing

WAITING = (BookingState.REQUESTED, BookingState.HELD)
"""The states in which somebody waits for the office, ordered by priority and not by date."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the office looks for: a state, an activity by its code, and part of a name or reference."""

    state: BookingState = BookingState.REQUESTED
    activity: str = ""
    words: str = ""

    @property
    def narrowed(self) -> bool:
        """Whether less than the whole state is asked for."""
        return bool(self.activity or self.words)


@dataclass(frozen=True, slots=True)
class InboxPage:
    """The rows of one page with priority and staffing of each by its id, and how many rows there are in all."""

    rows: Sequence[Booking]
    priorities: Mapping[int, Priority]
    total: int
    staffed: Mapping[int, Staffing]


def counts(session: Session) -> dict[BookingState, int]:
    """How many bookings stand in each state, zeros included. One query."""
    found = dict(session.execute(select(Booking.state, func.count()).group_by(Booking.state)).all())
    return {state: found.get(state, 0) for state in BookingState}


def page(session: Session, wanted: Wanted, *, at: datetime, offset: int = 0, limit: int = 25) -> InboxPage:
    """Some rows: what waits by priority, what has ended latest first. The same few queries for any length."""
    if wanted.state in WAITING:
        return _by_priority(session, wanted, at=at, offset=offset, limit=limit)
    total = session.scalar(_narrowed(select(func.count(Booking.id)), wanted)) or 0
    rows = session.scalars(
        _narrowed(_whole(), wanted).order_by(Booking.requested_at.desc(), Booking.id.desc()).offset(offset).limit(limit)
    ).all()
    return InboxPage(rows, {}, total, staffing.of_bookings(session, booking_ids=[row.id for row in rows], at=at))


def priority_of(session: Session, booking: Booking, *, at: datetime) -> Priority:
    """How soon one booking should be looked at, and why."""
    wanted = _light().where(Booking.id == booking.id)
    calendar = school_calendar.calendar_of(session)
    staffed = staffing.of_bookings(session, booking_ids=[booking.id], at=at)
    (_, waiting) = _waiting(session.execute(wanted).one(), staffed)
    return rules.priority(waiting, at=at, calendar=calendar)


def first_wishes(session: Session, found: Sequence[Booking]) -> dict[int, PreferredDate]:
    """The first choice of each booking, by the booking's id. One query."""
    rows = session.scalars(
        select(PreferredDate).where(PreferredDate.booking_id.in_([one.id for one in found]), PreferredDate.rank == 1)
    )
    return {row.booking_id: row for row in rows}


def activities(session: Session) -> Sequence[tuple[str, str]]:
    """Code and title of every activity that was ever asked for, to choose from. One query."""
    rows = session.execute(
        select(Activity.code, Activity.title)
        .where(select(Booking.id).where(Booking.activity_id == Activity.id).exists())
        .order_by(Activity.code)
    )
    return [(code, title) for code, title in rows]


def _by_priority(session: Session, wanted: Wanted, *, at: datetime, offset: int, limit: int) -> InboxPage:
    """Whoever waits is ranked from a few columns; only the rows of the page are read whole."""
    calendar = school_calendar.calendar_of(session)
    rows = session.execute(_narrowed(_light(), wanted)).all()
    held = [row.id for row in rows] if wanted.state is BookingState.HELD else []
    staffed = staffing.of_bookings(session, booking_ids=held, at=at)
    light = [_waiting(row, staffed) for row in rows]
    ranked = {id_: rules.priority(waiting, at=at, calendar=calendar) for id_, waiting in light}
    chosen = rules.in_order(ranked.items())[offset : offset + limit]
    found = {row.id: row for row in session.scalars(_whole().where(Booking.id.in_(chosen)))}
    return InboxPage([found[one] for one in chosen], {one: ranked[one] for one in chosen}, len(ranked), staffed)


def _light() -> Select[Any]:
    first_wish = select(func.min(PreferredDate.on)).where(PreferredDate.booking_id == Booking.id).scalar_subquery()
    latest_offer = (
        select(CounterOffer.state)
        .where(CounterOffer.booking_id == Booking.id)
        .order_by(CounterOffer.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    return select(
        Booking.id,
        Booking.state,
        Booking.requested_at,
        Booking.held_until,
        Booking.accepted_at,
        Booking.spoken_at,
        Activity.targeted,
        first_wish.label("first_wish"),
        latest_offer.label("offer"),
    ).join(Activity, Activity.id == Booking.activity_id)


def _waiting(row: Sequence[Any], staffed: Mapping[int, Staffing]) -> tuple[int, Waiting]:
    id_, state, requested_at, held_until, accepted_at, spoken_at, targeted, first_wish, offer = row
    return id_, Waiting(
        state=state,
        requested_at=requested_at,
        first_wish=first_wish,
        held_until=held_until,
        accepted=accepted_at is not None,
        targeted=targeted,
        spoken=spoken_at is not None,
        offer=offer,
        staffing=staffed.get(id_),
    )


def _whole() -> Select[Any]:
    return select(Booking).options(joinedload(Booking.activity), joinedload(Booking.organisation))


def _narrowed(query: Select[Any], wanted: Wanted) -> Select[Any]:
    query = query.where(Booking.state == wanted.state)
    if wanted.activity:
        query = query.where(Booking.activity_id.in_(select(Activity.id).where(Activity.code == wanted.activity)))
    if wanted.words:
        query = query.where(_matches(wanted.words))
    return query


def _matches(words: str) -> ColumnElement[bool]:
    """Part of a reference, a school's name or town, a described name, or the booker's name or address."""
    by_name = select(Organisation.id).where(
        or_(
            Organisation.name.icontains(words, autoescape=True),
            Organisation.town.icontains(words, autoescape=True),
            Organisation.urn == words,
        )
    )
    return or_(
        Booking.reference.icontains(words, autoescape=True),
        Booking.organisation_described.icontains(words, autoescape=True),
        Booking.booker_name.icontains(words, autoescape=True),
        Booking.booker_email.icontains(words, autoescape=True),
        Booking.organisation_id.in_(by_name),
    )
