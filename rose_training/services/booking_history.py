"""Everything that happened to a booking and every e-mail about it, as one list; and who was quicker."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from rose_training.domain.booking_history import doer, sentence
from rose_training.domain.outbox import OutboxState
from rose_training.domain.refusals import Refusal
from rose_training.domain.written_times import clock_time
from rose_training.models.bookings import Booking
from rose_training.models.history import HistoryEntry
from rose_training.models.outbox import OutboxMessage
from rose_training.services import bookings

DECIDES = (
    "requested",
    "held",
    "hold_extended",
    "accepted",
    "arranged",
    "week_postponed",
    "catch_up_arranged",
    "catch_up_called_off",
    "confirmed",
    "declined",
    "cancelled",
    "attached",
    "dates_offered",
    "date_chosen",
    "no_offered_date_suits",
    "offer_lapsed",
)
"""After one of these, what somebody at another desk has before them is out of date."""


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that happened: when, in a sentence, and by whom. `mail` opens the e-mail, if it is one."""

    at: datetime
    sentence: str
    by: str
    mail: str | None = None


# Questions


def story(session: Session, booking: Booking) -> Sequence[Line]:
    """The whole life of a booking, the newest first. Two queries."""
    entries = session.scalars(select(HistoryEntry).where(HistoryEntry.subject == booking.reference))
    mails = session.scalars(
        select(OutboxMessage).where(
            OutboxMessage.about == booking.reference, OutboxMessage.state.in_((OutboxState.SENT, OutboxState.FAILED))
        )
    )
    # Of two things in the same second the one that was written later stands above.
    lines = [(one.at, 0, one.id, Line(one.at, sentence(one.event, one.detail), doer(one.by))) for one in entries]
    lines += [(mail.sent_at or mail.queued_at, 1, mail.id, _mail(mail)) for mail in mails]
    return [line for *_, line in sorted(lines, key=lambda each: each[:3], reverse=True)]


def seen(session: Session, booking: Booking) -> int:
    """A mark of how the booking stands, for a page to carry to `check_unchanged`; 0 before anything happened."""
    return _latest(session, booking, since=0)[0]


# Actions


def check_unchanged(session: Session, booking: Booking, *, seen: int | None) -> None:
    """Lock the booking, and refuse when somebody has decided something since the page was `seen`.

    None is a page that carries no mark: the rules of each act judge alone.
    """
    bookings.lock(session, booking)
    if seen is None:
        return
    latest, entry = _latest(session, booking, since=seen)
    if entry is None or latest <= seen:
        return
    raise Refusal(
        "changed_meanwhile",
        f"Somebody was quicker at {clock_time(entry.at)}: {sentence(entry.event, entry.detail)}, by {doer(entry.by)}. "
        "Nothing of yours was done. Look at the booking again.",
    )


def _latest(session: Session, booking: Booking, *, since: int) -> tuple[int, HistoryEntry | None]:
    entry = session.scalar(
        select(HistoryEntry)
        .where(HistoryEntry.subject == booking.reference, HistoryEntry.event.in_(DECIDES), HistoryEntry.id > since)
        .order_by(HistoryEntry.id.desc())
        .limit(1)
    )
    return (entry.id, entry) if entry else (0, None)


def _mail(mail: OutboxMessage) -> Line:
    if mail.state is OutboxState.FAILED or mail.sent_at is None:
        return Line(mail.queued_at, f"An e-mail to {mail.to} could not be sent", "the site", mail.message_id)
    told = f"E-mail to {mail.to}: {mail.sent_subject or 'no subject kept'}"
    return Line(mail.sent_at, told, "the site", mail.message_id)
