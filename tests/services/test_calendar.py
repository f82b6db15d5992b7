"""The calendar everybody shares, and a school's own days."""

from datetime import date, timedelta
from importlib.resources import files

import pytest
from sqlalchemy.exc import DBAPIError

from rose_training.adapters import bank_holidays, term_dates
from rose_training.domain.actors import Actor
from rose_training.domain.calendar import EVERYBODY, ClosureKind, Layer, TermDates, weekly_dates
from rose_training.domain.refusals import Refusal
from rose_training.domain.term_files import Dates
from rose_training.models.calendar import TermPeriod
from rose_training.services import calendar, history
from rose_training.services.calendar import Imported
from tests.factories import make_organisation
from tests.support.queries import counting

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


OWN = TermDates(date(2025, 9, 8), date(2025, 10, 24), "Autumn 1", "2025/26")


def test_a_school_with_terms_of_its_own_has_these_for_that_year_alone(filled, at):
    school, other = make_organisation(filled), make_organisation(filled)
    calendar.add_term(filled, layer=Layer(organisation_id=school.id), term=OWN, by=OFFICE, at=at)
    own = calendar.calendar_of(filled, organisation_id=school.id)
    assert [term for term in own.terms if term.academic_year == "2025/26"] == [OWN]
    assert own.closed_because(date(2025, 9, 4)) == "school holiday"
    assert own.closed_because(date(2026, 5, 4)) == "Early May bank holiday"
    assert calendar.calendar_of(filled, organisation_id=other.id).closed_because(date(2025, 9, 4)) is None


def test_each_county_has_its_own_default(filled, at):
    suffolk, norfolk = make_organisation(filled, la_code="935"), make_organisation(filled, la_code="926")
    calendar.keep_terms(filled, [OWN], source="Suffolk", layer=Layer(la_code="935"), by=OFFICE, at=at)
    assert calendar.calendar_of(filled, organisation_id=suffolk.id).term_of(date(2025, 9, 4)) is None
    assert calendar.calendar_of(filled, organisation_id=norfolk.id).term_of(date(2025, 9, 4)) is not None
    assert calendar.calendar_of(filled, la_code="935").term_of(date(2025, 9, 8)) == OWN
    assert calendar.counties(filled) == ["935"]


def test_the_layers_are_merged_in_two_queries(filled, at):
    school = make_organisation(filled)
    calendar.add_term(filled, layer=Layer(organisation_id=school.id), term=OWN, by=OFFICE, at=at)
    filled.flush()
    with counting(filled.get_bind().engine) as queries:
        calendar.calendar_of(filled, organisation_id=school.id)
    assert len(queries) == 2


def test_half_terms_that_overlap_are_refused_here_and_by_the_database(filled, at):
    late = TermDates(date(2025, 10, 20), date(2025, 12, 12), "Autumn 3", "2025/26")
    with pytest.raises(Refusal) as no:
        calendar.add_term(filled, layer=EVERYBODY, term=late, by=OFFICE, at=at)
    assert no.value.code == "terms_overlap"
    filled.add(
        TermPeriod(academic_year="2025/26", name="X", starts_on=late.first, ends_on=late.last, source="by the way")
    )
    with pytest.raises(DBAPIError):
        filled.flush()


def test_all_terms_of_a_year_can_move_at_once(filled, at):
    moved = [
        TermDates(one.first + timedelta(days=21), one.last + timedelta(days=21), one.name, one.academic_year)
        for one in TERMS.terms[:5]
    ]
    changes = calendar.keep(filled, layer=EVERYBODY, found=Dates(tuple(moved)), source="new", by=OFFICE, at=at)
    assert (len(changes.changed), len(changes.added)) == (5, 0)
    assert not calendar.keep(filled, layer=EVERYBODY, found=Dates(tuple(moved)), source="new", by=OFFICE, at=at)


def test_a_file_is_kept_whole_or_not_at_all_and_its_history_stands_with_the_school(filled, at):
    school = make_organisation(filled)
    layer = Layer(organisation_id=school.id)
    calendar.add_days(
        filled,
        layer=layer,
        first=date(2026, 1, 12),
        last=date(2026, 1, 18),
        kind=ClosureKind.EXAM,
        title="Mock exams",
        years=["11"],
        by=OFFICE,
        at=at,
    )
    overlapping = Dates((OWN, TermDates(date(2025, 10, 1), date(2025, 12, 1), "Autumn 2", "2025/26")))
    with pytest.raises(Refusal):
        calendar.keep(filled, layer=layer, found=overlapping, source="f.csv", by=OFFICE, at=at)
    assert calendar.terms(filled, layer=layer) == []
    calendar.keep(filled, layer=layer, found=Dates((OWN,)), source="f.csv", by=OFFICE, at=at)
    assert len(calendar.days(filled, layer=layer)) == 5, "what was entered by hand stays"
    events = [entry.event for entry in history.entries_about(filled, school.reference)]
    assert "dates_imported" in events
    exams = calendar.calendar_of(filled, organisation_id=school.id).exams_on(date(2026, 1, 14), years=["11"])
    assert exams is not None


def test_the_days_of_another_layer_are_out_of_reach(filled, at):
    school = make_organisation(filled)
    holiday = calendar.days(filled)[0]
    calendar.remove_closure(filled, closure_id=holiday.id, layer=Layer(organisation_id=school.id), by=OFFICE, at=at)
    term = calendar.terms(filled)[0]
    calendar.remove_term(filled, layer=Layer(organisation_id=school.id), term_id=term.id, by=OFFICE, at=at)
    filled.flush()
    assert calendar.days(filled)[0].id == holiday.id
    assert calendar.terms(filled)[0].id == term.id


def test_several_calendars_are_what_each_would_be_alone(session, at):
    plain, own = make_organisation(session), make_organisation(session, la_code="925")
    layers = (EVERYBODY, Layer(organisation_id=own.id), Layer(la_code="925"))
    for number, layer in enumerate(layers, start=1):
        day = date(2026, 12, number)
        options = {"kind": ClosureKind.TRAINING_DAY, "title": "Training", "by": OFFICE, "at": at}
        calendar.add_days(session, layer=layer, first=day, last=day, **options)
    found = calendar.calendars_of(session, organisation_ids=[plain.id, own.id])
    assert found == {school.id: calendar.calendar_of(session, organisation_id=school.id) for school in (plain, own)}
    assert [len(found[school.id].closures) for school in (plain, own)] == [1, 3]
