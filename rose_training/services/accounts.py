"""People we know by their address, the roles they hold, and the browsers they are signed in with."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.orm import Session, joinedload

from rose_training.domain.permissions import Role
from rose_training.domain.sign_in import SessionLimits, SignedIn, is_staff, session_is_live, tidy_email
from rose_training.models.people import Facilitator, Person, RoleGrant, SignInSession

KEPT_AFTER_THE_END = timedelta(days=30)
"""How long we can still say when somebody was signed in."""


@dataclass(frozen=True)
class LiveSession:
    """A browser that is signed in: who is at it, and when it was last noted to be in use."""

    who: SignedIn
    seen_at: datetime


# Questions


def person_by_email(session: Session, email: str) -> Person | None:
    """The person with this address, however it is typed."""
    return session.scalar(select(Person).where(Person.email == tidy_email(email)))


def live_grants(session: Session, person_id: int) -> list[RoleGrant]:
    """The roles somebody holds now, with the schools they are for, in one query."""
    return list(
        session.scalars(
            select(RoleGrant)
            .where(RoleGrant.person_id == person_id, RoleGrant.ended_at.is_(None))
            .options(joinedload(RoleGrant.organisation))
            .order_by(RoleGrant.role, RoleGrant.id)
        )
    )


def works_here(session: Session, person: Person) -> bool:
    """Whether the person is staff, who sign in by password."""
    return is_staff(grant.role for grant in live_grants(session, person.id))


def signed_in_as(session: Session, person: Person, *, shared: bool = False) -> SignedIn:
    """What a person may do at this moment, and whose records are theirs."""
    grants = live_grants(session, person.id)
    roles = frozenset(grant.role for grant in grants)
    facilitator_id = None
    if Role.FACILITATOR in roles:
        facilitator_id = session.scalar(select(Facilitator.id).where(Facilitator.person_id == person.id))
    return SignedIn(
        person_id=person.id,
        name=person.name,
        email=person.email or "",
        roles=roles,
        organisation_ids=frozenset(grant.organisation_id for grant in grants if grant.organisation_id is not None),
        facilitator_id=facilitator_id,
        shared=shared,
    )


def find_session(session: Session, *, token: str, at: datetime) -> LiveSession | None:
    """Who is at the browser with this token, or None when its session has ended or run out."""
    row = _session_row(session, token)
    if row is None or row.ended_at is not None:
        return None
    idle = timedelta(minutes=row.idle_minutes)
    if not session_is_live(seen_at=row.seen_at, idle=idle, expires_at=row.expires_at, at=at):
        return None
    return LiveSession(signed_in_as(session, row.person, shared=row.shared), row.seen_at)


def live_sessions(session: Session, person_id: int, *, at: datetime) -> int:
    """On how many browsers somebody is signed in."""
    rows = session.scalars(
        select(SignInSession).where(
            SignInSession.person_id == person_id, SignInSession.ended_at.is_(None), SignInSession.expires_at > at
        )
    )
    return sum(at < row.seen_at + timedelta(minutes=row.idle_minutes) for row in rows)


# Actions


def start_session(
    session: Session, *, person: Person, shared: bool, at: datetime, limits: SessionLimits | None = None
) -> str:
    """Sign a browser in; the answer is the token that its cookie keeps (only its hash is stored)."""
    limit = (limits or SessionLimits()).of(shared=shared)
    token = secrets.token_urlsafe(32)
    session.execute(delete(SignInSession).where(SignInSession.expires_at < at - KEPT_AFTER_THE_END))
    session.add(
        SignInSession(
            token_hash=_hash(token),
            person_id=person.id,
            shared=shared,
            started_at=at,
            seen_at=at,
            idle_minutes=limit.idle // timedelta(minutes=1),
            expires_at=at + limit.absolute,
        )
    )
    session.flush()
    return token


def note_seen(session: Session, *, token: str, at: datetime) -> None:
    """The browser with this token is in use."""
    session.execute(update(SignInSession).where(SignInSession.token_hash == _hash(token)).values(seen_at=at))


def end_session(session: Session, *, token: str, at: datetime) -> None:
    """Sign one browser out."""
    _end(session, SignInSession.token_hash == _hash(token), at=at)


def end_everywhere(session: Session, *, person_id: int, at: datetime) -> None:
    """Sign somebody out on every browser, at once."""
    _end(session, SignInSession.person_id == person_id, at=at)


def _end(session: Session, which: ColumnElement[bool], *, at: datetime) -> None:
    session.execute(update(SignInSession).where(which, SignInSession.ended_at.is_(None)).values(ended_at=at))


def _hash(token: str) -> str:
    """A token has 256 random bits: a plain hash of it opens nothing."""
    return hashlib.sha256(token.encode()).hexdigest()


def _session_row(session: Session, token: str) -> SignInSession | None:
    return session.scalar(
        select(SignInSession).options(joinedload(SignInSession.person)).where(SignInSession.token_hash == _hash(token))
    )
