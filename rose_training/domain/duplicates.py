"""Which organisations may be the same one, and why: scored from what is known of both, told in words (§3.1).

Nothing is merged by itself: a list for the office, the likeliest first. Two schools of the national
register are never called duplicates, however alike: the register tells them apart by number.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from rose_training.domain.organisation_names import EASED, plain_words

SUGGESTED_FROM = 40
"""Points from which two are shown as perhaps the same."""
COMMON = 60
"""A word that more organisations than this have in their names brings no two together."""
EVERYBODYS = frozenset(
    (
        *("gmail.com", "googlemail.com", "hotmail.com", "hotmail.co.uk", "outlook.com", "live.co.uk", "yahoo.com"),
        *("yahoo.co.uk", "icloud.com", "btinternet.com", "aol.com", "nhs.net", "norfolk.gov.uk"),
    )
)
"""Domains of e-mail that say nothing of who somebody works for, or name a body of very many teams."""

_NO_NAME = frozenset(
    (
        *("the", "of", "and", "for", "cio", "ltd", "limited", "plc", "cic", "trust", "charity", "company", "group"),
        *("uk", "council", "county", "norfolk"),
    )
)
HALF = 0.5
"""The share of words from which two names are alike at all."""

_HOST = re.compile(r"^(?:https?://)?(?:www\.)?([^/:?#\s]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Card:
    """What is compared of one organisation, or of a name that somebody typed."""

    reference: str
    name: str
    in_register: bool = False
    proposed: bool = False
    """A name that somebody typed and that waits for the office."""
    aliases: tuple[str, ...] = ()
    postcode: str | None = None
    telephone: str | None = None
    domains: frozenset[str] = frozenset()
    """Of its website and of the e-mail of people who came from there."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """Two that may be one: how many points of 100, and why, in words."""

    one: Card
    other: Card
    points: int
    reasons: tuple[str, ...]

    @property
    def in_words(self) -> str:
        """`Same postcode; the names differ in one word`."""
        sentence = "; ".join(self.reasons)
        return sentence[:1].upper() + sentence[1:]


def domain_of(address: str | None) -> str | None:
    """The domain of a website or of an e-mail address; None where it says nothing of its owner."""
    if not address:
        return None
    _, at_sign, after = address.strip().lower().rpartition("@")
    found = _HOST.match(after if at_sign else address.strip())
    domain = found[1].lower() if found else ""
    return domain if "." in domain and domain not in EVERYBODYS else None


def likeness(one: Card, other: Card) -> Likeness:
    """How alike two are. The names weigh most; what an address or a number adds depends on them."""
    points, reasons = _alike_names(one, other)
    if _same(_postcode(one.postcode), _postcode(other.postcode)):
        points += 30
        reasons.append("same postcode")
    if _same(_digits(one.telephone), _digits(other.telephone)):
        points += 30
        reasons.append("same telephone number")
    shared = sorted(one.domains & other.domains)
    if shared:
        points += 25
        reasons.append(f"people and pages of both use {shared[0]}")
    return Likeness(one, other, min(points, 100), tuple(reasons))


def suggestions(cards: Sequence[Card]) -> list[Likeness]:
    """The pairs that may be one, the likeliest first.

    Only those are compared that share a telling word, a postcode, a number or a domain, and of which
    at least one stands in no register; two names that were typed are not compared with each other.
    """
    found = [
        alike
        for one, other in _candidates(cards)
        if not (one.in_register and other.in_register)
        and not (one.proposed and other.proposed)
        and (alike := likeness(one, other)).points >= SUGGESTED_FROM
    ]
    return sorted(found, key=lambda pair: (-pair.points, pair.one.name.casefold(), pair.other.name.casefold()))


def _candidates(cards: Sequence[Card]) -> Iterable[tuple[Card, Card]]:
    """Each pair once, the one outside the register first."""
    words = {card.reference: _words_of_all(card) for card in cards}
    how_often = Counter(word for each in words.values() for word in each)
    together: dict[tuple[str, str], list[Card]] = defaultdict(list)
    for card in cards:
        marks = [("word", word) for word in words[card.reference] if how_often[word] <= COMMON]
        marks += [("domain", domain) for domain in card.domains]
        if postcode := _postcode(card.postcode):
            marks.append(("postcode", postcode))
        if digits := _digits(card.telephone):
            marks.append(("telephone", digits))
        for mark in marks:
            together[mark].append(card)
    seen: set[tuple[str, str]] = set()
    for group in together.values():
        outside = [card for card in group if not card.in_register]
        inside = [card for card in group if card.in_register]
        for one, other in (*combinations(outside, 2), *((out, within) for out in outside for within in inside)):
            key = (min(one.reference, other.reference), max(one.reference, other.reference))
            if key not in seen:
                seen.add(key)
                yield one, other


def _alike_names(one: Card, other: Card) -> tuple[int, list[str]]:
    """The best that any two names of theirs have in common."""
    best: tuple[int, list[str]] = (0, [])
    for name in (one.name, *one.aliases):
        for another in (other.name, *other.aliases):
            points, reason = _alike(_telling(name), _telling(another), plain_words(name), plain_words(another))
            if points > best[0]:
                best = (points, [reason])
    return best


def _alike(one: frozenset[str], other: frozenset[str], whole: Sequence[str], another: Sequence[str]) -> tuple[int, str]:
    """Points and the reason for two names: their telling words, and all their words in order."""
    if whole and list(whole) == list(another):
        return 70, "same name"
    if one and one == other:
        return 60, "the names differ only in words that many have"
    if _initials(whole, another):
        return 45, "one name is the initials of the other"
    return _alike_in_part(one, other)


def _alike_in_part(one: frozenset[str], other: frozenset[str]) -> tuple[int, str]:
    same = one & other
    if not same:
        return 0, ""
    if len(one ^ other) == 1:
        return 35, "the names differ in one word"
    if one < other or other < one:
        return 25, "one name is a part of the other"
    share = 2 * len(same) / (len(one) + len(other))
    return (round(30 * share), f"the names share {_listed(sorted(same))}") if share >= HALF else (0, "")


def _initials(whole: Sequence[str], another: Sequence[str]) -> bool:
    """'YMCA' and 'Young Men Christian Association'."""
    short, long = (whole, another) if len(whole) < len(another) else (another, whole)
    return len(short) == 1 and len(long) >= 3 and short[0] == "".join(word[0] for word in long)


def _words_of_all(card: Card) -> set[str]:
    words: set[str] = set()
    for name in (card.name, *card.aliases):
        words |= _telling(name)
    return words


def _telling(name: str) -> frozenset[str]:
    """The words that tell bodies apart; all of its words where it has no other."""
    words = plain_words(name)
    return frozenset(word for word in words if word not in _NO_NAME and word not in EASED) or frozenset(words)


def _postcode(postcode: str | None) -> str:
    return "".join((postcode or "").split()).upper()


def _digits(telephone: str | None) -> str:
    digits = re.sub(r"\D", "", telephone or "")
    digits = f"0{digits[2:]}" if digits.startswith("44") else digits
    return digits if len(digits) >= 9 and len(set(digits)) > 2 else ""


def _same(one: str, other: str) -> bool:
    return bool(one) and one == other


def _listed(words: Collection[str]) -> str:
    *others, last = words
    return f"{', '.join(others)} and {last}" if others else last
