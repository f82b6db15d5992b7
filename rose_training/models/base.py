"""The types that all tables share: keys, moments, words of an enum, and the naming of constraints."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Any

from sqlalchemy import DateTime, Dialect, Enum, MetaData, String
from sqlalchemy.orm import DeclarativeBase, mapped_column
from sqlalchemy.types import TypeDecorator

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """A plain SQLAlchemy base: models know nothing of Flask."""

    metadata = MetaData(naming_convention=NAMING)


class UtcDateTime(TypeDecorator[datetime]):
    """A moment. Refuses a datetime without a zone, stores UTC, gives back UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To the database: UTC. Raises ValueError for a naive datetime."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its time zone: got a naive datetime")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """From the database: aware, in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def word(kind: type[StrEnum], name: str | None = None) -> Enum:
    """An enum column type: stored by its value, as text, with a CHECK that names every value."""
    return Enum(
        kind,
        values_callable=lambda members: [member.value for member in members],
        native_enum=False,
        create_constraint=True,
        length=40,
        validate_strings=True,
        name=name or kind.__name__.lower(),
    )


def enum_column(kind: type[StrEnum], **options: Any) -> Any:
    """`state: Mapped[BookingState] = enum_column(BookingState)`."""
    name = options.pop("check", None)
    return mapped_column(word(kind, name), **options)


Key = Annotated[int, mapped_column(primary_key=True)]
Moment = Annotated[datetime, mapped_column(UtcDateTime())]
Reference = Annotated[str, mapped_column(String(20), unique=True)]
"""What stands in addresses and is read out on the telephone; never a row number."""
Email = Annotated[str, mapped_column(String(254))]
"""Stored in lower case; a CHECK says so where it identifies somebody."""
Name = Annotated[str, mapped_column(String(200))]
