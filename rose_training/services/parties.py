"""Colleagues registered in one go: questions first, then registering them all or none of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from rose_training.domain.actors import Actor
from rose_training.domain.parties import (
    News,
    RowsRefused,
    check_choice,
    check_may_split,
    check_nobody_twice,
    check_size,
)
from rose_training.domain.references import new_reference
from rose_training.domain.registrations import LIVE, Attends, RegistrationState, check_takes_people
from rose_training.domain.sign_in import tidy_email
from rose_training.models.parties import Party
from rose_training.models.people import Person
from rose_training.models.registrations import Registration
from rose_training.models.sessions import TrainingSession
from rose_training.services import history, offers, party_news, places, registrations
from rose_training.services.registrations import Attendee


@dataclass(frozen=True)
class Coming:
    """One of the party, and the kind of place they wish for where the session has both."""

    attendee: Attendee
    attends: Attends = Attends.IN_PERSON


@dataclass(frozen=True)
class Wish:
    """Who registers whom. `lead` arranges it; they come too if they are among the `people`.

    `together` True: all of them or none; False: as many as there are places for; None: nobody has
    asked them yet. `manager_email` is empty when nobody is to be copied.
    """

    lead_name: str
    lead_email: str
    people: tuple[Coming, ...]
    together: bool | None = None
    manager_email: str = ""


@dataclass(frozen=True)
class Led:
    """A party that somebody arranged, its session and everybody in it, in the order of the list."""

    party: Party
    training: TrainingSession
    members: Sequence[Registration]


@dataclass(frozen=True)
class Arranged:
    """What came of registering several. `party` has those who are new, None when there are none.

    `standings`: what each would get if none of them were registered before. That alone may be shown to
    whoever typed the addresses, who need not be their owner.
    """

    party: Party | None
    standings: tuple[RegistrationState, ...]


# Questions


def by_reference(session: Session, *, reference: str) -> Led | None:
    """One party with its session and its places, those passed on left out. Two queries."""
    party = session.scalar(select(Party).where(Party.reference == reference))
    return _with_members(session, [party])[0] if party else None


def led_by(session: Session, *, person_id: int) -> list[Led]:
    """What somebody arranged for colleagues, the latest session first. Two queries."""
    parties = session.scalars(select(Party).where(Party.lead_person_id == person_id)).all()
    return sorted(_with_members(session, parties), key=lambda one: one.training.starts_at, reverse=True)


def is_led_by(session: Session, *, registration: Registration, person_id: int) -> bool:
    """Whether somebody arranged this place and so may change it."""
    return (
        registration.party_id is not None
        and session.scalar(select(Party.id).where(Party.id == registration.party_id, Party.lead_person_id == person_id))
        is not None
    )


# Actions


def register(
    session: Session,
    *,
    session_reference: str,
    wish: Wish,
    limit: int,
    by: Actor,
    at: datetime,
    by_office: bool = False,
) -> Arranged:
    """Register everybody in the list, in one transaction, and queue a mail to each.

    Everybody gets their own; the lead's has the link to the whole party; the manager, and a lead
    who does not come, get the list. Who is registered already keeps what they have, gets the details
    again and does not belong to the party; only the office is told of them, at their rows. Raises
    `RowsRefused` for people who stand in the list twice, and `Refusal` for more than `limit` colleagues,
    for a session that takes nobody, or when there are too few places and nobody said what to do then.
    """
    emails = [tidy_email(one.attendee.email) for one in wish.people]
    check_nobody_twice(emails)
    lead_email = tidy_email(wish.lead_email)
    check_size(sum(email != lead_email for email in emails), limit=limit)
    training = registrations.lock_to_register(session, reference=session_reference, at=at, by_office=by_office)
    persons = _persons(session, wish, by=by, at=at)
    present = _registered(session, training, [persons[email] for email in emails])
    if by_office:
        _refuse_registered(present, [persons[email] for email in emails])
    shown = _states(session, training, wish, by=by, at=at)
    for one in present.values():
        registrations.send_again(session, one, at=at)
    new = [one for one, email in zip(wish.people, emails, strict=True) if persons[email].id not in present]
    if not new:
        return Arranged(None, tuple(shown))
    party = _party_of(session, training, wish, new, persons, by=by, at=at)
    return Arranged(party, tuple(shown))


def _party_of(
    session: Session,
    training: TrainingSession,
    wish: Wish,
    new: Sequence[Coming],
    persons: Mapping[str, Person],
    *,
    by: Actor,
    at: datetime,
) -> Party:
    """Register those who are new, and tell everybody."""
    attends = [one.attends for one in new]
    states = registrations.standings(session, training, attends=attends, together=bool(wish.together), by=by, at=at)
    lead_email = tidy_email(wish.lead_email)
    manager_email = tidy_email(wish.manager_email)
    party = Party(
        reference=new_reference("PTY"),
        session_id=training.id,
        lead_person_id=persons[lead_email].id,
        lead_name=wish.lead_name,
        lead_email=lead_email,
        manager_email=manager_email if manager_email not in {"", lead_email} else None,
        together=bool(wish.together),
        size=len(new),
        made_at=at,
    )
    session.add(party)
    session.flush()
    members = []
    for one, state in zip(new, states, strict=True):
        attendee, email = one.attendee, tidy_email(one.attendee.email)
        person = persons[email]
        member = registrations.enter(
            session, training, person, attendee, state=state, attends=one.attends, party=party, by=by, at=at
        )
        kind = registrations.kind_for(state) if email == lead_email else "registered_by_colleague"
        places.tell(session, member, kind=kind, at=at)
        members.append(member)
    party_news.tell_each(session, members, news=News.BOOKED, at=at)
    return party


def split(session: Session, *, party: Party, by: Actor, at: datetime) -> list[Registration]:
    """Let those who wait all together come on single places instead; answers those who are asked now.

    Each keeps the moment at which they asked. Free places go to them in the order of the list at once.
    Raises `Refusal` when nobody of them waits any more, they are split already or the session has begun.
    """
    training = places.lock_session(session, session_id=party.session_id)
    session.refresh(party)
    check_takes_people(state=training.state, starts_at=training.starts_at, at=at)
    waiting = session.scalars(
        select(Registration)
        .where(Registration.party_id == party.id, Registration.state == RegistrationState.RESERVE)
        .order_by(Registration.id)
        .execution_options(populate_existing=True)
    ).all()
    check_may_split(together=party.together, waiting=len(waiting))
    party.together = False
    session.flush()
    for one in waiting:
        history.record(session, subject=one.reference, event="no_longer_all_together", by=by, at=at)
    party_news.tell_each(session, waiting, news=News.CHANGED, at=at)
    return offers.settle(session, training, by=by, at=at)


def _persons(session: Session, wish: Wish, *, by: Actor, at: datetime) -> dict[str, Person]:
    """Everybody named, by address. In the order of the addresses, so that two lists with the same
    people never wait for each other."""
    named = {tidy_email(one.attendee.email): one.attendee for one in wish.people}
    named.setdefault(tidy_email(wish.lead_email), Attendee(wish.lead_name, wish.lead_email))
    return {email: registrations.known_person(session, named[email], by=by, at=at) for email in sorted(named)}


def _registered(session: Session, training: TrainingSession, persons: Sequence[Person]) -> dict[int, Registration]:
    """What some of these people have for this session already, by the id of the person."""
    found = session.scalars(
        select(Registration).where(
            Registration.session_id == training.id,
            Registration.person_id.in_([one.id for one in persons]),
            Registration.state.in_(LIVE),
        )
    )
    return {one.person_id: one for one in found}


def _refuse_registered(present: Mapping[int, Registration], persons: Sequence[Person]) -> None:
    rows = {
        row: "This person is registered for this session already"
        for row, person in enumerate(persons)
        if person.id in present
    }
    if rows:
        raise RowsRefused("already_registered", rows)


def _states(
    session: Session, training: TrainingSession, wish: Wish, *, by: Actor, at: datetime
) -> list[RegistrationState]:
    """A place or the reserve list for each as a newcomer, once it is clear what they want when places are short."""
    attends = [one.attends for one in wish.people]
    found = registrations.standings(session, training, attends=attends, together=bool(wish.together), by=by, at=at)
    if len(found) > 1 and RegistrationState.RESERVE in found:
        check_choice(together=wish.together, size=len(found), room=places.room_of(training).capacity)
    return found


def _with_members(session: Session, parties: Sequence[Party]) -> list[Led]:
    members: dict[int, list[Registration]] = {party.id: [] for party in parties}
    for one in session.scalars(
        select(Registration)
        .where(Registration.party_id.in_(members), Registration.state != RegistrationState.SUBSTITUTED)
        .options(joinedload(Registration.session).joinedload(TrainingSession.activity))
        .order_by(Registration.queued_at, Registration.id)
    ):
        members[one.party_id or 0].append(one)
    return [Led(party, members[party.id][0].session, members[party.id]) for party in parties if members[party.id]]
