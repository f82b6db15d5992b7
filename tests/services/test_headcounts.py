"""People counted without names."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from rose_training.domain.actors import Actor
from rose_training.domain.attendance import HeadcountAudience
from rose_training.domain.bookings import BookingState
from rose_training.domain.sessions import SessionState
from rose_training.domain.year_groups import YearGroup
from rose_training.models.sessions import TrainingSession
from rose_training.services.headcounts import Line, Sent, counts_of, record_headcount
from tests.factories import make_booking, make_session

BY = Actor(None, "Fay Example")
OTHER = Actor(None, "Flo Example")
YEAR_7: Line = (HeadcountAudience.PUPIL, YearGroup.YEAR_7)
YEAR_8: Line = (HeadcountAudience.PUPIL, YearGroup.YEAR_8)
STAFF: Line = (HeadcountAudience.SCHOOL_STAFF, None)


@pytest.fixture
def assembly(session: Session, at: datetime) -> TrainingSession:
    """An assembly this morning."""
    booking = make_booking(session, state=BookingState.CONFIRMED, year_groups=["7", "8"])
    return make_session(session, booking=booking, starts_at=at - timedelta(hours=1), ends_at=at)


def now_counted(session: Session, training: TrainingSession) -> dict[Line, int]:
    """The numbers that count."""
    return {line: numbers[-1].number for line, numbers in counts_of(session, training=training).items()}


def test_counting_delivers_the_session(session: Session, assembly: TrainingSession, at: datetime) -> None:
    sent = {YEAR_7: Sent(118, 0), YEAR_8: Sent(121, 0), STAFF: Sent(0, 0)}
    assert record_headcount(session, training=assembly, sent=sent, by=BY, at=at).saved == 3
    assert now_counted(session, assembly) == {YEAR_7: 118, YEAR_8: 121, STAFF: 0}
    assert assembly.state is SessionState.DELIVERED
    assert assembly.booking is not None
    assert assembly.booking.state is BookingState.DELIVERED


def test_a_correction_keeps_the_old_number(session: Session, assembly: TrainingSession, at: datetime) -> None:
    record_headcount(session, training=assembly, sent={YEAR_7: Sent(118, 0)}, by=BY, at=at)
    record_headcount(session, training=assembly, sent={YEAR_7: Sent(108, 1)}, by=OTHER, at=at)
    old, new = counts_of(session, training=assembly)[YEAR_7]
    assert (old.number, old.counted_by, old.current) == (118, "Fay Example", False)
    assert (new.number, new.counted_by, new.current) == (108, "Flo Example", True)


def test_the_same_line_is_never_overwritten_silently(session: Session, assembly: TrainingSession, at: datetime) -> None:
    record_headcount(session, training=assembly, sent={YEAR_7: Sent(118, 0)}, by=BY, at=at)
    sent = {YEAR_7: Sent(120, 0), YEAR_8: Sent(90, 0)}
    recorded = record_headcount(session, training=assembly, sent=sent, by=OTHER, at=at)
    assert recorded.saved == 1
    (conflict,) = recorded.conflicts
    assert (conflict.line, conflict.stored.number, conflict.wanted) == (YEAR_7, 118, 120)
    assert now_counted(session, assembly) == {YEAR_7: 118, YEAR_8: 90}


def test_the_same_number_from_both_is_no_conflict(session: Session, assembly: TrainingSession, at: datetime) -> None:
    record_headcount(session, training=assembly, sent={YEAR_7: Sent(118, 0)}, by=BY, at=at)
    recorded = record_headcount(session, training=assembly, sent={YEAR_7: Sent(118, 0)}, by=OTHER, at=at)
    assert (recorded.saved, recorded.conflicts) == (0, ())
