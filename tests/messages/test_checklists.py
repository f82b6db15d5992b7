"""What a school reads about its checklist, its wishes and its colleagues; and the office about a school's changes."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from rose_training import clock
from rose_training.domain.actors import Actor
from rose_training.domain.bookings import BookingState, PartOfDay
from rose_training.domain.checklist import ChecklistItem
from rose_training.domain.checklist_words import Given
from rose_training.domain.declarations import DeclarationAnswer, DeclarationKind
from rose_training.domain.permissions import Role
from rose_training.domain.visit_requests import Contact, Wish
from rose_training.messages.catalogue import write
from rose_training.models.bookings import Booking, Declaration
from rose_training.models.outbox import OutboxMessage
from rose_training.services import accounts, booking_changes, booking_wishes, checklists, people
from tests.factories import make_activity, make_booking, make_organisation, make_person, make_session
from tests.messages.conftest import Reads

STARTS = datetime(2026, 12, 10, 10, tzinfo=UTC)
TWO_DAYS_BEFORE = datetime(2026, 12, 8, 9, tzinfo=UTC)
SCHOOL = Actor(None, "Sandra School")
TO = "office@school.example"
REFERENCE = "JIG-7K3Q-M2"


@pytest.fixture(autouse=True)
def _two_days_before() -> Iterator[None]:
    with clock.set_to(TWO_DAYS_BEFORE):
        yield


@pytest.fixture
def booking(stored: Session) -> Booking:
    """Confirmed with everything declared, and most of the checklist open."""
    activity = make_activity(stored, code="JW-3", title="Respect and pressure")
    school = make_organisation(stored, name="Example Primary School", reference="ORG-2222-2222")
    found = make_booking(
        stored, reference=REFERENCE, activity=activity, organisation=school, state=BookingState.CONFIRMED
    )
    make_session(stored, booking=found, starts_at=STARTS)
    stored.add_all(
        Declaration(booking_id=found.id, kind=kind, answer=DeclarationAnswer.YES, given_at=TWO_DAYS_BEFORE)
        for kind in DeclarationKind
    )
    for item in (ChecklistItem.ROOM, ChecklistItem.PARENTS, ChecklistItem.RISKS):
        given = {
            ChecklistItem.ROOM: Given("yes", "Room 4"),
            ChecklistItem.PARENTS: Given("yes", on=date(2026, 12, 1)),
            ChecklistItem.RISKS: Given("ours"),
        }[item]
        checklists.answer(stored, found, item=item, given=given, by=SCHOOL, at=TWO_DAYS_BEFORE - timedelta(days=1))
    stored.commit()
    return found


def ask(stored: Session, booking: Booking) -> None:
    booking_wishes.ask(
        stored,
        booking,
        wishes=[Wish(date(2026, 12, 15), PartOfDay.MORNING, "period 3"), Wish(date(2026, 12, 16), PartOfDay.ANY)],
        reason="Mock exams that week",
        office="office@rose.example",
        by=SCHOOL,
        at=TWO_DAYS_BEFORE,
    )
    stored.commit()


def wanted(app: Flask, stored: Session, kind: str, about: str = REFERENCE, to: str = TO, **payload: object) -> bool:
    message = OutboxMessage(kind=kind, to=to, about=about, occasion="kept", payload=payload)
    with app.app_context():
        return write(stored, message) is not None


OPEN = {"when": "two_days", "first_day": "2026-12-10"}


def test_what_is_open(reads_as_kept: Reads, booking: Booking) -> None:
    letter = reads_as_kept("checklist_open", to=TO, about=REFERENCE, **OPEN)
    assert letter.facts["urgent_points"] == ["Somebody has looked at what we will do"]
    assert "The room" not in letter.facts["open_points"]


def test_how_it_went(reads_as_kept: Reads, stored: Session, booking: Booking) -> None:
    booking.state = BookingState.DELIVERED
    stored.commit()
    with clock.set_to(STARTS + timedelta(days=1)):
        letter = reads_as_kept(
            "checklist_open", to=TO, about=REFERENCE, name="checklist_open_after", when="after", first_day="2026-12-10"
        )
    assert letter.facts["after"]


def test_it_is_no_longer_wanted(app: Flask, stored: Session, booking: Booking) -> None:
    assert wanted(app, stored, "checklist_open", **OPEN)
    assert not wanted(app, stored, "checklist_open", when="two_days", first_day="2026-12-03"), "it has moved"
    with clock.set_to(STARTS):
        assert not wanted(app, stored, "checklist_open", **OPEN), "they are there"
    assert not wanted(app, stored, "checklist_open", when="after", first_day="2026-12-10"), "it is not over"
    booking.state, booking.reason = BookingState.CANCELLED, "Snow"
    stored.commit()
    assert not wanted(app, stored, "checklist_open", **OPEN), "it is off"


def test_a_school_asks_to_move(reads_as_kept: Reads, app: Flask, stored: Session, booking: Booking) -> None:
    assert not wanted(app, stored, "booking_wish_asked")
    ask(stored, booking)
    reads_as_kept("booking_wish_asked", to="office@rose.example", about=REFERENCE)


def test_it_cannot_be_moved(reads_as_kept: Reads, app: Flask, stored: Session, booking: Booking) -> None:
    ask(stored, booking)
    reads_as_kept("booking_wish_refused", to=TO, about=REFERENCE, answer="All facilitators are booked on these days.")
    booking.state, booking.reason = BookingState.CANCELLED, "Snow"
    stored.commit()
    assert not wanted(app, stored, "booking_wish_refused", answer="No.")


def test_a_school_has_changed_its_answers(reads_as_kept: Reads, app: Flask, stored: Session, booking: Booking) -> None:
    since = (TWO_DAYS_BEFORE - timedelta(minutes=1)).isoformat()
    assert not wanted(app, stored, "booking_wish_changed", since=since)
    booking_changes.change_contacts(
        stored,
        booking,
        on_the_day=Contact("New Contact", phone="01603 555999"),
        lead=Contact("Dan Lead", reach="Room 4"),
        by=SCHOOL,
        at=TWO_DAYS_BEFORE,
    )
    for item, given in ((ChecklistItem.ARRIVAL, Given("no")), (ChecklistItem.STAFF_STAY, Given("not_yet"))):
        checklists.answer(stored, booking, item=item, given=given, by=SCHOOL, at=TWO_DAYS_BEFORE)
    stored.commit()
    letter = reads_as_kept("booking_wish_changed", to="office@rose.example", about=REFERENCE, since=since)
    assert letter.facts["changed_answers"] == [
        "The contacts for the day",
        "How we get in",
        "Staff stay in the room the whole time",
    ]


def test_a_colleague_is_invited(reads_as_kept: Reads, app: Flask, stored: Session, booking: Booking) -> None:
    ann = make_person(
        stored,
        Role.SCHOOL_BOOKER,
        organisation=booking.organisation,
        reference="PER-2222-2222",
        email="office@example-primary.example",
        name="office@example-primary.example",
    )
    stored.commit()
    told = {"about": "PER-2222-2222", "to": str(ann.email), "school": "ORG-2222-2222", "by": "Sandra School"}
    reads_as_kept("colleague_invited", **told)
    for other in ({"school": "ORG-0000-0000"}, {"about": "PER-0000-0000"}, {"to": "old@school.example"}):
        assert not wanted(app, stored, "colleague_invited", **told | other)
    people.end_role(stored, grant=accounts.live_grants(stored, ann.id)[0], by=SCHOOL, at=TWO_DAYS_BEFORE)
    stored.commit()
    assert not wanted(app, stored, "colleague_invited", **told)
