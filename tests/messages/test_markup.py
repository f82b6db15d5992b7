"""The markup of letters: the same words twice, and nothing of a person's becomes structure."""

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from rose_training.messages.markup import as_html, as_text, seal

SOURCE = """
Hello **Ann**,

your place is
confirmed.

- **When:** 2pm
- Where: [the hall](https://example.org/hall)
  in Norwich

## What next

[Manage your place](https://example.org/place/x-y_z)

Ring [01603 610256](tel:01603610256).
"""


def test_as_plain_text() -> None:
    assert as_text(SOURCE) == (
        "Hello Ann,\n\n"
        "your place is confirmed.\n\n"
        "- When: 2pm\n"
        "- Where: the hall: https://example.org/hall in Norwich\n\n"
        "What next\n---------\n\n"
        "Manage your place:\nhttps://example.org/place/x-y_z\n\n"
        "Ring 01603 610256.\n"
    )


def test_as_html() -> None:
    soup = BeautifulSoup(as_html(SOURCE), "html5lib")

    assert [p.get_text() for p in soup.find_all("p")] == [
        "Hello Ann,",
        "your place is confirmed.",
        "Manage your place",
        "Ring 01603 610256.",
    ]
    assert [item.get_text() for item in soup.find_all("li")] == ["When: 2pm", "Where: the hall in Norwich"]
    assert [link["href"] for link in soup.find_all("a")] == [
        "https://example.org/hall",
        "https://example.org/place/x-y_z",
        "tel:01603610256",
    ]
    assert soup.find("h2").get_text() == "What next"


def test_a_list_ends_where_a_line_begins_at_the_margin() -> None:
    assert as_text("Ring:\n- 999\n- the\n  office\nThank you.\n## Next\nSee you.") == (
        "Ring:\n\n- 999\n- the office\n\nThank you.\n\nNext\n----\n\nSee you.\n"
    )


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "//evil.example", "/relative"])
def test_other_addresses_are_words_only(address: str) -> None:
    html = as_html(f"[look]({seal(address)})")

    assert "<a" not in html
    assert "look" in html


@pytest.mark.parametrize(
    "name",
    [
        "[win](https://evil.example)",
        "**Ann**",
        "- Ann",
        "## Ann",
        "Ann\n\n- and another",
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "O'Brien & Sons (Norwich) #1",
    ],
)
def test_what_a_person_typed_stays_words(name: str) -> None:
    source = f"Hello {seal(name)},"

    soup = BeautifulSoup(as_html(source), "html5lib")
    on_one_line = " ".join(name.split())
    assert [tag.name for tag in soup.body.find_all()] == ["p"]
    assert soup.body.get_text() == f"Hello {on_one_line},"
    assert as_text(source) == f"Hello {on_one_line},\n"


@given(st.text(max_size=60))
def test_no_text_at_all_makes_a_tag(words: str) -> None:
    html = as_html(f"Hello {seal(words)}.")

    assert {tag.name for tag in BeautifulSoup(html, "html5lib").body.find_all()} == {"p"}


def test_a_space_at_the_end_of_a_value_stays() -> None:
    assert as_text(f"{seal('Year 9, ')}{seal(8)} people") == "Year 9, 8 people\n"


def test_nothing_is_written_for_nothing() -> None:
    assert seal(None) == ""
