"""Which years an activity offers to choose from."""

import pytest

from rose_training.domain.year_groups import (
    Ages,
    WorkingAt,
    YearGroup,
    check_years,
    some_outside,
    stages_for,
    years_offered,
)

EVERY = ["mixed", "not_by_year"]


@pytest.mark.parametrize(
    ("lowest", "highest", "offered"),
    [
        (5, 6, ["5", "6", *EVERY]),
        (12, 13, ["12", "13", "mixed", "post_16", "not_by_year"]),
        (0, 1, ["R", "1", *EVERY]),
        (None, None, list(YearGroup)),
    ],
)
def test_what_is_offered_is_what_the_rule_accepts(lowest: int | None, highest: int | None, offered: list[str]) -> None:
    years = years_offered(lowest, highest)

    assert list(years) == offered
    check_years(years, min_year=lowest, max_year=highest)


def test_a_secondary_group_finds_its_own_stages_first():
    stages = stages_for(7, 11)
    assert stages[:2] == (WorkingAt.KEY_STAGE_3, WorkingAt.KEY_STAGE_4)
    assert stages[-1] is WorkingAt.EARLY_YEARS
    assert set(stages) == set(WorkingAt)


@pytest.mark.parametrize(("ages", "some"), [(Ages(13, 17), True), (Ages(11, 16), False), (None, False)])
def test_some_ages_may_lie_outside(ages, some):
    assert some_outside(ages, min_year=7, max_year=11) is some
