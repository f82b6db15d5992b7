"""What the pages of a school, of a booker with a link, and of the office share about one booking."""

from datetime import datetime

from sqlalchemy.orm import Session

from rose_training.domain.actors import Actor
from rose_training.domain.visit_requests import Declared
from rose_training.models.bookings import Booking
from rose_training.services import bookings
from rose_training.services.bookings import BookingFacts
from rose_training.web.forms.declarations import BookingDeclarationsForm


def declarations_form(facts: BookingFacts) -> BookingDeclarationsForm:
    """The declarations that a booking needs, as answered so far."""
    form = BookingDeclarationsForm()
    form.ask(facts.asked)
    form.ask_for_lead(facts.lead_missing)
    if not form.is_submitted():
        form.show({kind: Declared(row.answer, row.detail or "") for kind, row in facts.declarations.items()})
    return form


def keep_declarations(
    session: Session, booking: Booking, form: BookingDeclarationsForm, *, by: Actor, at: datetime
) -> None:
    """Write down every answer of the form. Raises `Refusal`."""
    lead = form.lead()
    if lead:
        bookings.name_safeguarding_lead(session, booking, name=lead[0], reach=lead[1], by=by, at=at)
    for kind, given in form.declared().items():
        bookings.declare(session, booking, kind=kind, answer=given.answer, detail=given.detail, by=by, at=at)
