"""Councils and districts, and to which of them an organisation belonged on a day."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from rose_training.domain.areas import AreaKind, Place, in_use, place_at
from rose_training.models.organisations import Area, FormerArea, Organisation


def all_areas(session: Session) -> Sequence[Area]:
    """Every council and district we know of, by kind and name."""
    return session.scalars(select(Area).order_by(Area.kind, Area.name, Area.id)).all()


def areas_at(session: Session, *, on: date) -> list[Area]:
    """The councils and districts that exist on a day."""
    return in_use(all_areas(session), on)


def former_places(session: Session, organisation: Organisation) -> list[Place]:
    """Where an organisation belonged before, the latest first."""
    rows = session.scalars(
        select(FormerArea).where(FormerArea.organisation_id == organisation.id).order_by(FormerArea.until.desc())
    )
    return [Place(row.until, row.la_code, row.la_name, row.establishment_number, row.district) for row in rows]


def place_of(session: Session, organisation: Organisation, *, on: date) -> Place:
    """To which council and district an organisation belonged on a day, as far as we know."""
    today = Place(
        None,
        organisation.la_code,
        organisation.la_name,
        organisation.establishment_number,
        organisation.district,
    )
    return place_at(on, former_places(session, organisation), today)


def lay_out(session: Session, areas: Sequence[Mapping[str, Any]]) -> None:
    """Bring the areas up to date with the file that ships: by kind and name; the file has the last word."""
    known = {(area.kind, area.name): area for area in all_areas(session)}
    for told in areas:
        kind = AreaKind(told["kind"])
        area = known.get((kind, told["name"]))
        if area is None:
            area = Area(kind=kind, name=told["name"])
            session.add(area)
        area.code = told.get("code")
        area.valid_from, area.valid_to = told.get("valid_from"), told.get("valid_to")
        area.source, area.proviso = told["source"], told.get("proviso")
    session.flush()
