"""The numbers to ring: who answers, for whom, and when somebody last checked that they still do."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

CHECK_EVERY = timedelta(days=120)
"""A number is rung once a term to see that it still reaches the right people (§3.4 of the domain notes)."""


@dataclass(frozen=True, slots=True)
class Helpline:
    """One number to ring. `audience` says for whom it is, in words that can stand alone."""

    key: str
    name: str
    number: str
    audience: str
    last_checked: date
    source: str

    @property
    def href(self) -> str:
        """The address that rings the number on a telephone: `tel:` and the digits."""
        return "tel:" + "".join(sign for sign in self.number if sign.isdigit() or sign == "+")

    def is_due_for_a_check(self, today: date) -> bool:
        """Whether a term has passed since somebody rang it to see who answers."""
        return today - self.last_checked > CHECK_EVERY


def due_for_a_check(helplines: Iterable[Helpline], today: date) -> list[Helpline]:
    """Those to be checked, the one longest unchecked first."""
    due = (line for line in helplines if line.is_due_for_a_check(today))
    return sorted(due, key=lambda line: (line.last_checked, line.key))
