"""The life of a booking, what blocks it, and which groups and dates are let in."""

from datetime import date, timedelta

import pytest

from rose_training.domain.bookings import BookingState, check_move, check_preferred_dates
from rose_training.domain.declarations import (
    DeclarationAnswer,
    DeclarationKind,
    blocking_declarations,
    check_may_confirm,
    declarations_for,
)
from rose_training.domain.programme import Audience
from rose_training.domain.refusals import Refusal
from rose_training.domain.year_groups import YearGroup, check_group_size, check_years, year_range

TODAY = date(2026, 11, 21)
ALL_YES = dict.fromkeys(DeclarationKind, DeclarationAnswer.YES)


def test_a_request_may_become_every_state_but_delivered():
    for there in set(BookingState) - {BookingState.REQUESTED, BookingState.DELIVERED}:
        check_move(BookingState.REQUESTED, there)


@pytest.mark.parametrize("here", [BookingState.DELIVERED, BookingState.DECLINED, BookingState.CANCELLED])
def test_what_has_ended_stays_ended(here):
    assert not here.is_open
    with pytest.raises(Refusal):
        check_move(here, BookingState.CONFIRMED)


def test_a_request_may_be_confirmed_without_a_hold():
    check_move(BookingState.REQUESTED, BookingState.CONFIRMED)


def test_a_confirmed_visit_is_cancelled_not_declined():
    with pytest.raises(Refusal, match="confirmed"):
        check_move(BookingState.CONFIRMED, BookingState.DECLINED)


def test_a_whole_class_needs_four_declarations_and_a_targeted_group_six():
    whole_class = declarations_for(Audience.PUPILS, targeted=False)

    assert whole_class == (
        DeclarationKind.SENIOR_LEADER_AGREED,
        DeclarationKind.STAFF_STAY,
        DeclarationKind.DSL_REACHABLE,
        DeclarationKind.DISCLOSURE_ROUTE,
    )
    assert set(declarations_for(Audience.PUPILS, targeted=True)) == set(DeclarationKind)


def test_staff_training_needs_no_staff_in_the_room_with_pupils():
    assert DeclarationKind.STAFF_STAY not in declarations_for(Audience.STAFF, targeted=False)


def test_a_team_of_professionals_is_asked_whether_its_manager_agreed():
    assert declarations_for(Audience.PROFESSIONALS, targeted=False) == (DeclarationKind.SENIOR_LEADER_AGREED,)


@pytest.mark.parametrize("kind", DeclarationKind)
def test_each_missing_declaration_blocks_a_targeted_course(kind):
    for answer in (DeclarationAnswer.NOT_YET, None):
        answers = {key: value for key, value in {**ALL_YES, kind: answer}.items() if value is not None}
        assert blocking_declarations(answers, audience=Audience.PUPILS, targeted=True) == (kind,)
        with pytest.raises(Refusal) as refused:
            check_may_confirm(answers, audience=Audience.PUPILS, targeted=True)
        assert kind.clause in refused.value.sentence


def test_nothing_blocks_when_all_is_said():
    check_may_confirm(ALL_YES, audience=Audience.PUPILS, targeted=True)


def test_parents_need_not_be_told_about_over_16s_but_staff_always_stay():
    parents = {**ALL_YES, DeclarationKind.PARENTS_TOLD: DeclarationAnswer.NOT_NEEDED}
    check_may_confirm(parents, audience=Audience.PUPILS, targeted=True)

    staff = {**ALL_YES, DeclarationKind.STAFF_STAY: DeclarationAnswer.NOT_NEEDED}
    with pytest.raises(Refusal):
        check_may_confirm(staff, audience=Audience.PUPILS, targeted=True)


def test_years_outside_the_range_are_named_and_point_to_the_office():
    with pytest.raises(Refusal, match="not for Reception and Year 2") as refused:
        check_years(
            [YearGroup.RECEPTION, YearGroup.YEAR_2, YearGroup.YEAR_3],
            min_year=3,
            max_year=6,
        )
    assert "office" in refused.value.sentence
    assert refused.value.field == "years"


def test_groups_that_are_not_by_year_are_let_in():
    check_years([YearGroup.MIXED, YearGroup.YEAR_9], min_year=7, max_year=11)


def test_no_year_is_asked_for():
    with pytest.raises(Refusal):
        check_years([], min_year=None, max_year=None)


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (0, 2, "Reception to Year 2"),
        (7, 7, "Year 7"),
        (7, None, "Year 7 and above"),
        (None, 6, "up to Year 6"),
        (None, None, "all years"),
    ],
)
def test_a_range_of_years_in_words(low, high, words):
    assert year_range(low, high) == words


def test_a_group_has_somebody_in_it_and_fits_the_format():
    check_group_size(30, max_group=30)
    check_group_size(500, max_group=None)
    with pytest.raises(Refusal):
        check_group_size(0, max_group=30)
    with pytest.raises(Refusal, match="30 or fewer"):
        check_group_size(31, max_group=30)


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (TODAY, "future"),
        (TODAY + timedelta(days=600), "18 months"),
        (date(2026, 11, 28), "Saturday"),
        (date(2026, 12, 25), "bank holiday"),
    ],
)
def test_dates_that_cannot_come_true(day, words):
    with pytest.raises(Refusal, match=words) as refused:
        check_preferred_dates(
            [date(2026, 12, 1), day],
            today=TODAY,
            bank_holidays={date(2026, 12, 25): "Christmas Day"},
        )
    assert refused.value.field == "day_2"


def test_the_same_day_twice_is_one_wish():
    day = date(2026, 12, 1)
    with pytest.raises(Refusal, match="different"):
        check_preferred_dates([day, day], today=TODAY, bank_holidays={})


def test_at_least_one_date():
    with pytest.raises(Refusal) as refused:
        check_preferred_dates([], today=TODAY, bank_holidays={})
    assert refused.value.field == "day_1"
