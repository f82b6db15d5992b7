"""One school through its conversions: which register numbers are the same school, and what became of it.

When a school becomes an academy its old number closes and a new one opens; it is still one
school, and counts once (§1.2 of the domain notes). When two schools are joined into one, or one
is split, what comes out is a new school. The register marks some of those as amalgamated, merged
or split, and many merely as plain successors: Bignold First and Bignold Middle both have Bignold
Primary as 'Successor'. So a plain link carries continuity only where it is the only one on both
of its sides.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date
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


def continuity_keys(links: Iterable[RegisterLink], *, still_open: Collection[str] = frozenset()) -> dict[str, str]:
    """The continuity key of every number that shares one with another; all others keep `own_key`.

    The key is made from the oldest (lowest) number of the chain, so that a later conversion changes
    nothing. Links may be one-sided, doubled, in any order, or run in a circle. Two schools that are
    both `still_open`, neither being about to close, are two schools, whatever the link is called.
    """
    later = {old: new for old, new in _lone_successions(links).items() if not (old in still_open and new in still_open)}
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
    """Each link that speaks of before and after, told from the older side; self-links are no news.

    'Result of Amalgamation' names what came of this one; 'Merged - ...' stands beside two schools that
    were joined and does not say which of them stayed, so it is no succession.
    """
    for link in links:
        relation, _, manner = " ".join(link.link_type.lower().split()).partition(" - ")
        if link.urn == link.link_urn:
            continue
        if relation == "successor":
            yield _Succession(link.urn, link.link_urn, manner)
        elif relation == "predecessor":
            yield _Succession(link.link_urn, link.urn, manner)
        elif relation == "result of amalgamation":
            yield _Succession(link.urn, link.link_urn, "amalgamated")


def _joined(links: Iterable[RegisterLink]) -> set[frozenset[str]]:
    """The pairs that a 'Merged - ...' link speaks of, in either order."""
    return {
        frozenset((link.urn, link.link_urn)) for link in links if link.link_type.lower().strip().startswith("merged")
    }


def _lone_successions(links: Iterable[RegisterLink]) -> dict[str, str]:
    """Old number to new, for plain links that are the only ones on both of their sides."""
    links = list(links)
    told = set(_successions(links))
    plain = {(each.old, each.new) for each in told if not each.manner}
    told_otherwise = _joined(links) | {frozenset((each.old, each.new)) for each in told if each.manner}
    newly_made = {each.new for each in told if each.manner == "amalgamated"}
    news = _gathered(plain)
    olds = _gathered((new, old) for old, new in plain)
    return {
        old: new
        for old, new in plain
        if len(news[old]) == 1
        and len(olds[new]) == 1
        and new not in newly_made
        and frozenset((old, new)) not in told_otherwise
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


class Turn(NamedTuple):
    """One step in the life of a school, told from its own side."""

    sentence: str
    """With `{name}` where the name of the other school stands, which a page makes a link."""
    urn: str
    """Of the other school."""
    name: str
    same_school: bool
    """True where both count as one school."""


def life_of(
    urn: str, links: Iterable[RegisterLink], *, same: Collection[str], day: Callable[[date], str]
) -> list[Turn]:
    """What a school was, and what became of it, in sentences; the oldest step first.

    `links` are those that name it on either side; `same` the numbers that count as the same school;
    `day` writes a date. A link without a date is told without one.
    """
    told: dict[tuple[str, bool], tuple[str, str, date | None]] = {}
    for link in links:
        here = link.urn == urn
        for step in _successions([link]):
            other, before = (step.old, True) if step.new == urn else (step.new, False)
            if urn not in (step.old, step.new):
                continue
            manner, name, on = told.get((other, before), ("", "", None))
            # The name of the other stands on our own side of the link; the date may stand on either.
            name = (link.link_name if here else "") or name
            told[other, before] = (step.manner or manner, name, link.established_on if here or on is None else on)
    turns = [
        (
            before,
            on or date.min,
            other,
            Turn(_sentence(before, manner, other in same, f" on {day(on)}" if on else ""), other, name, other in same),
        )
        for (other, before), (manner, name, on) in told.items()
    ]
    return [turn for *_, turn in sorted(turns, key=lambda each: (not each[0], each[1], each[2]))]


def _sentence(before: bool, manner: str, same: bool, when: str) -> str:
    if before and same:
        return f"It was {{name}} and became this school{when}. Both count as one school."
    if before:
        how = {
            "amalgamated": "It was made when {name} was joined with another school",
            "merged": "{name} was merged into it",
            "split school": "It was made when {name} was split",
        }.get(manner, "It came after {name}")
        return f"{how}{when}. They count as different schools."
    if same:
        return f"It became {{name}}{when}. Both count as one school."
    how = {
        "amalgamated": "It was joined with another school and became {name}",
        "merged": "It was merged into {name}",
        "split school": "It was split, and one part became {name}",
    }.get(manner, "{name} came after it")
    return f"{how}{when}. They count as different schools."
