"""How names are compared: as people type them, not as the register writes them.

'Saint Marys CE primary' must find "St. Mary's  Church of England Voluntary Aided Primary School".
Both sides go through `plain_words`; then the words that tell schools apart must all be there, in
any order, while those that any school might have (church, status, stage) only bring the better
match to the top.
"""

import re
import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

_APOSTROPHES = re.compile("['\u2018\u2019\u02bc\u2032\u0060\u00b4]")
_STRAY_S = re.compile(r"\b([a-z]{3,})(?: s\b)+")
_DFE_NUMBER = re.compile(r"\b(\d{3})\s?[/-]\s?(\d{4})\b")
_POSTCODE = re.compile(r"^([a-z]{1,2}\d[a-z\d]?)(\d[a-z]{2})$")
_OUTWARD = re.compile(r"^[a-z]{1,2}\d[a-z\d]?$")
_WORD = re.compile(r"[a-z0-9]+")

_ONE_SPELLING = {
    "saint": "st",
    "ss": "st",
    "church of england": "coe",
    "c of e": "coe",
    "cofe": "coe",
    "c e": "coe",
    "ce": "coe",
    "ceva": "coe va",
    "cevap": "coe va primary",
    "cevc": "coe vc",
    "cevcp": "coe vc primary",
    "c e va": "coe va",
    "c e vc": "coe vc",
    "v a": "va",
    "v c": "vc",
    "voluntary aided": "va",
    "voluntary controlled": "vc",
    "roman catholic": "catholic",
    "rc": "catholic",
    "pre school": "preschool",
    "6th": "sixth",
    "inf": "infant",
    "jnr": "junior",
    "sch": "school",
}
_SPELLINGS = re.compile(rf"\b(?:{'|'.join(sorted(_ONE_SPELLING, key=len, reverse=True))})\b")

_SMALL_WORDS = "a and at for in of on the with limited ltd trust"
_STAGES = "nursery preschool infant infants first primary middle junior juniors secondary high"
_STANDINGS = (
    "academy aided church coe college community controlled county endowed foundation free"
    " methodist school schools specialist va vc voluntary"
)
EASED = frozenset(f"{_SMALL_WORDS} {_STAGES} {_STANDINGS}".split())
"""Words that many names share: wished for, not insisted on."""


class Wish(NamedTuple):
    """One word looked for. `insisted` words must be found; a `whole` one not as part of another."""

    word: str
    insisted: bool
    whole: bool

    @property
    def beginning(self) -> str:
        """What to look for inside the search text: a word that begins so, or is so.

        'St Marys' also finds 'St Mary and St Peter'; 'mary' does not find every primary school.
        """
        if self.whole:
            return f" {self.word} "
        ends_in_s = len(self.word) > 4 and self.word.endswith("s") and not self.word.endswith("ss")
        return f" {self.word[:-1] if ends_in_s else self.word}"

    @property
    def inside(self) -> str:
        """What to look for where no word begins so: 'wood' is a part of Heartwood."""
        return self.beginning if self.whole else self.beginning.lstrip()


def plain_words(text: str) -> list[str]:
    """The words of a name or a query in the one spelling in which they are compared.

    Lower case, no accents, no punctuation; apostrophes vanish whichever kind they are; the ways of
    writing saint, Church of England, voluntary aided and controlled become one each; a DfE number
    becomes seven digits and a postcode its two halves.
    """
    text = _APOSTROPHES.sub("", text.replace("&", " and "))
    if not text.isascii():
        text = "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))
    text = _DFE_NUMBER.sub(r"\1\2", text.lower())
    text = " ".join(_WORD.findall(text))
    text = _STRAY_S.sub(r"\1s", text)
    text = _SPELLINGS.sub(lambda found: _ONE_SPELLING[found[0]], text)
    words: list[str] = []
    for word in text.split():
        postcode = _POSTCODE.match(word)
        words.extend(postcode.groups() if postcode else (word,))
    return words


def search_text(name: str, *others: str | None) -> str:
    """What is stored beside an organisation for the search: its name first, then the rest.

    Words are set off by blanks, also at both ends, and the groups by bars, so that ' word ' finds a
    whole word and ' word' the beginning of one. At most 600 characters.
    """
    groups = (" ".join(plain_words(text)) for text in (name, *others) if text)
    return f" {' | '.join(filter(None, groups))} "[:600]


def plain_name(name: str) -> str:
    """A whole name in the one spelling in which names are compared; empty when it has no word."""
    return " ".join(plain_words(name))[:250].strip()


def wishes(query: str) -> list[Wish]:
    """What a query asks for, each word once, in the order typed; empty when it has no word.

    Where a query has nothing but words that any school might have, all of them are insisted on.
    """
    words = list(dict.fromkeys(plain_words(query)))[:12]
    telling = [word for word in words if word not in EASED]
    return [Wish(word, insisted=word in telling or not telling, whole=_is_whole(word)) for word in words]


def closeness(query: Sequence[Wish], text: str) -> tuple[int, int, int, int]:
    """How well a stored search text answers a query: smaller is better, for sorting.

    First how many words of the query begin a word of the name, then how many stand whole anywhere in
    the text, then whether the name begins with the first, then how much else the name says.
    """
    name = f"{text.partition('|')[0]} "
    return (
        -sum(wish.beginning in name for wish in query),
        -sum(f" {wish.word} " in text for wish in query),
        not (query and name.startswith(query[0].beginning)),
        len(name.split()),
    )


def _is_whole(word: str) -> bool:
    """Short words and the first half of a postcode are looked for as whole words: NR1 is not NR11."""
    return (len(word) <= 2 and not word.isdigit()) or bool(_OUTWARD.match(word))
