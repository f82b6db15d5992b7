"""Whether two requests ask for the same."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from rose_training.domain.booking_duplicates import Asked, why_alike

AT = datetime(2026, 11, 17, 9, 30, tzinfo=UTC)
DAY = date(2027, 1, 14)
ONE = Asked(7, "Hethersett Academy", "bo@hethersett.example", 3, frozenset({DAY}), AT, frozenset({"8"}))


@pytest.mark.parametrize(
    ("other", "why"),
    [
        (replace(ONE, email="else@elsewhere.example"), "Same school, same activity, same day"),
        (replace(ONE, days=frozenset()), "Same school, same activity"),
        (replace(ONE, activity_id=4), "Same school, same day"),
        (replace(ONE, activity_id=4, days=frozenset()), None),
        (replace(ONE, activity_id=4, years=frozenset({"8", "9"})), "Same school, same day"),
        (replace(ONE, activity_id=4, years=frozenset({"9"})), None),
        (replace(ONE, activity_id=4, years=frozenset()), None),
        (replace(ONE, years=frozenset({"9"})), "Same school, same activity, same day"),
        (replace(ONE, organisation_id=8), None),
        (replace(ONE, requested_at=AT + timedelta(days=61)), None),
        (replace(ONE, organisation_id=None), "Same e-mail address, same activity, same day"),
        (
            replace(ONE, organisation_id=None, email="di@hethersett.example", described="hethersett academy."),
            "Similar name, same address after the @, same activity, same day",
        ),
        (replace(ONE, organisation_id=None, email="di@hethersett.example", described="Cromer High"), None),
        (replace(ONE, organisation_id=None, email="di@cromer.example"), None),
    ],
)
def test_who_asks_twice(other, why):
    assert why_alike(ONE, other) == why
    assert why_alike(other, ONE) == why


def test_two_people_of_one_mail_provider_are_two():
    one = replace(ONE, organisation_id=None, email="a@gmail.com")
    assert why_alike(one, replace(one, email="b@gmail.com")) is None
