"""The numbers to ring: who answers, for whom, and when somebody last checked that they still do."""

from dataclasses import dataclass
from datetime import date


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
