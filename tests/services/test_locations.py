"""Where postcodes are: the register first, then the file that ships, then the neighbours."""

import pytest

from rose_training.domain.travel import Point, metres
from rose_training.services.locations import locate
from tests.factories import make_organisation
from tests.support.queries import counting

NORWICH = Point(623000, 308500)


def test_a_postcode_of_the_file_is_found_however_it_is_typed(session):
    found = locate(session, ["NR1 1AA", "nr11aa", " NR1  1AA "])

    assert len(found) == 3
    assert len(set(found.values())) == 1
    assert metres(found["NR1 1AA"], NORWICH) < 3000


def test_the_register_knows_better_than_the_file(session):
    make_organisation(session, postcode="NR1 1AA", easting=600_001, northing=300_002)

    assert locate(session, ["NR1 1AA"]) == {"NR1 1AA": Point(600_001, 300_002)}


def test_a_newer_postcode_stands_among_its_neighbours(session):
    (point,) = locate(session, ["NR1 1ZZ"]).values()

    assert metres(point, NORWICH) < 3000


@pytest.mark.parametrize("unknown", [None, "", "  ", "X", "ZZ9 9ZZ", "not a postcode"])
def test_what_is_unknown_is_left_out(session, unknown):
    assert locate(session, [unknown]) == {}


def test_many_postcodes_are_one_question(session, engine):
    with counting(engine) as queries:
        locate(session, [f"NR{n} 1AA" for n in range(1, 35)])

    assert len(queries) == 1
