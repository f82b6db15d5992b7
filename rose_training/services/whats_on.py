"""What is on: the open dates that anybody may see and register for.

The busiest page of the site, so it asks one question and takes columns rather than entities.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, cast

from sqlalchemy import Executable, Table, and_, bindparam, case, func, select, true
from sqlalchemy.orm import Session

from rose_training.domain.calendar import london_day
from rose_training.domain.programme import Audience
from rose_training.domain.sessions import SessionMode, SessionState
from rose_training.models.base import UtcDateTime
from rose_training.models.programme import Activity
from rose_training.models.series import Campaign
from rose_training.models.sessions import TrainingSession

MOST = 500
"""More dates than a charity can offer at once: the page stays bounded whatever happens."""


@dataclass(frozen=True, slots=True, eq=False)
class OpenDate:
    """One line of what's on. Never carries the joining link.

    Equal only to itself: the same facts come as the same objects (`_as_dates`), so that what is
    remembered by them need not be compared fact by fact.

    `online_capacity` is None where one number holds for all places; `opens_at` is a moment still to
    come, or None; `campaign` and `campaign_slug` name the campaign that it belongs to.
    """

    reference: str
    title: str
    audience: Audience
    starts_at: datetime
    ends_at: datetime
    mode: SessionMode
    place_name: str | None
    area: str | None
    capacity: int
    places_taken: int
    online_capacity: int | None
    online_taken: int
    takes_bookings: bool
    opens_at: datetime | None
    campaign: str | None
    campaign_slug: str | None

    @property
    def places_left(self) -> int:
        """Places that a newcomer would get, of either kind.

        What the reserve list can take has been offered to it and counts as taken, so that every place
        left is anybody's.
        """
        return self.capacity - self.places_taken + (self.online_left or 0)

    @property
    def online_left(self) -> int | None:
        """Places online where they are counted by themselves, otherwise None."""
        return None if self.online_capacity is None else self.online_capacity - self.online_taken

    @property
    def month(self) -> str:
        """`2027-03`, by London's calendar."""
        return f"{london_day(self.starts_at):%Y-%m}"


@dataclass(frozen=True)
class Wanted:
    """What a reader looks for; None means anything."""

    audience: Audience | None = None
    mode: SessionMode | None = None
    area: str | None = None
    month: str | None = None

    def fits(self, one: OpenDate) -> bool:
        """Whether an open date is looked for. Somebody who wants either way finds hybrid too."""
        return (
            self.audience in (None, one.audience)
            and (self.mode in (None, one.mode) or one.mode is SessionMode.HYBRID)
            and self.area in (None, one.area)
            and self.month in (None, one.month)
        )


@dataclass(frozen=True, eq=False)
class WhatsOn:
    """The dates found, and the choices that would find something."""

    dates: tuple[OpenDate, ...]
    audiences: tuple[Audience, ...]
    areas: tuple[str, ...]
    months: tuple[str, ...]
    in_all: int


_session, _activity = cast(Table, TrainingSession.__table__), cast(Table, Activity.__table__)
_campaign = cast(Table, Campaign.__table__)
_at = bindparam("at", type_=UtcDateTime())

_OPEN_DATES = (
    select(
        _session.c.reference,
        func.coalesce(_session.c.title, _activity.c.title),
        _activity.c.audience,
        _session.c.starts_at,
        _session.c.ends_at,
        _session.c.mode,
        _session.c.place_name,
        _session.c.area,
        _session.c.capacity,
        _session.c.places_taken,
        _session.c.online_capacity,
        _session.c.online_taken,
        and_(
            func.coalesce(_session.c.registration_opens_at <= _at, true()),
            func.coalesce(_session.c.registration_closes_at > _at, true()),
        ),
        # Only while it is to come, so that the same words hold for the same facts at every hour.
        case((_session.c.registration_opens_at > _at, _session.c.registration_opens_at)),
        _campaign.c.title,
        _campaign.c.slug,
    )
    .join(_activity, _activity.c.id == _session.c.activity_id)
    .outerjoin(_campaign, and_(_campaign.c.id == _session.c.campaign_id, _campaign.c.published))
    .where(
        _session.c.booking_id.is_(None),
        # As `domain.sessions.is_ahead`: the first arrivals may be marked, and it is still to come.
        _session.c.state != SessionState.CANCELLED,
        _session.c.starts_at > _at,
    )
    .order_by(_session.c.starts_at, _session.c.id)
    .limit(MOST)
)
"""Built once and asked of the tables themselves: putting the question together, and making entities
of rows, would take longer than the answer."""


def whats_on(session: Session, *, at: datetime, wanted: Wanted) -> WhatsOn:
    """Open dates still to come, the soonest first, in one query."""
    return _sorted_out(_dates(session, _OPEN_DATES, at), wanted)


def dates_of(session: Session, *, activity_id: int, at: datetime) -> tuple[OpenDate, ...]:
    """The open dates to come of one activity, the soonest first, in one query."""
    return _dates(session, _OPEN_DATES.where(_session.c.activity_id == activity_id), at)


def dates_of_campaign(session: Session, *, campaign_id: int, at: datetime) -> tuple[OpenDate, ...]:
    """The open dates to come of one campaign, the soonest first, in one query."""
    return _dates(session, _OPEN_DATES.where(_session.c.campaign_id == campaign_id), at)


def _dates(session: Session, asked: Executable, at: datetime) -> tuple[OpenDate, ...]:
    return _as_dates(tuple(map(tuple, session.execute(asked, {"at": at}).all())))


@lru_cache(maxsize=64)
def _as_dates(rows: tuple[tuple[Any, ...], ...]) -> tuple[OpenDate, ...]:
    """The same rows are the same dates: remembered by what the database has just answered."""
    return tuple(OpenDate(*row) for row in rows)


@lru_cache(maxsize=256)
def _sorted_out(everything: tuple[OpenDate, ...], wanted: Wanted) -> WhatsOn:
    months = dict.fromkeys(one.month for one in everything)
    audiences = {one.audience for one in everything}
    return WhatsOn(
        dates=tuple(one for one in everything if wanted.fits(one)),
        audiences=tuple(kind for kind in Audience if kind in audiences),
        areas=tuple(sorted({one.area for one in everything if one.area})),
        months=tuple(months),
        in_all=len(everything),
    )
