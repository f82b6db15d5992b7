"""One school through its conversions counts once; joined and split schools are new ones."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from rose_training.domain.continuity import continuity_keys, life_of, open_successors, own_key, successions
from rose_training.domain.register import RegisterLink


def link(urn: str, link_type: str, link_urn: str) -> RegisterLink:
    return RegisterLink(urn, link_urn, "", link_type, None)


def test_a_school_and_its_academy_share_the_key_of_the_older():
    keys = continuity_keys([link("120801", "Successor", "138642"), link("138642", "Predecessor", "120801")])
    assert keys == {"120801": own_key("120801"), "138642": own_key("120801")}


def test_one_side_of_a_link_is_enough():
    assert continuity_keys([link("138642", "Predecessor", "120801")])["138642"] == own_key("120801")
    assert continuity_keys([link("120801", "Successor", "138642")])["138642"] == own_key("120801")


def test_a_chain_of_conversions_is_one_school():
    keys = continuity_keys([link("100001", "Successor", "100002"), link("100003", "Predecessor", "100002")])
    assert set(keys.values()) == {own_key("100001")}


def test_a_circle_ends():
    circle = [
        link("100001", "Successor", "100002"),
        link("100002", "Successor", "100003"),
        link("100003", "Successor", "100001"),
    ]
    assert set(continuity_keys(circle).values()) == {own_key("100001")}
    assert open_successors("100001", successions(circle), lambda urn: False) == []


def test_a_school_linked_to_itself_is_no_news():
    assert continuity_keys([link("100001", "Successor", "100001")]) == {}


def test_two_plain_predecessors_are_an_amalgamation_whatever_the_register_calls_it():
    assert continuity_keys([link("100001", "Successor", "100003"), link("100002", "Successor", "100003")]) == {}


def test_two_plain_successors_are_a_split():
    assert continuity_keys([link("100001", "Successor", "100002"), link("100001", "Successor", "100003")]) == {}


def test_amalgamated_merged_and_split_schools_keep_keys_of_their_own():
    for manner in ("amalgamated", "merged", "Split School"):
        assert continuity_keys([link("100001", f"Successor - {manner}", "100002")]) == {}


def test_an_amalgamation_is_new_even_beside_a_plain_link():
    links = [link("100001", "Successor", "100003"), link("100003", "Predecessor - amalgamated", "100002")]
    assert continuity_keys(links) == {}


def test_a_school_that_takes_in_another_stays_itself():
    links = [link("100001", "Successor", "100003"), link("100003", "Predecessor - merged", "100002")]
    assert continuity_keys(links) == {"100001": own_key("100001"), "100003": own_key("100001")}


def test_other_kinds_of_link_say_nothing():
    assert (
        continuity_keys([link("100001", "Sixth Form Centre School", "100002"), link("100001", "Closure", "100002")])
        == {}
    )


def test_a_closed_school_points_to_the_nearest_open_ones():
    followed_by = successions(
        [
            link("100001", "Successor", "100002"),
            link("100003", "Predecessor", "100002"),
            link("100002", "Successor - Split School", "100004"),
            link("100003", "Successor", "100005"),
        ]
    )
    assert open_successors("100001", followed_by, {"100003", "100004", "100005"}.__contains__) == ["100003", "100004"]


URNS = st.sampled_from([f"10000{n}" for n in range(7)])
LINKS = st.lists(
    st.builds(link, URNS, st.sampled_from(["Successor", "Predecessor", "Successor - merged"]), URNS), max_size=12
)


@given(LINKS, st.randoms())
def test_order_doubling_and_the_side_it_is_told_from_make_no_difference(links, random):
    other_side = {"Successor": "Predecessor", "Predecessor": "Successor", "Successor - merged": "Predecessor - merged"}
    retold = [link(each.link_urn, other_side[each.link_type], each.urn) for each in links]
    again = links + retold
    random.shuffle(again)
    assert continuity_keys(again) == continuity_keys(links)


@given(LINKS)
def test_a_key_is_the_lowest_number_of_those_that_share_it(links):
    sharing: dict[str, set[str]] = {}
    for urn, key in continuity_keys(links).items():
        sharing.setdefault(key, set()).add(urn)
    for key, urns in sharing.items():
        assert key == own_key(min(urns))
        assert len(urns) > 1


@given(LINKS, URNS)
def test_looking_for_successors_always_ends(links, urn):
    found = open_successors(urn, successions(links), lambda other: other > "100003")
    assert all(other > "100003" for other in found)


def test_two_schools_that_are_both_open_are_two_schools():
    links = [link("100001", "Successor", "100002")]
    assert continuity_keys(links, still_open={"100001", "100002"}) == {}
    assert set(continuity_keys(links, still_open={"100002"})) == {"100001", "100002"}


def test_a_result_of_amalgamation_and_a_merger_beside_a_plain_link_keep_keys_of_their_own():
    plain = link("100001", "Successor", "100002")
    for manner in ("Result of Amalgamation", "Merged - expansion of school capacity"):
        assert continuity_keys([plain, link("100001", manner, "100002")]) == {}
        assert continuity_keys([plain, link("100002", manner, "100001")]) == {}


def told(urn: str, *links: RegisterLink, same: tuple[str, ...] = ()) -> list[str]:
    turns = life_of(urn, links, same=same, day=lambda day: f"{day:%-d %B %Y}")
    return [turn.sentence.format(name=turn.name) for turn in turns]


def test_a_conversion_is_told_from_both_sides_once():
    there = RegisterLink("100001", "100002", "Hall Academy", "Successor", date(2015, 8, 31))
    back = RegisterLink("100002", "100001", "Hall School", "Predecessor", date(2015, 9, 1))
    assert told("100002", there, back, same=("100001",)) == [
        "It was Hall School and became this school on 1 September 2015. Both count as one school."
    ]
    assert told("100001", back, there, same=("100002",)) == [
        "It became Hall Academy on 31 August 2015. Both count as one school."
    ]


def test_joined_and_split_schools_are_told_with_what_came_before_first():
    assert told(
        "100003",
        RegisterLink("100003", "100009", "Next", "Successor - Split School", None),
        RegisterLink("100003", "100002", "Juniors", "Predecessor - amalgamated", date(2010, 9, 1)),
        RegisterLink("100003", "100001", "Infants", "Predecessor - amalgamated", date(2010, 9, 1)),
        RegisterLink("100003", "100004", "Annexe", "Predecessor - merged", None),
        RegisterLink("100003", "100007", "Sixth form", "Sixth Form Centre Link", None),
    ) == [
        "Annexe was merged into it. They count as different schools.",
        "It was made when Infants was joined with another school on 1 September 2010. They count as different schools.",
        "It was made when Juniors was joined with another school on 1 September 2010. They count as different schools.",
        "It was split, and one part became Next. They count as different schools.",
    ]


def test_a_circle_and_a_link_to_itself_are_told_once_each():
    circle = (
        RegisterLink("100001", "100002", "Other", "Successor", None),
        RegisterLink("100002", "100001", "This", "Successor", None),
        RegisterLink("100001", "100001", "This", "Successor", None),
    )
    assert len(told("100001", *circle)) == 2
