"""What somebody may have meant by a word that nothing has: 'Deram' is close to 'dereham'."""

from collections.abc import Collection, Iterable
from difflib import get_close_matches
from itertools import islice, product

CLOSE_ENOUGH = 0.72
"""Six letters of eight in the same order: 'niethard' still finds 'neatherd'."""
SHORTEST = 4
"""Three letters are close to too many others."""
CHOICES = 3


def corrected(words: Iterable[str], known: Collection[str]) -> list[str]:
    """The query in up to three other spellings, the likeliest first; empty when no word can be mended.

    `words` and `known` are plain words. A word that begins a known one is right as it is.
    """
    meant = [_meant(word, known) for word in words]
    if not any(changed for changed, _ in meant):
        return []
    return [" ".join(choice) for choice in islice(product(*(options for _, options in meant)), CHOICES)]


def _meant(word: str, known: Collection[str]) -> tuple[bool, list[str]]:
    """Whether the word had to be changed, and what it may be; a word that nothing is close to is left."""
    if len(word) < SHORTEST or not word.isalpha() or any(one.startswith(word) for one in known):
        return False, [word]
    letters = frozenset(word)
    alike = [one for one in known if abs(len(one) - len(word)) <= 2 and _may_be_close(word, letters, one)]
    close = get_close_matches(word, alike, n=CHOICES, cutoff=CLOSE_ENOUGH)
    return bool(close), close or [word]


def _may_be_close(word: str, letters: frozenset[str], other: str) -> bool:
    """A bound that costs little: letters that only one of the two has cannot match. It never loses a close word."""
    theirs = frozenset(other)
    matching = min(len(word) - len(letters - theirs), len(other) - len(theirs - letters))
    return 2 * matching >= CLOSE_ENOUGH * (len(word) + len(other))
