"""The figures about people, each worked out by hand in the comment beside it."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy.orm import Session

from rose_training.domain.attendance import HeadcountAudience, Mark
from rose_training.domain.impact import FigureKey
from rose_training.domain.periods import EVALUATION, Period
from rose_training.domain.programme import Audience
from rose_training.domain.registrations import RegistrationState
from rose_training.domain.sessions import SessionState
from rose_training.models.sessions import TrainingSession
from rose_training.services import impact
from rose_training.services.impact.professionals import ProfessionalRow
from tests.factories import (
    make_activity,
    make_cohort,
    make_organisation,
    make_person,
    make_registration,
    make_session,
)
from tests.support.evidence import make_attended, make_headcount, make_mark, make_visit, on

FIRST_YEAR = Period.academic_year(2011)
NOW = datetime(2026, 11, 17, 9, 30, tzinfo=UTC)


def value(session: Session, key: FigureKey, period: Period = EVALUATION) -> object:
    return impact.make_report(session, period=period, at=NOW).figure(key).value


def left_out(session: Session, key: FigureKey, period: Period = EVALUATION) -> dict[str, int]:
    figure = impact.make_report(session, period=period, at=NOW).figure(key)
    return {line.reason: line.count for line in figure.left_out}


def make_briefing(session: Session, starts_at: datetime, **over: object) -> TrainingSession:
    return make_session(session, **{"starts_at": starts_at, "state": SessionState.DELIVERED} | over)


def test_nothing_counted_is_nought_and_not_an_error(session: Session) -> None:
    report = impact.make_report(session, period=EVALUATION, at=NOW)
    assert [figure.key for figure in report.figures] == list(FigureKey)
    counts = {figure.key: figure.value for figure in report.figures}
    assert counts.pop(FigureKey.KNOWLEDGE_INCREASED) is None
    assert counts.pop(FigureKey.AGENCIES) == ()
    assert set(counts.values()) == {0}
    assert not any(figure.left_out for figure in report.figures)


# Children and young people


def test_a_group_reaches_as_many_as_came_on_its_best_day(session: Session) -> None:
    # Year 8 came twice, 24 and then 27; another class came once with 30.
    # Reached: 27 + 30 = 57. Attendances: 24 + 27 + 30 = 81.
    school = make_organisation(session)
    _, (first, second) = make_visit(session, school, on(2012, 3, 1), on(2012, 3, 8))
    make_headcount(session, first, 24)
    make_headcount(session, second, 27)
    make_visit(session, school, on(2012, 3, 1), pupils=30)
    assert value(session, FigureKey.CHILDREN_REACHED) == 57
    assert value(session, FigureKey.CHILDREN_ATTENDANCES) == 81


def test_year_groups_of_one_session_are_added_and_corrected_numbers_are_not(session: Session) -> None:
    # An assembly: 60 of Year 7 and 58 of Year 8, first written down as 85. Reached: 118.
    _, (assembly,) = make_visit(session, make_organisation(session), on(2012, 3, 1))
    make_headcount(session, assembly, 60, year_group="7")
    make_headcount(session, assembly, 85, year_group="8", current=False)
    make_headcount(session, assembly, 58, year_group="8")
    assert value(session, FigureKey.CHILDREN_REACHED) == 118


def test_cards_count_once_however_many_weeks_they_came(session: Session) -> None:
    # A course with three cards in two weeks. Card 1 came twice, card 2 late once and then absent,
    # card 3 was excused and absent. Reached: cards 1 and 2. Attendances: 2 + 1.
    booking, weeks = make_visit(session, make_organisation(session), on(2012, 3, 1), on(2012, 3, 8))
    _, cards = make_cohort(session, booking, size=3)
    marks = {0: (Mark.PRESENT, Mark.PRESENT), 1: (Mark.LATE, Mark.ABSENT), 2: (Mark.EXCUSED, Mark.ABSENT)}
    for card, two_weeks in marks.items():
        for training, mark in zip(weeks, two_weeks, strict=True):
            make_mark(session, cards[card], mark, training=training)
    assert value(session, FigureKey.CHILDREN_REACHED) == 2
    assert value(session, FigureKey.CHILDREN_ATTENDANCES) == 3
    assert left_out(session, FigureKey.CHILDREN_REACHED) == {"cards that were marked, but never as attended": 1}


def test_nobody_is_counted_by_card_and_again_by_head(session: Session) -> None:
    # One card was marked and, at the same session, 5 heads counted: 1 reached, 5 shown as left out.
    # School staff who were there are not children.
    booking, (training,) = make_visit(session, make_organisation(session), on(2012, 3, 1), pupils=5)
    make_headcount(session, training, 2, HeadcountAudience.SCHOOL_STAFF)
    _, cards = make_cohort(session, booking, size=1)
    make_mark(session, cards[0], training=training)
    assert value(session, FigureKey.CHILDREN_REACHED) == 1
    assert value(session, FigureKey.CHILDREN_ATTENDANCES) == 1
    assert left_out(session, FigureKey.CHILDREN_ATTENDANCES) == {
        "young people counted by head at sessions where their cards were marked": 5
    }


def test_a_corrected_mark_counts_as_it_stands_now(session: Session) -> None:
    booking, (training,) = make_visit(session, make_organisation(session), on(2012, 3, 1))
    _, cards = make_cohort(session, booking, size=2)
    make_mark(session, cards[0], Mark.ABSENT, training=training, current=False)
    make_mark(session, cards[0], Mark.PRESENT, training=training)
    make_mark(session, cards[1], Mark.PRESENT, training=training, current=False)
    make_mark(session, cards[1], Mark.ABSENT, training=training)
    assert value(session, FigureKey.CHILDREN_ATTENDANCES) == 1


def test_a_cancelled_session_with_a_register_counts_for_nothing(session: Session) -> None:
    _, (training,) = make_visit(session, make_organisation(session), on(2012, 3, 1), pupils=30)
    training.state, training.cancelled_reason = SessionState.CANCELLED, "Snow"
    session.flush()
    assert value(session, FigureKey.CHILDREN_REACHED) == 0
    assert value(session, FigureKey.PRIMARY_SCHOOLS) == 0
    assert left_out(session, FigureKey.CHILDREN_REACHED) == {"sessions that were cancelled": 1}


def test_what_is_missing_from_the_registers_is_said(session: Session) -> None:
    # One session took place without a register; one is past and nobody said what became of it;
    # one lies ahead of us and is nothing to worry about.
    school = make_organisation(session)
    make_visit(session, school, on(2012, 3, 1))
    _, (past,) = make_visit(session, school, on(2012, 3, 2))
    past.state = SessionState.SCHEDULED
    session.flush()
    assert left_out(session, FigureKey.CHILDREN_REACHED) == {
        "sessions that took place without a register": 1,
        "sessions whose day has passed but which nobody has recorded": 1,
    }
    assert left_out(session, FigureKey.PARENTS_REACHED) == {}
    before_it = impact.make_report(session, period=EVALUATION, at=on(2012, 3, 1, 12))
    assert [line.count for line in before_it.figure(FigureKey.CHILDREN_REACHED).left_out] == [1]
    assert value(session, FigureKey.PRIMARY_SCHOOLS) == 0


def test_half_past_eleven_in_greenwich_is_tomorrow_in_london(session: Session) -> None:
    # 23:30 UTC on 31 August 2012 is 00:30 on 1 September in London: the next academic year.
    make_visit(session, make_organisation(session), datetime(2012, 8, 31, 23, 30, tzinfo=UTC), pupils=10)
    assert value(session, FigureKey.CHILDREN_REACHED, FIRST_YEAR) == 0
    assert value(session, FigureKey.CHILDREN_REACHED, Period.academic_year(2012)) == 10
    one_day = Period.of_days(date(2012, 9, 1), date(2012, 9, 1))
    assert value(session, FigureKey.CHILDREN_REACHED, one_day) == 10


def test_the_years_do_not_add_up_to_the_three_years(session: Session) -> None:
    # One group of 20 came in June and again, 22 of them, in October; another of 30 came in June.
    # First year 20 + 30, second year 22, three years 22 + 30. 50 + 22 is not 52.
    school = make_organisation(session)
    _, (june, october) = make_visit(session, school, on(2012, 6, 1), on(2012, 10, 1))
    make_headcount(session, june, 20)
    make_headcount(session, october, 22)
    make_visit(session, school, on(2012, 6, 2), pupils=30)
    years = impact.children_by_year(session, period=EVALUATION)
    assert [(year.label, number) for year, number in years] == [
        ("Academic year 2011/12", 50),
        ("Academic year 2012/13", 22),
        ("Academic year 2013/14", 0),
    ]
    assert value(session, FigureKey.CHILDREN_REACHED) == 52
    assert value(session, FigureKey.PRIMARY_SCHOOLS) == 1
    for year, number in years:
        assert value(session, FigureKey.CHILDREN_REACHED, year) == number


# Parents and carers


def test_parents_are_counted_by_head_at_any_session(session: Session) -> None:
    # 12 parents at their own evening, and 3 who sat in with a class of 20: 15.
    school = make_organisation(session)
    evening = make_activity(session, audience=Audience.PARENTS)
    _, (training,) = make_visit(session, school, on(2012, 3, 1, 18), activity=evening)
    make_headcount(session, training, 12, HeadcountAudience.PARENT_CARER)
    _, (lesson,) = make_visit(session, school, on(2012, 3, 2), pupils=20)
    make_headcount(session, lesson, 3, HeadcountAudience.PARENT_CARER)
    assert value(session, FigureKey.PARENTS_REACHED) == 15
    assert value(session, FigureKey.CHILDREN_REACHED) == 20


def test_parents_who_sign_up_by_name_are_counted_once(session: Session) -> None:
    # §9.3: "named sign-up optional". Two open evenings: Ada came to both, Ben to the second, and
    # one more had a place and stayed away. 2 people; 3 attendances in the rows, which add up to 2.
    evenings = make_activity(session, audience=Audience.PARENTS)
    first, second = (make_briefing(session, on(2012, month, 1, 18), activity=evenings) for month in (3, 4))
    ada = make_person(session)
    make_attended(session, first, person=ada)
    make_attended(session, second, person=ada)
    make_attended(session, second)
    make_mark(session, make_registration(session, second), Mark.ABSENT, training=second)
    assert value(session, FigureKey.PARENTS_REACHED) == 2
    assert left_out(session, FigureKey.PARENTS_REACHED) == {"places whose holders were absent or excused": 1}
    found = impact.rows_behind(session, key=FigureKey.PARENTS_REACHED, period=EVALUATION)
    assert [(row.people, row.attendances, row.listed) for row in found.rows] == [(1, 1, True), (1, 2, True)]
    assert found.sums == {"sessions": 2, "people": 2, "attendances": 3}
    # In a period that holds the second evening alone, Ada is new there.
    april = Period.of_days(date(2012, 4, 1), date(2012, 4, 30))
    assert value(session, FigureKey.PARENTS_REACHED, april) == 2


def test_parents_counted_by_head_beside_their_names_are_left_out_and_said(session: Session) -> None:
    # One name, and "9 in the room" for good measure: 1. At a booked evening 12 by head: 13 in all.
    # 3 young people counted at the open evening are not on its register and are reached.
    evenings = make_activity(session, audience=Audience.PARENTS)
    evening = make_briefing(session, on(2012, 3, 1, 18), activity=evenings)
    make_attended(session, evening)
    make_headcount(session, evening, 9, HeadcountAudience.PARENT_CARER)
    make_headcount(session, evening, 3)
    _, (booked,) = make_visit(session, make_organisation(session), on(2012, 3, 2, 18), activity=evenings)
    make_headcount(session, booked, 12, HeadcountAudience.PARENT_CARER)
    figure = impact.make_report(session, period=EVALUATION, at=NOW).figure(FigureKey.PARENTS_REACHED)
    assert figure.value == 13
    assert [(part.label, part.count) for part in figure.breakdown] == [
        ("In groups counted by head", 12),
        ("By name, each person once", 1),
    ]
    assert [(line.reason, line.count) for line in figure.left_out] == [
        ("parents and carers counted by head at sessions where their names were taken", 9)
    ]
    assert value(session, FigureKey.CHILDREN_REACHED) == 3


def test_a_register_of_parents_on_which_nobody_came_leaves_their_headcount(session: Session) -> None:
    evening = make_briefing(session, on(2012, 3, 1, 18), activity=make_activity(session, audience=Audience.PARENTS))
    make_mark(session, make_registration(session, evening), Mark.EXCUSED, training=evening)
    make_headcount(session, evening, 9, HeadcountAudience.PARENT_CARER)
    assert value(session, FigureKey.PARENTS_REACHED) == 9


# Professionals


def test_the_same_professional_at_four_briefings_is_one_person_and_four_places(session: Session) -> None:
    # Ada came to four briefings, once to the last under another name; Ben to one. 2 people, 5 places.
    ada = make_person(session)
    for month in (10, 11, 12):
        make_attended(session, make_briefing(session, on(2011, month, 5)), person=ada)
    last = make_briefing(session, on(2012, 2, 5))
    make_attended(session, last, person=ada, name="Ada Married")
    make_attended(session, last)
    assert value(session, FigureKey.PROFESSIONALS_TRAINED) == 2
    assert value(session, FigureKey.PROFESSIONAL_PLACES) == 5


def test_only_those_who_came_are_trained(session: Session) -> None:
    # Late and left early for less than half the time count; excused, absent and unmarked do not.
    briefing = make_briefing(session, on(2012, 3, 1))
    for mark in Mark:
        make_mark(session, make_registration(session, briefing), mark, training=briefing)
    make_registration(session, briefing)
    cancelled = make_registration(session, briefing)
    cancelled.state, cancelled.cancelled_at = RegistrationState.CANCELLED, on(2012, 2, 1)
    session.flush()
    assert value(session, FigureKey.PROFESSIONALS_TRAINED) == 3
    assert left_out(session, FigureKey.PROFESSIONALS_TRAINED) == {
        "places whose holders were absent or excused": 2,
        "places whose holders have no mark in the register": 1,
    }


def test_people_without_an_address_count_each_time_and_are_shown_apart(session: Session) -> None:
    # Two walk-ins at two briefings, perhaps the same person: 2 people, beside 1 with an address.
    for month in (10, 11):
        briefing = make_briefing(session, on(2011, month, 5))
        unknown = make_person(session, email=None)
        make_attended(session, briefing, person=unknown, walk_in=True)
    make_attended(session, briefing)
    figure = impact.make_report(session, period=EVALUATION, at=NOW).figure(FigureKey.PROFESSIONALS_TRAINED)
    assert figure.value == 3
    assert [(part.label, part.count) for part in figure.parts] == [
        ("By name, each person once", 1),
        ("By name without an e-mail address", 2),
    ]


def test_school_staff_are_trained_only_at_sessions_for_staff(session: Session) -> None:
    # 18 teachers and 2 visiting professionals at a staff session; 2 teachers beside their class of
    # 25; 4 volunteers. 20 trained; the rest is shown.
    school = make_organisation(session)
    inset = make_activity(session, audience=Audience.STAFF)
    _, (training,) = make_visit(session, school, on(2012, 3, 1), activity=inset)
    make_headcount(session, training, 18, HeadcountAudience.SCHOOL_STAFF)
    make_headcount(session, training, 2, HeadcountAudience.PROFESSIONAL)
    _, (lesson,) = make_visit(session, school, on(2012, 3, 2), pupils=25)
    make_headcount(session, lesson, 2, HeadcountAudience.SCHOOL_STAFF)
    make_headcount(session, lesson, 1, HeadcountAudience.PROFESSIONAL)
    make_headcount(session, lesson, 4, HeadcountAudience.VOLUNTEER)
    figure = impact.make_report(session, period=EVALUATION, at=NOW).figure(FigureKey.PROFESSIONALS_TRAINED)
    assert figure.value == 20
    assert [(part.label, part.count) for part in figure.parts] == [
        ("School staff counted at sessions for staff", 18),
        ("Professionals counted without names", 2),
    ]
    assert left_out(session, FigureKey.PROFESSIONAL_PLACES) == {
        "school staff counted at sessions that were not for staff": 2,
        "professionals counted at sessions that were not training for them": 1,
        "volunteers": 4,
    }


def test_a_headcount_beside_a_list_of_names_is_not_added(session: Session) -> None:
    # 2 names and, for good measure, "14 in the room": 2 trained, the 14 shown.
    briefing = make_briefing(session, on(2012, 3, 1))
    make_attended(session, briefing)
    make_attended(session, briefing)
    make_headcount(session, briefing, 14, HeadcountAudience.PROFESSIONAL)
    assert value(session, FigureKey.PROFESSIONALS_TRAINED) == 2
    assert left_out(session, FigureKey.PROFESSIONALS_TRAINED) == {
        "people counted by head at sessions where their names were taken": 14
    }


def test_people_who_sign_up_for_an_evening_for_parents_are_not_professionals(session: Session) -> None:
    evening = make_briefing(session, on(2012, 3, 1), activity=make_activity(session, audience=Audience.PARENTS))
    make_attended(session, evening)
    assert value(session, FigureKey.PROFESSIONALS_TRAINED) == 0
    assert value(session, FigureKey.PARENTS_REACHED) == 1
    # They come for a child: that no organisation stands behind them is nothing to report.
    assert left_out(session, FigureKey.STATUTORY_ORGANISATIONS) == {}


def test_visitors_counted_beside_the_names_of_a_staff_session_are_trained(session: Session) -> None:
    # 2 of the school's staff by name; "2 staff in the room" again by head; 4 visiting professionals,
    # who are on no register. 2 + 4 = 6, and the 2 heads are shown.
    inset = make_briefing(session, on(2012, 3, 1), activity=make_activity(session, audience=Audience.STAFF))
    make_attended(session, inset)
    make_attended(session, inset)
    make_headcount(session, inset, 2, HeadcountAudience.SCHOOL_STAFF)
    make_headcount(session, inset, 4, HeadcountAudience.PROFESSIONAL)
    assert value(session, FigureKey.PROFESSIONALS_TRAINED) == 6
    assert left_out(session, FigureKey.PROFESSIONALS_TRAINED) == {
        "people counted by head at sessions where their names were taken": 2
    }


def test_each_professional_leads_to_the_sessions_they_came_to(session: Session) -> None:
    # Ada came to two briefings and missed a third; 5 people were counted at a fourth. The rows of
    # a page and all rows say the same, and their sums are the figures.
    ada = make_person(session, name="Ada Example")
    first, second, missed, counted = (make_briefing(session, on(2012, month, 1)) for month in (1, 2, 3, 4))
    make_attended(session, second, person=ada)
    make_attended(session, first, person=ada)
    make_mark(session, make_registration(session, missed, person=ada), Mark.ABSENT, training=missed)
    make_headcount(session, counted, 5, HeadcountAudience.PROFESSIONAL)
    for page in (1, None):
        found = impact.rows_behind(session, key=FigureKey.PROFESSIONALS_TRAINED, period=EVALUATION, page=page)
        by_name, by_head = found.rows
        assert isinstance(by_name, ProfessionalRow)
        assert isinstance(by_head, ProfessionalRow)
        assert [one.reference for one in by_name.attended] == [first.reference, second.reference]
        assert (by_head.session, by_head.attended) == (counted.reference, ())
        assert found.sums == {"people": 6, "places": 7}
    assert value(session, FigureKey.PROFESSIONAL_PLACES) == 7


@pytest.mark.parametrize("period", [EVALUATION, *EVALUATION.academic_years()])
def test_people_of_two_years_are_not_the_people_of_both(session: Session, period: Period) -> None:
    # Ada in both years, Ben in the second alone: 1 and 2 people, and 2 in both together.
    ada = make_person(session)
    make_attended(session, make_briefing(session, on(2011, 10, 5)), person=ada)
    second = make_briefing(session, on(2012, 10, 5))
    make_attended(session, second, person=ada)
    make_attended(session, second)
    expected = {2011: 1, 2012: 2, 2013: 0}[period.first_day.year] if period != EVALUATION else 2
    assert value(session, FigureKey.PROFESSIONALS_TRAINED, period) == expected
