"""What the pages of a school, of a booker with a link, and of the office share about one booking."""

from datetime import datetime

from flask import abort
from sqlalchemy.orm import Session

from rose_training.clock import now, today
from rose_training.database import db
from rose_training.domain.actors import Actor
from rose_training.domain.checklist import ChecklistItem, Entry
from rose_training.domain.checklist_words import Given, setting_of, words_for
from rose_training.domain.visit_answers import Topic
from rose_training.domain.visit_requests import Declared
from rose_training.models.bookings import Booking
from rose_training.services import booking_needs, bookings, checklists
from rose_training.services.bookings import BookingFacts
from rose_training.web.forms.declarations import BookingDeclarationsForm
from rose_training.web.forms.school import ChecklistForm
from rose_training.web.forms.visit_answers import FORMS, TopicForm

ANSWERED_ELSEWHERE = (ChecklistItem.DAY_CONTACT, ChecklistItem.FACILITATOR, ChecklistItem.IDENTITY)
ANSWERED_ON_A_PAGE = frozenset(ChecklistItem).difference(ANSWERED_ELSEWHERE)


def declarations_form(facts: BookingFacts) -> BookingDeclarationsForm:
    """The declarations that a booking needs, as answered so far."""
    form = BookingDeclarationsForm()
    form.ask(facts.asked, facts.booking.host)
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


def point_form(booking: Booking, entry: Entry, *, given: Given | None, reader: str) -> ChecklistForm:
    """One point of the checklist as a question, with what was answered before."""
    form = ChecklistForm()
    setting = setting_of(school=checklists.visit_of(booking).school)
    form.ask(words_for(entry.item, setting), lead=entry.item is ChecklistItem.SAFEGUARDING_LEAD)
    if not form.is_submitted():
        form.show(given, booking, reader=reader, today=today())
    return form


def keep_point(
    session: Session,
    booking: Booking,
    item: ChecklistItem,
    form: ChecklistForm,
    *,
    by: Actor,
    at: datetime,
    by_telephone: bool = False,
) -> None:
    """Write down the answer to one point. Raises `Refusal`."""
    lead = form.lead()
    wanted = lead is not None and (any(lead) or form.choice.data == "yes")
    if lead is not None and wanted and lead != (booking.dsl_name, booking.dsl_contact):
        bookings.name_safeguarding_lead(session, booking, name=lead[0], reach=lead[1], by=by, at=at)
    checklists.answer(session, booking, item=item, given=form.given(), by=by, at=at, by_telephone=by_telephone)


def topic_form(booking: Booking, topic: Topic) -> TopicForm:
    """One of the topics that could wait when the request was sent, with what has been told since."""
    form = FORMS[topic]()
    form.ask(booking.audience, booking.format)
    told = {
        Topic.ROOM: booking.room,
        Topic.NEEDS: booking_needs.needs_of(db.session(), booking),
        Topic.CURRICULUM: booking.curriculum,
    }[topic]
    if told is not None and not form.is_submitted():
        form.fill(told)
    return form


def point_or_404(booking: Booking, item: str) -> Entry:
    """A point of the school's part, or of ours, that is answered on a page of its own."""
    known = ChecklistItem(item) if item in set(ChecklistItem) else abort(404)
    entry = checklists.checklist_of(db.session(), booking=booking, at=now()).find(known)
    if entry is None or entry.item not in ANSWERED_ON_A_PAGE:
        abort(404)
    return entry
