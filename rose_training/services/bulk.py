"""Writing many rows at once: a national extract has 50,000."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam, insert, update
from sqlalchemy.orm import Session

from rose_training.models.base import Base

AT_ONCE = 2_000
"""Rows in one statement."""

Values = dict[str, Any]


def add_rows(session: Session, model: type[Base], values: Sequence[Values]) -> None:
    """Insert rows that have the same columns, by the columns' names in the model's table."""
    for start in range(0, len(values), AT_ONCE):
        session.execute(insert(model.__table__), values[start : start + AT_ONCE])  # type: ignore[arg-type]


def change_rows(
    session: Session, model: type[Base], values: Sequence[Values], also: Mapping[str, Any] | None = None
) -> None:
    """Update rows: each of `values` has the row's `id` and the same columns; `also` goes into all."""
    if not values:
        return
    columns: Collection[str] = values[0].keys() - {"id"}
    table = model.__table__
    statement = (
        update(table)  # type: ignore[arg-type]
        .where(table.c.id == bindparam("row_id"))
        .values({name: bindparam(f"new_{name}") for name in columns} | dict(also or {}))
    )
    for start in range(0, len(values), AT_ONCE):
        session.execute(
            statement,
            [
                {"row_id": row["id"], **{f"new_{name}": row[name] for name in columns}}
                for row in values[start : start + AT_ONCE]
            ],
        )
    session.expire_all()
