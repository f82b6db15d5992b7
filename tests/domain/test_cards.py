"""Card numbers with a check digit: what is mistyped is found out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rose_training.domain.cards import MOST_CARDS, card_code, check_digit, read_card
from rose_training.domain.refusals import Refusal

runs = st.text("0123456789", min_size=1, max_size=8)


def test_the_published_example_of_the_scheme():
    assert check_digit("572") == 4


@given(runs, st.data())
def test_every_single_wrong_digit_is_found(digits, data):
    whole = f"{digits}{check_digit(digits)}"
    place = data.draw(st.integers(0, len(whole) - 1))
    wrong = data.draw(st.sampled_from([d for d in "0123456789" if d != whole[place]]))
    mistyped = whole[:place] + wrong + whole[place + 1 :]

    assert check_digit(whole) == 0
    assert check_digit(mistyped) != 0


@given(runs, st.data())
def test_every_pair_of_neighbours_that_changed_places_is_found(digits, data):
    whole = f"{digits}{check_digit(digits)}"
    place = data.draw(st.integers(0, len(whole) - 2))
    swapped = whole[:place] + whole[place + 1] + whole[place] + whole[place + 2 :]

    assert swapped == whole or check_digit(swapped) != 0


@pytest.mark.parametrize("group", [1, 7, 14, 230])
def test_no_card_of_a_group_can_be_taken_for_another_by_one_slip(group):
    codes = {number: card_code(group, number).replace("-", "") for number in range(1, MOST_CARDS + 1)}
    right = set(codes.values())
    for code in codes.values():
        slips = {code[:n] + d + code[n + 1 :] for n in range(3) for d in "0123456789" if d != code[n]}
        slips |= {code[1] + code[0] + code[2], code[0] + code[2] + code[1]} - {code}
        assert not slips & right


@given(st.integers(1, 10_000), st.integers(1, MOST_CARDS))
def test_what_stands_on_the_card_can_be_typed_in_several_ways(group, number):
    code = card_code(group, number)
    for typed in (code, code.replace("-", ""), code.replace("-", " "), f" {code.lstrip('0')} ", str(number)):
        assert read_card(typed, group=group, size=MOST_CARDS) == number


@pytest.mark.parametrize("typed", ["", "card", "7a", "07-33", "1234", "-3"])
def test_what_is_no_card_is_refused(typed):
    with pytest.raises(Refusal, match="such as 07-3"):
        read_card(typed, group=14, size=8)


def test_a_wrong_check_digit_and_a_number_beyond_the_group_are_refused():
    right = card_code(14, 7)
    wrong = f"07-{(int(right[-1]) + 1) % 10}"
    with pytest.raises(Refusal, match="not a card of this group"):
        read_card(wrong, group=14, size=8)
    with pytest.raises(Refusal, match="cards 1 to 8"):
        read_card("9", group=14, size=8)
