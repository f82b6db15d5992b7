"""What a school corrects, within what is allowed; the office hears of it once."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from rose_training.domain.actors import Actor
from rose_training.domain.bookings import BookingState
from rose_training.domain.outbox import OutboxState
from rose_training.domain.refusals import Refusal
from rose_training.domain.visit_requests import Contact
from rose_training.domain.year_groups import YearGroup
from rose_training.models.outbox import OutboxMessage
from rose_training.services import booking_changes, history, school_bookings
from tests.factories import SOON, make_booking, make_organisation, make_session

SCHOOL = Actor(None, "Sandra School")
OFFICE = "office@rose.example"
DAY = Contact("New Contact", phone="01603 555999")
LEAD = Contact("New Lead", reach="Room 4")


@pytest.fixture
def booking(session):
    found = make_booking(session, state=BookingState.CONFIRMED)
    make_session(session, booking=found)
    return found


def change(session, booking, at, *, years=(YearGroup.YEAR_9,), number=20):
    booking_changes.change_group(session, booking, years=list(years), number=number, by=SCHOOL, at=at)


def test_the_group_changes_and_the_history_keeps_the_older_one(session, booking, at):
    change(session, booking, at)
    assert (booking.expected_number, booking.year_groups) == (20, ["9"])
    [entry] = history.entries_about(session, booking.reference)
    assert entry.detail == {"from": {"number": 24, "years": ["8"]}, "to": {"number": 20, "years": ["9"]}}
    change(session, booking, at)
    assert len(history.entries_about(session, booking.reference)) == 1


@pytest.mark.parametrize(
    ("over", "field"),
    [
        ({"number": 31}, "expected_number"),
        ({"number": 0}, "expected_number"),
        ({"years": [YearGroup.YEAR_2]}, "years"),
        ({"years": []}, "years"),
    ],
)
def test_only_what_the_activity_was_written_for(session, booking, at, over, field):
    with pytest.raises(Refusal) as no:
        change(session, booking, at, **over)
    assert no.value.field == field
    assert booking.expected_number == 24


def test_contacts_change_and_no_name_goes_into_the_trail(session, booking, at):
    booking_changes.change_contacts(session, booking, on_the_day=DAY, lead=LEAD, by=SCHOOL, at=at)
    assert (booking.day_contact_phone, booking.dsl_contact) == ("01603 555999", "Room 4")
    [entry] = history.entries_about(session, booking.reference)
    assert (entry.event, entry.detail) == ("contacts_changed", {})
    booking_changes.change_contacts(session, booking, on_the_day=DAY, lead=LEAD, by=SCHOOL, at=at)
    assert len(history.entries_about(session, booking.reference)) == 1


@pytest.mark.parametrize(
    ("day", "lead", "field"),
    [
        (Contact("", phone="01603 555999"), LEAD, "day_name"),
        (Contact("Dee", phone="soon"), LEAD, "day_phone"),
        (DAY, Contact("", reach="Room 4"), "lead_name"),
        (DAY, Contact("Dan"), "lead_reach"),
    ],
)
def test_somebody_who_can_be_reached(session, booking, at, day, lead, field):
    with pytest.raises(Refusal) as no:
        booking_changes.change_contacts(session, booking, on_the_day=day, lead=lead, by=SCHOOL, at=at)
    assert no.value.field == field
    assert booking.day_contact_name == "Dee Contact"


def test_once_it_has_begun_or_ended_nothing_changes_here(session, booking, at):
    ended = make_booking(session, state=BookingState.CANCELLED, reason="Snow")
    for which, moment in ((booking, SOON), (ended, at)):
        assert not booking_changes.may_change(session, which, at=moment)
        with pytest.raises(Refusal):
            change(session, which, moment)


def test_the_office_gets_one_mail_for_what_is_changed_in_one_go(session, booking, at):
    for minutes in (0, 5, 9):
        booking_changes.tell_office(session, booking, office=OFFICE, at=at + timedelta(minutes=minutes))
    [mail] = session.scalars(select(OutboxMessage))
    assert (mail.kind, mail.to, mail.due_at) == ("booking_wish_changed", OFFICE, at + booking_changes.GATHERED_FOR)


def test_what_is_changed_after_that_mail_has_left_gets_another(session, booking, at):
    """Within the same hour, too."""
    for minutes in (0, 25):
        booking_changes.tell_office(session, booking, office=OFFICE, at=at + timedelta(minutes=minutes))
        session.scalars(select(OutboxMessage).order_by(OutboxMessage.id.desc())).first().state = OutboxState.SENT
        session.flush()
    assert len(session.scalars(select(OutboxMessage)).all()) == 2


def test_coming_first_the_nearest_then_what_has_no_date(session, at):
    school = make_organisation(session)
    far, near, undated, past = (make_booking(session, organisation=school) for _ in range(4))
    make_session(session, booking=far, starts_at=SOON + timedelta(days=9))
    make_session(session, booking=near)
    past.state = BookingState.DELIVERED
    make_booking(session)
    session.flush()

    ids = [school.id]
    coming, total = school_bookings.page_of(session, organisation_ids=ids, coming=True, at=at)
    assert ([one.id for one in coming], total) == ([near.id, far.id, undated.id], 3)
    been, total = school_bookings.page_of(session, organisation_ids=ids, coming=False, at=at)
    assert ([one.id for one in been], total) == ([past.id], 1)
    assert school_bookings.count(session, organisation_ids=ids, coming=False) == 1
    assert school_bookings.page_of(session, organisation_ids=ids, coming=True, at=at, page=2)[0] == []
    assert set(school_bookings.latest_dates(session, [near, undated])) == {near.id}
