"""'Tell me the next date': confirmed by the owner, told once of each date, one mail a day, left for good."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from rose_training.domain.programme import Audience
from rose_training.domain.sessions import SessionState
from rose_training.models.next_dates import NextDateTold, NextDateWish
from rose_training.models.outbox import OutboxMessage
from rose_training.services import next_dates
from tests.factories import SOON, make_activity, make_booking, make_briefing_activity, make_session
from tests.support.queries import counting

ADA = "ada@agency.example"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
PROFESSIONALS = Audience.PROFESSIONALS


def ask(session, at, email=ADA, audience=PROFESSIONALS):
    next_dates.ask(session, email=email, audience=audience, at=at)
    return session.scalars(select(NextDateWish).where(NextDateWish.email == email.lower())).one()


def confirmed(session, at, **over):
    wish = ask(session, at, **over)
    next_dates.confirm(session, reference=wish.reference, audience=wish.audience, at=at)
    return wish


def mails(session, kind="next_dates_news"):
    return session.scalars(select(OutboxMessage).where(OutboxMessage.kind == kind).order_by(OutboxMessage.id)).all()


def new_date(session, at, **over):
    return make_session(session, created_at=at, **over)


def test_an_address_counts_once_its_owner_has_said_so(session, at):
    wish = ask(session, at, email="Ada@Agency.example")
    assert (wish.email, wish.confirmed_at) == (ADA, None)
    new_date(session, at + HOUR)
    assert next_dates.tell(session, at=at + DAY) == 0
    (asked,) = mails(session, "next_dates_confirm")
    assert (asked.to, asked.about) == (ADA, wish.reference)


def test_asking_again_and_again_is_one_mail_a_day(session, at):
    for minutes in range(5):
        ask(session, at + timedelta(minutes=minutes))
    ask(session, at + DAY)
    assert len(mails(session, "next_dates_confirm")) == 2


def test_each_new_date_is_told_once_and_all_of_a_day_in_one_mail(session, at):
    confirmed(session, at)
    first, second = new_date(session, at + HOUR), new_date(session, at + 2 * HOUR, starts_at=SOON + DAY)
    assert next_dates.tell(session, at=at + 3 * HOUR) == 1
    assert next_dates.tell(session, at=at + 4 * HOUR) == 0
    third = new_date(session, at + 5 * HOUR, starts_at=SOON + 2 * DAY)
    assert next_dates.tell(session, at=at + 6 * HOUR) == 0, "one mail a day at most"
    assert next_dates.tell(session, at=at + DAY) == 1
    assert next_dates.tell(session, at=at + 2 * DAY) == 0
    assert [mail.payload["dates"] for mail in mails(session)] == [
        [first.reference, second.reference],
        [third.reference],
    ]


def test_what_was_public_before_is_no_news(session, at):
    new_date(session, at - DAY)
    confirmed(session, at)
    assert next_dates.tell(session, at=at + DAY) == 0


@pytest.mark.parametrize("what", ["cancelled", "closed", "a school's visit", "another audience"])
def test_nobody_is_told_of_what_they_cannot_come_to(session, at, what):
    confirmed(session, at)
    over = {
        "cancelled": {"state": SessionState.CANCELLED, "cancelled_reason": "Snow"},
        "closed": {"registration_closes_at": at + HOUR},
        "a school's visit": {"booking": make_booking(session)},
        "another audience": {"activity": make_activity(session, audience=Audience.PARENTS)},
    }[what]
    new_date(session, at + HOUR, **over)
    assert next_dates.tell(session, at=at + 2 * HOUR) == 0


def test_leaving_is_for_good_until_asked_again(session, at):
    wish = confirmed(session, at)
    next_dates.leave(session, reference=wish.reference, at=at + HOUR)
    next_dates.leave(session, reference=wish.reference, at=at + 2 * HOUR)
    assert wish.left_at == at + HOUR
    new_date(session, at + HOUR)
    assert next_dates.tell(session, at=at + DAY) == 0
    ask(session, at + DAY)
    assert wish.left_at is not None, "somebody else's asking brings nobody back"
    next_dates.confirm(session, reference=wish.reference, audience=PROFESSIONALS, at=at + 2 * DAY)
    assert next_dates.tell(session, at=at + 2 * DAY) == 0, "what was new before is no news"
    new_date(session, at + 3 * DAY, starts_at=SOON + DAY)
    assert next_dates.tell(session, at=at + 3 * DAY + HOUR) == 1


def test_the_owner_may_turn_to_other_dates(session, at):
    wish = confirmed(session, at)
    ask(session, at + HOUR, audience=Audience.PARENTS)
    assert wish.audience is PROFESSIONALS
    next_dates.confirm(session, reference=wish.reference, audience=Audience.PARENTS, at=at + HOUR)
    assert (wish.audience, wish.confirmed_at) == (Audience.PARENTS, at)


def test_the_database_keeps_a_date_from_being_told_twice(session, at):
    wish, training = confirmed(session, at), new_date(session, at)
    for _ in range(2):
        session.add(NextDateTold(wish_id=wish.id, session_id=training.id, told_at=at))
    with pytest.raises(IntegrityError):
        session.flush()


def test_addresses_are_forgotten_that_nobody_confirmed_or_that_left(session, at):
    ask(session, at, email="never@agency.example")
    gone = confirmed(session, at, email="gone@agency.example")
    new_date(session, at + HOUR)
    next_dates.tell(session, at=at + 2 * HOUR)
    next_dates.leave(session, reference=gone.reference, at=at + 3 * HOUR)
    confirmed(session, at)
    assert next_dates.forget_old(session, at=at + 6 * DAY) == 0
    assert next_dates.forget_old(session, at=at + 8 * DAY) == 1
    assert next_dates.forget_old(session, at=at + 40 * DAY) == 1
    assert session.scalars(select(NextDateWish.email)).all() == [ADA]
    assert next_dates.confirm(session, reference=gone.reference, audience=PROFESSIONALS, at=at) is None


def test_a_hundred_addresses_take_a_fixed_number_of_questions(session, at):
    activity = make_briefing_activity(session)
    for number in range(30):
        confirmed(session, at, email=f"person{number}@agency.example")
    new_date(session, at + HOUR, activity=activity)
    session.flush()
    with counting(session.get_bind()) as queries:
        assert next_dates.tell(session, at=at + 2 * HOUR) == 30
    assert len(queries) <= 6, str(queries)
