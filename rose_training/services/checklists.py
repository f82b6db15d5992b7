"""The checklist of a visit: where each point stands, what the school answers, and who is to be asked again.

Everything that we know already counts: a declaration, a contact, who is assigned. The rest the school answers
point by point, or the office writes it down for the school (domain.checklist).
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload

from rose_training.domain.actors import Actor
from rose_training.domain.assignments import AssignmentAnswer
from rose_training.domain.bookings import BookingState
from rose_training.domain.calendar import SchoolCalendar, london_day
from rose_training.domain.checklist import (
    Checklist,
    ChecklistAnswer,
    ChecklistItem,
    Entry,
    Point,
    Visit,
    When,
    chase_due,
    due_on,
    points_for,
    strength_on,
    to_ask,
)
from rose_training.domain.checklist_words import Given, check_given, said, setting_of, words_for
from rose_training.domain.declarations import DeclarationAnswer, DeclarationKind, answers_allowed
from rose_training.domain.hosts import VenueRisk, host_of
from rose_training.domain.refusals import Refusal
from rose_training.domain.sessions import SessionState
from rose_training.domain.visit_answers import Topic
from rose_training.models.bookings import Booking, Declaration
from rose_training.models.checklists import ChecklistEntry
from rose_training.models.people import Facilitator, Person
from rose_training.models.sessions import Assignment, TrainingSession
from rose_training.services import bookings, calendar, history
from rose_training.services.outbox import Intent

FURTHEST = timedelta(days=75)
"""How far ahead a visit can lie whose tenth working day before it is now: the summer holidays are long."""
NEAR = timedelta(days=16)
"""What the office looks at: visits that are close, and what still stands in their way."""
KIND = "checklist_open"
CHASED_STATES = (BookingState.CONFIRMED, BookingState.DELIVERED)

_DECLARED_AS = {
    ChecklistAnswer.DONE: DeclarationAnswer.YES,
    ChecklistAnswer.NOT_NEEDED: DeclarationAnswer.NOT_NEEDED,
    ChecklistAnswer.PROMISED: DeclarationAnswer.NOT_YET,
    ChecklistAnswer.NOT_YET: DeclarationAnswer.NOT_YET,
}


@dataclass(frozen=True, slots=True)
class _Known:
    """What is stored about one booking."""

    booking: Booking
    declared: Mapping[DeclarationKind, Declaration]
    answered: Mapping[ChecklistItem, ChecklistEntry]
    facilitators: tuple[str, ...]


# Questions


def checklist_of(session: Session, *, booking: Booking, at: datetime) -> Checklist:
    """The checklist of one visit as it stands, by the school's own calendar."""
    return checklists_of(session, [booking], at=at)[booking.id]


def checklists_of(session: Session, visits: Collection[Booking], *, at: datetime) -> dict[int, Checklist]:
    """The same for several, by the booking's id. A fixed number of queries."""
    ids = [booking.id for booking in visits]
    declared: dict[int, dict[DeclarationKind, Declaration]] = {one: {} for one in ids}
    answered: dict[int, dict[ChecklistItem, ChecklistEntry]] = {one: {} for one in ids}
    for row in session.scalars(select(Declaration).where(Declaration.booking_id.in_(ids))):
        declared[row.booking_id][row.kind] = row
    for entry in session.scalars(select(ChecklistEntry).where(ChecklistEntry.booking_id.in_(ids))):
        answered[entry.booking_id][entry.item] = entry
    days = _days(session, ids)
    names = _first_names(session, ids)
    calendars = _calendars(session, visits)
    found = {}
    for booking in visits:
        visit = _visit(booking, days.get(booking.id))
        known = _Known(booking, declared[booking.id], answered[booking.id], names.get(booking.id, ()))
        found[booking.id] = _checklist(visit, known, calendars[booking.organisation_id], london_day(at))
    return found


def answer_given(session: Session, *, booking: Booking, item: ChecklistItem) -> Given | None:
    """What was answered to one point before; for a declaration of the request what it said."""
    row = _row(session, booking, item)
    if row is not None:
        return _given(row)
    point = _point(booking, item)
    declaration = point.declaration if point else None
    told = session.scalar(
        select(Declaration).where(Declaration.booking_id == booking.id, Declaration.kind == declaration)
    )
    return Given(told.answer.value, told.detail or "") if told is not None else None


