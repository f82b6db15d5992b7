"""The worker publishes the next dates by itself, and tells those who asked."""

from datetime import date, time, timedelta

import pytest

from rose_training import clock
from rose_training.domain.actors import Actor
from rose_training.domain.calendar import TermDates
from rose_training.domain.programme import Audience
from rose_training.domain.sessions import SessionMode
from rose_training.jobs.series import TIMED
from rose_training.jobs.worker import timed_work
from rose_training.models.outbox import OutboxMessage
from rose_training.models.sessions import TrainingSession
from rose_training.services import calendar, next_dates, series
from tests.factories import make_briefing_activity

OFFICE = Actor(None, "Cora Coordinator")


@pytest.fixture
def briefing(stored, at):
    terms = [TermDates(date(2026, 9, 1), date(2027, 8, 31), "All", "2026/27")]
    terms.append(TermDates(date(2027, 9, 1), date(2028, 8, 31), "All", "2027/28"))
    calendar.keep_terms(stored, terms, source="for this test", by=OFFICE, at=at)
    template = series.Template(
        title="Quarterly briefing",
        first_on=date(2026, 12, 8),
        every_months=3,
        starts_at_clock=time(14),
        minutes=60,
        mode=SessionMode.ONLINE,
        capacity=20,
    )
    made = series.create(stored, activity=make_briefing_activity(stored), template=template, by=OFFICE, at=at)
    stored.commit()
    return made


def last_line(app, *command):
    result = app.test_cli_runner().invoke(args=command)
    assert result.exit_code == 0, result.output
    return result.output.splitlines()[-1]


def test_four_dates_are_published_once(app, stored, at, briefing):
    with clock.set_to(at):
        assert last_line(app, "series", "publish") == "Dates published: 4."
        assert last_line(app, "series", "publish") == "Dates published: 0."
    assert stored.query(TrainingSession).count() == 4


def test_the_office_has_an_hour_to_look_before_the_worker_publishes(app, stored, at, briefing):
    (work,) = TIMED
    with app.app_context():
        with clock.set_to(at + timedelta(minutes=59)):
            assert work.run() == 0
        with clock.set_to(at + timedelta(minutes=60)):
            assert work.run() == 4


def test_a_series_that_was_stopped_publishes_nothing(app, stored, at, briefing):
    series.set_active(stored, reference=briefing.reference, active=False, by=OFFICE, at=at)
    stored.commit()
    with clock.set_to(at):
        assert last_line(app, "series", "publish") == "Dates published: 0."


def test_one_that_cannot_be_published_does_not_hold_up_the_others(app, stored, at, briefing):
    broken = series.create(stored, activity=briefing.activity, template=series.template_of(briefing), by=OFFICE, at=at)
    broken.online_link, broken.title = "http://not-secure.example", "A broken one"
    stored.commit()
    with clock.set_to(at):
        assert last_line(app, "series", "publish") == "Dates published: 4."


def test_whoever_asked_hears_of_the_new_dates_in_one_mail(app, stored, at, briefing):
    with clock.set_to(at - timedelta(days=1)):
        next_dates.ask(stored, email="ada@agency.example", audience=Audience.PROFESSIONALS, at=clock.now())
        wish = stored.query(next_dates.NextDateWish).one()
        next_dates.confirm(stored, reference=wish.reference, audience=Audience.PROFESSIONALS, at=clock.now())
        stored.commit()
    with clock.set_to(at):
        last_line(app, "series", "publish")
        assert last_line(app, "next-dates", "tell") == "Told of new dates: 1. Addresses forgotten: 0."
        assert last_line(app, "next-dates", "tell") == "Told of new dates: 0. Addresses forgotten: 0."
    (mail,) = stored.query(OutboxMessage).filter_by(kind="next_dates_news")
    assert len(mail.payload["dates"]) == 4


def test_the_worker_does_both(app):
    names = {piece.name for piece in timed_work()}
    assert {"publish the next dates of every series", "tell of new dates", "forget addresses that left"} <= names
