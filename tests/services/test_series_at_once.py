"""Eight workers publish, tell and make addresses at the same moment: each thing is there once."""

from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from rose_training.domain.actors import Actor
from rose_training.domain.programme import Audience
from rose_training.domain.sessions import SessionMode
from rose_training.models.feeds import Feed
from rose_training.models.next_dates import NextDateTold, NextDateWish
from rose_training.models.outbox import OutboxMessage
from rose_training.models.sessions import Assignment, TrainingSession
from rose_training.services import feeds, next_dates, series
from tests.factories import make_briefing_activity, make_facilitator, make_session
from tests.services.test_bookings_at_once import AT_ONCE, all_at_once

US = Actor.system("test")
AT = datetime(2026, 11, 17, 9, 30, tzinfo=UTC)
TEMPLATE = series.Template(
    title="Quarterly briefing",
    first_on=date(2026, 12, 8),
    every_months=3,
    starts_at_clock=time(14),
    minutes=60,
    mode=SessionMode.ONLINE,
    capacity=20,
)


def made(engine, make):
    """What `make(session)` answers, committed."""
    with Session(engine) as session:
        session.connection(execution_options={"writes": True})
        answer = make(session)
        session.commit()
    return answer


def count(engine, *what):
    with Session(engine) as session:
        return [session.scalar(select(func.count()).select_from(one)) for one in what]


def test_every_turn_is_published_once(engine_of_our_own):
    def set_up(session):
        host = make_facilitator(session)
        template = series.Template(**(TEMPLATE.__dict__ | {"host_id": host.id}))
        activity = make_briefing_activity(session)
        return series.create(session, activity=activity, template=template, by=US, at=AT).reference

    reference = made(engine_of_our_own, set_up)
    done = all_at_once(
        engine_of_our_own,
        lambda session, _: series.publish(session, reference=reference, by=US, at=AT, unknown_terms_too=True),
        range(AT_ONCE),
    )
    assert done == {"done": AT_ONCE}
    assert count(engine_of_our_own, TrainingSession, Assignment) == [4, 4]


def test_two_series_of_one_host_share_their_hours_without_failing(engine_of_our_own):
    def set_up(session):
        template = series.Template(**(TEMPLATE.__dict__ | {"host_id": make_facilitator(session).id}))
        activity = make_briefing_activity(session)
        return [
            series.create(session, activity=activity, template=template, by=US, at=AT).reference for _ in range(AT_ONCE)
        ]

    references = made(engine_of_our_own, set_up)
    done = all_at_once(
        engine_of_our_own,
        lambda session, one: series.publish(session, reference=one, by=US, at=AT, unknown_terms_too=True),
        references,
    )
    assert done == {"done": AT_ONCE}
    assert count(engine_of_our_own, TrainingSession, Assignment) == [4 * AT_ONCE, 4]


def test_one_address_asked_for_by_many_is_one_wish_and_one_mail(engine_of_our_own):
    done = all_at_once(
        engine_of_our_own,
        lambda session, _: next_dates.ask(session, email="ada@agency.example", audience=Audience.PROFESSIONALS, at=AT),
        range(AT_ONCE),
    )
    assert done == {"done": AT_ONCE}
    assert count(engine_of_our_own, NextDateWish, OutboxMessage) == [1, 1]


def test_a_new_date_is_told_once(engine_of_our_own):
    def set_up(session):
        for number in range(5):
            session.add(
                NextDateWish(
                    reference=f"NXT-{number}",
                    email=f"person{number}@agency.example",
                    audience=Audience.PROFESSIONALS,
                    asked_at=AT,
                    confirmed_at=AT,
                )
            )
        make_session(session, created_at=AT + timedelta(hours=1))

    made(engine_of_our_own, set_up)
    done = all_at_once(
        engine_of_our_own,
        lambda session, _: next_dates.tell(session, at=AT + timedelta(days=1)),
        range(AT_ONCE),
    )
    assert done == {"done": AT_ONCE}
    assert count(engine_of_our_own, NextDateTold, OutboxMessage) == [5, 5]


def test_a_button_pressed_many_times_leaves_one_address_alive(engine_of_our_own):
    facilitator_id = made(engine_of_our_own, lambda session: make_facilitator(session).id)
    done = all_at_once(
        engine_of_our_own,
        lambda session, number: feeds.make(session, key=f"k{number}", facilitator_id=facilitator_id, by=US, at=AT),
        range(AT_ONCE),
    )
    assert done == {"done": AT_ONCE}
    with Session(engine_of_our_own) as session:
        ended = session.scalars(select(Feed.ended_at)).all()
    assert ended.count(None) == 1
    assert len(ended) == AT_ONCE
