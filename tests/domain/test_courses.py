"""Six weekly dates: what fits into the half-term, and the choices where it does not."""

import itertools
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rose_training.domain.availability import Availability, Leave, WeeklyHours
from rose_training.domain.calendar import (
    Closure,
    ClosureKind,
    SchoolCalendar,
    TermDates,
    academic_year,
    london_clock,
    london_day,
)
from rose_training.domain.course_choices import ChoiceKind, CourseWish, FacilitatorDiary, meeting_on
from rose_training.domain.courses import propose
from rose_training.domain.diary import Engagement
from rose_training.domain.refusals import Refusal

SPRING_1 = TermDates(date(2026, 1, 6), date(2026, 2, 13), "Spring 1", "2025/26")
SPRING_2 = TermDates(date(2026, 2, 23), date(2026, 3, 27), "Spring 2", "2025/26")
SUMMER_1 = TermDates(date(2026, 4, 15), date(2026, 5, 22), "Summer 1", "2025/26")
SUMMER_2 = TermDates(date(2026, 6, 1), date(2026, 7, 17), "Summer 2", "2025/26")
TERMS = (SPRING_1, SPRING_2, SUMMER_1, SUMMER_2)
CALENDAR = SchoolCalendar(TERMS)
LONG_BEFORE = date(2025, 12, 1)


def wish(first, *, starts=time(10), weeks=6, earliest=LONG_BEFORE):
    return CourseWish(first, starts, weeks, 60, earliest)


def engaged(day, *, starts=time(10), minutes=60, label="at another school"):
    meeting = meeting_on(day, starts, minutes)
    return Engagement(meeting.starts_at, meeting.ends_at, label=label)


def kinds(proposal):
    return [choice.kind for choice in proposal.choices]


def test_six_weeks_fit_and_there_is_nothing_to_choose():
    proposal = propose(wish(date(2026, 1, 8)), CALENDAR)

    assert proposal.fits
    assert proposal.sentence == "All 6 weeks fit before the break"
    assert proposal.choices == proposal.warnings == ()
    assert proposal.asked.days[-1] == date(2026, 2, 12)


def test_days_of_the_exams_of_those_who_come_are_left_out_and_others_are_not():
    exams = Closure(date(2026, 1, 15), ClosureKind.EXAM, "Mock exams", ("10",))
    known = SchoolCalendar(TERMS, (exams,))
    (skipped,) = propose(replace(wish(date(2026, 1, 8), weeks=5), years=("10",)), known).asked.skipped
    assert (skipped.day, skipped.reason) == (exams.day, "Mock exams")
    for years in (("9",), ()):
        assert propose(replace(wish(date(2026, 1, 8)), years=years), known).asked.skipped == ()


def test_only_five_fit_and_the_choices_have_all_their_dates():
    proposal = propose(wish(date(2026, 1, 15)), CALENDAR)

    assert proposal.sentence == "Only 5 of 6 weeks fit before the break"
    assert kinds(proposal) == [ChoiceKind.EARLIER, ChoiceKind.TWICE_IN_ONE_WEEK, ChoiceKind.AFTER_THE_BREAK]
    assert proposal.choices[1].title == "From 15 January, with two sessions in one week"
    earlier, twice, after = proposal.choices
    assert earlier.days[0] == date(2026, 1, 8)
    assert earlier.title == "Start earlier, on 8 January"
    assert twice.days == (*tuple(date(2026, 1, day) for day in (15, 19, 22, 29)), date(2026, 2, 5), date(2026, 2, 12))
    assert after.days[-1] == date(2026, 2, 26)
    assert after.skipped[0].reason == "school holiday"
    assert all(len(choice.meetings) == 6 for choice in proposal.choices)


def test_where_four_fit_an_earlier_start_and_a_double_week_go_together():
    proposal = propose(wish(date(2026, 3, 9)), CALENDAR)  # Spring 2 has five Mondays

    assert proposal.sentence == "Only 3 of 6 weeks fit before the break"
    (twice,) = [choice for choice in proposal.choices if choice.kind is ChoiceKind.TWICE_IN_ONE_WEEK]
    assert twice.days[0] == date(2026, 2, 23)
    assert twice.fits