def who_comes(session: Session, *, booking: Booking) -> tuple[str, ...]:
    """The first names of those who deliver a visit: what a school is told of them."""
    return _first_names(session, [booking.id]).get(booking.id, ())


def visit_of(booking: Booking) -> Visit:
    """What the list of a booking depends on, without its dates."""
    return _visit(booking, None)


def not_ready(session: Session, *, at: datetime) -> list[tuple[Booking, datetime, Checklist]]:
    """Confirmed visits that are close and blocked, the nearest first, with their first date."""
    first = func.min(TrainingSession.starts_at)
    near = session.execute(
        select(TrainingSession.booking_id, first)
        .join(Booking, Booking.id == TrainingSession.booking_id)
        .where(Booking.state == BookingState.CONFIRMED, TrainingSession.state == SessionState.SCHEDULED)
        .group_by(TrainingSession.booking_id)
        .having(first > at, first <= at + NEAR)
        .order_by(first)
    ).all()
    found = {booking.id: booking for booking in session.scalars(_bookings([one for one, _ in near]))}
    lists = checklists_of(session, found.values(), at=at)
    return [
        (found[one], starts_at, lists[one])
        for one, starts_at in near
        if one is not None and _is_pressing(lists[one], london_day(at))
    ]


def chases_due(session: Session, *, at: datetime) -> list[Intent]:
    """One e-mail for each confirmed visit that should be asked today for what is still open.

    The occasion names the booking, which of the e-mails it is, and the day of the visit: it is never sent twice,
    and a visit that moves is asked about on its new days.
    """
    today = london_day(at)
    dated = select(TrainingSession.booking_id).where(
        TrainingSession.state != SessionState.CANCELLED,
        TrainingSession.starts_at.between(at - FURTHEST, at + FURTHEST),
    )
    candidates = session.scalars(_bookings(dated).where(Booking.state.in_(CHASED_STATES))).all()
    days = _days(session, [booking.id for booking in candidates])
    calendars = _calendars(session, candidates)
    due: dict[int, When] = {}
    for booking in candidates:
        visit = _visit(booking, days.get(booking.id))
        when = chase_due(visit, calendars[booking.organisation_id], today=today)
        if when is not None:
            due[booking.id] = when
    asked = [booking for booking in candidates if booking.id in due]
    lists = checklists_of(session, asked, at=at)
    return [
        _intent(booking, due[booking.id], lists[booking.id])
        for booking in asked
        if to_ask(lists[booking.id], due[booking.id])
    ]


# Actions


def answer(
    session: Session,
    booking: Booking,
    *,
    item: ChecklistItem,
    given: Given,
    by: Actor,
    at: datetime,
    by_telephone: bool = False,
) -> None:
    """Write down the answer to one point. The newest counts, the history says what it was before.

    Where the point is one of the declarations of the request, the declaration follows. Raises a Refusal for an
    answer that is not complete, and for a booking that was declined or cancelled.
    """
    if booking.state in (BookingState.DECLINED, BookingState.CANCELLED):
        raise Refusal("booking_closed", f"This booking is {booking.state.value} and stays as it is")
    point = _point(booking, item)
    if point is None:
        raise Refusal("not_on_the_list", "This is not asked of your booking")
    chosen = check_given(item, given)
    if point.declaration is not None:
        _declare(session, booking, point.declaration, chosen.answer, given.detail, by=by, at=at)
    bookings.lock(session, booking)
    row = _row(session, booking, item)
    before = row.answer.value if row is not None else None
    if row is None:
        row = ChecklistEntry(booking_id=booking.id, item=item)
        session.add(row)
    row.choice, row.answer, row.given_at, row.by_telephone = chosen.value, chosen.answer, at, by_telephone
    row.detail = given.detail or None
    row.number, row.on = given.number, given.on if chosen.dated else None
    session.flush()
    history.record(
        session,
        subject=booking.reference,
        event="checklist_answered",
        by=by,
        at=at,
        detail={"what": item.value, "from": before, "to": chosen.answer.value, "by_telephone": by_telephone},
    )


