"""The calendar everybody shares, and a school's own days."""

from datetime import date, timedelta
from importlib.resources import files

import pytest

from rose_training.adapters import bank_holidays, term_dates
from rose_training.domain.actors import Actor
from rose_training.domain.calendar import ClosureKind, TermDates, weekly_dates
from rose_training.domain.refusals import Refusal
from rose_training.services import calendar
from rose_training.services.calendar import Imported
from tests.factories import make_organisation

OFFICE = Actor.system("test")
DATES = files("rose_training.data") / "dates"
TERMS = term_dates.read((DATES / "norfolk_term_dates_2025-26.csv").read_bytes())
HOLIDAYS = bank_holidays.read((DATES / "bank-holidays.json").read_bytes())


@pytest.fixture
def filled(session, at):
    calendar.keep_terms(session, TERMS.terms, source="county", by=OFFICE, at=at)
    calendar.keep_closures(session, TERMS.closures, source="county", by=OFFICE, at=at)
    calendar.keep_closures(session, HOLIDAYS, source="GOV.UK", by=OFFICE, at=at)
    return session


def test_importing_the_same_files_again_changes_nothing(filled, at):
    terms = calendar.keep_terms(filled, TERMS.terms, source="county", by=OFFICE, at=at)
    days = calendar.keep_closures(filled, HOLIDAYS, source="GOV.UK", by=OFFICE, at=at)

    assert terms == Imported(unchanged=6)
    assert days == Imported(unchanged=75)


def test_a_term_that_moved_is_moved(filled, at):
    moved = TermDates(date(2026, 1, 7), date(2026, 2, 13), "Spring 1", "2025/26")

    assert calendar.keep_terms(filled, [moved], source="county", by=OFFICE, at=at) == Imported(changed=1)
    assert calendar.terms(filled)[2].starts_on == date(2026, 1, 7)


def test_a_bank_holiday_carries_the_name_that_people_know(filled):
    assert calendar.bank_holidays(filled)[date(2026, 5, 4)] == "Early May bank holiday"


def test_a_course_over_the_stored_calendar(filled):
    known = calendar.calendar_of(filled)

    proposal = weekly_dates(date(2026, 4, 20), 6, known.closures, known.terms)

    assert [(skip.day, skip.reason) for skip in proposal.skipped] == [
        (date(2026, 5, 4), "Early May bank holiday"),
        (date(2026, 5, 25), "Spring bank holiday"),
    ]
    assert proposal.sentence == "Only 4 of 6 weeks fit before the break"


def test_a_training_day_of_one_school_is_not_a_holiday_of_another(filled, at):
    school, other = make_organisation(filled), make_organisation(filled)
    day = date(2026, 6, 10)
    calendar.add_closure(
        filled,
        day=day,
        kind=ClosureKind.TRAINING_DAY,
        title="Staff training day",
        organisation_id=school.id,
        by=OFFICE,
        at=at,
    )

    assert calendar.calendar_of(filled, organisation_id=school.id).closed_because(day) == "Staff training day"
    assert calendar.calendar_of(filled, organisation_id=other.id).closed_because(day) is None
    assert calendar.calendar_of(filled).closed_because(day) is None
    assert calendar.calendar_of(filled).closed_because(day + timedelta(days=61)) == "school holiday"


def test_the_same_day_is_added_once_and_can_be_removed(filled, at):
    def add():
        return calendar.add_closure(
            filled,
            day=date(2026, 6, 10),
            kind=ClosureKind.CLOSED,
            title="Closed",
            organisation_id=None,
            by=OFFICE,
            at=at,
        )

    closure = add()
    with pytest.raises(Refusal):
        add()
    calendar.remove_closure(filled, closure_id=closure.id, by=OFFICE, at=at)
    filled.flush()
    assert calendar.calendar_of(filled).closed_because(date(2026, 6, 10)) is None
