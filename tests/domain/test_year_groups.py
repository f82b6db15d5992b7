"""Which years an activity offers to choose from."""

import pytest

from rose_training.domain.year_groups import YearGroup, check_years, years_offered

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
