"""The people we know and the roles they hold: finding, adding, granting and ending."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from rose_training.domain.actors import Actor
from rose_training.domain.permissions import STAFF_ROLES, Role
from rose_training.domain.references import new_reference
from rose_training.domain.refusals import Refusal
from rose_training.domain.sign_in import tidy_email
from rose_training.models.organisations import Organisation
from rose_training.models.people import Facilitator, Person, RoleGrant
from rose_training.services import accounts, feeds, history


@dataclass(frozen=True)
class Known:
    """A person with the roles they hold now."""

    person: Person
    grants: Sequence[RoleGrant]


# Questions


def person(session: Session, reference: str) -> Person | None:
    """The person with this public reference."""
    return session.scalar(select(Person).where(Person.reference == reference))


def facilitator_of(session: Session, person_id: int) -> Facilitator | None:
    """Somebody's profile as a facilitator, kept even when the role has ended."""
    return session.scalar(select(Facilitator).where(Facilitator.person_id == person_id))


def holders(
    session: Session, *, roles: frozenset[Role] = STAFF_ROLES, words: str = "", offset: int = 0, limit: int = 50
) -> list[Known]:
    """People who hold one of the roles now, by name, with all their roles; `words` are part of a name or address."""
    chosen = (
        select(Person)
        .where(Person.id.in_(_person_ids_with(roles)), *_matching(words))
        .order_by(func.lower(Person.name), Person.id)
        .offset(offset)
        .limit(limit)
    )
    people = session.scalars(chosen).all()
    grants: dict[int, list[RoleGrant]] = {row.id: [] for row in people}
    for grant in session.scalars(
        select(RoleGrant)
        .where(RoleGrant.person_id.in_(grants), RoleGrant.ended_at.is_(None))
        .order_by(RoleGrant.role, RoleGrant.id)
    ):
        grants[grant.person_id].append(grant)
    return [Known(row, grants[row.id]) for row in people]


def count_holders(session: Session, *, roles: frozenset[Role] = STAFF_ROLES, words: str = "") -> int:
    """How many people `holders` lists in all."""
    return (
        session.scalar(
            select(func.count()).select_from(Person).where(Person.id.in_(_person_ids_with(roles)), *_matching(words))
        )
        or 0
    )


# Actions


def know_person(session: Session, *, email: str, name: str, by: Actor, at: datetime) -> Person:
    """The person with this address; one is added when we don't know it yet.

    A name that we have is kept: what a visitor types must not rename somebody. Two who add the same
    stranger in the same instant both get the one who was added first.
    """
    found = accounts.person_by_email(session, email)
    if found is not None:
        return found
    added = Person(reference=new_reference("PER"), name=name.strip(), email=tidy_email(email), created_at=at)
    try:
        with session.begin_nested():
            session.add(added)
    except IntegrityError:
        return session.scalars(select(Person).where(Person.email == tidy_email(email))).one()
    history.record(session, subject=added.reference, event="person_added", by=by, at=at)
    return added


def rename(session: Session, *, person: Person, name: str, by: Actor, at: datetime) -> None:
    """Correct somebody's name."""
    if name.strip() != person.name:
        person.name = name.strip()
        history.record(session, subject=person.reference, event="person_renamed", by=by, at=at)


def grant_role(
    session: Session, *, person: Person, role: Role, organisation: Organisation | None = None, by: Actor, at: datetime
) -> RoleGrant:
    """Let somebody act in a role; granting what they hold changes nothing.

    A school booker acts for one organisation and needs it named. A new facilitator gets a profile.
    Whoever joins the staff is signed out: from now on they sign in by password.
    """
    if (role is Role.SCHOOL_BOOKER) != (organisation is not None):
        raise Refusal("organisation_missing", "Choose the school that this person books for.", "organisation")
    organisation_id = organisation.id if organisation else None
    held = accounts.live_grants(session, person.id)
    if _among(held, role, organisation_id) is None:
        _lock(session, person)
        held = accounts.live_grants(session, person.id)
    present = _among(held, role, organisation_id)
    if present is not None:
        return present
    if role in STAFF_ROLES and STAFF_ROLES.isdisjoint(grant.role for grant in held):
        accounts.end_everywhere(session, person_id=person.id, at=at)
    granted = RoleGrant(person_id=person.id, role=role, organisation_id=organisation_id, granted_at=at)
    session.add(granted)
    if role is Role.FACILITATOR:
        _make_active(session, person)
    session.flush()
    detail = {"role": role.value, **({"organisation": organisation.reference} if organisation else {})}
    history.record(session, subject=person.reference, event="role_granted", by=by, at=at, detail=detail)
    return granted


def end_role(session: Session, *, grant: RoleGrant, by: Actor, at: datetime) -> None:
    """End a role, with effect from the person's next page. The last coordinator stays.

    The secret calendar address of a school ends with anybody's role there: they may have kept it.
    """
    if grant.ended_at is not None:
        return
    if grant.role is Role.COORDINATOR and len(_lock_coordinators(session)) < 2:
        raise Refusal("last_coordinator", "There must be a coordinator. Make somebody else one first.")
    grant.ended_at = at
    if grant.organisation_id is not None:
        feeds.end(session, organisation_id=grant.organisation_id, by=by, at=at)
    if grant.role is Role.FACILITATOR:
        profile = facilitator_of(session, grant.person_id)
        if profile is not None:
            profile.active = False
    history.record(
        session, subject=grant.person.reference, event="role_ended", by=by, at=at, detail={"role": grant.role.value}
    )


def introduce_facilitator(session: Session, *, person: Person, introduction: str, by: Actor, at: datetime) -> None:
    """Change what a school is told of a facilitator."""
    profile = facilitator_of(session, person.id)
    if profile is None:
        raise Refusal("not_a_facilitator", "This person is not a facilitator.")
    before, profile.introduction = profile.introduction, introduction.strip() or None
    if before != profile.introduction:
        history.record(
            session,
            subject=person.reference,
            event="introduction_changed",
            by=by,
            at=at,
            detail={"characters": len(profile.introduction or "")},
        )


def _make_active(session: Session, person: Person) -> None:
    profile = facilitator_of(session, person.id)
    if profile is None:
        session.add(Facilitator(person_id=person.id))
    else:
        profile.active = True


def _among(held: Sequence[RoleGrant], role: Role, organisation_id: int | None) -> RoleGrant | None:
    return next((grant for grant in held if (grant.role, grant.organisation_id) == (role, organisation_id)), None)


def _lock(session: Session, person: Person) -> None:
    """One at a time for each person: somebody who registers for two dates at once gets their role once."""
    session.execute(select(Person.id).where(Person.id == person.id).with_for_update(key_share=True))


def _lock_coordinators(session: Session) -> Sequence[RoleGrant]:
    """The live grants of the role, locked: two coordinators ending each other's are judged one after the other."""
    return session.scalars(
        select(RoleGrant).where(RoleGrant.role == Role.COORDINATOR, RoleGrant.ended_at.is_(None)).with_for_update()
    ).all()


def _person_ids_with(roles: frozenset[Role]) -> Select[int]:
    return select(RoleGrant.person_id).where(RoleGrant.role.in_(roles), RoleGrant.ended_at.is_(None))


def _matching(words: str) -> list[ColumnElement[bool]]:
    return [
        or_(Person.name.icontains(word, autoescape=True), Person.email.icontains(word, autoescape=True))
        for word in words.split()
    ]