def test_the_next_half_term_is_offered_where_all_of_it_fits():
    terms = (SPRING_1, TermDates(date(2026, 2, 23), date(2026, 4, 3), "Spring 2", "2025/26"))
    proposal = propose(wish(date(2026, 1, 27)), SchoolCalendar(terms))

    last = proposal.choices[-1]
    assert (last.kind, last.days[0], last.fits) == (ChoiceKind.NEXT_HALF_TERM, date(2026, 2, 24), True)
    assert last.title == "Start after the break, on 24 February"


def test_a_start_before_today_is_no_choice():
    proposal = propose(wish(date(2026, 1, 15), earliest=date(2026, 1, 12)), CALENDAR)

    assert ChoiceKind.EARLIER not in kinds(proposal)


def test_where_mondays_are_lost_to_a_bank_holiday_other_days_are_offered():
    closed = Closure(date(2026, 5, 4), ClosureKind.BANK_HOLIDAY, "Early May bank holiday")
    proposal = propose(wish(date(2026, 4, 20), weeks=5, earliest=date(2026, 4, 20)), SchoolCalendar(TERMS, (closed,)))

    assert proposal.sentence == "Only 4 of 5 weeks fit before the break"
    others = [choice for choice in proposal.choices if choice.kind is ChoiceKind.OTHER_HOUR]
    assert [choice.title for choice in others] == [
        "Another day or hour: Tuesday at 10am",
        "Another day or hour: Wednesday at 10am",
    ]
    assert [(skip.day, skip.reason) for skip in proposal.asked.skipped[:1]] == [
        (date(2026, 5, 4), "Early May bank holiday")
    ]


def test_a_week_in_which_the_facilitator_is_elsewhere_is_left_out_by_name():
    ann = FacilitatorDiary(1, "Ann", (engaged(date(2026, 1, 22)),))
    proposal = propose(wish(date(2026, 1, 8), weeks=5), CALENDAR, [ann])

    assert proposal.fits
    assert [(skip.day, skip.reason) for skip in proposal.asked.skipped] == [
        (date(2026, 1, 22), "Ann is at another school")
    ]


def test_of_several_facilitators_the_one_with_whom_all_weeks_fit():
    ann = FacilitatorDiary(1, "Ann", (engaged(date(2026, 1, 22)),))
    bea = FacilitatorDiary(2, "Bea")
    proposal = propose(wish(date(2026, 1, 8)), CALENDAR, [ann, bea])

    assert proposal.fits
    assert (proposal.asked.facilitator_id, proposal.asked.facilitator) == (2, "Bea")


def test_where_the_only_facilitator_is_taken_another_hour_of_the_same_day_is_offered():
    ann = FacilitatorDiary(1, "Ann", (engaged(date(2026, 1, 22)),))
    proposal = propose(wish(date(2026, 1, 8), earliest=date(2026, 1, 8)), CALENDAR, [ann])

    assert proposal.choices[0].title == "Another day or hour: Thursday at 9am"
    assert proposal.choices[0].facilitator == "Ann"


def test_leave_and_free_days_count_like_engagements():
    away = Availability(leave=(Leave(date(2026, 1, 12), date(2026, 1, 16)),))
    part_time = Availability(hours=(WeeklyHours(0, time(9), time(17)),))
    on_leave = propose(wish(date(2026, 1, 8), weeks=4), CALENDAR, [FacilitatorDiary(1, "Ann", (), away)])
    mondays = FacilitatorDiary(1, "Ann", (), part_time)

    assert on_leave.asked.skipped[0].reason == "Ann is on leave from 12 to 16 January"
    assert mondays.why_not(meeting_on(date(2026, 1, 8), time(10), 60)) == "Ann does not work on Thursdays"
    with pytest.raises(Refusal, match="calendar and the diaries"):
        propose(wish(date(2026, 1, 8), weeks=4), CALENDAR, [mondays])


def test_unknown_terms_are_said_and_nothing_is_promised():
    proposal = propose(wish(date(2026, 9, 10)), CALENDAR)

    assert proposal.sentence == "We do not know whether these weeks fit into one half-term"
    assert "2026/27" in proposal.warnings[0]
    assert proposal.choices == ()


@pytest.mark.parametrize(("first", "code"), [(date(2026, 1, 10), "weekend"), (date(2025, 11, 27), "too_early")])
def test_a_first_day_that_cannot_be(first, code):
    with pytest.raises(Refusal) as refused:
        propose(wish(first), CALENDAR)
    assert (refused.value.code, refused.value.field) == (code, "first")


