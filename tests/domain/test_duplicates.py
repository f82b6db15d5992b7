"""Two organisations that may be one are found, and the reasons are told in words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rose_training.domain.duplicates import SUGGESTED_FROM, Card, domain_of, likeness, suggestions


def card(reference: str, name: str, **facts: object) -> Card:
    return Card(reference, name, **facts)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        ("YMCA Norfolk", "The YMCA Norfolk Ltd", "the names differ only in words that many have"),
        ("Stonham Housing", "stonham  housing", "same name"),
        ("Stonham Housing", "Stonham Housing Solutions", "the names differ in one word"),
        ("Leeway", "Leeway Domestic Violence Support", "one name is a part of the other"),
        ("Young Men Christian Association", "YMCA", "one name is the initials of the other"),
    ],
)
def test_names_are_compared_by_the_words_that_tell(one, other, reason):
    assert likeness(card("A", one), card("B", other)).reasons == (reason,)


def test_an_address_adds_to_a_name_and_is_said():
    pair = likeness(
        card(
            "A", "Stonham Housing", postcode="NR1 1AA", telephone="+44 1603 610256", domains=frozenset({"stonham.org"})
        ),
        card(
            "B",
            "Stonham Housing Team",
            postcode="nr11aa",
            telephone="01603 610 256",
            domains=frozenset({"stonham.org"}),
        ),
    )
    assert pair.in_words == (
        "The names differ in one word; same postcode; same telephone number; people and pages of both use stonham.org"
    )
    assert pair.points == 100


def test_a_postcode_alone_suggests_nothing():
    found = suggestions([card("A", "Leeway", postcode="NR1 1AA"), card("B", "Stonham", postcode="NR1 1AA")])
    assert found == []


def test_an_alias_counts_as_a_name():
    (pair,) = suggestions([card("A", "Y Norfolk", aliases=("YMCA Norfolk",)), card("B", "YMCA Norfolk")])
    assert pair.reasons == ("same name",)


def test_two_schools_of_the_register_and_two_typed_names_are_never_compared():
    for marks in ({"in_register": True}, {"proposed": True}):
        assert suggestions([card("A", "Hall School", **marks), card("B", "Hall School", **marks)]) == []
    assert len(suggestions([card("A", "Hall School", in_register=True), card("B", "Hall School", proposed=True)])) == 1


@pytest.mark.parametrize(
    ("address", "domain"),
    [
        ("https://www.Stonham.org/norfolk", "stonham.org"),
        ("stonham.org", "stonham.org"),
        ("Ada@stonham.org", "stonham.org"),
        ("ada@gmail.com", None),
        ("ada@norfolk.gov.uk", None),
        ("none", None),
        ("", None),
        (None, None),
    ],
)
def test_a_domain_says_who_somebody_works_for_or_nothing(address, domain):
    assert domain_of(address) == domain


CARDS = st.lists(
    st.builds(
        Card,
        reference=st.uuids().map(str),
        name=st.sampled_from(["YMCA Norfolk", "Leeway", "Stonham Housing", "Hall School", "The", ""]),
        in_register=st.booleans(),
        postcode=st.sampled_from([None, "NR1 1AA", "NR2 2BB"]),
        telephone=st.sampled_from([None, "01603 610256", "000"]),
    ),
    max_size=12,
    unique_by=lambda one: one.reference,
)


@given(CARDS)
def test_whatever_is_compared_each_pair_comes_once_and_the_likeliest_first(cards):
    found = suggestions(cards)
    pairs = [frozenset((pair.one.reference, pair.other.reference)) for pair in found]
    assert len(set(pairs)) == len(pairs)
    assert all(len(pair) == 2 for pair in pairs)
    assert [pair.points for pair in found] == sorted((pair.points for pair in found), reverse=True)
    assert all(SUGGESTED_FROM <= pair.points <= 100 and pair.reasons for pair in found)


@given(CARDS.filter(lambda cards: len(cards) >= 2))
def test_likeness_is_the_same_from_both_sides(cards):
    one, other = cards[:2]
    assert likeness(one, other).points == likeness(other, one).points
