"""What a file of the national register changed, in the words of the pages and not in those of the columns."""

import re
from datetime import date

from rose_training.domain.organisations import OrganisationStatus

_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def in_words(field: str, value: object) -> str:
    """One stored value as a reader sees it: a status by its label, a day written out, nothing as '(blank)'."""
    if value is None or value == "":
        return "(blank)"
    if not isinstance(value, str):
        return str(value)
    if field == "status" and value in set(OrganisationStatus):
        return OrganisationStatus(value).label
    if _ISO_DAY.fullmatch(value):
        return f"{date.fromisoformat(value):%-d %B %Y}"
    return value
