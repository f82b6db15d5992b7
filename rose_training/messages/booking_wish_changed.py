"""To the office: a school has changed what it told us about a booking."""

from datetime import datetime

from sqlalchemy.orm import Session

from rose_training.domain.bookings import BookingState
from rose_training.domain.checklist import ChecklistItem, item_of
from rose_training.domain.checklist_words import setting_of, words_for
from rose_training.domain.declarations import DeclarationKind
from rose_training.domain.visit_answers import Topic
from rose_training.messages import booking_letters
from rose_training.messages.addresses import address_of
from rose_training.messages.letter import Letter
from rose_training.models.history import HistoryEntry
from rose_training.models.outbox import OutboxMessage
from rose_training.services import booking_changes, checklists

KIND = "booking_wish_changed"
_WHAT = {
    "group_changed": "The group",
    "contacts_changed": "The contacts for the day",
    "safeguarding_lead_named": "The safeguarding lead",
}


def compose(session: Session, message: OutboxMessage) -> Letter | None:
    """What was changed, by name of the question; the answers stand on the booking's page."""
    booking = booking_letters.wanted_booking(session, message, *(state for state in BookingState if state.is_open))
    if booking is None:
        return None
    since = datetime.fromisoformat(str(message.payload["since"]))
    setting = setting_of(school=checklists.visit_of(booking).school)

    def named(entry: HistoryEntry) -> str:
        what = str(entry.detail.get("what", ""))
        if entry.event in _WHAT:
            return _WHAT[entry.event]
        if entry.event == "told_later":
            return Topic(what).label
        item = item_of(DeclarationKind(what)) if entry.event == "declared" else ChecklistItem(what)
        return words_for(item, setting).title

    changed = [named(entry) for entry in booking_changes.changes_since(session, booking, since=since)]
    if not changed:
        return None
    facts = booking_letters.facts(session, booking)
    return Letter(
        subject=f"{facts['school']} has changed its answers ({booking.reference})",
        template=KIND,
        facts=facts
        | {
            "changed_answers": list(dict.fromkeys(changed)),
            "address": address_of("office.booking", reference=booking.reference),
        },
    )
