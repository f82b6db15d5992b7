"""How many places of each kind a session has, and who sits on which: more, fewer, in the room, online."""

from collections import Counter
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from rose_training.domain.actors import Actor
from rose_training.domain.refusals import Refusal
from rose_training.domain.registrations import (
    HOLDS_A_PLACE,
    LIVE,
    Attends,
    RegistrationState,
    check_may_cancel,
    check_may_switch,
)
from rose_training.domain.sessions import SessionMode, check_capacity
from rose_training.models.registrations import Registration
from rose_training.models.sessions import TrainingSession
from rose_training.services import history, offers, places


def change(
    session: Session, training: TrainingSession, *, mode: SessionMode, capacity: int, online_capacity: int | None
) -> None:
    """Set how people take part and how many places there are; `online_capacity` None: one number for all.

    Whoever attends in a way that there no longer is attends in the other. `training` must be locked;
    call `offers.settle` afterwards. Raises `Refusal` beside the field when fewer places are left
    than are taken or offered.
    """
    places.recount(session, training)
    only = {SessionMode.IN_PERSON: Attends.IN_PERSON, SessionMode.ONLINE: Attends.ONLINE}.get(mode)
    online_capacity = online_capacity if only is None else None
    taken = _holders(session, training)
    online = taken[Attends.ONLINE] if online_capacity is not None else 0
    in_room = taken.total() - online
    check_capacity(capacity, places_taken=in_room)
    if online_capacity is not None:
        check_capacity(online_capacity, places_taken=online, field="online_capacity")
    # In one statement, since the counts are checked against the capacities row by row.
    training.mode, training.capacity, training.online_capacity = mode, capacity, online_capacity
    training.places_taken, training.online_taken = in_room, online
    session.flush()
    if only is not None:
        for registration in _live(session, training):
            registration.attends = only
    places.recount(session, training)


def switch(
    session: Session, *, registration: Registration, attends: Attends, by: Actor, at: datetime
) -> list[Registration]:
    """Come online instead of to the room, or the other way round. Answers who is asked for the place left.

    Somebody who waits joins the end of the other list: nobody there is overtaken. Raises `Refusal`
    when the session has one kind of place only, or when all places of the other kind are taken.
    """
    training = places.lock_session_of(session, registration)
    check_may_cancel(state=registration.state, starts_at=training.starts_at, at=at)
    check_may_switch(mode=training.mode, state=registration.state)
    if registration.attends is attends:
        return []
    offers.settle(session, training, by=by, at=at)
    waits = registration.state is RegistrationState.RESERVE
    counted_apart = training.online_capacity is not None
    if not waits and counted_apart and places.free_places(training)[attends] == 0:
        words = "online" if attends is Attends.ONLINE else "in the room"
        raise Refusal("no_place_free", f"All places {words} are taken, so nothing was changed.", "attends")
    registration.attends = attends
    registration.calendar_sequence += 1
    if waits:
        registration.queued_at = at
    history.record(
        session,
        subject=registration.reference,
        event="switched_kind_of_place",
        by=by,
        at=at,
        detail={"session": training.reference, "to": attends.value},
    )
    session.flush()
    places.tell(session, registration, kind="registration_reserve" if waits else "registration_confirmed", at=at)
    return offers.settle(session, training, by=by, at=at)


def _holders(session: Session, training: TrainingSession) -> Counter[Attends]:
    """How many have or are offered a place, by how they attend."""
    rows = session.execute(
        select(Registration.attends, func.count())
        .where(Registration.session_id == training.id, Registration.state.in_(HOLDS_A_PLACE))
        .group_by(Registration.attends)
    )
    return Counter({attends: number for attends, number in rows.all()})  # noqa: C416  (mypy reads it)


def _live(session: Session, training: TrainingSession) -> list[Registration]:
    return list(
        session.scalars(
            select(Registration).where(Registration.session_id == training.id, Registration.state.in_(LIVE))
        )
    )