def test_a_course_without_weeks_is_refused():
    with pytest.raises(Refusal, match="at least one week"):
        propose(wish(date(2026, 1, 8), weeks=0), CALENDAR)


firsts = st.dates(date(2025, 9, 1), date(2027, 7, 1)).filter(lambda day: day.weekday() < 5)
closures = st.lists(
    st.builds(Closure, st.dates(date(2025, 9, 1), date(2028, 7, 1)), st.sampled_from(ClosureKind), st.just("Closed")),
    max_size=50,
)
terms = st.lists(
    st.builds(
        lambda first, length: TermDates(first, first + timedelta(days=length), "Term", academic_year(first)),
        st.dates(date(2025, 9, 1), date(2028, 3, 1)),
        st.integers(20, 60),
    ),
    max_size=8,
)
busy = st.lists(st.dates(date(2025, 9, 1), date(2028, 3, 1)), max_size=20, unique=True)
diaries = st.lists(busy, max_size=3).map(
    lambda several: [
        FacilitatorDiary(number, f"F{number}", tuple(engaged(day) for day in days))
        for number, days in enumerate(several, start=1)
    ]
)


@settings(max_examples=150)
@given(firsts, st.integers(1, 8), st.sampled_from([time(9), time(10), time(13, 30)]), closures, terms, diaries)
def test_whatever_the_calendar_every_choice_can_be_kept(first, weeks, starts, shut, taught, busy_ones):
    calendar = SchoolCalendar(tuple(taught), tuple(shut))
    earliest = first - timedelta(days=20)
    asked_for = CourseWish(first, starts, weeks, 60, earliest)
    try:
        proposal = propose(asked_for, calendar, busy_ones)
    except Refusal:
        return  # nothing but closed or taken days: the tests above say when that happens

    by_id = {diary.facilitator_id: diary for diary in busy_ones}
    for choice in (proposal.asked, *proposal.choices):
        days, moments = choice.days, [meeting.starts_at for meeting in choice.meetings]
        assert len(days) == weeks
        assert all(earlier < later for earlier, later in itertools.pairwise(moments))
        assert all(calendar.closed_because(day) is None for day in days)
        assert len({london_clock(moment) for moment in moments}) == 1
        assert all(meeting.ends_at - meeting.starts_at == timedelta(minutes=60) for meeting in choice.meetings)
        assert days[0] >= earliest
        if busy_ones:
            diary = by_id[choice.facilitator_id]
            assert all(diary.why_not(meeting) is None for meeting in choice.meetings)
        gaps = [(later - earlier).days for earlier, later in itertools.pairwise(days)]
        if choice.kind is ChoiceKind.TWICE_IN_ONE_WEEK:
            (odd,) = {day.weekday() for day in days if day.weekday() != first.weekday()}
            assert sum(day.weekday() == odd for day in days) == 1
        else:
            assert all(gap % 7 == 0 for gap in gaps)
        if choice.kind not in (ChoiceKind.AS_ASKED, ChoiceKind.AFTER_THE_BREAK):
            assert choice.fits
            assert any(all(day in term for day in days) for term in taught)
    assert bool(proposal.choices) == (not proposal.fits and proposal.asked.before_break is not None)


@given(st.sampled_from([date(2026, 10, 5), date(2027, 3, 8)]), st.times(time(6), time(20)))
def test_both_clock_changes_leave_the_time_on_the_wall(first, starts):
    starts = starts.replace(second=0, microsecond=0)
    proposal = propose(CourseWish(first, starts, 6, 60, first), SchoolCalendar())

    assert {london_clock(meeting.starts_at) for meeting in proposal.asked.meetings} == {starts}
    assert len({meeting.starts_at.astimezone(UTC).time() for meeting in proposal.asked.meetings}) == 2
    assert [london_day(meeting.starts_at) for meeting in proposal.asked.meetings] == [
        first + timedelta(weeks=n) for n in range(6)
    ]


def test_an_engagement_that_only_touches_is_no_clash():
    start = datetime(2026, 1, 8, 9, tzinfo=UTC)
    diary = FacilitatorDiary(1, "Ann", (Engagement(start, start + timedelta(hours=1)),))
    assert diary.why_not(meeting_on(date(2026, 1, 8), time(10), 60)) is None
    assert diary.why_not(meeting_on(date(2026, 1, 8), time(9, 30), 60)) == "Ann is somewhere else"
