"""The checklist: who is asked what, by when, and what an open point means (§2.2 of the domain notes)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rose_training.domain.calendar import Closure, ClosureKind, SchoolCalendar, TermDates
from rose_training.domain.checklist import (
    Checklist,
    ChecklistAnswer,
    ChecklistItem,
    Entry,
    Strength,
    Visit,
    When,
    Who,
    chase_due,
    due_on,
    points_for,
    strength_on,
    to_ask,
    worst_first,
)
from rose_training.domain.checklist_words import OTHER, SCHOOL, Given, check_given, said, words_for
from rose_training.domain.declarations import declarations_for
from rose_training.domain.hosts import HostKind
from rose_training.domain.programme import Audience
from rose_training.domain.refusals import Refusal

THURSDAY = date(2027, 1, 21)
TERM = SchoolCalendar(
    terms=(TermDates(date(2027, 1, 5), date(2027, 2, 12), "Spring 1", "2026/27"),),
    closures=(Closure(date(2027, 1, 18), ClosureKind.TRAINING_DAY, "Training day"),),
)


def visit(**over):
    values = {
        "audience": Audience.PUPILS,
        "targeted": False,
        "host": HostKind.SCHOOL,
        "first_day": THURSDAY,
        "last_day": THURSDAY,
    }
    return Visit(**values | over)


def point(item, wanted=None):
    return next(one for one in points_for(wanted or visit()) if one.item is item)


def items(wanted):
    return {one.item for one in points_for(wanted)}


def test_every_declaration_blocks_before_confirmation():
    for audience in Audience:
        for targeted in (False, True):
            declared = [one for one in points_for(visit(audience=audience, targeted=targeted)) if one.declaration]
            assert {one.declaration for one in declared} == set(declarations_for(audience, targeted=targeted))
            assert {(one.strength, one.due) for one in declared} == {(Strength.BLOCKS, When.BEFORE_CONFIRMATION)}


def test_home_educators_have_no_manager_and_no_safeguarding_lead():
    asked = items(visit(host=HostKind.HOME_EDUCATORS))
    assert not asked & {ChecklistItem.AGREED, ChecklistItem.SAFEGUARDING_LEAD}
    assert ChecklistItem.DISCLOSURE_ROUTE in asked


def test_parents_warn_for_a_class_and_block_for_a_course():
    assert point(ChecklistItem.PARENTS).strength is Strength.WARNS
    assert point(ChecklistItem.PARENTS).due is When.TEN_DAYS
    assert point(ChecklistItem.PARENTS, visit(targeted=True)).strength is Strength.BLOCKS


def test_a_setting_that_is_no_school_has_no_curriculum():
    assert ChecklistItem.CURRICULUM in items(visit())
    assert ChecklistItem.CURRICULUM not in items(visit(host=HostKind.YOUTH_GROUP))


def test_only_a_course_needs_a_list():
    assert ChecklistItem.LIST_AND_CONSENT not in items(visit())
    assert ChecklistItem.LIST_AND_CONSENT in items(visit(targeted=True))


def test_professionals_are_asked_little():
    asked = items(visit(audience=Audience.PROFESSIONALS))
    assert ChecklistItem.SAFEGUARDING_LEAD not in asked
    assert ChecklistItem.AGREED in asked


def test_two_working_days_leave_out_weekend_and_training_day():
    assert due_on(When.TWO_DAYS, visit(), TERM) == date(2027, 1, 19)
    assert due_on(When.TWO_DAYS, visit(first_day=date(2027, 1, 19)), TERM) == date(2027, 1, 14)


def test_ten_working_days_leave_out_the_holidays():
    known_before = SchoolCalendar(
        terms=(TermDates(date(2026, 11, 2), date(2026, 12, 18), "Autumn 2", "2026/27"), *TERM.terms),
    )
    assert due_on(When.TEN_DAYS, visit(first_day=date(2027, 1, 11), last_day=date(2027, 1, 11)), known_before) == (
        date(2026, 12, 11)
    )


def test_where_nobody_is_ever_in_the_days_are_counted_plainly():
    never = SchoolCalendar(terms=(TermDates(date(2026, 9, 1), date(2026, 9, 1), "None", "2026/27"),))
    assert due_on(When.TWO_DAYS, visit(), never) is not None


@given(st.dates(date(2026, 9, 1), date(2028, 7, 31)), st.integers(1, 40))
def test_a_visit_that_moves_takes_its_dates_along(first, later):
    calendar = SchoolCalendar()
    moved = first + timedelta(days=later)
    for when in (When.TEN_DAYS, When.TWO_DAYS):
        before = due_on(when, visit(first_day=first, last_day=first), calendar)
        after = due_on(when, visit(first_day=moved, last_day=moved), calendar)
        assert before < first
        assert before.weekday() < 5
        assert before <= after


def test_no_date_no_due_day():
    undated = visit(first_day=None, last_day=None)
    assert [due_on(when, undated, TERM) for when in When] == [None] * len(When)


def test_materials_warn_at_ten_days_and_block_at_two():
    unseen = point(ChecklistItem.MATERIALS)
    assert strength_on(unseen, visit(), TERM, date(2027, 1, 18)) is Strength.WARNS
    assert strength_on(unseen, visit(), TERM, date(2027, 1, 19)) is Strength.BLOCKS


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2027, 1, 6), None),
        (date(2027, 1, 7), When.TEN_DAYS),
        (date(2027, 1, 9), When.TEN_DAYS),
        (date(2027, 1, 11), None),
        (date(2027, 1, 19), When.TWO_DAYS),
        (date(2027, 1, 20), When.TWO_DAYS),
        (THURSDAY, None),
        (date(2027, 1, 22), When.AFTER),
        (date(2027, 1, 25), None),
    ],
)
def test_which_mail_is_due(today, expected):
    plain = SchoolCalendar()
    assert chase_due(visit(), plain, today=today) is expected


@given(st.dates(date(2026, 9, 1), date(2028, 7, 31)), st.integers(-30, 20))
def test_nobody_is_asked_on_the_day_itself(first, days):
    asked = chase_due(visit(first_day=first, last_day=first), SchoolCalendar(), today=first + timedelta(days=days))
    if days <= 0:
        assert asked is not When.AFTER
    if days >= 0:
        assert asked in (None, When.AFTER)


def _entry(item, *, settled=False, today=THURSDAY, wanted=None):
    which = point(item, wanted)
    return Entry(
        which,
        item.value,
        "",
        settled,
        False,
        strength_on(which, visit(), TERM, today),
        due_on(which.due, visit(), TERM),
    )


def test_how_it_went_is_asked_when_it_is_over():
    before = Checklist((_entry(ChecklistItem.ROOM), _entry(ChecklistItem.REVIEW)), date(2027, 1, 20), visit())
    after = Checklist(before.entries, THURSDAY, visit())
    assert [one.item for one in before.open_ones] == [ChecklistItem.ROOM]
    assert before.find(ChecklistItem.REVIEW) is None
    assert [one.item for one in to_ask(after, When.AFTER)] == [ChecklistItem.REVIEW]
    assert [one.item for one in to_ask(after, When.TWO_DAYS)] == [ChecklistItem.ROOM]


def test_what_a_school_says_of_a_visit_has_four_answers_of_its_own():
    after = [one.item for one in points_for(visit()) if one.due is When.AFTER]

    assert after == [
        ChecklistItem.REVIEW,
        ChecklistItem.SUITED,
        ChecklistItem.CONTENTIOUS,
        ChecklistItem.FOLLOW_UP,
    ]


def test_when_it_is_over_nothing_before_it_is_asked_for():
    entries = (_entry(ChecklistItem.AGREED), _entry(ChecklistItem.ROOM), _entry(ChecklistItem.REVIEW))
    later = Checklist(entries, date(2027, 1, 22), visit())
    assert later.over
    assert [one.item for one in later.open_ones] == [ChecklistItem.REVIEW]
    assert later.blocking == ()
    assert later.find(ChecklistItem.ROOM) is None
    assert (later.settled, later.length) == (0, 1)
    on_the_day = Checklist(entries, THURSDAY, visit(delivered=True))
    assert on_the_day.open_ones == later.open_ones


def test_what_blocks_comes_first_and_what_is_ours_is_not_the_schools():
    entries = (_entry(ChecklistItem.ACCESS), _entry(ChecklistItem.AGREED), _entry(ChecklistItem.LETTER))
    checklist = Checklist(entries, date(2027, 1, 8), visit())
    assert [one.item for one in worst_first(checklist.open_ones)] == [ChecklistItem.AGREED, ChecklistItem.ACCESS]
    assert [one.item for one in checklist.blocking] == [ChecklistItem.AGREED]
    assert [one.item for one in checklist.ours] == [ChecklistItem.LETTER]
    assert (checklist.settled, checklist.length) == (0, 2)


def test_late_is_after_its_day():
    entry = _entry(ChecklistItem.ROOM)
    assert not Checklist((entry,), date(2027, 1, 19), visit()).is_late(entry)
    assert Checklist((entry,), date(2027, 1, 20), visit()).is_late(entry)


def test_each_setting_reads_its_own_words():
    school = words_for(ChecklistItem.STAFF_STAY, SCHOOL)
    club = words_for(ChecklistItem.STAFF_STAY, OTHER)
    assert "pupils" in school.question
    assert "young people" in club.question
    for item in ChecklistItem:
        text = " ".join((words_for(item, OTHER).title, words_for(item, OTHER).question, words_for(item, OTHER).hint))
        assert "{" not in text
        assert "pupil" not in text
        assert "headteacher" not in text


def test_every_point_that_a_school_answers_has_a_question():
    elsewhere = {ChecklistItem.DAY_CONTACT}
    for targeted in (False, True):
        for one in points_for(visit(targeted=targeted)):
            if one.who is Who.SCHOOL and one.item not in elsewhere:
                assert words_for(one.item, SCHOOL).question


@pytest.mark.parametrize(
    ("item", "answer", "field"),
    [
        (ChecklistItem.ROOM, Given(""), "choice"),
        (ChecklistItem.ROOM, Given("sometimes"), "choice"),
        (ChecklistItem.ROOM, Given("yes"), "detail"),
        (ChecklistItem.PARENTS, Given("promised"), "on"),
        (ChecklistItem.CURRICULUM, Given("sex_education", number=-1), "number"),
        (ChecklistItem.CURRICULUM, Given("sex_education", number=2001), "number"),
    ],
)
def test_an_answer_that_is_not_complete(item, answer, field):
    with pytest.raises(Refusal) as no:
        check_given(item, answer)
    assert no.value.field == field


def test_what_an_answer_comes_to():
    assert check_given(ChecklistItem.PARENTS, Given("promised", on=THURSDAY)).answer is ChecklistAnswer.PROMISED
    assert not ChecklistAnswer.PROMISED.settles
    assert check_given(ChecklistItem.PARENTS, Given("not_needed")).answer.settles


@pytest.mark.parametrize(
    ("item", "answer", "words"),
    [
        (
            ChecklistItem.MATERIALS,
            Given("yes", "Sandra School", on=THURSDAY),
            "Viewed by Sandra School on Thursday 21 January 2027",
        ),
        (ChecklistItem.PARENTS, Given("yes", on=THURSDAY), "Told on Thursday 21 January 2027"),
        (ChecklistItem.PARENTS, Given("promised", on=THURSDAY), "Will be told by Thursday 21 January 2027"),
        (ChecklistItem.ROOM, Given("yes", "Room 4"), "Yes: Room 4"),
        (ChecklistItem.CURRICULUM, Given("sex_education", number=2), "Sex education within RSE: 2 withdrawn"),
        (ChecklistItem.ROOM, Given("gone"), ""),
    ],
)
def test_an_answer_in_one_line(item, answer, words):
    assert said(item, answer) == words


def test_what_only_informs_is_never_late():
    entry = _entry(ChecklistItem.PHOTOS)
    assert not Checklist((entry,), date(2027, 1, 20), visit()).is_late(entry)