def _declare(
    session: Session,
    booking: Booking,
    kind: DeclarationKind,
    answer: ChecklistAnswer,
    detail: str,
    *,
    by: Actor,
    at: datetime,
) -> None:
    if booking.state.is_open:
        bookings.declare(session, booking, kind=kind, answer=_DECLARED_AS[answer], detail=detail, by=by, at=at)


# How a list is put together


def _checklist(visit: Visit, known: _Known, school_calendar: SchoolCalendar, today: date) -> Checklist:
    entries = tuple(_entry(point, visit, known, school_calendar, today) for point in points_for(visit))
    return Checklist(entries, today, visit)


def _entry(point: Point, visit: Visit, known: _Known, school_calendar: SchoolCalendar, today: date) -> Entry:
    settled, words = _standing(point, known)
    row = known.answered.get(point.item)
    return Entry(
        point=point,
        title=words_for(point.item, setting_of(school=visit.school)).title,
        said=words,
        settled=settled,
        promised=not settled and row is not None and row.answer is ChecklistAnswer.PROMISED,
        strength=strength_on(point, visit, school_calendar, today),
        due_on=due_on(point.due, visit, school_calendar),
        note=point.item is ChecklistItem.IDENTITY,
    )


def _standing(point: Point, known: _Known) -> tuple[bool, str]:
    """Whether a point is settled, and what we know about it."""
    if point.declaration is not None:
        return _standing_of_declaration(point, known)
    words = _known_anyway(point.item, known)
    row = known.answered.get(point.item)
    if row is not None and (row.answer.settles or not words):
        return row.answer.settles, said(point.item, _given(row))
    return bool(words) and point.item is not ChecklistItem.IDENTITY, words


def _known_anyway(item: ChecklistItem, known: _Known) -> str:
    """What need not be asked, since the request or the office has said it; empty where it has not."""
    booking = known.booking
    match item:
        case ChecklistItem.DAY_CONTACT:
            both = booking.day_contact_name and booking.day_contact_phone
            return f"{booking.day_contact_name}, {booking.day_contact_phone}" if both else ""
        case ChecklistItem.FACILITATOR:
            return " and ".join(known.facilitators)
        case ChecklistItem.IDENTITY:
            whom = booking.day_contact_name or "your contact on the day"
            return f"We arrive 15 minutes early, ask for {whom} and show photo identification"
        case ChecklistItem.STAFF_NAME:
            stays = known.declared.get(DeclarationKind.STAFF_STAY)
            return (stays.detail or "") if stays is not None else ""
        case ChecklistItem.RISKS:
            return "The place has its own" if booking.venue_risk is VenueRisk.YES else ""
        case _:
            return _told_with_request(item, booking)


def _told_with_request(item: ChecklistItem, booking: Booking) -> str:
    """What the request, or the booker afterwards, said about the room, the needs or the curriculum."""
    room, curriculum = booking.room, booking.curriculum
    if item is ChecklistItem.ROOM and room is not None and room.name:
        return ", ".join((room.name, *(one.label.lower() for one in room.features)))
    if item is ChecklistItem.ARRIVAL and room is not None:
        return ", ".join(part for part in (room.entrance, room.parking, room.sign_in) if part) or "Nothing special"
    if item is ChecklistItem.ACCESS and Topic.NEEDS.value in booking.topics_told:
        return booking.adaptations or "The needs of the group are told"
    if item is ChecklistItem.CURRICULUM and curriculum is not None and curriculum.place is not None:
        return curriculum.place.label
    if item is ChecklistItem.PROGRAMME and curriculum is not None:
        told = [one.label for one in curriculum.before] + [one.label for one in curriculum.follow_up]
        return ", ".join(part for part in (*told, curriculum.before_text, curriculum.follow_up_text) if part)
    return ""


def _standing_of_declaration(point: Point, known: _Known) -> tuple[bool, str]:
    kind, booking = point.declaration, known.booking
    assert kind is not None
    told = known.declared.get(kind)
    row = known.answered.get(point.item)
    yes = told is not None and told.answer in answers_allowed(kind) and told.answer is not DeclarationAnswer.NOT_YET
    words = _words_of(told) if told is not None else ""
    if row is not None and told is not None and _DECLARED_AS[row.answer] is told.answer:
        words = said(point.item, _given(row)) or words
    if point.item is ChecklistItem.SAFEGUARDING_LEAD:
        lead = ", ".join(part for part in (booking.dsl_name, booking.dsl_contact) if part)
        return yes and bool(booking.dsl_name), lead or words
    return yes, words


