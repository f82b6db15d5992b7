"""n of 6: which weeks count for a card, and when a course is completed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rose_training.domain.attendance import Mark
from rose_training.domain.completion import Sitting, completion, weeks_needed


def test_four_weeks_of_six_complete_a_course_and_the_same_share_of_another():
    assert [weeks_needed(weeks) for weeks in (1, 2, 3, 5, 6, 8, 12)] == [1, 2, 2, 4, 4, 6, 8]
    assert weeks_needed(6, of_six=5) == 5


@pytest.mark.parametrize(
    ("mark", "counts"),
    [(Mark.PRESENT, 1), (Mark.LATE, 1), (Mark.LEFT_EARLY, 1), (Mark.EXCUSED, 0), (Mark.ABSENT, 0)],
)
def test_which_marks_count(mark, counts):
    found = completion(weeks=6, needed=4, numbers=[1], sittings=[Sitting(1, False, {1: mark})])
    assert found.cards[0].attended == counts


def test_a_catch_up_counts_for_the_week_that_it_repeats_and_for_no_seventh():
    weeks = [Sitting(week, False, {1: Mark.PRESENT, 2: Mark.PRESENT}) for week in range(1, 6)]
    missed = Sitting(6, False, {1: Mark.ABSENT, 2: Mark.PRESENT})
    repeat = Sitting(6, True, {1: Mark.PRESENT, 2: Mark.PRESENT})

    found = completion(weeks=6, needed=4, numbers=[1, 2], sittings=[*weeks, missed, repeat])

    assert [card.attended for card in found.cards] == [6, 6]
    assert [card.made_up for card in found.cards] == [{6}, frozenset()]
    assert found.recorded == 6
    assert found.headline == "2 of 2 young people came to at least 4 of 6 weeks"


def test_while_the_course_goes_on_the_headline_says_so_far():
    found = completion(weeks=6, needed=4, numbers=[1, 2], sittings=[Sitting(1, False, {1: Mark.PRESENT})])
    assert found.headline == "0 of 2 young people came to at least 4 of 6 weeks so far"
    assert found.reach == (1, 1, 0, 0, 0, 0, 0)
    assert not found.may_be_shown


sittings = st.lists(
    st.builds(
        Sitting,
        st.integers(1, 6),
        st.booleans(),
        st.dictionaries(st.integers(1, 12), st.sampled_from(Mark), max_size=12),
    ),
    max_size=12,
)


@given(sittings, st.integers(1, 6))
def test_nobody_comes_to_more_weeks_than_there_are(held, needed):
    found = completion(weeks=6, needed=needed, numbers=range(1, 13), sittings=held)
    assert all(0 <= card.attended <= 6 for card in found.cards)
    assert sum(found.reach) == 12
    assert found.completed == sum(found.reach[needed:])
    assert all(card.attended == sum(card.came(week) for week in range(1, 7)) for card in found.cards)
