"""What the five letters about a place share: its facts, its link, its calendar entry."""

from typing import Any

from flask import current_app
from sqlalchemy.orm import Session

from rose_training.adapters import tokens
from rose_training.adapters.calendar_files import Entry, Mailbox, Method, event
from rose_training.clock import now
from rose_training.domain.registrations import Attends, RegistrationState
from rose_training.domain.sessions import SessionMode, is_ahead
from rose_training.domain.written_times import short_day
from rose_training.messages.addresses import address_of, organiser
from rose_training.messages.letter import CalendarPart
from rose_training.models.outbox import OutboxMessage
from rose_training.models.registrations import Registration
from rose_training.models.sessions import TrainingSession
from rose_training.services import registrations

PURPOSE = "place"
"""What the token in the mail is made for: it opens one registration, and nothing else."""


def place_token(reference: str) -> str:
    """The token that stands in the link of the mail."""
    return tokens.sign(PURPOSE, reference, key=current_app.config["SECRET_KEY"])


def reference_in(token: str) -> str | None:
    """The registration that a token opens, or None when it was not made by us."""
    return tokens.read(PURPOSE, token, key=current_app.config["SECRET_KEY"])


def wanted_registration(session: Session, message: OutboxMessage, *states: RegistrationState) -> Registration | None:
    """The registration that a letter is about, if it is in one of these states and yet to come."""
    registration = registrations.by_reference(session, reference=message.about)
    if registration is None or registration.state not in states:
        return None
    training = registration.session
    return registration if is_ahead(training.state, starts_at=training.starts_at, at=now()) else None


def subject(training: TrainingSession, words: str) -> str:
    """Neutral: whoever passes the inbox learns a date, never a topic."""
    return f"{words}: ROSE training on {short_day(training.starts_at)}"


def facts(registration: Registration) -> dict[str, Any]:
    """What every letter about a place says: what, when, where, and where to change it."""
    training = registration.session
    has_place = registration.state is RegistrationState.CONFIRMED
    mode = mode_for(registration)
    return {
        "name": registration.name,
        "title": training.title or training.activity.title,
        "starts_at": training.starts_at,
        "ends_at": training.ends_at,
        "mode": mode,
        "place": where(training) if mode.has_a_room else "",
        "online_link": training.online_link if has_place and mode.has_a_link else None,
        "has_place": has_place,
        "address": address_of("public.place", token=place_token(registration.reference)),
        "diary": address_of("public.place_calendar", token=place_token(registration.reference)) if has_place else None,
        "whats_on": address_of("public.whats_on"),
    }


def mode_for(registration: Registration) -> SessionMode:
    """How this person takes part: of a session that is both, the way that they chose."""
    training = registration.session
    if training.online_capacity is None:
        return training.mode
    return SessionMode.ONLINE if registration.attends is Attends.ONLINE else SessionMode.IN_PERSON


def where(training: TrainingSession) -> str:
    """The place in one line, empty for a session that is online only."""
    if not training.mode.has_a_room:
        return ""
    parts = (training.place_name, training.place_address, training.postcode)
    return ", ".join(part for part in parts if part)


def calendar_part(registration: Registration, method: Method) -> CalendarPart:
    """The calendar entry of one person's place: PUBLISH names nobody, for a file to open by hand.

    Calendars get shared, so neither the joining link nor the link that cancels stands in it.
    """
    training, mode = registration.session, mode_for(registration)
    entry = Entry(
        uid=registration.calendar_uid,
        sequence=registration.calendar_sequence,
        stamp=now(),
        summary="ROSE training",
        location=where(training) if mode.has_a_room else "Online",
        description=_description(mode),
    )
    content = event(
        entry,
        method=method,
        starts_at=training.starts_at,
        ends_at=training.ends_at,
        organiser=organiser(),
        attendee=None if method is Method.PUBLISH else Mailbox(registration.email or "", registration.name),
    )
    return CalendarPart(content, method.value)


def _description(mode: SessionMode) -> str:
    joining = "The link to join is in our e-mail. " if mode.has_a_link else ""
    phone = current_app.config["OFFICE_PHONE"]
    return f"{joining}To cancel or to ask, use the link in our e-mail or ring {phone}."