def _words_of(told: Declaration) -> str:
    return f"{told.answer.label}: {told.detail}" if told.detail else told.answer.label


def _visit(booking: Booking, days: tuple[date, date] | None) -> Visit:
    organisation = booking.organisation
    by_sector = booking.host.is_school and organisation is not None
    first, last = days or (None, None)
    return Visit(
        audience=booking.audience,
        targeted=booking.activity.targeted,
        host=host_of(organisation.sector, organisation.agency_kind) if by_sector and organisation else booking.host,
        first_day=first,
        last_day=last,
        delivered=booking.state is BookingState.DELIVERED,
    )


def _days(session: Session, ids: Collection[int]) -> dict[int, tuple[date, date]]:
    """The first and the last day of each booking that has dates which stand."""
    rows = session.execute(
        select(TrainingSession.booking_id, func.min(TrainingSession.starts_at), func.max(TrainingSession.starts_at))
        .where(TrainingSession.booking_id.in_(ids), TrainingSession.state != SessionState.CANCELLED)
        .group_by(TrainingSession.booking_id)
    )
    return {booking_id: (london_day(first), london_day(last)) for booking_id, first, last in rows if booking_id}


def _first_names(session: Session, ids: Collection[int]) -> dict[int, tuple[str, ...]]:
    """Who comes, as a school may know it (§2.2, item 20): first names, of those who have said that they come."""
    rows = session.execute(
        select(TrainingSession.booking_id, Person.name)
        .join(Assignment, Assignment.session_id == TrainingSession.id)
        .join(Facilitator, Facilitator.id == Assignment.facilitator_id)
        .join(Person, Person.id == Facilitator.person_id)
        .where(TrainingSession.booking_id.in_(ids), Assignment.active, Assignment.answer == AssignmentAnswer.ACCEPTED)
        .order_by(TrainingSession.starts_at, Person.name)
    )
    found: dict[int, tuple[str, ...]] = {}
    for booking_id, name in rows:
        if booking_id is not None and name:
            found[booking_id] = tuple(dict.fromkeys((*found.get(booking_id, ()), name.split()[0])))
    return found


def _calendars(session: Session, bookings: Iterable[Booking]) -> dict[int | None, SchoolCalendar]:
    """The calendar of each school; for a booking whose school is not known yet, everybody's."""
    schools = {booking.organisation_id for booking in bookings}
    known = [school for school in schools if school is not None]
    own = calendar.calendars_of(session, organisation_ids=known)
    found: dict[int | None, SchoolCalendar] = {school: one for school, one in own.items()}  # noqa: C416  (mypy reads it)
    if None in schools:
        found[None] = calendar.calendar_of(session)
    return found


def _bookings(ids: Iterable[int | None] | Select[int | None]) -> Select[Booking]:
    return (
        select(Booking)
        .where(Booking.id.in_(ids))
        .options(joinedload(Booking.activity), joinedload(Booking.organisation))
    )


def _is_pressing(checklist: Checklist, today: date) -> bool:
    """Whether something blocks that should have been settled by now."""
    return any(entry.due_on is None or entry.due_on <= today for entry in checklist.blocking)


def _point(booking: Booking, item: ChecklistItem) -> Point | None:
    return next((one for one in points_for(visit_of(booking)) if one.item is item), None)


def _row(session: Session, booking: Booking, item: ChecklistItem) -> ChecklistEntry | None:
    return session.scalar(
        select(ChecklistEntry).where(ChecklistEntry.booking_id == booking.id, ChecklistEntry.item == item)
    )


def _given(row: ChecklistEntry) -> Given:
    return Given(row.choice, row.detail or "", row.number, row.on)


def _intent(booking: Booking, when: When, checklist: Checklist) -> Intent:
    day = checklist.visit.first_day
    return Intent(
        kind=KIND,
        to=booking.booker_email,
        about=booking.reference,
        occasion=f"{booking.reference}/{when.value}/{day:%Y%m%d}",
        payload={"when": when.value, "first_day": day.isoformat() if day else None},
    )
