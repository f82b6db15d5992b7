"""More of the past: the same three years again and again, for benchmarks.

The rows are copied inside the database under new keys and references. Organisations stay the same;
people, bookings, sessions, registrations, cards and papers multiply. Diaries and the history don't.
"""

from typing import Any

from sqlalchemy import Column, Table, cast, func, insert, literal, select, text
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import ColumnElement

from rose_training.models.attendance import AttendanceMark, Headcount
from rose_training.models.base import Base
from rose_training.models.bookings import Booking, Cohort, CohortCard
from rose_training.models.people import Person
from rose_training.models.registrations import Registration
from rose_training.models.sessions import TrainingSession
from rose_training.models.surveys import Answer, Response

COPIED: tuple[type[Base], ...] = (
    Person,
    Booking,
    TrainingSession,
    Cohort,
    CohortCard,
    Registration,
    AttendanceMark,
    Headcount,
    Response,
    Answer,
)
"""In an order in which each refers only to those before it."""


def multiply(session: Session, times: int) -> None:
    """Make what is stored `times` as much. To be called while nothing but the past is there."""
    session.flush()
    tables: list[Table] = [Base.metadata.tables[model.__tablename__] for model in COPIED]
    steps = {table.name: session.scalar(select(func.max(table.c.id))) or 0 for table in tables}
    for copy in range(1, times):
        for table in tables:
            copied = [_copied(column, copy, steps) for column in table.columns]
            rows = select(*copied).where(table.c.id <= steps[table.name])
            session.execute(insert(table).from_select(list(table.columns.keys()), rows))
    if session.get_bind().dialect.name == "postgresql":
        for table in tables:
            session.execute(
                text(f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), max(id)) FROM {table.name}")  # noqa: S608
            )


def _copied(column: Column[Any], copy: int, steps: dict[str, int]) -> ColumnElement[Any]:
    """The column's value in the copy: keys are shifted, texts that must be unique get a beginning."""
    if column.name == "id":
        return column + copy * steps[column.table.name]
    for key in column.foreign_keys:
        if key.column.table.name in steps:
            return column + copy * steps[key.column.table.name]
    if column.unique and isinstance(column.type.python_type(), str):
        return cast(literal(f"{copy}.") + column, column.type)
    return column.label(column.key)
