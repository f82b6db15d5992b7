"""What the letters about a booking share: its facts, its link, its calendar entry.

Nothing here names the topic of a targeted course: that a school asks for one already says
something about its pupils, and inboxes, calendars and file names are seen by many.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask import current_app
from sqlalchemy.orm import Session

from rose_training.adapters import tokens
from rose_training.adapters.calendar_files import Entry, Mailbox, Method, event, weekly_series
from rose_training.clock import now
from rose_training.domain.bookings import BookingState
from rose_training.domain.programme import Audience
from rose_training.domain.sessions import SessionState
from rose_training.domain.weekly import Meeting
from rose_training.domain.written_times import day
from rose_training.messages.addresses import address_of, organiser
from rose_training.messages.letter import CalendarPart, Letter
from rose_training.models.bookings import Booking
from rose_training.models.outbox import OutboxMessage
from rose_training.models.sessions import TrainingSession
from rose_training.services import bookings

PURPOSE = "booking"
"""What the token in the mail is made for: it opens one request, and nothing else."""

SUMMARY = "ROSE Jigsaw visit"
"""What a shared calendar shows."""


def request_token(reference: str) -> str:
    """The token that stands in the link of the mail."""
    return tokens.sign(PURPOSE, reference, key=current_app.config["SECRET_KEY"])


def reference_in(token: str) -> str | None:
    """The booking that a token opens, or None when it was not made by us."""
    return tokens.read(PURPOSE, token, key=current_app.config["SECRET_KEY"])


def wanted_booking(session: Session, message: OutboxMessage, *states: BookingState) -> Booking | None:
    """The booking that a letter is about, if it is still in one of these states."""
    booking = bookings.by_reference(session, reference=message.about)
    return booking if booking is not None and booking.state in states else None


def letter(
    session: Session,
    booking: Booking,
    *,
    kind: str,
    words: str,
    method: Method | None = None,
    only: TrainingSession | None = None,
    message: OutboxMessage | None = None,
    **more: object,
) -> Letter:
    """A letter to the booker. `words` are the subject, in which `{visit}` becomes 'ROSE visit on' its day.

    A `message` may carry the office's own `note`; `more` are facts of this kind alone. `method` asks for a
    calendar entry; `only` makes it a letter about one date of several.
    """
    found = facts(session, booking)
    found |= {"note": message.payload.get("note") if message else None} | more
    if only is not None:
        found |= {"dates": [only], "where": where(only)}
    dates = found["dates"]
    return Letter(
        subject=f"{words.format(visit=visit_on(dates))} ({booking.reference})",
        template=kind,
        facts=found,
        calendar=calendar_part(booking, dates, method) if method and dates else None,
    )


def letter_to_office(session: Session, booking: Booking, *, kind: str, words: str, **more: object) -> Letter:
    """A letter to the office about one booking: its facts, whom to ring, and the page to answer on."""
    found = facts(session, booking)
    return Letter(
        subject=f"{words}: {found['school']} ({booking.reference})",
        template=kind,
        facts=found
        | {"phone": booking.booker_phone, "address": address_of("office.booking", reference=booking.reference)}
        | more,
    )


def moments(written: object) -> list[datetime]:
    """Moments as a message keeps them."""
    return [datetime.fromisoformat(one) for one in written] if isinstance(written, list) else []


def facts(session: Session, booking: Booking) -> dict[str, Any]:
    """What every letter repeats: what, when, where, who, and where to see it."""
    found = bookings.facts(session, booking)
    dates = _dates_that_matter(booking, found.sessions)
    activity = booking.activity
    return {
        "name": booking.booker_name,
        "reference": booking.reference,
        "what": activity.neutral_name,
        "weeks": activity.weeks,
        "targeted": activity.targeted,
        "pupils": booking.audience is Audience.PUPILS,
        "school": school_name(booking),
        "years": year_names(booking),
        "number": booking.expected_number,
        "wishes": found.wishes,
        "dates": dates,
        "where": where(dates[-1]) if dates else "",
        "held_until": booking.held_until,
        "reason": booking.reason,
        "missing": found.missing,
        "day_contact": booking.day_contact_name,
        "dsl": booking.dsl_name,
        "cards": found.cohort.size if found.cohort else None,
        "address": address_of("public.visit_request", token=request_token(booking.reference)),
        "diary": diary_of(booking),
        "choose": address_of("public.choose_offered_date", token=request_token(booking.reference)),
        "accept": address_of("public.accept_hold", token=request_token(booking.reference)),
        "declare": address_of("public.request_declarations", token=request_token(booking.reference)),
        "again": address_of("public.request_visit"),
        "own_pages": address_of("school.booking", reference=booking.reference),
    }


def diary_of(booking: Booking) -> str | None:
    """The address of the calendar file of a visit that is on, for programs that ignore what is attached."""
    if booking.state is not BookingState.CONFIRMED:
        return None
    return address_of("public.visit_calendar", token=request_token(booking.reference))


def visit_on(dates: Sequence[TrainingSession]) -> str:
    """'ROSE visit on Thursday 14 January 2027', for a course 'ROSE visits from' its first day."""
    if not dates:
        return "ROSE visit"
    return f"ROSE visit{'s from' if len(dates) > 1 else ' on'} {day(dates[0].starts_at)}"


def school_name(booking: Booking) -> str:
    """The school as it was at delivery, as it is now, or as the booker described it."""
    if booking.snapshot_name:
        return booking.snapshot_name
    return booking.organisation.name if booking.organisation else booking.organisation_described or ""


def year_names(booking: Booking) -> str:
    """'Year 7, Year 8', empty for adults."""
    return ", ".join(year.label for year in booking.years)


def where(training: TrainingSession) -> str:
    """The place in one line, 'Online' without a room."""
    if not training.mode.has_a_room:
        return "Online"
    parts = (training.place_name, training.place_address, training.postcode)
    return ", ".join(part for part in parts if part)


def calendar_part(booking: Booking, dates: Sequence[TrainingSession], method: Method) -> CalendarPart:
    """One entry for the booking: a single visit, or a weekly series under one UID.

    PUBLISH names nobody, for a file to open by hand.
    """
    entry = Entry(
        uid=booking.calendar_uid,
        sequence=booking.calendar_sequence,
        stamp=now(),
        summary=SUMMARY,
        location=where(dates[-1]),
        description=f"Reference {booking.reference}. To change or ask, ring {current_app.config['OFFICE_PHONE']}.",
        page=address_of("school.booking", reference=booking.reference),
    )
    meetings = [Meeting(training.starts_at, training.ends_at) for training in dates]
    attendee = None if method is Method.PUBLISH else Mailbox(booking.booker_email, booking.booker_name)
    if booking.activity.weeks > 1:
        content = weekly_series(entry, method=method, meetings=meetings, organiser=organiser(), attendee=attendee)
    else:
        content = event(
            entry,
            method=method,
            starts_at=meetings[0].starts_at,
            ends_at=meetings[0].ends_at,
            organiser=organiser(),
            attendee=attendee,
        )
    return CalendarPart(content, method.value, file_name=f"{booking.reference.lower()}.ics")


def _dates_that_matter(booking: Booking, sessions: Sequence[TrainingSession]) -> list[TrainingSession]:
    """The dates that stand; of a cancelled booking those that were called off."""
    called_off = booking.state is BookingState.CANCELLED
    return [training for training in sessions if (training.state is SessionState.CANCELLED) is called_off]
