"""What holds for any registers whatever: made at random, the same on every run."""

import random
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session

from rose_training.domain.attendance import HeadcountAudience, Mark
from rose_training.domain.impact import FigureKey
from rose_training.domain.periods import EVALUATION, Period
from rose_training.domain.programme import Audience
from rose_training.domain.sessions import SessionState
from rose_training.services import impact
from tests.factories import make_activity, make_agency, make_cohort, make_organisation, make_person, make_session
from tests.support.evidence import make_attended, make_headcount, make_mark, make_visit

NOW = datetime(2026, 11, 17, 9, 30, tzinfo=UTC)


def fill(session: Session, *, seed: int, bookings: int) -> None:
    """Some schools, groups, cards and briefings over four years."""
    chance = random.Random(seed)
    schools = [make_organisation(session) for _ in range(3)]
    people = [make_person(session) for _ in range(4)]
    agency = make_agency(session)
    activities = [make_activity(session, audience=audience) for audience in Audience]
    for _ in range(bookings):
        start = datetime(2011, 6, 1, 9, tzinfo=UTC) + timedelta(days=chance.randrange(1300))
        weeks = [start + timedelta(weeks=week) for week in range(chance.randint(1, 4))]
        booking, sessions = make_visit(session, chance.choice(schools), *weeks, activity=chance.choice(activities))
        cards = make_cohort(session, booking, size=3)[1] if chance.random() < 0.4 else []
        for training in sessions:
            training.state, training.cancelled_reason = chance.choice(
                [(SessionState.DELIVERED, None), (SessionState.DELIVERED, None), (SessionState.CANCELLED, "Snow")]
            )
            for audience in HeadcountAudience:
                if chance.random() < 0.5:
                    make_headcount(session, training, chance.randrange(40), audience)
            for card in cards:
                if chance.random() < 0.7:
                    make_mark(session, card, chance.choice(list(Mark)), training=training)
        briefing = make_session(session, starts_at=start, state=SessionState.DELIVERED)
        for person in chance.sample(people, k=2):
            make_attended(session, briefing, person=person, organisation_id=agency.id)


@pytest.mark.parametrize("seed", range(5))
def test_people_are_never_more_than_their_attendances(session: Session, seed: int) -> None:
    fill(session, seed=seed, bookings=12)
    periods = [EVALUATION, *EVALUATION.academic_years(), Period.academic_year(2010, years=5)]
    reached, trained = [], []
    for period in periods:
        report = impact.make_report(session, period=period, at=NOW)

        def count(key: FigureKey) -> int:
            value = report.figure(key).value  # noqa: B023
            assert isinstance(value, int)
            return value

        assert count(FigureKey.CHILDREN_REACHED) <= count(FigureKey.CHILDREN_ATTENDANCES)
        assert count(FigureKey.PROFESSIONALS_TRAINED) <= count(FigureKey.PROFESSIONAL_PLACES)
        reached.append(count(FigureKey.CHILDREN_REACHED))
        trained.append(count(FigureKey.PROFESSIONALS_TRAINED))
        for figure in report.figures:
            if figure.parts:
                assert sum(part.count for part in figure.parts) == figure.value
    whole, *years, longer = reached
    assert max(years) <= whole <= sum(years)
    assert whole <= longer
    assert max(trained[1:4]) <= trained[0] <= sum(trained[1:4])


def test_the_report_asks_the_same_number_of_questions_however_much_there_is(session: Session, engine: Engine) -> None:
    asked: list[str] = []

    def listen(*args: object) -> None:
        asked.append(str(args[2]))

    counts = []
    for bookings in (0, 3, 12):
        fill(session, seed=bookings, bookings=bookings)
        session.flush()
        asked.clear()
        event.listen(engine, "before_cursor_execute", listen)
        impact.make_report(session, period=EVALUATION, at=NOW)
        event.remove(engine, "before_cursor_execute", listen)
        counts.append(len(asked))
    assert counts[0] == counts[1] == counts[2] <= 15
