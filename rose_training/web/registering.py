"""Registering from a form: the same for a visitor and for the office on somebody's behalf."""

from dataclasses import dataclass

from flask import current_app

from rose_training.clock import now
from rose_training.database import transaction
from rose_training.domain.actors import Actor
from rose_training.domain.registrations import RegistrationState
from rose_training.services import parties, registrations
from rose_training.web.forms.registrations import RegistrationForm


@dataclass(frozen=True)
class Registered:
    """What came of it, for one or for a party: how many people, and how many have a place at once."""

    party: bool
    people: int
    placed: int
    repeated: bool = False
    waits: bool = False
    """Whether it is the reserve list that a newcomer gets now; `turn` is the number on it."""
    turn: int = 0


def register(form: RegistrationForm, *, session_reference: str, by: Actor, by_office: bool = False) -> Registered:
    """Register everybody in a valid form, in one transaction. Raises `Refusal`; then nobody is registered."""
    with transaction() as session:
        if form.is_party():
            arranged = parties.register(
                session,
                session_reference=session_reference,
                wish=form.wish(),
                limit=current_app.config["COLLEAGUES_AT_ONCE"],
                by=by,
                at=now(),
                by_office=by_office,
            )
            placed = arranged.standings.count(RegistrationState.CONFIRMED)
            return Registered(party=True, people=len(arranged.standings), placed=placed)
        coming = form.coming()
        outcome = registrations.register(
            session,
            session_reference=session_reference,
            attendee=coming.attendee,
            attends=coming.attends if form.both_kinds else None,
            by=by,
            at=now(),
            by_office=by_office,
        )
        placed = int(outcome.registration.confirmed_at is not None)
        return Registered(
            party=False,
            people=1,
            placed=placed,
            repeated=outcome.repeated,
            waits=outcome.standing is RegistrationState.RESERVE,
            turn=outcome.turn,
        )
