"""The numbers on a group's cards, each with a check digit.

A card says '07-3': the seventh card, and a digit that depends on the group and the number. The digit
is Damm's (a totally anti-symmetric quasigroup): it finds every single wrong digit and every pair of
neighbours that changed places, which are the two ways in which people mistype. A card of another
group is found out nine times in ten. Who holds which card, only the school knows (§4.2).
"""

import re

from rose_training.domain.refusals import Refusal

MOST_CARDS = 40
"""More young people than any group on a course."""

_DAMM = (
    (0, 3, 1, 7, 5, 9, 8, 6, 4, 2),
    (7, 0, 9, 2, 1, 5, 4, 8, 6, 3),
    (4, 2, 0, 6, 8, 7, 1, 3, 5, 9),
    (1, 7, 5, 0, 9, 8, 3, 4, 2, 6),
    (6, 1, 2, 3, 0, 4, 5, 9, 7, 8),
    (3, 6, 7, 4, 2, 0, 9, 5, 8, 1),
    (5, 8, 6, 9, 7, 2, 0, 1, 3, 4),
    (8, 9, 4, 5, 3, 6, 2, 0, 1, 7),
    (9, 4, 3, 8, 6, 1, 7, 2, 0, 5),
    (2, 5, 8, 1, 4, 3, 6, 7, 9, 0),
)

_PLAIN = re.compile(r"\d{1,2}")
_WITH_CHECK = re.compile(r"(\d{1,2})[-–/. ]+(\d)|(\d\d)(\d)")


def check_digit(digits: str) -> int:
    """Damm's check digit of a run of digits."""
    interim = 0
    for digit in digits:
        interim = _DAMM[interim][int(digit)]
    return interim


def card_code(group: int, number: int) -> str:
    """What stands on a card: '07-3'. `group` is the number of the cohort."""
    return f"{number:02d}-{check_digit(f'{group}{number:02d}')}"


def read_card(typed: str, *, group: int, size: int) -> int:
    """The number of the card that somebody typed: '07-3', '073', '7-3', or '7' without its check digit.

    Raises a Refusal for what is no card, for a check digit that does not belong to the number in this
    group, and for a number beyond the `size` of the group.
    """
    text = typed.strip()
    checked = _WITH_CHECK.fullmatch(text)
    if checked:
        number, digit = int(checked[1] or checked[3]), checked[2] or checked[4]
        if card_code(group, number)[-1] != digit:
            raise Refusal(
                "card_check", f"{text} is not a card of this group: look at the number on the card again", "card"
            )
    elif _PLAIN.fullmatch(text):
        number = int(text)
    else:
        raise Refusal("card", "Enter the number on the card, such as 07-3", "card")
    if not 1 <= number <= size:
        raise Refusal("card_unknown", f"This group has the cards 1 to {size}", "card")
    return number
