"""Numbers in addresses that no row has."""

import pytest

from rose_training.domain.permissions import Role
from rose_training.web.numbers import LARGEST, Number
from tests.factories import make_person


@pytest.fixture
def office(visit, stored):
    coordinator = make_person(stored, Role.COORDINATOR)
    stored.commit()
    return visit.sign_in(coordinator)


@pytest.mark.parametrize("number", [LARGEST + 1, 10**30])
def test_a_number_larger_than_any_key_names_nothing(office, number):
    office.get("/office/calendar")
    assert office.post(f"/office/calendar/days/{number}/remove").status == 404


def test_every_number_of_a_route_is_read_so(app):
    read = [
        converter
        for rule in app.url_map.iter_rules()
        for converter in rule._converters.values()
        if converter.regex == Number.regex
    ]
    assert read
    assert all(converter.max is not None for converter in read)
