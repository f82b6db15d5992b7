"""Names are compared as people type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rose_training.domain.organisation_names import closeness, plain_words, search_text, wishes


def finds(query: str, name: str, *others: str) -> bool:
    """Whether all that the query insists on stands in the search text of the name."""
    asked = wishes(query)
    text = search_text(name, *others)
    return bool(asked) and all(wish.inside in text for wish in asked if wish.insisted)


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("saint marys", "St. Mary's Church of England Primary Academy"),
        ("St Mary’s", "St Mary's Catholic  Primary School"),
        ("st marys", "St Mary and St Peter Catholic  Primary School"),
        ("ST  MARY S", "St Mary‘s School"),
        ("kings lynn academy", "King's Lynn Academy"),
        ("happisburgh ceva", "Happisburgh Church of England Primary Academy"),
        ("happisburgh CE VA", "Happisburgh CofE VA Primary School"),
        ("heartwood c of e", "Heartwood CofE VC Primary  & Nursery School"),
        ("Heartwood Voluntary Controlled", "Heartwood CofE VC Primary  & Nursery School"),
        ("academy junior cliff park", "Ormiston Cliff Park Junior Academy"),
        ("cliff park primary", "Ormiston Cliff Park Junior Academy"),
        ("greenacre primary and nursery", "Greenacre Primary & Nursery School"),
        ("caister", "John Grant School, Caister-on-Sea"),
        ("caister on sea", "John Grant School, Caister-on-Sea"),
        ("ecole francaise", "Ecole Française de Londres Jacques Prévert"),
        ("becket", "St Thomas à Becket Catholic Secondary School"),
        ("wood", "Heartwood CofE VC Primary School"),
        ("red balloon norwich", "Red Balloon - Norwich"),
        ("heartsease, primary; academy!", "Heartsease Primary Academy"),
    ],
)
def test_a_name_is_found_however_it_is_written(query, name):
    assert finds(query, name)


@pytest.mark.parametrize(
    "query", ["NR7 9UG", "nr79ug", "NR7", "120123", "1201", "926/4012", "9264012", "926-4012", "Swaffham"]
)
def test_town_postcode_and_numbers_find_it_too(query):
    assert finds(query, "Heartwood Primary", "Swaffham", "NR7 9UG", "120123", "926/4012")


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("mary", "St William's Primary School"),
        ("wood", "Heartwood Primary School"),
    ],
)
def test_a_word_is_first_looked_for_at_the_beginning_of_one(query, name):
    assert not any(wish.beginning in search_text(name) for wish in wishes(query))
    assert finds(query, name)


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("st peter", "St Mary's Primary School"),
        ("norwich", "Heartwood Primary"),
        ("NR1", "Heartwood NR11 6EX"),
        ("", "x"),
        ("!?", "x"),
    ],
)
def test_what_is_not_there_is_not_found(query, name):
    assert not finds(query, name)


def test_common_words_are_insisted_on_only_where_there_are_no_others():
    assert [wish.insisted for wish in wishes("Diss primary school")] == [True, False, False]
    assert [wish.insisted for wish in wishes("primary academy")] == [True, True]


def test_the_better_match_sorts_first():
    query = wishes("diss primary")
    names = ["Sydiss Primary School", "Diss Infant Academy and Nursery", "Diss Primary", "Disserth Primary"]
    assert min(names, key=lambda name: closeness(query, search_text(name))) == "Diss Primary"


NAMES = st.text(st.sampled_from("abcdefgst MARY'’.&-  "), min_size=1, max_size=40)


@given(NAMES)
def test_case_apostrophes_and_blanks_make_no_difference(name):
    words = plain_words(name)
    assert plain_words(name.upper()) == words
    assert plain_words(name.replace("'", "’")) == words
    assert plain_words(name.replace("'", "")) == words
    assert plain_words(f"  {name.replace(' ', '   ')} ") == words


@given(st.text(max_size=60))
def test_any_text_gives_words_of_letters_and_figures_alone(text):
    assert all(word.isascii() and word.isalnum() for word in plain_words(text))


@given(st.text(max_size=60), st.text(max_size=30))
def test_every_name_is_found_by_itself(name, town):
    if plain_words(name):
        assert finds(name, name, town)


@given(st.lists(st.sampled_from(["heartsease", "st", "mary", "primary", "coe", "nr7"]), min_size=1), st.randoms())
def test_the_order_of_words_makes_no_difference(words, random):
    shuffled = random.sample(words, len(words))
    assert set(wishes(" ".join(words))) == set(wishes(" ".join(shuffled)))


@given(st.text(max_size=900))
def test_the_search_text_fits_its_column(name):
    assert len(search_text(name, name)) <= 600
