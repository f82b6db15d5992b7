"""Calendar feeds: which dates stand in one, and the secret addresses of a facilitator's and a school's.

A feed holds dates and places and nothing else. It keeps what is over for three months, and what is
cancelled as cancelled, so that a calendar program takes away what it had shown. The history tells
how often an entry changed and when last: it only grows, so the numbers only rise.
"""

from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from sqlalchemy import Select, and_, case, func, or_, select
from sqlalchemy.orm import Session

from rose_training.domain.actors import Actor
from rose_training.domain.assignments import DELIVERS
from rose_training.domain.bookings import BookingState
from rose_training.domain.calendar import london, london_day
from rose_training.domain.feeds import FeedKind
from rose_training.domain.sessions import SessionMode, SessionState
from rose_training.models.bookings import Booking
from rose_training.models.feeds import Feed
from rose_training.models.history import HistoryEntry
from rose_training.models.organisations import Organisation
from rose_training.models.people import Facilitator
from rose_training.models.programme import Activity
from rose_training.models.sessions import Assignment, TrainingSession
from rose_training.services import history

MONTHS_KEPT = 3
MOST = 2000
"""More dates than a calendar program shows in three years: a feed stays bounded whatever happens."""


@dataclass(frozen=True, slots=True)
class FeedDate:
    """One entry of a feed. Never carries a joining link, a name of a person or a topic.

    `sequence` rises and `changed_at` moves on with every change; `booking` is the reference of the
    school's booking, None for an open session; `tentative` dates are held and not yet confirmed.
    """

    reference: str
    booking: str | None
    code: str
    week_number: int | None
    catches_up_week: int | None
    starts_at: datetime
    ends_at: datetime
    mode: SessionMode
    place_name: str | None
    place_address: str | None
    postcode: str | None
    cancelled: bool
    tentative: bool
    changes: int
    changed_at: datetime

    @property
    def sequence(self) -> int:
        """0 when it was put on, then one more for each change."""
        return max(self.changes - 1, 0)

    @property
    def place(self) -> str:
        """The place in one line; how people take part when it is online only."""
        if not self.mode.has_a_room:
            return self.mode.label
        return ", ".join(part for part in (self.place_name, self.place_address, self.postcode) if part)


# Questions


