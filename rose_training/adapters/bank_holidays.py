"""Bank holidays as GOV.UK publishes them (bank-holidays.json, Open Government Licence)."""

import json
from datetime import date
from typing import Any

from rose_training.domain.calendar import Closure, ClosureKind
from rose_training.domain.refusals import Refusal

ENGLAND_AND_WALES = "england-and-wales"


def read(content: bytes, *, division: str = ENGLAND_AND_WALES) -> tuple[Closure, ...]:
    """The bank holidays of one division, in order of date.

    Raises a Refusal when the file is not the JSON that GOV.UK publishes.
    """
    try:
        document = json.loads(content.decode("utf-8-sig"))
        events = document[division]["events"]
        return tuple(sorted(_closure(event) for event in events))
    except (ValueError, KeyError, TypeError, RecursionError) as problem:
        raise Refusal(
            "bank_holidays",
            f"This is not a bank holiday file from GOV.UK with the division '{division}'",
            "file",
        ) from problem


def _closure(event: dict[str, Any]) -> Closure:
    return Closure(
        date.fromisoformat(event["date"]),
        ClosureKind.BANK_HOLIDAY,
        str(event["title"]).replace("\u2019", "'"),
    )
