"""The numbers to ring."""

from datetime import date

import pytest

from rose_training.domain.helplines import Helpline, due_for_a_check


def line(key: str, number: str = "01603 610256", checked: date = date(2026, 11, 21)) -> Helpline:
    return Helpline(key, "ROSE office", number, "A question", checked, "The Magdalene Group")


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


def test_a_number_is_checked_every_term() -> None:
    fresh = line("fresh", checked=date(2026, 9, 1))
    old = line("old", checked=date(2026, 3, 1))
    oldest = line("oldest", checked=date(2025, 9, 1))
    assert due_for_a_check([fresh, old, oldest], date(2026, 11, 21)) == [oldest, old]
