"""References say nothing, can be read out, and hold up in numbers."""

import re

import pytest

from rose_training.domain.references import ALPHABET, new_reference, tidy_reference


def test_a_booking_has_a_short_one_to_read_out() -> None:
    assert re.fullmatch(rf"JIG-[{ALPHABET}]{{4}}-[{ALPHABET}]{{2}}", new_reference())


@pytest.mark.parametrize("prefix", ["SES", "REG", "PER", "ORG"])
def test_what_stands_in_addresses_alone_has_a_longer_one(prefix: str) -> None:
    assert re.fullmatch(rf"{prefix}-[{ALPHABET}]{{4}}-[{ALPHABET}]{{4}}", new_reference(prefix))


def test_no_letter_looks_like_another() -> None:
    assert not set(ALPHABET) & set("01AEIOULY")


def test_what_somebody_read_out_is_tidied() -> None:
    assert tidy_reference(" jig-7k3q - m2 ") == "JIG-7K3Q-M2"
