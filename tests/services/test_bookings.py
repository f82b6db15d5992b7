"""A request becomes a booking once, is found by its own school only, and keeps what was declared."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from rose_training.domain.actors import Actor
from rose_training.domain.bookings import BookingState, PartOfDay
from rose_training.domain.declarations import DeclarationAnswer, DeclarationKind
from rose_training.domain.refusals import Refusal
from rose_training.domain.visit_requests import Contact, Declared, VisitRequest, Wish
from rose_training.domain.year_groups import YearGroup
from rose_training.models.outbox import OutboxMessage
from rose_training.services import booking_drafts, bookings, history, visit_requests
from tests.factories import make_activity, make_booking, make_organisation

VISITOR = Actor.visitor()
OFFICE = "office@rose.example"


@pytest.fixture
def request_of(session):
    activity, school = make_activity(session), make_organisation(session)
    return VisitRequest(
        activity=activity.slug,
        organisation=school.reference,
        described="",
        years=(YearGroup.YEAR_7, YearGroup.YEAR_8),
        expected_number=28,
        wishes=(
            Wish(date(2027, 1, 14), PartOfDay.MORNING, "period 3"),
            Wish(date(2027, 1, 21), PartOfDay.ANY),
        ),
        booker=Contact("Bo Booker", email="Bo@School.example", phone="01603 000000", role="PSHE lead"),
        on_the_day=Contact("Dee Contact", phone="01603 000001"),
        dsl=Contact("Dan Lead", reach="01603 000002"),
        declarations={
            DeclarationKind.SENIOR_LEADER_AGREED: Declared(DeclarationAnswer.YES, "Hanna Head, head"),
            DeclarationKind.STAFF_STAY: Declared(DeclarationAnswer.NOT_YET),
        },
    )


def queued(session, kind):
    return session.scalars(select(OutboxMessage).where(OutboxMessage.kind == kind)).all()


def test_a_request_keeps_everything_and_tells_the_booker_and_the_office(session, at, request_of):
    booking = visit_requests.request_visit(session, request_of, office=OFFICE, by=VISITOR, at=at)

    facts = bookings.facts(session, booking)
    assert booking.state is BookingState.REQUESTED
    assert booking.year_groups == ["7", "8"]
    assert booking.booker_email == "bo@school.example"
    assert [(wish.on, wish.part, wish.time_wished) for wish in facts.wishes] == [
        (date(2027, 1, 14), PartOfDay.MORNING, "period 3"),
        (date(2027, 1, 21), PartOfDay.ANY, None),
    ]
    assert facts.declarations[DeclarationKind.SENIOR_LEADER_AGREED].detail == "Hanna Head, head"
    assert facts.blocking == (
        DeclarationKind.STAFF_STAY,
        DeclarationKind.DSL_REACHABLE,
        DeclarationKind.DISCLOSURE_ROUTE,
    )
    (received,) = queued(session, "booking_received")
    (for_office,) = queued(session, "booking_new_for_office")
    assert (received.to, received.about) == ("bo@school.example", booking.reference)
    assert for_office.to == OFFICE
    assert history.entries_about(session, booking.reference)[0].event == "requested"


def test_pressing_the_button_twice_asks_once(session, at, request_of):
    started = booking_drafts.begin(session, answers={}, at=at)
    first = visit_requests.request_visit(session, request_of, office=OFFICE, by=VISITOR, at=at, draft=started)
    again = booking_drafts.lock_draft(session, key=started.key)

    second = visit_requests.request_visit(session, request_of, office=OFFICE, by=VISITOR, at=at, draft=again)

    assert second is first
    assert len(queued(session, "booking_received")) == 1


def test_a_school_that_is_not_listed_is_described(session, at, request_of):
    unlisted = replace(request_of, organisation=None, described="Forest School, Thetford")

    booking = visit_requests.request_visit(session, unlisted, office=OFFICE, by=VISITOR, at=at)

    assert booking.organisation is None
    assert booking.organisation_described == "Forest School, Thetford"
    school = make_organisation(session)
    bookings.match_organisation(session, booking, organisation=school, by=VISITOR, at=at)
    session.refresh(booking)
    assert booking.organisation is school
    assert booking.organisation_described == "Forest School, Thetford"


@pytest.mark.parametrize(("what", "field"), [("activity", "activity"), ("organisation", "q")])
def test_what_is_no_longer_on_offer_is_refused(session, at, request_of, what, field):
    with pytest.raises(Refusal) as refused:
        visit_requests.request_visit(session, replace(request_of, **{what: "gone"}), office=OFFICE, by=VISITOR, at=at)
    assert refused.value.field == field


def test_a_school_finds_its_own_bookings_and_not_its_neighbours(session):
    mine, theirs = make_booking(session), make_booking(session)

    scope = {mine.organisation_id}
    assert bookings.by_reference(session, reference=mine.reference, organisation_ids=scope) is mine
    assert bookings.by_reference(session, reference=theirs.reference, organisation_ids=scope) is None
    assert bookings.by_reference(session, reference=mine.reference, organisation_ids=set()) is None
    assert list(bookings.of_organisations(session, organisation_ids=scope)) == [mine]


def test_a_declaration_may_be_made_later_and_the_history_keeps_the_old_answer(session, at, request_of):
    booking = visit_requests.request_visit(session, request_of, office=OFFICE, by=VISITOR, at=at)

    bookings.declare(
        session,
        booking,
        kind=DeclarationKind.STAFF_STAY,
        answer=DeclarationAnswer.YES,
        detail="Ms Example",
        by=VISITOR,
        at=at,
    )

    assert DeclarationKind.STAFF_STAY not in bookings.facts(session, booking).blocking
    entry = history.entries_about(session, booking.reference)[0]
    assert entry.detail == {"what": "staff_stay", "from": "not_yet", "to": "yes"}


def test_a_closed_booking_takes_no_more_declarations(session, at):
    booking = make_booking(session, state=BookingState.DECLINED, reason="no date")

    with pytest.raises(Refusal):
        bookings.declare(
            session,
            booking,
            kind=DeclarationKind.STAFF_STAY,
            answer=DeclarationAnswer.YES,
            detail="",
            by=VISITOR,
            at=at,
        )


def test_drafts_are_kept_page_by_page_and_forgotten_after_a_week(session, at):
    started = booking_drafts.begin(session, answers={"activity": "a"}, at=at)

    booking_drafts.save(session, key=started.key, changes={"expected_number": 3}, at=at)
    assert booking_drafts.draft(session, key=started.key).answers == {"activity": "a", "expected_number": 3}
    assert booking_drafts.draft(session, key="guess") is None
    assert booking_drafts.draft(session, key=None) is None

    assert booking_drafts.forget_old(session, at=at + timedelta(days=6)) == 0
    assert booking_drafts.forget_old(session, at=at + timedelta(days=8)) == 1


def test_a_sent_draft_takes_no_more_answers(session, at, request_of):
    started = booking_drafts.begin(session, answers={}, at=at)
    visit_requests.request_visit(session, request_of, office=OFFICE, by=VISITOR, at=at, draft=started)

    assert booking_drafts.save(session, key=started.key, changes={"activity": "other"}, at=at) is None
