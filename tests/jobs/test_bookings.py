"""Holds run out and drafts are forgotten, by the clock."""

from datetime import timedelta

from rose_training.clock import now
from rose_training.domain.bookings import BookingState
from rose_training.models.bookings import Booking, BookingDraft
from rose_training.services import booking_drafts
from tests.factories import make_booking, make_session


def test_a_hold_that_ran_out_goes_back_to_the_list(app, stored):
    over = make_booking(stored, state=BookingState.HELD, held_until=now() - timedelta(minutes=1))
    make_session(stored, booking=over)
    kept = make_booking(stored, state=BookingState.HELD, held_until=now() + timedelta(hours=1))
    booking_drafts.begin(stored, answers={}, at=now() - timedelta(days=8))
    booking_drafts.begin(stored, answers={}, at=now())
    stored.commit()

    result = app.test_cli_runner().invoke(args=["bookings", "tidy"])

    assert result.output.splitlines()[-1] == "Holds that ran out: 1. Offers that ran out: 0. Drafts forgotten: 1."
    stored.expire_all()
    assert stored.get_one(Booking, over.id).state is BookingState.REQUESTED
    assert stored.get_one(Booking, kept.id).state is BookingState.HELD
    assert stored.query(BookingDraft).count() == 1
