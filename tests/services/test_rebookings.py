"""What ended is asked for again: everything told comes along, nothing of the end does."""

from datetime import date

import pytest
from sqlalchemy import select

from rose_training.domain.actors import Actor
from rose_training.domain.bookings import BookingState, ClosingReason, EndedBy, PartOfDay
from rose_training.domain.declarations import DeclarationAnswer, DeclarationKind
from rose_training.domain.organisations import OrganisationStatus
from rose_training.domain.refusals import Refusal
from rose_training.domain.visit_requests import Wish
from rose_training.models.bookings import Declaration, PreferredDate
from rose_training.models.outbox import OutboxMessage
from rose_training.services import booking_plans, history, rebookings
from tests.factories import make_booking

OFFICE = Actor(None, "office")
WISHES = [Wish(date(2027, 1, 14), PartOfDay.MORNING, "period 3")]


@pytest.fixture
def ended(session, at):
    booking = make_booking(session, notes="Rang twice", equipment="A screen")
    session.add(
        Declaration(booking_id=booking.id, kind=DeclarationKind.STAFF_STAY, answer=DeclarationAnswer.YES, given_at=at)
    )
    booking_plans.cancel(
        session,
        booking,
        reason=ClosingReason.SCHOOL_CLOSED,
        explanation="",
        ended_by=EndedBy.OTHER,
        by=OFFICE,
        at=at,
    )
    return booking


def test_everything_told_comes_along(session, ended, at):
    again = rebookings.rebook(session, ended, wishes=WISHES, by=OFFICE, at=at)

    assert (again.state, again.reason, again.ended_by, again.closing_reason) == (
        BookingState.REQUESTED,
        None,
        None,
        None,
    )
    assert again.reference != ended.reference
    assert again.calendar_uid != ended.calendar_uid
    assert (again.equipment, again.notes, again.booker_email) == ("A screen", "Rang twice", ended.booker_email)
    kinds = session.scalars(select(Declaration.kind).where(Declaration.booking_id == again.id)).all()
    assert kinds == [DeclarationKind.STAFF_STAY]
    (wish,) = session.scalars(select(PreferredDate).where(PreferredDate.booking_id == again.id))
    assert (wish.on, wish.time_wished) == (date(2027, 1, 14), "period 3")
    assert [one.event for one in history.entries_about(session, again.reference)] == ["rebooked_from"]
    assert history.entries_about(session, ended.reference)[0].detail == {"as": again.reference}
    assert "booking_received" in session.scalars(
        select(OutboxMessage.kind).where(OutboxMessage.about == again.reference)
    )
    assert list(rebookings.asked_again_as(session, ended)) == [again]


def test_once_at_a_time_and_only_what_has_ended(session, ended, at):
    again = rebookings.rebook(session, ended, wishes=WISHES, by=OFFICE, at=at)

    for one, code in ((ended, "rebooked_already"), (again, "not_ended")):
        with pytest.raises(Refusal) as refused:
            rebookings.rebook(session, one, wishes=WISHES, by=OFFICE, at=at)
        assert refused.value.code == code


def test_a_day_that_cannot_be_is_refused(session, ended, at):
    with pytest.raises(Refusal) as refused:
        rebookings.rebook(session, ended, wishes=[Wish(date(2026, 11, 21), PartOfDay.ANY)], by=OFFICE, at=at)
    assert refused.value.field == "day_1"


@pytest.mark.parametrize("gone", ["activity_gone", "school_closed"])
def test_what_is_no_longer_on_offer_is_not_asked_for_again(session, ended, at, gone):
    if gone == "activity_gone":
        ended.activity.bookable = False
    else:
        ended.organisation.status = OrganisationStatus.CLOSED
    with pytest.raises(Refusal) as refused:
        rebookings.rebook(session, ended, wishes=WISHES, by=OFFICE, at=at)
    assert refused.value.code == gone
