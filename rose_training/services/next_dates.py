"""'Tell me the next date': who wants to hear of new dates, and which they have been told.

An address counts once its owner has pressed the button behind the link in our mail. Each hears of
each new date once, and gets one mail a day at most. Leaving takes one click.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, delete, func, insert, or_, select
from sqlalchemy.dialects.postgresql import insert as insert_on_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_on_sqlite
from sqlalchemy.orm import Session, joinedload

from rose_training.domain.calendar import london_day
from rose_training.domain.programme import Audience
from rose_training.domain.references import new_reference
from rose_training.domain.sessions import SessionState
from rose_training.models.next_dates import NextDateTold, NextDateWish
from rose_training.models.programme import Activity
from rose_training.models.sessions import TrainingSession
from rose_training.services import outbox

AUDIENCES = (Audience.PROFESSIONALS, Audience.PARENTS, Audience.STAFF)
"""Adults who come to open dates; pupils come with their school."""

UNCONFIRMED_KEPT = timedelta(days=7)
LEFT_KEPT = timedelta(days=30)
"""How long an address is kept that was never confirmed, or that has left (its link still says so)."""


# Questions


def by_reference(session: Session, *, reference: str) -> NextDateWish | None:
    """One wish, confirmed or not."""
    return session.scalar(select(NextDateWish).where(NextDateWish.reference == reference))


def new_dates(session: Session, *, references: Collection[str], at: datetime) -> Sequence[TrainingSession]:
    """Of these open dates, those that people can still come to, the soonest first."""
    return session.scalars(
        select(TrainingSession)
        .where(TrainingSession.reference.in_(references), *_to_come(at))
        .options(joinedload(TrainingSession.activity))
        .order_by(TrainingSession.starts_at)
    ).all()


# Actions of whoever asks


def ask(session: Session, *, email: str, audience: Audience, at: datetime) -> None:
    """Ask for an address to be told; its owner gets a mail with a button, and nothing counts before that.

    The same is done whether we know the address or not, so that asking tells nothing about it. One
    such mail a day and audience at most.
    """
    address = email.strip().lower()
    insert_here = insert_on_sqlite if session.get_bind().dialect.name == "sqlite" else insert_on_postgresql
    made = insert_here(NextDateWish).values(
        reference=new_reference("NXT"), email=address, audience=audience, asked_at=at
    )
    session.execute(made.on_conflict_do_nothing(index_elements=["email"]))
    wish = session.scalars(select(NextDateWish).where(NextDateWish.email == address)).one()
    wish.asked_at = at
    outbox.queue(
        session,
        kind="next_dates_confirm",
        to=address,
        about=wish.reference,
        occasion=f"{wish.reference}/{audience.value}/{london_day(at)}",
        at=at,
        payload={"audience": audience.value},
    )


def confirm(session: Session, *, reference: str, audience: Audience, at: datetime) -> NextDateWish | None:
    """The owner of the address has pressed the button. None when the wish was forgotten meanwhile."""
    wish = by_reference(session, reference=reference)
    if wish is None:
        return None
    if wish.confirmed_at is None or wish.left_at is not None:
        wish.confirmed_at, wish.left_at = at, None
    wish.audience = audience
    session.flush()
    return wish


def leave(session: Session, *, reference: str, at: datetime) -> None:
    """No more mails to this address. Nothing happens when it has left already or was forgotten."""
    wish = by_reference(session, reference=reference)
    if wish is not None and wish.left_at is None:
        wish.left_at = at
        session.flush()


# Actions of the clock


def tell(session: Session, *, at: datetime) -> int:
    """Queue one mail to everybody who has not heard of a date that is new since they asked; how many.

    Whoever has had one today waits for tomorrow. Asked for twice it is one mail: what was told is
    written down with it, and the outbox knows the day.
    """
    today = london_day(at)
    dates: dict[Audience, Sequence[TrainingSession]] = {}
    intents: list[outbox.Intent] = []
    rows: list[dict[str, object]] = []
    wishes = _live_wishes(session)
    told = _told(session, at=at)
    for wish in wishes:
        heard, last = told.get(wish.id, (frozenset(), None))
        if wish.confirmed_at is None or (last is not None and london_day(last) == today):
            continue
        if wish.audience not in dates:
            dates[wish.audience] = _dates_for(session, wish.audience, at=at)
        news = [one for one in dates[wish.audience] if one.created_at > wish.confirmed_at and one.id not in heard]
        if news:
            rows += [{"wish_id": wish.id, "session_id": one.id, "told_at": at} for one in news]
            intents.append(_news(wish, news, at=at))
    if rows:
        session.execute(insert(NextDateTold), rows)
    outbox.queue_all(session, intents, at=at)
    return len(intents)


def forget_old(session: Session, *, at: datetime) -> int:
    """Delete addresses that were never confirmed for a week, or that left a month ago; how many."""
    never = and_(NextDateWish.confirmed_at.is_(None), NextDateWish.asked_at < at - UNCONFIRMED_KEPT)
    gone = NextDateWish.left_at < at - LEFT_KEPT
    ids = session.scalars(select(NextDateWish.id).where(or_(never, gone))).all()
    session.execute(delete(NextDateTold).where(NextDateTold.wish_id.in_(ids)))
    session.execute(delete(NextDateWish).where(NextDateWish.id.in_(ids)))
    return len(ids)


def _live_wishes(session: Session) -> Sequence[NextDateWish]:
    """Confirmed and not left, locked so that two workers tell each of them once."""
    return session.scalars(
        select(NextDateWish)
        .where(NextDateWish.confirmed_at.is_not(None), NextDateWish.left_at.is_(None))
        .order_by(NextDateWish.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()


def _told(session: Session, *, at: datetime) -> dict[int, tuple[frozenset[int], datetime]]:
    """What each was told of the dates to come, and when last, by the id of the wish."""
    matters = or_(TrainingSession.starts_at > at, NextDateTold.told_at > at - timedelta(days=2))
    asked = select(NextDateTold).join(TrainingSession, TrainingSession.id == NextDateTold.session_id).where(matters)
    found: dict[int, tuple[frozenset[int], datetime]] = {}
    for one in session.scalars(asked):
        heard, last = found.get(one.wish_id, (frozenset(), one.told_at))
        found[one.wish_id] = (heard | {one.session_id}, max(last, one.told_at))
    return found


def _dates_for(session: Session, audience: Audience, *, at: datetime) -> Sequence[TrainingSession]:
    return session.scalars(
        select(TrainingSession)
        .join(Activity, Activity.id == TrainingSession.activity_id)
        .where(Activity.audience == audience, *_to_come(at))
        .order_by(TrainingSession.starts_at)
    ).all()


def _to_come(at: datetime) -> tuple[ColumnElement[bool], ...]:
    """Ahead as in `domain.sessions.is_ahead`, and people can still register."""
    return (
        TrainingSession.booking_id.is_(None),
        TrainingSession.state != SessionState.CANCELLED,
        TrainingSession.starts_at > at,
        func.coalesce(TrainingSession.registration_closes_at, TrainingSession.starts_at) > at,
    )


def _news(wish: NextDateWish, news: Sequence[TrainingSession], *, at: datetime) -> outbox.Intent:
    return outbox.Intent(
        kind="next_dates_news",
        to=wish.email,
        about=wish.reference,
        occasion=f"{wish.reference}/{london_day(at)}",
        payload={"dates": [one.reference for one in news]},
    )
