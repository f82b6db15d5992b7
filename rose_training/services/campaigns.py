"""Campaigns: several open sessions under one heading, with a page of their own."""

from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import datetime, time, timedelta

from sqlalchemy import ColumnElement, and_, func, or_, select, update
from sqlalchemy.orm import Session, joinedload

from rose_training.domain.actors import Actor
from rose_training.domain.calendar import london
from rose_training.domain.campaigns import Heading, check_heading
from rose_training.domain.references import new_reference
from rose_training.domain.refusals import Refusal
from rose_training.domain.sessions import SessionState
from rose_training.models.series import Campaign
from rose_training.models.sessions import TrainingSession
from rose_training.services import history

# Questions


def by_reference(session: Session, *, reference: str) -> Campaign | None:
    """One campaign, public or not."""
    return session.scalar(select(Campaign).where(Campaign.reference == reference))


def by_slug(session: Session, *, slug: str) -> Campaign | None:
    """A campaign that is public, by its address."""
    return session.scalar(select(Campaign).where(Campaign.slug == slug, Campaign.published))


def every_one(session: Session) -> Sequence[tuple[Campaign, int]]:
    """All campaigns, the latest first, with the number of events that are on, in one query."""
    on = and_(TrainingSession.campaign_id == Campaign.id, TrainingSession.state != SessionState.CANCELLED)
    rows = session.execute(
        select(Campaign, func.count(TrainingSession.id))
        .outerjoin(TrainingSession, on)
        .group_by(Campaign.id)
        .order_by(Campaign.first_on.desc(), Campaign.id)
    )
    return [(campaign, number) for campaign, number in rows]


def heading_of(campaign: Campaign) -> Heading:
    """What the office decided about it last."""
    return Heading(
        title=campaign.title,
        slug=campaign.slug,
        first_on=campaign.first_on,
        last_on=campaign.last_on,
        summary=campaign.summary,
        published=campaign.published,
    )


def events_of(session: Session, campaign: Campaign) -> Sequence[TrainingSession]:
    """Its open sessions, in the order of time, cancelled ones included."""
    return session.scalars(
        select(TrainingSession)
        .where(TrainingSession.campaign_id == campaign.id)
        .options(joinedload(TrainingSession.activity))
        .order_by(TrainingSession.starts_at, TrainingSession.id)
    ).all()


def could_belong(session: Session, campaign: Campaign) -> Sequence[TrainingSession]:
    """Open sessions on its days that belong to it or to no campaign yet."""
    return session.scalars(
        select(TrainingSession)
        .where(
            _on_its_days(campaign),
            TrainingSession.booking_id.is_(None),
            TrainingSession.state != SessionState.CANCELLED,
            or_(TrainingSession.campaign_id.is_(None), TrainingSession.campaign_id == campaign.id),
        )
        .options(joinedload(TrainingSession.activity))
        .order_by(TrainingSession.starts_at, TrainingSession.id)
    ).all()


# Actions


def create(session: Session, *, heading: Heading, by: Actor, at: datetime) -> Campaign:
    """Begin a campaign. Raises `Refusal` for what cannot be right, also for an address that is taken."""
    _check(session, heading, besides=None)
    campaign = Campaign(reference=new_reference("CAM"), created_at=at, **asdict(heading))
    session.add(campaign)
    session.flush()
    history.record(session, subject=campaign.reference, event="campaign_created", by=by, at=at)
    return campaign


def change(session: Session, *, reference: str, heading: Heading, by: Actor, at: datetime) -> Campaign:
    """Change what it says of itself. Events that are no longer on its days stay, until the office takes them out.

    Raises `Refusal` as `create` does, and when there is no such campaign.
    """
    campaign = _existing(session, reference)
    _check(session, heading, besides=campaign.id)
    before = heading_of(campaign)
    for name, value in asdict(heading).items():
        setattr(campaign, name, value)
    old = {name: value for name, value in asdict(before).items() if value != getattr(heading, name)}
    kept = {name: value if isinstance(value, bool) else str(value) for name, value in old.items()}
    history.record(session, subject=campaign.reference, event="campaign_changed", by=by, at=at, detail=kept)
    return campaign


def choose_events(session: Session, *, reference: str, chosen: Collection[str], by: Actor, at: datetime) -> int:
    """These sessions, by their references, and no others on its days belong to it; answers how many.

    What another campaign has, or what is a school's visit, cannot be chosen. Raises `Refusal` when
    there is no such campaign.
    """
    campaign = _existing(session, reference)
    offered = could_belong(session, campaign)
    ids = [one.id for one in offered if one.reference in chosen]
    session.execute(update(TrainingSession).where(TrainingSession.campaign_id == campaign.id).values(campaign_id=None))
    session.execute(update(TrainingSession).where(TrainingSession.id.in_(ids)).values(campaign_id=campaign.id))
    history.record(
        session, subject=campaign.reference, event="events_chosen", by=by, at=at, detail={"events": len(ids)}
    )
    return len(ids)


def _on_its_days(campaign: Campaign) -> ColumnElement[bool]:
    begin = london(campaign.first_on, time(0))
    end = london(campaign.last_on + timedelta(days=1), time(0))
    return and_(TrainingSession.starts_at >= begin, TrainingSession.starts_at < end)


def _existing(session: Session, reference: str) -> Campaign:
    found = by_reference(session, reference=reference)
    if found is None:
        raise Refusal("no_such_campaign", "There is no such campaign.")
    return found


def _check(session: Session, heading: Heading, *, besides: int | None) -> None:
    check_heading(heading)
    taken = session.scalar(select(Campaign.id).where(Campaign.slug == heading.slug))
    if taken is not None and taken != besides:
        raise Refusal("slug_taken", "Another campaign has this address: choose a different one", "slug")