def kept_since(at: datetime) -> datetime:
    """The beginning of the month three months ago: entries from then on stay in a feed.

    By whole months, so that nothing drops out of a feed but on the first of a month.
    """
    today = london_day(at)
    months = today.year * 12 + today.month - 1 - MONTHS_KEPT
    return london(today.replace(year=months // 12, month=months % 12 + 1, day=1), time(0))


def last_changed(session: Session, *, at: datetime) -> datetime:
    """A moment since which no feed has changed: that of the newest entry in the history, or the first
    of the month, when the oldest dates drop out. Never too early, perhaps too late."""
    newest = session.scalar(select(HistoryEntry.at).order_by(HistoryEntry.id.desc()).limit(1))
    month = london(london_day(at).replace(day=1), time(0))
    return max(newest, month) if newest is not None else month


def open_dates(session: Session, *, at: datetime) -> tuple[FeedDate, ...]:
    """Every open session, for everybody. One query, as for all feeds."""
    return _dates(session, _dated(at).where(TrainingSession.booking_id.is_(None)))


def dates_of(session: Session, feed: Feed, *, at: datetime) -> tuple[FeedDate, ...]:
    """The dates of the facilitator or the school whose feed this is."""
    if feed.kind is FeedKind.FACILITATOR:
        mine = select(Assignment.session_id).where(
            Assignment.facilitator_id == feed.facilitator_id, Assignment.answer.in_(DELIVERS)
        )
        return _dates(session, _dated(at).where(TrainingSession.id.in_(mine)))
    return _dates(session, _dated(at).where(Booking.organisation_id == feed.organisation_id))


def live_feed(
    session: Session, *, facilitator_id: int | None = None, organisation_id: int | None = None
) -> Feed | None:
    """The feed that a facilitator or a school has at the moment."""
    return session.scalar(
        select(Feed).where(
            Feed.ended_at.is_(None),
            Feed.facilitator_id == facilitator_id if facilitator_id else Feed.organisation_id == organisation_id,
        )
    )


def by_key(session: Session, *, key: str) -> Feed | None:
    """The feed with this key, ended or not. None, too, when its facilitator no longer delivers for us."""
    return session.scalar(
        select(Feed)
        .outerjoin(Facilitator, Facilitator.id == Feed.facilitator_id)
        .where(Feed.key == key, or_(Feed.facilitator_id.is_(None), Facilitator.active))
    )


# Actions


def make(
    session: Session,
    *,
    key: str,
    by: Actor,
    at: datetime,
    facilitator_id: int | None = None,
    organisation_id: int | None = None,
) -> Feed:
    """A new address with this fresh `key`; the one before, if there is one, ends at the same moment.

    The owner's row is locked first, so that a button pressed twice makes one address that lives.
    """
    owner = select(Facilitator.id).where(Facilitator.id == facilitator_id)
    if facilitator_id is None:
        owner = select(Organisation.id).where(Organisation.id == organisation_id)
    session.execute(owner.with_for_update()).all()
    end(session, facilitator_id=facilitator_id, organisation_id=organisation_id, by=by, at=at)
    kind = FeedKind.FACILITATOR if facilitator_id else FeedKind.SCHOOL
    feed = Feed(key=key, kind=kind, facilitator_id=facilitator_id, organisation_id=organisation_id, made_at=at)
    session.add(feed)
    session.flush()
    history.record(session, subject=_subject(feed), event="feed_made", by=by, at=at)
    return feed


def end(
    session: Session,
    *,
    by: Actor,
    at: datetime,
    facilitator_id: int | None = None,
    organisation_id: int | None = None,
) -> None:
    """Let the address answer nobody any more; nothing happens when there is none."""
    feed = live_feed(session, facilitator_id=facilitator_id, organisation_id=organisation_id)
    if feed is None:
        return
    feed.ended_at = at
    session.flush()
    history.record(session, subject=_subject(feed), event="feed_ended", by=by, at=at)


def _subject(feed: Feed) -> str:
    """What the history calls it: never by its key."""
    return f"FEED-{feed.kind.value}-{feed.facilitator_id or feed.organisation_id}"


def _dated(at: datetime) -> Select[*tuple[Any, ...]]:
    """Dates since the beginning of the window, with how often and when last they changed."""
    about = or_(HistoryEntry.subject == TrainingSession.reference, HistoryEntry.subject == Booking.reference)
    changes = select(func.count()).select_from(HistoryEntry).where(about).correlate(TrainingSession, Booking)
    latest = select(func.max(HistoryEntry.at)).where(about).correlate(TrainingSession, Booking)
    held = and_(Booking.id.is_not(None), Booking.state == BookingState.HELD)
    return (
        select(
            TrainingSession.reference,
            Booking.reference,
            Activity.code,
            TrainingSession.week_number,
            TrainingSession.catches_up_week,
            TrainingSession.starts_at,
            TrainingSession.ends_at,
            TrainingSession.mode,
            TrainingSession.place_name,
            TrainingSession.place_address,
            TrainingSession.postcode,
            TrainingSession.state == SessionState.CANCELLED,
            case((held, True), else_=False),
            changes.scalar_subquery(),
            func.coalesce(latest.scalar_subquery(), TrainingSession.created_at),
        )
        .join(Activity, Activity.id == TrainingSession.activity_id)
        .outerjoin(Booking, Booking.id == TrainingSession.booking_id)
        .where(TrainingSession.starts_at >= kept_since(at))
        .order_by(TrainingSession.starts_at, TrainingSession.id)
        .limit(MOST)
    )


def _dates(session: Session, asked: Select[*tuple[Any, ...]]) -> tuple[FeedDate, ...]:
    return tuple(FeedDate(*row) for row in session.execute(asked))
