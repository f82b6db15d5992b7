"""What the letters about several places share: who is booked, and the link of whoever arranged it."""

from typing import Any

from flask import current_app
from sqlalchemy import exists, inspect, select
from sqlalchemy.orm import Session

from rose_training.adapters import tokens
from rose_training.clock import now
from rose_training.domain.parties import News
from rose_training.domain.registrations import LIVE, RegistrationState
from rose_training.messages.addresses import address_of
from rose_training.messages.letter import Letter
from rose_training.messages.place_letters import subject, where
from rose_training.models.outbox import OutboxMessage
from rose_training.models.registrations import Registration
from rose_training.services import parties
from rose_training.services.parties import Led

PURPOSE = "party"
"""What the token in the lead's mail is made for: it opens the places of one party, and no joining link."""

SUBJECTS = {
    News.BOOKED: "Colleagues registered",
    News.CHANGED: "Colleagues' places have changed",
    News.MOVED: "Changed arrangements",
    News.CALLED_OFF: "Session cancelled",
}

STANDING = {
    RegistrationState.CONFIRMED: "has a place",
    RegistrationState.OFFERED: "has been offered a place",
    RegistrationState.RESERVE: "on the reserve list",
    RegistrationState.CANCELLED: "cancelled",
}


def party_token(reference: str) -> str:
    """The token that stands in the lead's link."""
    return tokens.sign(PURPOSE, reference, key=current_app.config["SECRET_KEY"])


def party_in(token: str) -> str | None:
    """The party that a token opens, or None when it was not made by us."""
    return tokens.read(PURPOSE, token, key=current_app.config["SECRET_KEY"])


def party_address(reference: str) -> str:
    """The lead's page, for a letter."""
    return address_of("public.party", token=party_token(reference))


def about_party(session: Session, message: OutboxMessage, *, with_link: bool) -> Letter | None:
    """The list of a party as it stands now; None when the session is over or a later letter says it better."""
    led = parties.by_reference(session, reference=message.about)
    news = News(str(message.payload.get("news", News.CHANGED)))
    if led is None or led.training.starts_at <= now() or _overtaken(session, message):
        return None
    if news is not News.CALLED_OFF and led.training.cancelled_reason is not None:
        return None
    return Letter(
        subject=subject(led.training, SUBJECTS[news]),
        template=message.kind,
        facts=facts(led) | {"news": news.value, "address": party_address(led.party.reference) if with_link else None},
    )


def facts(led: Led) -> dict[str, Any]:
    """Who is booked, what, when and where. The joining link goes to those with a place alone."""
    training = led.training
    return {
        "lead": led.party.lead_name,
        "people": [f"{one.name}: {STANDING[one.state]}" for one in led.members],
        "title": training.title or training.activity.title,
        "starts_at": training.starts_at,
        "ends_at": training.ends_at,
        "place": where(training) or training.mode.label,
        "reason": training.cancelled_reason,
    }


def colleagues_of(session: Session, registration: Registration) -> dict[str, Any]:
    """For the lead's own letter: whom they registered besides themselves, and the link to all of them."""
    party = registration.party
    if party is None or registration.email != party.lead_email or party.size < 2:
        return {"colleagues": [], "party_address": None}
    led = parties.by_reference(session, reference=party.reference)
    others = [one for one in led.members if one.id != registration.id] if led else []
    return {
        "colleagues": [f"{one.name}: {STANDING[one.state]}" for one in others if one.state in LIVE],
        "party_address": party_address(party.reference),
    }


def _overtaken(session: Session, message: OutboxMessage) -> bool:
    """Whether a later letter of the same kind about the same party waits for the same reader."""
    if not inspect(message).persistent:
        return False
    later = exists().where(
        OutboxMessage.kind == message.kind,
        OutboxMessage.about == message.about,
        OutboxMessage.to == message.to,
        OutboxMessage.id > message.id,
    )
    return bool(session.scalar(select(later)))
