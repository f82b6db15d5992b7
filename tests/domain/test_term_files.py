"""What the words of a file mean, and what keeping it would change."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rose_training.domain.calendar import Closure, ClosureKind, SchoolCalendar, TermDates, check_terms, weekly_dates
from rose_training.domain.refusals import Refusal
from rose_training.domain.term_files import Dates, Entry, compare, sort_out, unique

DAY = date(2026, 9, 3)
AUTUMN = TermDates(date(2026, 9, 3), date(2026, 10, 23), "Autumn 1", "2026/27")
SPRING = TermDates(date(2027, 1, 5), date(2027, 2, 12), "Spring 1", "2026/27")
TRAINING = Closure(date(2026, 9, 3), ClosureKind.TRAINING_DAY, "INSET day")


def one(title, days=1):
    return sort_out([Entry(title, DAY, DAY + timedelta(days=days - 1))])


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("INSET Day", ClosureKind.TRAINING_DAY),
        ("Staff training (school closed to pupils)", ClosureKind.TRAINING_DAY),
        ("Non-pupil day", ClosureKind.TRAINING_DAY),
        ("Early May Bank Holiday", ClosureKind.BANK_HOLIDAY),
        ("October half term", ClosureKind.CLOSED),
        ("Half-Term Holiday", ClosureKind.CLOSED),
        ("Christmas holidays", ClosureKind.CLOSED),
        ("Year 6 SATs", ClosureKind.EXAM),
        ("Mock exams Y11", ClosureKind.EXAM),
    ],
)
def test_the_words_decide_the_kind(title, kind):
    assert [closure.kind for closure in one(title).closures] == [kind]


@pytest.mark.parametrize(
    ("title", "years"),
    [("SATs", ("6",)), ("GCSE exams", ("11",)), ("Exams Years 11 and 13", ("11", "13")), ("Exam week", ())],
)
def test_exams_know_whom_they_concern(title, years):
    assert one(title).closures[0].years == years


@pytest.mark.parametrize("title", ["Sports day", "Nativity play", "Governors' meeting"])
def test_what_says_nothing_of_terms_is_left_out(title):
    assert one(title) == Dates(ignored=(title,))


def test_a_long_entry_is_a_half_term_and_a_week_off_is_five_days():
    assert one("Autumn term 1", days=50).terms[0].last == DAY + timedelta(days=49)
    assert len(one("Half term", days=9).closures) == 7
    with pytest.raises(Refusal, match="more than nine weeks"):
        one("Summer holiday", days=365)


def test_days_on_which_school_opens_and_closes_make_half_terms():
    found = sort_out(
        [
            Entry("Autumn term starts", date(2026, 9, 3), date(2026, 9, 3)),
            Entry("Last day of half term", date(2026, 10, 23), date(2026, 10, 23)),
            Entry("School re-opens", date(2026, 11, 2), date(2026, 11, 2)),
            Entry("Term ends", date(2026, 12, 18), date(2026, 12, 18)),
        ]
    )
    assert [(term.name, term.first, term.last) for term in found.terms] == [
        ("Autumn 1", date(2026, 9, 3), date(2026, 10, 23)),
        ("Autumn 2", date(2026, 11, 2), date(2026, 12, 18)),
    ]


@pytest.mark.parametrize("titles", [["Term ends"], ["Term starts"], ["Term starts", "School opens"]])
def test_half_a_term_is_refused_with_its_day(titles):
    entries = [Entry(title, DAY + timedelta(days=n), DAY + timedelta(days=n)) for n, title in enumerate(titles)]
    with pytest.raises(Refusal, match="September 2026"):
        sort_out(entries)


def test_a_file_with_terms_is_the_whole_year_but_for_what_was_entered_by_hand():
    snow = Closure(date(2027, 1, 20), ClosureKind.CLOSED, "Snow")
    holiday = Closure(date(2026, 12, 25), ClosureKind.BANK_HOLIDAY, "Christmas Day")
    moved = TermDates(AUTUMN.first, date(2026, 10, 16), "Autumn 1", "2026/27")
    stored = Dates((AUTUMN, SPRING), (TRAINING, snow, holiday))
    changes = compare(stored, Dates((moved,)), by_hand={(snow.day, snow.kind)})
    assert changes.changed == ((AUTUMN, moved),)
    assert changes.removed == (SPRING, TRAINING)
    assert not compare(stored, Dates(closures=(TRAINING,))).removed


@pytest.mark.parametrize(
    ("terms", "code"),
    [
        ([AUTUMN, TermDates(date(2026, 10, 20), date(2026, 12, 18), "Autumn 2", "2026/27")], "terms_overlap"),
        ([TermDates(date(2026, 9, 3), date(2026, 10, 23), "Autumn 1", "2025/26")], "wrong_year"),
        ([TermDates(date(2027, 7, 1), date(2027, 9, 3), "Summer 2", "2026/27")], "wrong_year"),
    ],
)
def test_half_terms_that_cannot_be_are_refused_with_both_dates(terms, code):
    with pytest.raises(Refusal) as no:
        check_terms(terms)
    assert no.value.code == code
    assert "2026" in no.value.sentence


def test_exams_close_no_school_but_keep_their_own_years():
    exams = Closure(date(2027, 1, 13), ClosureKind.EXAM, "Mock exams", ("11",))
    calendar = SchoolCalendar((AUTUMN, SPRING), (exams,))
    assert calendar.closed_because(exams.day) is None
    assert calendar.closed_because(exams.day, years=["11", "10"]) == "Mock exams"
    assert calendar.closed_because(exams.day, years=["9"]) is None


@pytest.mark.parametrize("first", [date(2026, 10, 5), date(2027, 3, 8)])
def test_weeks_across_a_change_of_the_clocks_stay_on_their_weekday(first):
    spring = TermDates(date(2027, 2, 22), date(2027, 3, 31), "Spring 2", "2026/27")
    later = TermDates(date(2026, 11, 2), date(2026, 12, 18), "Autumn 2", "2026/27")
    proposal = weekly_dates(first, 4, (), (AUTUMN, later, spring))
    assert {day.weekday() for day in proposal.days} == {0}
    assert all((one - other).days % 7 == 0 for other, one in pairwise(proposal.days))


closures = st.builds(
    Closure,
    st.dates(date(2026, 9, 1), date(2027, 7, 31)),
    st.sampled_from(ClosureKind),
    st.just("A day"),
)


@given(st.lists(closures), st.lists(closures))
def test_keeping_a_file_twice_changes_nothing_more(before, after):
    stored, found = unique(before), unique(after)
    changes = compare(Dates((AUTUMN,), stored), Dates((AUTUMN,), found))
    gone = set(changes.removed)
    result = unique([one for one in stored if one not in gone] + list(found))
    assert not compare(Dates((AUTUMN,), result), Dates((AUTUMN,), found))
