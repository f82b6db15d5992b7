"""Where places are: coordinates of schools from the register, and of other postcodes from the file that ships."""

import gzip
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from statistics import fmean

from sqlalchemy import select
from sqlalchemy.orm import Session

from rose_training.domain.travel import Point
from rose_training.models.organisations import Organisation

LAST_PART = 2
"""The two letters at the end of a postcode; without them it names a neighbourhood, such as NR14 7."""


def locate(session: Session, postcodes: Iterable[str | None]) -> dict[str, Point]:
    """The point of each postcode that is known, by the postcode as it was given. One query at most.

    A school's own coordinates come first, then the file, then the middle of the postcode's neighbours.
    """
    asked = {postcode: _plain(postcode) for postcode in postcodes if postcode and _plain(postcode)}
    if not asked:
        return {}
    shipped, neighbourhoods = _shipped()
    schools = _of_schools(session, asked)
    found = {}
    for postcode, plain in asked.items():
        point = schools.get(postcode) or shipped.get(plain) or neighbourhoods.get(plain[:-LAST_PART])
        if point is not None:
            found[postcode] = point
    return found


def _of_schools(session: Session, postcodes: Iterable[str]) -> dict[str, Point]:
    rows = session.execute(
        select(Organisation.postcode, Organisation.easting, Organisation.northing).where(
            Organisation.postcode.in_(list(postcodes)), Organisation.easting.is_not(None)
        )
    )
    return {
        postcode: Point(easting, northing)
        for postcode, easting, northing in rows
        if postcode and easting is not None and northing is not None
    }


def _plain(postcode: str) -> str:
    return "".join(postcode.split()).upper()


@cache
def _shipped() -> tuple[Mapping[str, Point], Mapping[str, Point]]:
    """Every postcode of the file, and the middle of each neighbourhood. Read once, when first asked for."""
    content = files("rose_training").joinpath("data", "postcodes", "norfolk.csv.gz").read_bytes()
    points = {}
    neighbours = defaultdict(list)
    for line in gzip.decompress(content).decode("ascii").splitlines():
        postcode, east, north = line.split(",")
        point = Point(int(east) * 100, int(north) * 100)
        points[postcode] = point
        neighbours[postcode[:-LAST_PART]].append(point)
    middles = {
        name: Point(round(fmean(one.easting for one in those)), round(fmean(one.northing for one in those)))
        for name, those in neighbours.items()
    }
    return points, middles
