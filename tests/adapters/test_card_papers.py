"""The cards to cut out and the list that stays at the school, as papers that a screen reader can read."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from rose_training.adapters.pdf import CardsText, card_list, card_sheet
from rose_training.domain.cards import card_code
from tests.adapters.test_pdf import roles, words

TEXT = CardsText(14, "JIG-2345-7X", tuple(card_code(14, number) for number in range(1, 11)))
BOTH = pytest.mark.parametrize("paper", [card_sheet, card_list])


@BOTH
def test_every_card_is_on_it_with_its_check_digit(paper) -> None:
    said = words(paper(TEXT))
    assert all(code in said for code in TEXT.codes)
    assert "group 14" in said


def test_the_list_says_where_it_stays() -> None:
    said = words(card_list(TEXT))
    assert "stays at the school, in a sealed envelope. Never send it to us." in said
    assert "Who has it" in said


@BOTH
def test_it_is_tagged_and_its_title_is_neutral(paper) -> None:
    found = PdfReader(BytesIO(paper(TEXT)))
    assert found.metadata.title in ("Numbered cards, group 14", "List of cards, group 14")
    assert found.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert found.trailer["/Root"]["/Lang"].lower().startswith("en")
    assert "/H1" in roles(paper(TEXT))


def test_the_list_is_a_table_with_headings() -> None:
    found = roles(card_list(TEXT))
    assert found.count("/TR") == 11
    assert found.count("/TH") == 2


@BOTH
@pytest.mark.parametrize("size", [1, 40])
def test_a_small_and_a_large_group(paper, size) -> None:
    text = CardsText(7, "JIG-2345-7X", tuple(card_code(7, number) for number in range(1, size + 1)))
    pages = PdfReader(BytesIO(paper(text))).pages
    assert 1 <= len(pages) <= 4


@BOTH
def test_the_same_values_give_the_same_bytes(paper) -> None:
    assert paper(TEXT) == paper(TEXT)
