"""The office changes what completes a course, and for how long facilitators open their sessions."""

import pytest

from rose_training.domain.permissions import Role
from rose_training.services import delivery, site_settings
from tests.factories import make_person

HERE = "/office/settings"
WANTED = {"course_weeks_of_six": "5", "facilitator_days_before": "7", "facilitator_days_after": "20"}


@pytest.fixture
def office(visit, stored):
    coordinator = make_person(stored, Role.COORDINATOR)
    stored.commit()
    return visit.sign_in(coordinator)


def test_the_settings_show_what_counts_and_are_changed(office, stored):
    page = office.get(HERE)
    assert page.soup.find("input", attrs={"name": "course_weeks_of_six"})["value"] == "4"
    assert "Nothing has been changed yet" in page.text

    assert office.post(HERE, WANTED).location == HERE

    stored.rollback()
    assert delivery.opening_window(stored).days_before == 7
    assert site_settings.settings_of(stored).course_weeks_of_six == 5
    assert "Weeks of six that complete a course 5 (was 4)" in office.get(HERE).text

    office.post(HERE, WANTED)
    assert "Nothing was changed" in office.get(HERE).text


@pytest.mark.parametrize(
    ("over", "sentence"),
    [
        ({"course_weeks_of_six": "7"}, "Enter a number from 1 to 6"),
        ({"facilitator_days_before": "soon"}, "Enter a whole number, like 20"),
        ({"facilitator_days_after": ""}, "Enter a number of days, or 0 for the day itself"),
    ],
)
def test_nonsense_is_said_beside_its_field_and_changes_nothing(office, stored, over, sentence):
    refused = office.post(HERE, WANTED | over)

    assert refused.status == 422
    assert sentence in refused.errors
    stored.rollback()
    assert site_settings.settings_of(stored) == site_settings.STANDARD


def test_days_may_be_none(office, stored):
    office.post(HERE, WANTED | {"facilitator_days_before": "0"})

    stored.rollback()
    assert delivery.opening_window(stored).days_before == 0
