"""Words that must not stand in a subject, because an inbox is read over a shoulder (§6 of the domain notes)."""

import re

LONGEST_SUBJECT = 200
LONGEST_BODY = 10_000

_TOPIC = re.compile(
    r"\b(exploit\w*|abus\w*|groom\w*|cse|cce|sexual\w*|sext\w*|nudes?|porn\w*|rape\w*|assault\w*|traffick\w*"
    r"|county lines|gangs?|violen\w*|relationships?|internet safety|online safety|consent|safeguard\w*|missing"
    r"|runaways?|victim\w*|survivor\w*|at risk|vulnerab\w*)\b",
    re.IGNORECASE,
)
_TITLES = re.compile(r"{{[^}]*\b(title|what)\b[^}]*}}")


def topic_words(subject: str) -> list[str]:
    """The words of a subject that tell its topic, in lower case, each once and in order of appearance."""
    return list(dict.fromkeys(found[0].lower() for found in _TOPIC.finditer(subject)))


def names_the_title(subject: str) -> bool:
    """Whether a subject with placeholders would carry the title of the session, which may name the topic."""
    return bool(_TITLES.search(subject))
