"""School years, and which groups an activity was written for (§1.3 of the domain notes)."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from rose_training.domain.refusals import Refusal


class YearGroup(StrEnum):
    """A school year by its code, or one of the three answers that are not a year."""

    RECEPTION = "R"
    YEAR_1 = "1"
    YEAR_2 = "2"
    YEAR_3 = "3"
    YEAR_4 = "4"
    YEAR_5 = "5"
    YEAR_6 = "6"
    YEAR_7 = "7"
    YEAR_8 = "8"
    YEAR_9 = "9"
    YEAR_10 = "10"
    YEAR_11 = "11"
    YEAR_12 = "12"
    YEAR_13 = "13"
    MIXED = "mixed"
    POST_16_OTHER = "post_16"
    NOT_BY_YEAR = "not_by_year"

    @property
    def number(self) -> int | None:
        """0 for Reception, 1 to 13 for the years, None for the answers that are not a year."""
        if self is YearGroup.RECEPTION:
            return 0
        return int(self.value) if self.value.isdigit() else None

    @property
    def label(self) -> str:
        """The words on pages."""
        return _YEAR_LABELS.get(self, f"Year {self.value}")


_YEAR_LABELS = {
    YearGroup.RECEPTION: "Reception",
    YearGroup.MIXED: "A mixed or vertical group",
    YearGroup.POST_16_OTHER: "Over 16, another course",
    YearGroup.NOT_BY_YEAR: "Not grouped by year",
}


YOUNGEST_AGE, OLDEST_AGE = 3, 25
"""Ages between which somebody can be in a group (25 with a plan for special needs)."""
AGE_IN_RECEPTION = 4
"""Reception begins at four, and each year one later (§1.3)."""


class WorkingAt(StrEnum):
    """The stage a group works at, where years of age say little (§1.3)."""

    EARLY_YEARS = "early_years"
    KEY_STAGE_1 = "ks1"
    KEY_STAGE_2 = "ks2"
    KEY_STAGE_3 = "ks3"
    KEY_STAGE_4 = "ks4"
    POST_16 = "post_16"
    VARIED = "varied"

    @property
    def label(self) -> str:
        """The words on pages."""
        return _WORKING_LABELS[self]


_WORKING_LABELS = {
    WorkingAt.EARLY_YEARS: "Early years",
    WorkingAt.KEY_STAGE_1: "Key stage 1",
    WorkingAt.KEY_STAGE_2: "Key stage 2",
    WorkingAt.KEY_STAGE_3: "Key stage 3",
    WorkingAt.KEY_STAGE_4: "Key stage 4",
    WorkingAt.POST_16: "Over 16",
    WorkingAt.VARIED: "Very different stages",
}


@dataclass(frozen=True, slots=True)
class Ages:
    """The youngest and the oldest in a group that is not by year."""

    youngest: int
    oldest: int

    @property
    def label(self) -> str:
        """'11 to 14 years old'."""
        return f"{self.youngest} to {self.oldest} years old" if self.youngest != self.oldest else f"{self.oldest} years"


def year_name(number: int) -> str:
    """The name of a school year by its number: 0 is Reception."""
    return "Reception" if number == 0 else f"Year {number}"


def years_offered(min_year: int | None, max_year: int | None) -> tuple[YearGroup, ...]:
    """The years that an activity was written for, and the answers that are not a year."""
    return tuple(
        year
        for year in YearGroup
        if (
            (max_year is None or max_year >= 12)
            if year is YearGroup.POST_16_OTHER
            else year.number is None or not _outside(year, min_year, max_year)
        )
    )


def check_years(years: Iterable[YearGroup], *, min_year: int | None, max_year: int | None) -> None:
    """Refuse a group outside the ages that the activity was written for.

    Each topic carries a lowest and a highest year because of what it is about
    (§1.3). A mixed group says which years it mixes; a group that is not by year gives
    its ages instead, see `check_ages`.
    """
    chosen = list(years)
    if not chosen:
        raise Refusal("years_missing", "Select the year groups", "years")
    if set(chosen) == {YearGroup.MIXED}:
        raise Refusal("years_mixed", "Select the years that are in the mixed group too", "years")
    outside = [year for year in chosen if _outside(year, min_year, max_year)]
    if outside:
        named = " and ".join(year.label for year in outside)
        raise Refusal(
            "years_out_of_range",
            f"This activity was written for {year_range(min_year, max_year)}, not for {named}. "
            "Select other year groups, or ring the office to talk about what would suit",
            "years",
        )


def check_ages(years: Iterable[YearGroup], ages: Ages | None, *, min_year: int | None, max_year: int | None) -> None:
    """Refuse a group that is not by year without its ages, or of whom none has an age that it was written for."""
    if YearGroup.NOT_BY_YEAR not in set(years):
        return
    if ages is None:
        raise Refusal("ages_missing", "Enter the age of the youngest and of the oldest", "age_from")
    if not YOUNGEST_AGE <= ages.youngest <= OLDEST_AGE:
        raise Refusal("ages_wrong", f"Age must be between {YOUNGEST_AGE} and {OLDEST_AGE}", "age_from")
    if not ages.youngest <= ages.oldest <= OLDEST_AGE:
        sentence = f"Age of the oldest must be between the age of the youngest and {OLDEST_AGE}"
        raise Refusal("ages_wrong", sentence, "age_to")
    least, most = _ages_of(min_year, max_year)
    if ages.oldest < least or ages.youngest > most:
        raise Refusal(
            "ages_out_of_range",
            f"This activity was written for {year_range(min_year, max_year)}, not for a group of {ages.label}. "
            "Ring the office to talk about what would suit",
            "age_from",
        )


def some_outside(ages: Ages | None, *, min_year: int | None, max_year: int | None) -> bool:
    """Whether the activity was not written for some of these ages: the office talks about it with the school."""
    least, most = _ages_of(min_year, max_year)
    return ages is not None and (ages.youngest < least or ages.oldest > most)


def stages_for(min_year: int | None, max_year: int | None) -> tuple[WorkingAt, ...]:
    """The stages that a group of this activity may work at, those of its own years first, the furthest last.

    Ages say little about the stage, so none is left out: a group of 15-year-olds may work at key stage 2.
    """
    least, most = _ages_of(min_year, max_year)

    def away(stage: WorkingAt) -> int:
        youngest, oldest = _STAGE_AGES[stage]
        return max(least - oldest, youngest - most, 0)

    return tuple(sorted(WorkingAt, key=away))


_STAGE_AGES = {
    WorkingAt.EARLY_YEARS: (3, 4),
    WorkingAt.KEY_STAGE_1: (5, 6),
    WorkingAt.KEY_STAGE_2: (7, 10),
    WorkingAt.KEY_STAGE_3: (11, 13),
    WorkingAt.KEY_STAGE_4: (14, 15),
    WorkingAt.POST_16: (16, OLDEST_AGE),
    WorkingAt.VARIED: (YOUNGEST_AGE, OLDEST_AGE),
}


def _ages_of(min_year: int | None, max_year: int | None) -> tuple[int, int]:
    """The youngest and the oldest in these years; a year holds two ages."""
    least = YOUNGEST_AGE if min_year is None else min_year + AGE_IN_RECEPTION
    return least, OLDEST_AGE if max_year is None else max_year + AGE_IN_RECEPTION + 1


def _outside(year: YearGroup, min_year: int | None, max_year: int | None) -> bool:
    number = year.number
    if number is None:
        return False
    return (min_year is not None and number < min_year) or (max_year is not None and number > max_year)


def year_range(min_year: int | None, max_year: int | None) -> str:
    """The ages of an activity in words: 'Year 7 to Year 11', 'all years'."""
    if min_year is None and max_year is None:
        return "all years"
    if min_year is None and max_year is not None:
        return f"up to {year_name(max_year)}"
    if min_year is not None and max_year is None:
        return f"{year_name(min_year)} and above"
    assert min_year is not None
    assert max_year is not None
    if min_year == max_year:
        return year_name(min_year)
    return f"{year_name(min_year)} to {year_name(max_year)}"


FOR_A_LARGER_GROUP = "For a larger group, ask for another session or ring the office"
FOR_A_WHOLE_YEAR = (
    "For a whole year choose the assembly, or ask for several classes in one visit: ring the office about that"
)


def check_group_size(
    expected: int, *, max_group: int | None, otherwise: str = FOR_A_LARGER_GROUP, what: str = "for this activity"
) -> None:
    """Refuse a group that is empty or larger than the format can bear (§2.2, item 14).

    `otherwise` says what a larger group may do instead, `what` what sets the limit.
    """
    if expected < 1:
        raise Refusal("group_empty", "Number of people must be 1 or more", "expected_number")
    if max_group is not None and expected > max_group:
        raise Refusal(
            "group_too_large",
            f"Number of people must be {max_group} or fewer {what}. {otherwise}",
            "expected_number",
        )
