"""How far the young people of a course got: so many weeks of six, by card, without a name.

A week counts for a card when its mark says that they were there (`Mark.attended`), at the week itself
or at the catch-up session that repeats it. A course is completed with four weeks of six (§9.2 of the
domain notes; a setting), and with the same share of a course of another length.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rose_training.domain.attendance import Mark

OF_SIX = 4
"""The weeks of six that complete a course, unless the setting says otherwise."""
SMALLEST_SHOWN = 10
"""A smaller group is told about in words only outside our own staff (§4.5 of the domain notes)."""


def weeks_needed(weeks: int, *, of_six: int = OF_SIX) -> int:
    """The weeks that complete a course of this many, rounded up: 4 of 6, 6 of 8."""
    return min(weeks, -(-weeks * of_six // 6))


@dataclass(frozen=True, slots=True)
class Sitting:
    """One session of a course: the week it is, or the week that it repeats."""

    week: int
    catch_up: bool
    marks: Mapping[int, Mark]
    """By card number; cards without a mark are left out."""


@dataclass(frozen=True, slots=True)
class CardCompletion:
    """One card over the weeks: its mark in each, None where nobody has said anything yet.

    `made_up` are the weeks that count because of a catch-up session.
    """

    number: int
    marks: tuple[Mark | None, ...]
    made_up: frozenset[int]

    @property
    def attended(self) -> int:
        """How many weeks count."""
        return sum(
            week in self.made_up or (mark is not None and mark.attended)
            for week, mark in enumerate(self.marks, start=1)
        )

    def came(self, week: int) -> bool:
        """Whether a week counts for this card."""
        mark = self.marks[week - 1]
        return week in self.made_up or (mark is not None and mark.attended)


@dataclass(frozen=True, slots=True)
class Completion:
    """A cohort over a course: `recorded` weeks have a register, `needed` complete the course."""

    weeks: int
    needed: int
    recorded: int
    cards: tuple[CardCompletion, ...]

    @property
    def completed(self) -> int:
        """How many cards have enough weeks already."""
        return sum(card.attended >= self.needed for card in self.cards)

    @property
    def is_over(self) -> bool:
        """Whether every week has a register."""
        return self.recorded >= self.weeks

    @property
    def reach(self) -> tuple[int, ...]:
        """How many cards came to exactly 0, 1, 2 and so on weeks."""
        return tuple(sum(card.attended == n for card in self.cards) for n in range(self.weeks + 1))

    @property
    def may_be_shown(self) -> bool:
        """Whether the group is large enough for figures outside our own staff."""
        return len(self.cards) >= SMALLEST_SHOWN

    @property
    def headline(self) -> str:
        """'7 of 8 young people came to at least 4 of 6 weeks', with 'so far' while it goes on."""
        so_far = "" if self.is_over else " so far"
        return (
            f"{self.completed} of {len(self.cards)} young people came to at least "
            f"{self.needed} of {self.weeks} weeks{so_far}"
        )


def completion(*, weeks: int, needed: int, numbers: Sequence[int], sittings: Iterable[Sitting]) -> Completion:
    """What the registers of a course say together, for the cards with these numbers."""
    by_week: dict[int, Mapping[int, Mark]] = {}
    repeats: list[Sitting] = []
    for sitting in sittings:
        if sitting.catch_up:
            repeats.append(sitting)
        else:
            by_week[sitting.week] = sitting.marks
    cards = tuple(
        CardCompletion(
            number=number,
            marks=tuple(by_week.get(week, {}).get(number) for week in range(1, weeks + 1)),
            made_up=frozenset(
                repeat.week
                for repeat in repeats
                if (mark := repeat.marks.get(number)) is not None
                and mark.attended
                and not _attended(by_week.get(repeat.week, {}).get(number))
            ),
        )
        for number in numbers
    )
    return Completion(weeks, needed, sum(1 for marks in by_week.values() if marks), cards)


def _attended(mark: Mark | None) -> bool:
    return mark is not None and mark.attended
