"""News of a party's places for those who do not sit on them: the manager, and a lead who stays away.

Each e-mail tells how everything stands at the hour it leaves, so only the last one queued is sent.
"""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from rose_training.domain.parties import News
from rose_training.models.parties import Party
from rose_training.models.registrations import Registration
from rose_training.services import outbox

TO_MANAGER = "manager_copy"
TO_LEAD = "party_arranged"


def tell(session: Session, registration: Registration, *, at: datetime, news: News = News.CHANGED) -> None:
    """Tell those who arranged this place that something has happened to it. Nothing for a place of one's own."""
    tell_each(session, [registration], news=news, at=at)


def tell_each(session: Session, registrations: Iterable[Registration], *, news: News, at: datetime) -> None:
    """The same for several places: one e-mail for each party among them, two queries at most."""
    party_ids = {one.party_id for one in registrations} - {None}
    if not party_ids:
        return
    parties = session.scalars(select(Party).where(Party.id.in_(party_ids)).order_by(Party.id)).all()
    addresses = select(Registration.party_id, Registration.email).where(Registration.party_id.in_(party_ids))
    coming = {(party_id, email) for party_id, email in session.execute(addresses)}
    for party in parties:
        lead_comes = (party.id, party.lead_email) in coming
        recipients = {TO_MANAGER: party.manager_email, TO_LEAD: None if lead_comes else party.lead_email}
        for kind, to in recipients.items():
            if to:
                _queue(session, party, kind=kind, to=to, news=news, at=at)


def _queue(session: Session, party: Party, *, kind: str, to: str, news: News, at: datetime) -> None:
    outbox.queue(
        session,
        kind=kind,
        to=to,
        about=party.reference,
        occasion=f"{party.reference}/{news.value}/{at:%Y%m%dT%H%M%S.%f}",
        at=at,
        payload={"news": news.value},
    )
