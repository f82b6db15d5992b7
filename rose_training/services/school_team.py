"""Who may book for a school: colleagues see each other, invite, and remove.

An invitation grants the role at once; whoever is invited proves to own the address by signing in through it.
When somebody leaves, the school's secret calendar address is renewed: they may have kept it.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload

from rose_training.domain.actors import Actor
from rose_training.domain.permissions import Role
from rose_training.domain.refusals import Refusal
from rose_training.domain.sign_in import tidy_email
from rose_training.models.organisations import Organisation
from rose_training.models.people import Person, RoleGrant
from rose_training.services import accounts, history, outbox, people

MOST_COLLEAGUES = 30
"""Of one school: more is a mistake, or somebody who writes to strangers through us."""


@dataclass(frozen=True, slots=True)
class Team:
    """One school and those who may book for it, by name."""

    school: Organisation
    members: Sequence[RoleGrant]


# Questions


def teams(session: Session, *, organisation_ids: Collection[int]) -> list[Team]:
    """The schools, by name, each with its people. Two queries."""
    schools = session.scalars(
        select(Organisation).where(Organisation.id.in_(organisation_ids)).order_by(Organisation.name, Organisation.id)
    ).all()
    members: dict[int, list[RoleGrant]] = {school.id: [] for school in schools}
    for grant in session.scalars(_members(organisation_ids)):
        if grant.organisation_id is not None:
            members[grant.organisation_id].append(grant)
    return [Team(school, members[school.id]) for school in schools]


def member(session: Session, *, school: Organisation, reference: str) -> RoleGrant | None:
    """The colleague with this public reference at this school."""
    return session.scalar(_members([school.id]).where(Person.reference == reference))


# Actions


def invite(session: Session, *, school: Organisation, name: str, email: str, by: Actor, at: datetime) -> RoleGrant:
    """Let a colleague book for the school, and tell them.

    `name` may be empty for a mailbox that several read, such as office@: it is then called by its address.
    Inviting somebody who may book already tells them once more, at most once a day. Raises a Refusal when the team
    is full, and for members of our own staff, who see every school anyway.
    """
    session.execute(select(Organisation.id).where(Organisation.id == school.id).with_for_update()).all()
    grants = session.scalars(_members([school.id])).all()
    known = accounts.person_by_email(session, email)
    if len(grants) >= MOST_COLLEAGUES and (known is None or known.id not in {one.person_id for one in grants}):
        raise Refusal("team_full", f"{MOST_COLLEAGUES} people may book for your school already. Remove somebody first.")
    if known is not None and accounts.works_here(session, known):
        raise Refusal("works_here", "This address belongs to somebody in our own office.", "email")
    person = people.know_person(session, email=email, name=name or tidy_email(email), by=by, at=at)
    granted = people.grant_role(session, person=person, role=Role.SCHOOL_BOOKER, organisation=school, by=by, at=at)
    outbox.queue(
        session,
        kind="colleague_invited",
        to=tidy_email(email),
        about=person.reference,
        occasion=f"{person.reference}/{school.reference}/{at:%Y%m%d}",
        at=at,
        payload={"school": school.reference, "by": by.label},
    )
    return granted


def remove(session: Session, *, grant: RoleGrant, by: Actor, at: datetime) -> None:
    """Somebody no longer books for the school, from their next page on. The last one stays.

    The school's secret calendar address ends with it (`people.end_role`): whoever is left makes a new one.
    Raises a Refusal for the last.
    """
    school = session.get_one(Organisation, grant.organisation_id)
    session.execute(select(Organisation.id).where(Organisation.id == school.id).with_for_update()).all()
    session.refresh(grant)
    if grant.ended_at is not None:
        return
    if len(session.scalars(_members([school.id])).all()) < 2:
        raise Refusal("last_of_the_school", "Somebody must be able to book for your school. Invite a colleague first.")
    people.end_role(session, grant=grant, by=by, at=at)
    history.record(
        session,
        subject=school.reference,
        event="colleague_removed",
        by=by,
        at=at,
        detail={"person": grant.person.reference},
    )


def _members(organisation_ids: Collection[int]) -> Select[RoleGrant]:
    return (
        select(RoleGrant)
        .join(Person, Person.id == RoleGrant.person_id)
        .where(
            RoleGrant.organisation_id.in_(organisation_ids),
            RoleGrant.role == Role.SCHOOL_BOOKER,
            RoleGrant.ended_at.is_(None),
        )
        .order_by(Person.name, Person.id)
        .options(joinedload(RoleGrant.person))
    )
