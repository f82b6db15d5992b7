"""To which council and district something belonged is true of a day."""

from dataclasses import dataclass
from datetime import date

from rose_training.domain.areas import Place, in_use, place_at

CHANGE = date(2028, 4, 1)
NORFOLK = Place(CHANGE, "926", "Norfolk", "2069", "Norwich")
OLDER = Place(date(1998, 4, 1), "926", "Norfolk", "0001", "Norwich")
TODAY = Place(None, "999", "Greater Norwich City", "2069", None)


@dataclass(frozen=True)
class Area:
    valid_from: date | None = None
    valid_to: date | None = None
    proviso: str | None = None


def test_a_place_holds_to_the_day_before_the_change():
    former = [NORFOLK, OLDER]
    assert place_at(date(2028, 3, 31), former, TODAY) == NORFOLK
    assert place_at(CHANGE, former, TODAY) == TODAY
    assert place_at(date(1990, 1, 1), former, TODAY) == OLDER
    assert place_at(date(1990, 1, 1), [], TODAY) == TODAY
    assert (NORFOLK.dfe_number, TODAY.district) == ("926/2069", None)


def test_an_area_is_in_use_between_its_days_and_never_while_it_waits_for_something():
    district, unitary = Area(valid_to=CHANGE), Area(valid_from=CHANGE)
    announced = Area(valid_from=CHANGE, proviso="Subject to Parliament")
    assert in_use([district, unitary, announced], date(2028, 3, 31)) == [district]
    assert in_use([district, unitary, announced], CHANGE) == [unitary]
