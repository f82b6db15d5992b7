"""One school through its conversions: which register numbers are the same school, and what became of it.

When a school becomes an academy its old number closes and a new one opens; it is still one
school, and counts once (§1.2 of the domain notes). When two schools are joined into one, or one
is split, what comes out is a new school. The register marks some of those as amalgamated, merged
or split, and many merely as plain successors: Bignold First and Bignold Middle both have Bignold
Primary as 'Successor'. So a plain link carries continuity only where it is the only one on both
of its sides.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from rose_training.domain.register import RegisterLink


class _Succession(NamedTuple):
    old: str
    new: str
    manner: str
    """Empty for a plain one, else 'amalgamated', 'merged' or 'split school'."""


def own_key(urn: str) -> str:
    """The continuity key of an establishment that stands for itself."""
    return f"urn-{urn}"


def continuity_keys(links: Iterable[RegisterLink]) -> dict[str, str]:
    """The continuity key of every number that shares one with another; all others keep `own_key`.

    The key is made from the oldest (lowest) number of the chain, so that a later conversion changes
    nothing. Links may be one-sided, doubled, in any order, or run in a circle.
    """
    later = _lone_successions(links)
    earlier = {new: old for old, new in later.items()}
    keys: dict[str, str] = {}
    for start in later:
        if start not in keys:
            chain = {start, *_walk(start, later), *_walk(start, earlier)}
            keys.update(dict.fromkeys(chain, own_key(min(chain))))
    return keys


def successions(links: Iterable[RegisterLink]) -> dict[str, set[str]]:
    """What each number was followed by, in whatever manner: plain, amalgamated, merged or split."""
    return _gathered((each.old, each.new) for each in _successions(links))


def predecessors(links: Iterable[RegisterLink]) -> dict[str, set[str]]:
    """What each number came from, in whatever manner."""
    return _gathered((each.new, each.old) for each in _successions(links))


def open_successors(urn: str, followed_by: Mapping[str, set[str]], is_open: Callable[[str], bool]) -> list[str]:
    """The nearest open successors of a closed school, in the order of their numbers.

    Goes from successor to successor until one is open on each branch; a circle is walked once,
    and an end outside the register gives nothing.
    """
    found: set[str] = set()
    seen = {urn}
    ahead = [urn]
    while ahead:
        for successor in followed_by.get(ahead.pop(), set()) - seen:
            seen.add(successor)
            if is_open(successor):
                found.add(successor)
            else:
                ahead.append(successor)
    return sorted(found)


def _successions(links: Iterable[RegisterLink]) -> Iterator[_Succession]:
    """Each link that speaks of before and after, told from the older side; self-links are no news."""
    for link in links:
        relation, _, manner = " ".join(link.link_type.lower().split()).partition(" - ")
        if link.urn == link.link_urn:
            continue
        if relation == "successor":
            yield _Succession(link.urn, link.link_urn, manner)
        elif relation == "predecessor":
            yield _Succession(link.link_urn, link.urn, manner)


def _lone_successions(links: Iterable[RegisterLink]) -> dict[str, str]:
    """Old number to new, for plain links that are the only ones on both of their sides."""
    told = set(_successions(links))
    plain = {(each.old, each.new) for each in told if not each.manner}
    otherwise = {(each.old, each.new) for each in told if each.manner}
    newly_made = {each.new for each in told if each.manner == "amalgamated"}
    news = _gathered(plain)
    olds = _gathered((new, old) for old, new in plain)
    return {
        old: new
        for old, new in plain - otherwise
        if len(news[old]) == 1 and len(olds[new]) == 1 and new not in newly_made
    }


def _gathered(pairs: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    gathered: dict[str, set[str]] = defaultdict(set)
    for left, right in pairs:
        gathered[left].add(right)
    return dict(gathered)


def _walk(start: str, steps: Mapping[str, str]) -> Iterator[str]:
    """Where the steps lead from `start`, ending before any number comes a second time."""
    seen = {start}
    here = steps.get(start)
    while here is not None and here not in seen:
        yield here
        seen.add(here)
        here = steps.get(here)
