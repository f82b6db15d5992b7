"""The numbers to ring."""

from datetime import date

import pytest

from rose_training.domain.helplines import Helpline


def line(key: str, number: str) -> Helpline:
    return Helpline(key, "ROSE office", number, "A question", date(2026, 11, 21), "The Magdalene Group")


@pytest.mark.parametrize(
    ("number", "href"),
    [
        ("999", "tel:999"),
        ("0344 800 8021", "tel:03448008021"),
        ("+44 344 800 8021", "tel:+443448008021"),
    ],
)
def test_a_number_rings_when_it_is_touched(number: str, href: str) -> None:
    assert line("office", number).href == href
