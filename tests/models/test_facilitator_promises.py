"""Checks and leave count by the day in Norfolk, not by that of the clock in which moments are stored."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from rose_training.models.facilitators import FacilitatorLeave
from tests.factories import LONG_AGO, make_assignment, make_facilitator, make_session, make_vetting

AN_HOUR_PAST_MIDNIGHT = [
    (datetime(2027, 6, 14, 23, 10, tzinfo=UTC), date(2027, 6, 15)),
    (datetime(2027, 3, 28, 23, 10, tzinfo=UTC), date(2027, 3, 29)),  # the first night of summer time
    (datetime(2027, 10, 30, 23, 10, tzinfo=UTC), date(2027, 10, 31)),  # the last one
    (datetime(2028, 3, 26, 23, 10, tzinfo=UTC), date(2028, 3, 27)),
]
BEFORE_MIDNIGHT = [
    (datetime(2027, 3, 27, 23, 10, tzinfo=UTC), date(2027, 3, 27)),  # winter time
    (datetime(2027, 10, 31, 23, 10, tzinfo=UTC), date(2027, 10, 31)),
    (datetime(2027, 1, 14, 23, 10, tzinfo=UTC), date(2027, 1, 14)),
]
DAY = timedelta(days=1)


def away(session: Session, whose: int, on: date) -> None:
    session.add(FacilitatorLeave(facilitator_id=whose, first_on=on, last_on=on, entered_at=LONG_AGO))
    session.flush()


@pytest.mark.parametrize(("starts_at", "on"), AN_HOUR_PAST_MIDNIGHT + BEFORE_MIDNIGHT)
def test_leave_counts_by_the_day_in_norfolk(session: Session, starts_at: datetime, on: date) -> None:
    training = make_session(session, starts_at=starts_at)
    away_that_day, away_before, away_after = (make_facilitator(session) for _ in range(3))
    away(session, away_that_day.id, on)
    away(session, away_before.id, on - DAY)
    away(session, away_after.id, on + DAY)

    with pytest.raises(DBAPIError, match="facilitator_on_leave"), session.begin_nested():
        make_assignment(session, training, away_that_day)
    make_assignment(session, training, away_before)
    make_assignment(session, training, away_after)


@pytest.mark.parametrize(("starts_at", "on"), AN_HOUR_PAST_MIDNIGHT + BEFORE_MIDNIGHT)
def test_leave_over_a_promise_is_refused_by_the_day_in_norfolk(session: Session, starts_at: datetime, on: date) -> None:
    training = make_session(session, starts_at=starts_at, ends_at=starts_at + timedelta(minutes=30))
    fay = make_facilitator(session)
    make_assignment(session, training, fay)

    with pytest.raises(DBAPIError, match="facilitator_promised"), session.begin_nested():
        away(session, fay.id, on)
    away(session, fay.id, on - DAY)
    away(session, fay.id, on + DAY)


@pytest.mark.parametrize(("starts_at", "on"), AN_HOUR_PAST_MIDNIGHT + BEFORE_MIDNIGHT)
def test_a_check_counts_to_the_end_of_its_day_in_norfolk(session: Session, starts_at: datetime, on: date) -> None:
    training = make_session(session, starts_at=starts_at)
    to_the_day, to_the_day_before = (make_facilitator(session, vetted=False) for _ in range(2))
    make_vetting(session, to_the_day, review_due=on)
    make_vetting(session, to_the_day_before, review_due=on - DAY)

    make_assignment(session, training, to_the_day)
    with pytest.raises(DBAPIError, match="facilitator_without_valid_check"), session.begin_nested():
        make_assignment(session, training, to_the_day_before)
